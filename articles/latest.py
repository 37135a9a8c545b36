"""The newest stories of sections, tags and authors, and named stories with them, in one query.

A section and those inside it are queried one by one and merged: an index finds the newest of one section in any
archive at once, but not the newest of several.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.cards import COLUMNS
from articles.models import ArticleRevision, BylineListing, TagListing
from newsroom.database.rows import union
from newsroom.delivery.prepared_queries import Row, prepared

Listing = TagListing | BylineListing
STORY, SECTION, FIRST = (COLUMNS.index(name) for name in ("subject_id", "section_id", "first_published_at"))
ALL, IN_SECTION, WITH_TAG = "all", "section", "tag"


@dataclass(frozen=True)
class Source:
    """Where the newest stories come from: these sections, a tag, or else the whole site."""

    sections: tuple[int, ...] = ()
    tag: int = 0

    def meets(self, other: "Source") -> bool:
        """Whether a story may be in both. A story has one section."""
        return not (self.sections and other.sections and not set(self.sections) & set(other.sections))


def stories_and_newest(
    now: datetime, stories: Collection[int], wanted: dict[Source, int]
) -> tuple[dict[int, Row], dict[Source, list[Row]]]:
    """Return rows of `COLUMNS`: the live ones of `stories`, by story id, and of each source the newest others.

    One query. A source gets at least the wanted number of rows, if there are so many.
    """
    tags = sorted({source.tag for source in wanted if source.tag})
    parts: dict[tuple[str, int], int] = {}
    for source, count in wanted.items():
        for kind, which in _parts(source):
            parts[kind, which] = max(count, parts.get((kind, which), 0))
    shape = tuple((kind, _rounded(count)) for (kind, _), count in parts.items())
    named = [which for kind, which in parts if kind != ALL]
    rows = _ask(len(stories), shape, len(tags))(now, *stories, *named, *tags) if stories or shape else []
    found = {row[STORY]: row for row in rows if row[STORY] in stories}
    others = sorted(
        (row for row in rows if row[STORY] not in found), key=lambda row: (row[FIRST], row[0]), reverse=True
    )
    return found, {source: [row for row in others if _is_of(row, source, tags)] for source in wanted}


def _parts(source: Source) -> list[tuple[str, int]]:
    if source.tag:
        return [(WITH_TAG, source.tag)]
    return [(IN_SECTION, section) for section in source.sections] or [(ALL, 0)]


def _is_of(row: Row, source: Source, tags: Sequence[int]) -> bool:
    if source.tag:
        return bool(row[len(COLUMNS) + tags.index(source.tag)])
    return not source.sections or row[SECTION] in source.sections


def _rounded(count: int) -> int:
    return -(-count // 3) * 3  # so that fronts of different sizes share a prepared statement


@lru_cache(maxsize=200)
def _ask(stories: int, parts: tuple[tuple[str, int], ...], tags: int) -> Callable[..., list[Row]]:
    """Prepare the query for a number of named stories, of these parts, with a column for each of `tags` tags."""

    @prepared
    def ask(now: datetime, *given: int) -> QuerySet[Any, Any]:
        rest = iter(given)
        names = [next(rest) for _ in range(stories)]
        live = ArticleRevision.objects.live(now).order_by()
        ids: list[QuerySet[Any, Any]] = [live.filter(subject__in=names).values_list("pk")] if names else []
        for kind, count in parts:
            if kind == WITH_TAG:
                rows = TagListing.objects.within(now).filter(tag=next(rest)).exclude(revision__subject__in=names)
                ids.append(rows.order_by("-first_published_at", "-revision").values_list("revision")[:count])
            else:
                found = live.newest_first().exclude(subject__in=names)
                found = found.filter(section=next(rest)) if kind == IN_SECTION else found
                ids.append(found.values_list("pk")[:count])
        carries = {
            f"carries_{place}": Exists(TagListing.objects.filter(revision=OuterRef("pk"), tag=next(rest)))
            for place in range(tags)
        }
        every: QuerySet[Any, Any] = ArticleRevision.objects.filter(pk__in=union(ids)).order_by().annotate(**carries)
        return every.values_list(*COLUMNS, *carries)

    return ask


def newest_in(
    now: datetime,
    sections: Sequence[int],
    count: int,
    *,
    below: tuple[datetime, int] | None = None,
    without: Collection[int] = (),
    columns: tuple[str, ...] = COLUMNS,
) -> list[Row]:
    """Return rows of `columns`: the newest `count` stories of these sections, below a place, without some stories."""
    ask = _ask_sections(len(sections), count, len(without), below is not None, columns)
    return ask(now, *sections, *without, *(below or ()))


@lru_cache(maxsize=200)
def _ask_sections(
    sections: int, count: int, without: int, paged: bool, columns: tuple[str, ...]
) -> Callable[..., list[Row]]:
    @prepared
    def ask(now: datetime, *given: Any) -> QuerySet[Any, Any]:
        rest = iter(given)
        inside = [next(rest) for _ in range(sections)]
        left_out = [next(rest) for _ in range(without)]
        live = ArticleRevision.objects.live(now).exclude(subject__in=left_out).newest_first()
        if paged:
            live = live.filter(below_place(next(rest), next(rest)))
        if sections == 1:
            return live.filter(section=inside[0]).values_list(*columns)[:count]
        each = [live.filter(section=section).values_list("pk")[:count] for section in inside]
        return ArticleRevision.objects.filter(pk__in=union(each)).newest_first().values_list(*columns)[:count]

    return ask


def newest_listed(
    now: datetime,
    listings: type[Listing],
    of: int,
    count: int,
    *,
    below: tuple[datetime, int] | None = None,
    columns: tuple[str, ...] = COLUMNS,
) -> list[Row]:
    """Return rows of `columns`: the newest `count` stories of a tag or author id, below a place."""
    return _ask_listings(listings, count, below is not None, columns)(now, of, *(below or ()))


@lru_cache(maxsize=50)
def _ask_listings(listings: Any, count: int, paged: bool, columns: tuple[str, ...]) -> Callable[..., list[Row]]:
    @prepared
    def ask(now: datetime, of: int, *place: Any) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = listings.objects.within(now).filter(**{listings.of: of})
        if paged:
            found = found.filter(below_place(place[0], place[1], "revision_id"))
        ordered = found.order_by("-first_published_at", "-revision_id")
        return ordered.values_list(*(f"revision__{column}" for column in columns))[:count]

    return ask


def below_place(published: datetime, revision: int, last: str = "id") -> Q:
    """Return a filter for what comes after that story in a list of the newest first."""
    return Q(Q(first_published_at__lt=published) | Q(**{f"{last}__lt": revision}), first_published_at__lte=published)
