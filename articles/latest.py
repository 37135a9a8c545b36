"""The newest stories of several things at once, and stories by name with them: what a front needs, in one query.

The newest of a section and of those below it are the newest of the newest of each: an index finds each of these at once
however large the archive is, which it cannot do for stories that are in any of several sections.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.cards import COLUMNS
from articles.models import ArticleRevision, BylineListing, TagListing
from newsroom.delivery.prepared_queries import Row, prepared

STORY, SECTION, FIRST = (COLUMNS.index(name) for name in ("subject_id", "section_id", "first_published_at"))
ALL, IN_SECTION, WITH_TAG = "all", "section", "tag"


@dataclass(frozen=True)
class Source:
    """Where newest stories are asked from: these sections, a tag, or (neither) the whole site."""

    sections: tuple[int, ...] = ()
    tag: int = 0

    def meets(self, other: "Source") -> bool:
        """Whether one story may be in both. A story is in one section."""
        return not (self.sections and other.sections and not set(self.sections) & set(other.sections))


def stories_and_newest(
    now: datetime, stories: Collection[int], wanted: dict[Source, int]
) -> tuple[dict[int, Row], dict[Source, list[Row]]]:
    """Rows of `COLUMNS`: the live ones of `stories`, by story; and of each source so many of the newest others.

    One query. A source may have more rows than were asked for, never fewer as long as there are any.
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
    """A little more than asked for, so that fronts of many sizes share a statement."""
    return -(-count // 3) * 3


@lru_cache(maxsize=200)
def _ask(stories: int, parts: tuple[tuple[str, int], ...], tags: int) -> Callable[..., list[Row]]:
    """The query for so many stories by name, those parts, and so many tags of which each row says whether it has them."""

    @prepared
    def ask(now: datetime, *given: int) -> QuerySet[Any, Any]:
        rest = iter(given)
        names = [next(rest) for _ in range(stories)]
        live = ArticleRevision.objects.live(now).order_by()
        ids: list[QuerySet[Any, Any]] = [live.filter(subject__in=names).values_list("pk")] if names else []
        for kind, count in parts:
            if kind == WITH_TAG:
                lines = (
                    TagListing.objects.within(now).filter(tag=next(rest)).order_by("-first_published_at", "-revision")
                )
                ids.append(lines.exclude(revision__subject__in=names).values_list("revision")[:count])
                continue
            found = live.newest_first().exclude(subject__in=names)
            ids.append((found.filter(section=next(rest)) if kind == IN_SECTION else found).values_list("pk")[:count])
        carries = {
            f"carries_{place}": Exists(TagListing.objects.filter(revision=OuterRef("pk"), tag=next(rest)))
            for place in range(tags)
        }
        rows: QuerySet[Any, Any] = ArticleRevision.objects.filter(pk__in=union(ids)).order_by().annotate(**carries)
        return rows.values_list(*COLUMNS, *carries)

    return ask


def newest_in(
    now: datetime, sections: Sequence[int], count: int, *, below: tuple[datetime, int] | None, without: Collection[int]
) -> list[Row]:
    """Rows of `COLUMNS`: the newest `count` stories of those sections, below a place in the list, without some stories."""
    ask = _ask_sections(len(sections), count, len(without), below is not None)
    return ask(now, *sections, *without, *(below or ()))


@lru_cache(maxsize=200)
def _ask_sections(sections: int, count: int, without: int, paged: bool) -> Callable[..., list[Row]]:
    @prepared
    def ask(now: datetime, *given: Any) -> QuerySet[Any, Any]:
        rest = iter(given)
        inside = [next(rest) for _ in range(sections)]
        left_out = [next(rest) for _ in range(without)]
        live = ArticleRevision.objects.live(now).exclude(subject__in=left_out).newest_first()
        if paged:
            live = live.filter(below_place(next(rest), next(rest)))
        if sections == 1:
            return live.filter(section=inside[0]).values_list(*COLUMNS)[:count]
        each = [live.filter(section=section).values_list("pk")[:count] for section in inside]
        return ArticleRevision.objects.filter(pk__in=union(each)).newest_first().values_list(*COLUMNS)[:count]

    return ask


def newest_lines(
    now: datetime,
    lines: type[TagListing] | type[BylineListing],
    of: int,
    count: int,
    *,
    below: tuple[datetime, int] | None,
) -> list[Row]:
    """Rows of `COLUMNS`: the newest `count` stories of a tag (`TagListing`) or an author (`BylineListing`), below a place."""
    return _ask_lines(lines, count, below is not None)(now, of, *(below or ()))


@lru_cache(maxsize=50)
def _ask_lines(lines: Any, count: int, paged: bool) -> Callable[..., list[Row]]:
    name = "tag" if lines is TagListing else "author"

    @prepared
    def ask(now: datetime, of: int, *place: Any) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = lines.objects.within(now).filter(**{name: of})
        if paged:
            found = found.filter(below_place(place[0], place[1], "revision_id"))
        ordered = found.order_by("-first_published_at", "-revision_id")
        return ordered.values_list(*(f"revision__{column}" for column in COLUMNS))[:count]

    return ask


def below_place(published: datetime, revision: int, last: str = "id") -> Q:
    """What stands below that story in a list of the newest first."""
    return Q(Q(first_published_at__lt=published) | Q(**{f"{last}__lt": revision}), first_published_at__lte=published)


def union(parts: Iterable[QuerySet[Any, Any]]) -> RawSQL:
    """The rows of all `parts` (values_list of an id each, ordered and limited as they like), for `pk__in`.

    Django itself refuses ordered parts of a union on SQLite.
    """
    statements = [part.query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{n}" for n, (part, _) in enumerate(statements))  # noqa: S608
    if connection.vendor == "postgresql":
        # Where it knows little of the tables yet, it would ask for them once for each row.
        sql = f"SELECT unnest(ARRAY({sql}))"
    return RawSQL(sql, [parameter for _, parameters in statements for parameter in parameters])  # noqa: S611
