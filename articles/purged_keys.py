"""Which pages an action on a story or a timeline may change, by their surrogate keys (newsroom/delivery/surrogate_keys.py)."""

from collections.abc import Collection, Iterable

from articles.models import Article, ArticleReference, ArticleRevision, Section
from newsroom.delivery.surrogate_keys import register_keys
from timelines.models import Timeline

LISTS = {"list", "front", "feed"}


@register_keys(Article)
def of_stories(ids: Collection[int]) -> set[str]:
    """Return the keys of their own pages, of all lists that they are or were in, and of what they and it refer to."""
    versions = ArticleRevision.objects.filter(subject__in=ids)
    references = ArticleReference.objects.filter(revision__subject__in=ids).order_by()
    sections = _with_those_above(versions.exclude(section=None).order_by().values_list("section", flat=True).distinct())
    tags = references.exclude(tag=None).values_list("tag", flat=True)
    authors = references.exclude(author=None).values_list("author", flat=True)
    named = references.exclude(article=None).values_list("article", flat=True)
    naming = ArticleReference.objects.filter(article__in=ids).order_by().values_list("revision__subject", flat=True)
    timelines = references.exclude(timeline=None).values_list("timeline", flat=True)
    pinned = references.exclude(timeline_revision=None).values_list("timeline_revision__subject", flat=True)
    return {
        *LISTS,
        *_names("story", {*ids, *named.distinct(), *naming.distinct()}),
        *_names("section", sections),
        *_names("tag", tags.distinct()),
        *_names("author", authors.distinct()),
        *_names("timeline", {*timelines.distinct(), *pinned.distinct()}),
    }


@register_keys(Timeline)
def of_timelines(ids: Collection[int]) -> set[str]:
    """Return the keys of their own pages, of the stories that show them or broke an event, and of the lists."""
    showing = ArticleReference.objects.filter(timeline__in=ids) | ArticleReference.objects.filter(
        timeline_revision__subject__in=ids
    )
    stories = showing.order_by().values_list("revision__subject", flat=True).distinct()
    return {*LISTS, *_names("timeline", ids), *_names("story", stories)}


def _names(kind: str, ids: Iterable[int]) -> set[str]:
    return {f"{kind}-{pk}" for pk in ids}


def _with_those_above(ids: Iterable[int]) -> set[int]:
    """Return these sections and all that they are inside of, whose pages and lists have their stories, too."""
    above, found = dict(Section.objects.values_list("pk", "parent")), set[int]()
    for pk in ids:
        each: int | None = pk
        while each and each not in found:
            found.add(each)
            each = above.get(each)
    return found
