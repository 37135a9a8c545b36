"""The index on PostgreSQL: tsvector and GIN.

A frequent pair of words matches a tenth of the archive. To rank the newest thousand of those matches without reading
them all, the query names the days, months and years it wants as words of the index, and GIN skips through the rest.
Where these hold too few, so much more of the archive is asked as should hold enough: what a search costs depends on the
thousand that are ranked, not on the size of the archive.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import NamedTuple

from django.db import connection
from psycopg import Cursor

from newsroom.publishing.models import WITHIN
from newsroom.search.period_labels import labels_between, rounded_down
from newsroom.search.query import BODY, HALF_LIFE, SCALE, WEIGHTS, Asked, Place
from newsroom.search.words import Query, alternatives, stem

INDEX = "CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)"
# Without statistics the planner takes every search for a rare one and goes by the index: to read a million vectors one
# after the other, or to walk down the dates, is what it must never choose. `lead` is ranked where it stands, in rows
# from which the long texts have been moved out.
TUNING = """ALTER TABLE search_entry SET (toast_tuple_target = 1024), ALTER lead SET STORAGE MAIN,
    ALTER words SET STATISTICS 0, ALTER lead SET STATISTICS 0"""

FIRST = 8_000  # so many of the newest entries are searched first
WORTH_IT = 2  # a part of the archive is, if the archive holds so many times as much
ENOUGH = 1.2  # matches are looked for in so much more time than should hold them
LEAST, MOST = 0.25, 64  # times as much time as before: a word may be rare in these weeks alone
PACE_LASTS = 600  # seconds
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)
OLDER = timedelta(days=36_500)  # what is filed within PACE_LASTS may be older than the oldest entry, by so much at most

# OFFSET 0: vectors are ranked where they are read, not carried to the sort. The first row says how many were ranked.
PAGE = """WITH newest AS MATERIALIZED (
    SELECT * FROM (
        SELECT id, first_published_at, {rank} AS rank FROM search_entry WHERE {where} {fence}
    ) AS matching
    ORDER BY first_published_at DESC, id DESC LIMIT %(cap)s
), keyed AS (SELECT {key} AS key, id FROM newest)
SELECT NULL::bigint, count(*) FROM newest
UNION ALL (SELECT key, id FROM keyed WHERE {after} ORDER BY key DESC, id DESC LIMIT %(size)s)"""
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


def found(asked: Asked) -> tuple[list[Place], int]:
    """The places of a page's entries, best first, and how many matches were looked at, `asked.cap` at most.

    The archive is searched back from its newest entries, a window of time after the other, until `asked.cap` matches
    are found: one query for each window, mostly one to three. Every ten minutes one more learns how wide the first is.
    """
    pace = _pace()
    begin, span = max(asked.since or LONG_AGO, pace.oldest), pace.span
    edge = min(filter(None, (pace.newest, asked.now, asked.until, asked.after_instant)))
    until = asked.until
    places: list[Place] = []
    missing = asked.cap
    while span < (edge - begin) / WORTH_IT:
        since = rounded_down(edge - span, span)
        matched, found = _window(asked, since, until, missing)
        places += found
        missing -= matched
        if not missing:
            break
        span = (edge - since) * (min(max(ENOUGH * missing / matched, LEAST), MOST) if matched else MOST)
        until = edge = since
    else:
        matched, found = _window(asked, asked.since, until, missing)
        places += found
        missing -= matched
    return sorted(places, reverse=True)[: asked.size], asked.cap - missing


def _window(asked: Asked, since: datetime | None, until: datetime | None, cap: int) -> tuple[int, list[Place]]:
    """How many of the matches of [since, until) are looked at, the newest `cap` at most, and the best places of them."""
    period = _period(asked, since, until)
    if period == []:
        return 0, []
    words = _words(asked, period)
    where = [WITHIN, *(f"words @@ %({name})s::tsquery" for name in words)]
    if since:
        where.append("first_published_at >= %(since)s")
    if until:
        where.append("first_published_at < %(until)s")
    if asked.after_instant:
        where.append("(first_published_at, id) < (%(after_instant)s, %(after_id)s)")
    ranked = asked.telling and not asked.newest
    telling = _telling(asked) if ranked else []
    statement = PAGE.format(
        rank=RANK if ranked else "0",
        where=" AND ".join(where),
        fence="OFFSET 0" if words else "",
        key=BY_DATE if asked.newest else BY_RANK,
        after="(key, id) < (%(after_key)s, %(after_id)s)" if asked.after else "TRUE",
    )
    values = {
        **words,
        "at": asked.now,
        "since": since,
        "until": until,
        "after_instant": asked.after_instant,
        "after_key": asked.after and asked.after.key,
        "after_id": asked.after and asked.after.entry,
        "telling": " | ".join(telling),
        # ts_rank shares its weight out among all the words it is given, other spellings too.
        "share": len(telling) / max(len(asked.telling), 1),
        "cap": cap,
        "size": asked.size,
    }
    with connection.cursor() as cursor:
        cursor.cursor = Cursor(cursor.connection)  # leaves the values to the server, which then plans only once
        cursor.execute(statement, values)
        (_, matched), *rows = cursor.fetchall()
    return matched, [Place(*row) for row in rows]


def _period(asked: Asked, since: datetime | None, until: datetime | None) -> list[str] | None:
    """The labels of [since, until); None for the whole archive, where those that were found already are read again."""
    if not since and not asked.until and not asked.after_instant:
        return None
    first = max(since or LONG_AGO, _pace().oldest - OLDER)
    last = min(filter(None, (until and until - timedelta(microseconds=1), asked.after_instant)), default=None)
    return labels_between(first, last, asked.now)


def _words(asked: Asked, period: list[str] | None) -> dict[str, str]:
    """The tsqueries that must all match, by name; none where everything of a time is asked for."""
    if not asked.query.wanted and not asked.labels:
        return {"words": expression(asked.query, [period or ()])} if asked.query.unwanted else {}
    words = {"words": expression(asked.query, asked.labels)}
    # In a tsquery of its own: in that of the words, GIN would try each label of it on each entry that has the words.
    return words | {"period": expression(Query(), [period])} if period else words


class Pace(NamedTuple):
    """When the newest and the oldest entry came, and in how much time the newest FIRST of them did.

    For an archive too small to be searched in parts, that is all of time.
    """

    newest: datetime = LONG_AGO
    oldest: datetime = LONG_AGO + OLDER
    span: timedelta = timedelta.max


_learnt: tuple[float, Pace] = (-PACE_LASTS, Pace())


def _pace() -> Pace:
    """A guess will do, so it is kept for a while."""
    global _learnt
    when, pace = _learnt
    if time.monotonic() - when >= PACE_LASTS:
        place = (
            "(SELECT first_published_at FROM search_entry ORDER BY first_published_at {0}, id {0} OFFSET {1} LIMIT 1)"
        )
        places = (("DESC", 0), ("ASC", 0), ("DESC", FIRST), ("DESC", WORTH_IT * FIRST))
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(place.format(*each) for each in places))
            newest, oldest, first, twice = cursor.fetchone()
        pace = Pace(newest, oldest, max(newest - first, A_DAY) if twice else timedelta.max) if newest else Pace()
        _learnt = (time.monotonic(), pace)
    return pace


def expression(query: Query, groups: Iterable[Iterable[str]]) -> str:
    """A tsquery: all that is wanted, of each group of labels one (of an empty group: any), nothing that is unwanted."""
    ways = [_ways(phrase) for phrase in query.wanted]
    if query.begun:
        ways[-1].append(f"'{query.wanted[-1][0]}':*")
    for each, labels in zip(ways, query.named, strict=False):
        each += [f"'{label}'" for label in labels]
    wanted = [_any(each) for each in ways]
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
