"""Timelines that fit the story that is written: those that share words with it, or are in live stories with its tags."""

from collections import Counter
from datetime import datetime
from typing import Any

from articles.models import Article, TagListing, TimelineListing
from articles.suggestions.suggesting import A_TAG, NEWEST, SHARED, TAGS, telling_words
from articles.visible_parts import timelines_of
from newsroom.publishing.models import Content
from newsroom.search.desk_search import matching, visible
from newsroom.search.excerpts import matches
from newsroom.search.words import Query, folded, label
from timelines.models import Timeline

SHOWN = 4


def suggested(article: Article | None, headline: str, deck: str, user: Any, now: datetime) -> list[dict[str, Any]]:
    """Return the best timelines for a story with this headline and deck, as choices: [{"id", "text"}, …].

    Its text and tags are those of its last version, if it has one. Only timelines that the user may see.
    """
    saved = article.head.read() if article and article.head and not article.head.sealed_at else None
    content: Content = {**(saved or {"body": [], "tags": []}), "headline": headline, "standfirst": deck}
    carried = {block.timeline for block in timelines_of(content)}
    worth = Counter[int]({timeline: A_TAG * stories for timeline, stories in _by_tag(content, now).items()})
    rows = visible(Timeline, user, now).exclude(subject__in=carried)
    titles: dict[int, str] = {}
    words = [folded(word) for word in telling_words(content).values()]
    query = Query(tuple((word,) for word in words), least=SHARED)
    if len(words) >= SHARED:
        alike = matching(rows, query, [(label("source", Timeline._meta.label_lower),)]).order_by("-changed_at", "-pk")
        for timeline, title, text in alike.values_list("subject", "title", "text")[:NEWEST]:
            titles[timeline] = title
            worth[timeline] += len({match.stem for each in (title, text) for match in matches(each, query)})
    unnamed = rows.filter(subject__in=worth.keys() - titles.keys())
    titles |= dict(unnamed.values_list("subject", "title")) if worth.keys() - titles.keys() else {}
    best = sorted(titles, key=lambda timeline: (-worth[timeline], -timeline))
    return [{"id": str(timeline), "text": titles[timeline]} for timeline in best[:SHOWN]]


def _by_tag(content: Content, now: datetime) -> Counter[int]:
    """Count how many of the newest stories with the same tags have each timeline."""
    tags = [tag["tag"] for tag in content["tags"][:TAGS]]
    if not tags:
        return Counter()
    tagged = TagListing.objects.within(now).filter(tag__in=tags).order_by("-first_published_at", "-revision")
    stories = list(tagged.values_list("revision", flat=True)[:NEWEST])
    return Counter(TimelineListing.objects.within(now).filter(revision__in=stories).values_list("timeline", flat=True))
