"""Search the desk's index: the newest matches, a page at a time, and never a row that the user may not see.

A few queries, however large the archive: nothing is counted beyond COUNTED, and pages go on from a place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from newsroom.database.rows import union
from newsroom.search import postgresql, sqlite, windows
from newsroom.search.desk_index import CHANGED, PUBLISHED
from newsroom.search.models import DeskEntry
from newsroom.search.period_labels import labels_between
from newsroom.search.query import CAP, COUNTED, EPOCH
from newsroom.search.search import FARTHEST, NoSuchPage
from newsroom.search.windows import Timescale
from newsroom.search.words import Named, Query, label, parse, with_names

EVERYTHING = 100_000  # times the first window: where that has too little, the second one reaches back to the beginning
DIALECT: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}
TITLE = "title"
TOLD = 200  # rows whose text has the words, and perhaps the title not
INSTANTS = {CHANGED: "changed_at", PUBLISHED: "published_at"}
ORDERS = {CHANGED: ("-changed_at", "-pk"), PUBLISHED: ("-published_at", "-pk"), TITLE: ("title_key", "pk")}
# OFFSET 0: without it, PostgreSQL may rather read all rows in their order and look at the words of each.
MATCHING = "SELECT id FROM search_deskentry WHERE {} OFFSET 0"
# The index would name every title that has the words: the newest rows are read instead.
NEWEST_TITLED = """SELECT id FROM (
    SELECT id, title_words FROM search_deskentry ORDER BY changed_at DESC, id DESC LIMIT %s
) AS newest WHERE title_words @@ %s::tsquery"""
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


def newest_by_title(rows: Rows, words: str, most: int, now: datetime) -> list[DeskEntry]:
    """Return the last changed rows whose title or slug, also a former one, has all words, the last one perhaps begun.

    Where these are few, rows whose text has the words follow, with `in_text`. Of the matches, the CAP last changed are
    considered. They are loaded with their texts. One query; on PostgreSQL a second one, unless the newest rows have as many.
    """
    query = parse(words)
    begun = replace(query, begun=query.may_be_begun)
    if not query:
        return []
    shown: Any = rows.order_by(*ORDERS[CHANGED]).only("source", "subject", "title", "text", "published_at")
    if connection.vendor == "postgresql":
        newest = RawSQL(NEWEST_TITLED, [windows.FIRST, postgresql.expression(begun, ())])  # noqa: S611  parameters
        if len(found := list(shown.filter(pk__in=newest).annotate(in_text=Value(False))[:most])) == most:
            return found
    newest_first = DeskEntry.objects.order_by(*ORDERS[CHANGED])
    titled = matching(newest_first, begun, (), column="title_words").values_list("pk")[:CAP]
    told = matching(newest_first, query, (), _lately(now)).values_list("pk")[:TOLD]
    shown = shown.filter(pk__in=union([titled, told])).annotate(in_text=~Q(pk__in=union([titled])))
    return list(shown.order_by("in_text", *ORDERS[CHANGED])[:most])


def _lately(now: datetime) -> list[str]:
    """Return the labels of the time in which the newest rows were changed; none in a small archive."""
    if connection.vendor != "postgresql":
        return []
    scale = timescale(CHANGED, "")
    pace = scale.pace()
    return [] if pace.span == timedelta.max else scale.period(pace.newest - pace.span, None, now)


def matching(
    rows: Rows, query: Query, labels: Iterable[Iterable[str]], days: Iterable[str] = (), *, column: str = "words"
) -> Rows:
    """Filter rows by words, of their title alone in the column "title_words", and by groups of labels.

    `days` are one more such group; PostgreSQL asks for it apart, as its index then looks for few of them.
    """
    groups, days = [list(group) for group in labels], list(days)
    if not (query.wanted or groups or days):
        unwanted = _ids(column, [DIALECT[connection.vendor].unwanted(query)]) if query.unwanted else None
        return rows.exclude(pk__in=unwanted) if unwanted else rows
    if connection.vendor == "sqlite":
        return rows.filter(pk__in=_ids(column, [sqlite.expression(query, [*groups, days])]))
    asked = (postgresql.expression(query, groups), postgresql.expression(Query(), [days]))
    return rows.filter(pk__in=_ids(column, [expression for expression in asked if expression]))


def _ids(column: str, expressions: list[str]) -> RawSQL:
    """Return the subquery of the rows that match all expressions in that column."""
    if connection.vendor == "sqlite":
        return RawSQL(sqlite.MATCHING_DESK, [f"{column} : ({expressions[0]})"])  # noqa: S611  a parameter
    where = " AND ".join([f"{column} @@ %s::tsquery"] * len(expressions))
    return RawSQL(MATCHING.format(where), expressions)  # noqa: S611  parameters


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
    if asked.source and (query.wanted or labels):
        labels.append((label("source", asked.source),))
    if connection.vendor != "postgresql" or not (query.wanted or labels):
        return list(matching(rows, query, labels)[:most])
    scale, found = timescale(order, asked.source), list[DeskEntry]()

    def ask(since: datetime | None, until: datetime | None, missing: int) -> int:
        days: list[str] = []
        if since or until or after:
            end = min(filter(None, (until, after and after.instant + MICROSECOND)), default=None)
            if not (days := scale.period(since, end, asked.now)):
                return 0
        part = matching(_within(rows, order, Period(since, until)), query, labels, days)
        got = list(part[:missing])
        found.extend(got)
        return len(got)

    edges = (period.until, after and after.instant, datetime.max.replace(tzinfo=UTC))
    scale.walk(ask, most, min(filter(None, edges)), period.since, period.until)
    return found


def _days(asked: DeskSearch, order: str) -> Iterator[tuple[str, ...]]:
    """Yield the labels of the periods by which the list isn't sorted."""
    for name, (since, until) in asked.periods.items():
        if name != order and since and until:
            yield tuple(labels_between(since, until - MICROSECOND, asked.now, name))


@cache
def timescale(order: str, source: str) -> Timescale:
    """Return the timescale of the rows of one kind, or of all."""
    where = f"source = '{source}'" if source else "TRUE"
    return Timescale(DeskEntry._meta.db_table, INSTANTS[order], order, where, most=EVERYTHING)


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
