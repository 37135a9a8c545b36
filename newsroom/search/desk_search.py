"""Search the desk's index: the newest matches, a page at a time, and never a row that the user may not see.

A few queries, however large the archive: nothing is counted beyond COUNTED, and pages go on from a place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from newsroom.search import postgresql, sqlite
from newsroom.search.desk_index import CHANGED, PUBLISHED
from newsroom.search.models import DeskEntry
from newsroom.search.period_labels import labels_between, rounded_down
from newsroom.search.query import CAP, COUNTED, EPOCH
from newsroom.search.search import FARTHEST, NoSuchPage
from newsroom.search.windows import Timescale
from newsroom.search.words import Named, Query, parse, with_names

TITLE = "title"
INSTANTS = {CHANGED: "changed_at", PUBLISHED: "published_at"}
ORDERS = {CHANGED: ("-changed_at", "-pk"), PUBLISHED: ("-published_at", "-pk"), TITLE: ("title_key", "pk")}
MICROSECOND = timedelta(microseconds=1)
Rows = QuerySet[DeskEntry, DeskEntry]


class Period(NamedTuple):
    """[since, until), aware."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class DeskSearch:
    """A search of `rows`, which `visible` returns. One of each group of labels must match, and both periods."""

    rows: Rows
    now: datetime
    words: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    periods: dict[str, Period] = field(default_factory=dict)  # by CHANGED, PUBLISHED
    order: str = CHANGED  # or PUBLISHED, both newest first, or TITLE
    before: str = ""  # the `following` of the page before
    size: int = 50
    names: Sequence[Named] = ()  # whom and what the words may name
    source: str = ""  # the kind of all rows, if it is one


@dataclass(frozen=True)
class DeskPage:
    """A page of rows, without their texts, and where the next begins ("" after the last).

    `count` is that of all pages, on the first page only: None above COUNTED and on later ones. `query` is what was
    looked for, to mark it. `cut` says that only the CAP last changed matches are sorted by title.
    """

    rows: list[DeskEntry]
    following: str
    count: int | None
    query: Query
    cut: bool


class Place(NamedTuple):
    """Where a page ended: the row, and its key in the order of the list."""

    row: int
    key: str

    @property
    def instant(self) -> datetime:
        return EPOCH + timedelta(microseconds=int(self.key))


def visible(kind: Any, user: Any, now: datetime, condition: Q | None = None) -> Rows:
    """Return the rows of a kind of publishable that `user` may see, and whose subject fulfills `condition`.

    The condition may use what `with_schedule` adds.
    """
    subjects = kind.objects.visible_to(user, now).with_schedule(now).filter(condition or Q(), pk=OuterRef("subject"))
    return DeskEntry.objects.filter(Exists(subjects.order_by()), source=kind._meta.label_lower)


def search(asked: DeskSearch) -> DeskPage:
    """Return a page of what `asked` finds; of everything, without words and filters.

    If nothing matches all words, the last one is read as the beginning of a word. Raises NoSuchPage.
    """
    query = with_names(parse(asked.words), asked.names, in_part=True)
    begun = asked.before.startswith("~")
    after = _place(asked.before[begun:], asked.order) if asked.before else None
    query = replace(query, begun=begun and query.may_be_begun)
    found, cut = _found(asked, query, after)
    if not found and not after and query.may_be_begun:
        query = replace(query, begun=True)
        found, cut = _found(asked, query, after)
    shown = found[: asked.size]
    following = _following(shown[-1], asked.order) if len(found) > asked.size else ""
    return DeskPage(
        shown,
        "~" * bool(following and query.begun) + following,
        len(found) if len(found) <= COUNTED and not after and not cut else None,
        query,
        cut,
    )


def newest_by_title(rows: Rows, words: str, now: datetime, most: int) -> list[DeskEntry]:
    """Return the last changed rows whose title or slug, also a former one, has all words, the last one perhaps begun.

    One query; in a large archive, where many titles have them, only its newest part is searched, and otherwise two.
    """
    query = parse(words)
    query = replace(query, begun=query.may_be_begun)
    if not query:
        return []
    rows = matching(rows, query, (), "title_words").order_by(*ORDERS[CHANGED])
    rows = rows.only("source", "subject", "title", "published_at")
    if connection.vendor == "postgresql" and (pace := timescale(CHANGED, "").pace()).span < timedelta.max:
        since = rounded_down(pace.newest - pace.span, pace.span)
        days = labels_between(since, None, now, CHANGED)
        newest = list(matching(rows.filter(changed_at__gte=since), Query(), [days])[:most])
        if len(newest) == most:
            return newest
    return list(rows[:most])


def matching(rows: Rows, query: Query, labels: Iterable[Iterable[str]], column: str = "words") -> Rows:
    """Filter rows by words, of their title alone in the column "title_words", and by groups of labels."""
    labels = [list(group) for group in labels]
    if connection.vendor == "postgresql":
        expression = postgresql.expression(query, labels)
        found = f"{DeskEntry._meta.db_table}.{column} @@ %s::tsquery"
        return rows.filter(RawSQL(found, [expression], BooleanField())) if expression else rows  # noqa: S611  a parameter
    if query.wanted or labels:
        found = f"{column} : ({sqlite.expression(query, labels)})"
        return rows.filter(pk__in=RawSQL(sqlite.MATCHING_DESK, [found]))  # noqa: S611
    if query.unwanted:
        found = f"{column} : {sqlite.unwanted(query)}"
        return rows.exclude(pk__in=RawSQL(sqlite.MATCHING_DESK, [found]))  # noqa: S611
    return rows


def _found(asked: DeskSearch, query: Query, after: Place | None) -> tuple[list[DeskEntry], bool]:
    """Return the rows from `after` on, on a first page as many as are counted; and whether not all were sorted."""
    most = asked.size + 1 if after else max(asked.size, COUNTED) + 1
    rows = asked.rows.select_related("changed_by").defer("text", "title_words", "words")
    for name, period in asked.periods.items():
        rows = _within(rows, name, period)
    if asked.order != TITLE:
        return _newest(asked, rows, query, after, most), False
    if query.wanted or query.unwanted or asked.labels:
        newest = _newest(asked, rows, query, None, CAP + 1)
        by_title = sorted(newest[:CAP], key=lambda row: (row.title_key, row.pk))
        return [row for row in by_title if not after or (row.title_key, row.pk) > (after.key, after.row)][:most], len(
            newest
        ) > CAP
    if after:
        rows = rows.filter(Q(title_key__gt=after.key) | Q(pk__gt=after.row), title_key__gte=after.key)
    return list(rows.order_by(*ORDERS[TITLE])[:most]), False


def _newest(asked: DeskSearch, rows: Rows, query: Query, after: Place | None, most: int) -> list[DeskEntry]:
    """Return the first `most` rows in the order of an instant."""
    order = asked.order if asked.order in INSTANTS else CHANGED
    column, period = INSTANTS[order], asked.periods.get(order, Period())
    rows = rows.order_by(*ORDERS[order])
    if after:
        earlier = Q(**{f"{column}__lt": after.instant}) | Q(pk__lt=after.row)
        rows = rows.filter(earlier, **{f"{column}__lte": after.instant})
    labels = [*asked.labels, *_days(asked, order)]
    narrowed = bool(query.wanted or labels)
    rows = matching(rows, query, labels)
    if connection.vendor != "postgresql" or not narrowed:
        return list(rows[:most])
    scale, found = timescale(order, asked.source), list[DeskEntry]()

    def ask(since: datetime | None, until: datetime | None, missing: int) -> int:
        part = _within(rows, order, Period(since, until))
        if since or until or after:
            end = min(filter(None, (until, after and after.instant + MICROSECOND)), default=None)
            if not (days := scale.period(since, end, asked.now)):
                return 0
            part = matching(part, Query(), [days])
        got = list(part[:missing])
        found.extend(got)
        return len(got)

    edges = (period.until, after and after.instant, datetime.max.replace(tzinfo=UTC))
    scale.walk(ask, most, min(filter(None, edges)), period.since, period.until)
    return found


def _days(asked: DeskSearch, order: str) -> Iterator[list[str]]:
    """Yield the labels of the periods by which the list isn't sorted."""
    for name, (since, until) in asked.periods.items():
        if name != order and since and until:
            yield labels_between(since, until - MICROSECOND, asked.now, name)


@cache
def timescale(order: str, source: str) -> Timescale:
    """Return the timescale of the rows of one kind, or of all."""
    where = f"source = '{source}'" if source else "TRUE"
    return Timescale(DeskEntry._meta.db_table, INSTANTS[order], order, where)


def _within(rows: Rows, name: str, period: Period) -> Rows:
    column = INSTANTS[name]
    if period.since:
        rows = rows.filter(**{f"{column}__gte": period.since})
    if period.until:
        rows = rows.filter(**{f"{column}__lt": period.until})
    return rows


def _following(last: DeskEntry, order: str) -> str:
    if order == TITLE:
        return f"{last.pk}.{last.title_key}"
    return f"{last.pk}.{(getattr(last, INSTANTS[order]) - EPOCH) // MICROSECOND}"


def _place(before: str, order: str) -> Place:
    row, dot, key = before.partition(".")
    try:
        if not dot or not 0 <= int(row) < 2**62 or (order != TITLE and abs(int(key)) >= FARTHEST):
            raise ValueError
    except ValueError:
        raise NoSuchPage("Page of results not found. Start again at the first page.") from None
    return Place(int(row), key)
