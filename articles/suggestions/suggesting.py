"""Suggest live stories that share words, tags or timelines with a story.

Each query reads only the newest few stories, so the archive may have any size.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, BannedSuggestion, TagListing, TimelineListing
from articles.search_document import body_of
from articles.visible_parts import timelines_of
from newsroom.publishing.models import Content
from newsroom.search.excerpts import matches
from newsroom.search.models import Entry
from newsroom.search.query import Asked
from newsroom.search.search import found
from newsroom.search.words import COMMON, TOKEN, Query, folded, stem

SHOWN = 8
NEWEST = 40  # stories considered for each tag, for the timelines and for the words
TAGS = 5  # tags considered
RANKED = 200  # stories with shared words that are ranked
TELLING = 6  # keywords of a story
SHARED = 2  # keywords that a story must share
READ = 3_000  # characters of the text that are read for keywords
HEADLINE, STANDFIRST, NAME = 6, 3, 3  # weights of words there, and of names
A_TIMELINE, A_TAG, WORDS = 3.0, 2.0, 4.0  # scores for a shared timeline or tag, and for the best match of keywords
OPENS, ENDS = " “\"'(", ("", ".", "?", "!", ":", "\n")  # what may precede a sentence, and what ends one
# Common words of headlines, which are never keywords.
SAYS_LITTLE = COMMON | frozenset(
    "about after again against all also back been before between can could day down first get had how if into last may"
    " more most new no not now one only out over own past said say says should some still than then there these through"
    " time two under until up when where which while why would year years you your".split()
)

Reasons = defaultdict[int, list[str]]  # revision id -> what it shares


@dataclass(frozen=True)
class Suggestion:
    """A live story, and why it is suggested."""

    story: int
    headline: str
    url: str
    published: datetime
    reasons: tuple[str, ...]


def suggestions(article: Article, now: datetime) -> list[Suggestion]:
    """Return the best suggestions for the last saved version of `article`, without those linked already or banned."""
    head = article.head
    if head is None or head.sealed_at:
        return []
    content = head.read()
    words = telling_words(content)
    by_words, by_tag, by_timeline = _by_words(words, now), _by_tag(content, now), _by_timeline(content, now)
    entries = Entry.objects.within(now).filter(source=Article._meta.label_lower)
    candidates = entries.filter(pk__in=by_words) | entries.filter(revision__in={*by_tag, *by_timeline})
    unwanted = {
        article.pk,
        *(link["story"] for link in content["related"]),
        *article.related_links.values_list("story", flat=True),
        *article.body_references.values_list("article", flat=True),
        *BannedSuggestion.objects.filter(article=article).values_list("banned", flat=True),
    }
    worth = {
        (WORDS * by_words.get(pk, 0) + A_TAG * len(by_tag[version]) + A_TIMELINE * len(by_timeline[version]), pk)
        for pk, story, version in candidates.values_list("pk", "subject", "revision")
        if story not in unwanted
    }
    best = [pk for _, pk in sorted(worth, reverse=True)[:SHOWN]]
    shown = Entry.objects.only("subject", "revision", "headline", "text", "url", "first_published_at").in_bulk(best)
    return [
        Suggestion(
            entry.subject,
            entry.headline,
            entry.url,
            entry.first_published_at,
            _reasons(by_timeline[entry.revision], by_tag[entry.revision], _shared(words, entry)),
        )
        for pk in best
        if (entry := shown.get(pk))
    ]


def _reasons(timelines: list[str], tags: list[str], words: list[str]) -> tuple[str, ...]:
    shared = {"Same timeline": timelines, "Same tag": tags, "Same words": words}
    return tuple(f"{what}: {', '.join(names)}" for what, names in shared.items() if names)


def telling_words(content: Content) -> dict[str, str]:
    """Return the keywords of a story, by stem: words of headline and standfirst, and names."""
    count = Counter[str]()
    written: dict[str, str] = {}
    parts = ((HEADLINE, content["headline"]), (STANDFIRST, content["standfirst"]), (1, body_of(content)[:READ]))
    for weight, text in parts:
        for token in TOKEN.finditer(text):
            word = folded(token[0])
            # A capital that doesn't begin a sentence.
            name = token[0][0].isupper() and text[: token.start()].rstrip(OPENS)[-1:] not in ENDS
            if len(word) < 3 or word in SAYS_LITTLE or word.isdigit() or not (name or weight > 1):
                continue
            count[stem(word)] += weight * (NAME if name else 1)
            written.setdefault(stem(word), token[0])
    return {word: written[word] for word, _ in count.most_common(TELLING)}


def _by_words(words: dict[str, str], now: datetime) -> dict[int, float]:
    """Return the ids of search entries that share words, each with a score from 1 down to 0."""
    if len(words) < SHARED:
        return {}
    query = Query(tuple((folded(word),) for word in words.values()), least=SHARED)
    places = found(Asked(query, now, size=NEWEST, ranked=RANKED))
    return {place.entry: 1 - number / NEWEST for number, place in enumerate(places)}


def _by_tag(content: Content, now: datetime) -> Reasons:
    """Return the newest revisions with each tag, with the names of shared tags."""
    found: Reasons = defaultdict(list)
    listings = TagListing.objects.within(now).order_by("-first_published_at", "-revision")
    for tag in content["tags"][:TAGS]:
        for revision, name in listings.filter(tag=tag["tag"]).values_list("revision", "tag__name")[:NEWEST]:
            found[revision].append(name)
    return found


def _by_timeline(content: Content, now: datetime) -> Reasons:
    """Return the newest revisions that share a timeline, with the titles of shared timelines."""
    found: Reasons = defaultdict(list)
    carried = {block.timeline for block in timelines_of(content)}
    if carried:
        listings = TimelineListing.objects.within(now).filter(timeline__in=carried)
        newest = listings.order_by("-first_published_at", "-revision")
        for version, title in newest.values_list("revision", "timeline__title")[:NEWEST]:
            found[version].append(title)
    return found


def _shared(words: dict[str, str], entry: Entry) -> list[str]:
    """Return the words that the entry shares, as this story writes them."""
    query = Query(tuple((folded(word),) for word in words.values()))
    there = {match.stem for text in (entry.headline, entry.text) for match in matches(text, query)}
    return [word for each, word in words.items() if each in there]
