"""The index on PostgreSQL: tsvector and GIN.

A frequent pair of words matches a tenth of the archive. To rank the newest thousand of those matches without reading
them all, the query names the months it wants as words of the index, and GIN skips through the rest; only if these
hold too few is more of the archive asked, in the same statement.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from typing import Any

from django.db import connection

from newsroom.publishing.models import WITHIN
from newsroom.search.asking import BODY, HALF_LIFE, SCALE, WEIGHTS, Asked, Place
from newsroom.search.periods import labels_between
from newsroom.search.words import Query, alternatives, stem

INDEX = "CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)"
# Without statistics the planner takes every search for a rare one and goes by the index: to read a million vectors one
# after the other, or to walk down the dates, is what it must never choose. `lead` is ranked where it stands, in rows
# from which the long texts have been moved out.
TUNING = """ALTER TABLE search_entry SET (toast_tuple_target = 1024), ALTER lead SET STORAGE MAIN,
    ALTER words SET STATISTICS 0, ALTER lead SET STATISTICS 0"""

WINDOWS = {"near": 12_000, "wide": 96_000}  # so many of the newest entries are searched first, then so many
WORTH_IT = 2  # a window is, in an archive that holds so many times as much
PACE_LASTS = 600  # seconds
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

# The newest matches of one stretch of time. OFFSET 0: vectors are ranked where they are read, not carried to the sort.
STRETCH = """{name} AS MATERIALIZED (
    SELECT * FROM (
        SELECT id, first_published_at, {rank} AS rank FROM search_entry
        WHERE words @@ %({name}_words)s::tsquery AND first_published_at >= %({name}_since)s AND {where} OFFSET 0
    ) AS matching
    WHERE {unless} ORDER BY first_published_at DESC, id DESC LIMIT %(cap)s
)"""
PAGE = """WITH {stretches}, newest AS ({newest}), keyed AS (SELECT {key} AS key, id FROM newest)
SELECT key, id FROM keyed WHERE {after} ORDER BY key DESC, id DESC LIMIT %(size)s"""
RANK = "ts_rank('{{0, {C}, {B}, {A}}}', lead, %(telling)s::tsquery) * %(share)s".format(**WEIGHTS)
BY_DATE = "(extract(epoch FROM first_published_at) * 1000000)::bigint"
BY_RANK = f"""round({SCALE} * (
    ln({BODY} + rank) / ln(2::float8) + extract(epoch FROM first_published_at)::float8 / {HALF_LIFE}
))::bigint"""


def install() -> None:
    """What no model can say: the index on words, and how they are kept. Doing it again changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(INDEX)
        cursor.execute(TUNING)


@contextmanager
def without_index() -> Iterator[None]:
    """Load many entries inside: the index on words is dropped, and built at the end, which is far quicker."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS search_entry_words")
    try:
        yield
    finally:
        install()


def found(asked: Asked) -> list[Place]:
    """The places of a page's entries, best first. One query, and every ten minutes one more that learns the pace."""
    stretches = _stretches(asked)
    *before, last = stretches
    statement = PAGE.format(
        stretches=", ".join(_stretch(asked, name, list(stretches)[:place]) for place, name in enumerate(stretches)),
        newest=" UNION ALL ".join([*(f"SELECT * FROM {name} WHERE {_full(name)}" for name in before), f"TABLE {last}"]),  # noqa: S608
        key=BY_DATE if asked.newest else BY_RANK,
        after="(key, id) < (%(after_key)s, %(after_id)s)" if asked.after else "TRUE",
    )
    values: dict[str, Any] = {"at": asked.now, "until": asked.until, "cap": asked.cap, "size": asked.size}
    for name, (since, words) in stretches.items():
        values |= {f"{name}_since": since, f"{name}_words": words}
    if asked.after:
        key, entry = asked.after
        values |= {"after_key": key, "after_id": entry, "after_instant": asked.after_instant}
    if asked.telling:
        telling = _telling(asked)
        # ts_rank shares its weight out among all the words it is given, other spellings too.
        values |= {"telling": " | ".join(telling), "share": len(telling) / len(asked.telling)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Place(*row) for row in cursor.fetchall()]


def _stretches(asked: Asked) -> dict[str, tuple[datetime, str]]:
    """Where to look first, next and at last: since when, and the tsquery that says so in labels."""
    until = min(filter(None, (asked.now, asked.until, asked.after_instant)))
    since = asked.since or LONG_AGO
    newest, pace = _pace()
    last = min(until, newest)  # nothing may have come for years: windows end where the entries do
    starts = {name: last - span for name, span in pace.items() if last - span > since} | {"whole": since}
    return {
        name: (start, expression(asked.query, (*asked.labels, labels_between(start, until))))
        for name, start in starts.items()
    }


def _stretch(asked: Asked, name: str, before: list[str]) -> str:
    """The newest matches of that stretch; none, at no cost, if one of those before is full."""
    where = [WITHIN]
    if asked.until:
        where.append("first_published_at < %(until)s")
    if asked.after_instant:
        where.append("(first_published_at, id) < (%(after_instant)s, %(after_id)s)")
    return STRETCH.format(
        name=name,
        rank=RANK if asked.telling and not asked.newest else "0",
        where=" AND ".join(where),
        unless=" AND ".join(f"NOT {_full(each)}" for each in before) or "TRUE",
    )


def _full(stretch: str) -> str:
    return f"(SELECT count(*) FROM {stretch}) = %(cap)s"  # noqa: S608  names of our own


Pace = tuple[datetime, dict[str, timedelta]]
_learnt: tuple[float, Pace] = (-PACE_LASTS, (LONG_AGO, {}))


def _pace() -> Pace:
    """When the newest entry came, and in how much time as many come as each of WINDOWS holds.

    A guess will do, so it is kept for a while.
    """
    global _learnt
    when, pace = _learnt
    if time.monotonic() - when >= PACE_LASTS:
        one = (
            "(SELECT first_published_at FROM search_entry ORDER BY first_published_at DESC, id DESC OFFSET {} LIMIT 1)"
        )
        places = [0, *chain.from_iterable((count, WORTH_IT * count) for count in WINDOWS.values())]
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(map(one.format, places)))
            newest, *found = cursor.fetchone()
        starts = zip(WINDOWS, found[::2], found[1::2], strict=True)
        pace = (newest or LONG_AGO, {name: newest - start for name, start, far in starts if far})
        _learnt = (time.monotonic(), pace)
    return pace


def expression(query: Query, groups: Iterable[Iterable[str]]) -> str:
    """A tsquery: all that is wanted, of each group of labels one (of an empty group: any), nothing that is unwanted."""
    wanted = [_any(_ways(phrase)) for phrase in query.wanted]
    if query.begun:
        wanted[-1] = _any([*_ways(query.wanted[-1]), f"'{query.wanted[-1][0]}':*"])
    if query.least:
        wanted = [_any(" & ".join(some) for some in combinations(wanted, query.least))]
    wanted += [_any(f"'{label}'" for label in group) for group in map(list, groups) if group]
    return " & ".join([*wanted, *(f"!{_any(_ways(phrase))}" for phrase in query.unwanted)])


def _ways(phrase: tuple[str, ...]) -> list[str]:
    return [" <-> ".join(f"'{word}'" for word in way) for way in alternatives(phrase)]


def _any(ways: Iterable[str]) -> str:
    return f"({' | '.join(f'({way})' for way in ways)})"


def _telling(asked: Asked) -> list[str]:
    """The words to rank by, in every spelling the index may have."""
    words = [f"'{way}'" for word in asked.telling for way in dict.fromkeys((stem(word), word))]
    return [*words[:-1], f"{words[-1]}:*"] if asked.query.begun else words
