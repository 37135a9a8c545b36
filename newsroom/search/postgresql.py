"""The index on PostgreSQL: tsvector and GIN. Of all matches, only the newest thousand are ranked; see `windows`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection
from psycopg import Cursor

from newsroom.publishing.models import WITHIN
from newsroom.search.query import BODY, HALF_LIFE, SCALE, WEIGHTS, Asked, Place
from newsroom.search.windows import Timescale
from newsroom.search.words import Query, alternatives, stem

INDEX = "CREATE INDEX IF NOT EXISTS search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)"
# Without statistics the planner takes every search for a rare one and uses the index: it must never read a million
# vectors one by one or walk down the dates. `lead` stays in the row; long texts are moved out of it.
TUNING = """ALTER TABLE search_entry SET (toast_tuple_target = 1024), ALTER lead SET STORAGE MAIN,
    ALTER words SET STATISTICS 0, ALTER lead SET STATISTICS 0"""
# The desk's index: small vectors of titles, and those of all words.
DESK = (
    "CREATE INDEX IF NOT EXISTS search_deskentry_words ON search_deskentry USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX IF NOT EXISTS search_deskentry_title_words ON search_deskentry USING gin (title_words)"
    " WITH (fastupdate = off)",
    """ALTER TABLE search_deskentry SET (toast_tuple_target = 1024), ALTER title_words SET STORAGE MAIN,
    ALTER words SET STATISTICS 0, ALTER title_words SET STATISTICS 0""",
)
MICROSECOND = timedelta(microseconds=1)
PUBLISHED = Timescale("search_entry", "first_published_at")

# OFFSET 0: vectors are ranked where they are read, not carried to the sort. The first row holds the number ranked.
PAGE = """WITH newest AS MATERIALIZED (
    SELECT * FROM (
        SELECT id, first_published_at, {rank} AS rank FROM search_entry WHERE {where} {fence}
    ) AS matching
    ORDER BY first_published_at DESC, id DESC LIMIT %(cap)s
), keyed AS (SELECT {key} AS key, id FROM newest)
SELECT NULL::bigint, count(*) FROM newest
UNION ALL (SELECT key, id FROM keyed WHERE {after} ORDER BY key DESC, id DESC LIMIT %(size)s)"""
RANK = "ts_rank('{{0, {C}, {B}, {A}}}', lead, %(rank_words)s::tsquery) * %(share)s".format(**WEIGHTS)
BY_DATE = "(extract(epoch FROM first_published_at) * 1000000)::bigint"
BY_RANK = f"""round({SCALE} * (
    ln({BODY} + rank) / ln(2::float8) + extract(epoch FROM first_published_at)::float8 / {HALF_LIFE}
))::bigint"""


def install() -> None:
    """Create the indexes on words and tune their tables. Idempotent."""
    with connection.cursor() as cursor:
        for statement in (INDEX, TUNING, *DESK):
            cursor.execute(statement)


@contextmanager
def without_index() -> Iterator[None]:
    """Drop the indexes on words and rebuild them at the end: far quicker for loading many entries."""
    with connection.cursor() as cursor:
        for name in ("search_entry_words", "search_deskentry_words", "search_deskentry_title_words"):
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
    try:
        yield
    finally:
        install()


def found(asked: Asked) -> tuple[list[Place], int]:
    """Return the places of a page's entries, best first, and the number of matches considered (up to `asked.cap`)."""
    places: list[Place] = []

    def ask(since: datetime | None, until: datetime | None, missing: int) -> int:
        matched, found = _window(asked, since, until, missing)
        places.extend(found)
        return matched

    edge = min(filter(None, (asked.now, asked.until, asked.after_instant)))
    missing = PUBLISHED.walk(ask, asked.cap, edge, asked.since, asked.until)
    return sorted(places, reverse=True)[: asked.size], asked.cap - missing


def _window(asked: Asked, since: datetime | None, until: datetime | None, cap: int) -> tuple[int, list[Place]]:
    """Return how many matches of [since, until) were considered, at most the newest `cap`, and their best places."""
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
    ranked = asked.rank_words and not asked.newest
    spellings = _spellings(asked) if ranked else []
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
        "rank_words": " | ".join(spellings),
        # ts_rank divides its weight among all the words it is given, including other spellings.
        "share": len(spellings) / max(len(asked.rank_words), 1),
        "cap": cap,
        "size": asked.size,
    }
    with connection.cursor() as cursor:
        cursor.cursor = Cursor(cursor.connection)  # leaves the values to the server, which then plans only once
        cursor.execute(statement, values)
        (_, matched), *rows = cursor.fetchall()
    return matched, [Place(*row) for row in rows]


def _period(asked: Asked, since: datetime | None, until: datetime | None) -> list[str] | None:
    """Return the labels of [since, until); None for the whole archive, which reads earlier matches again."""
    if not since and not asked.until and not asked.after_instant:
        return None
    ends = min(filter(None, (until, asked.after_instant and asked.after_instant + MICROSECOND)), default=None)
    return PUBLISHED.period(since, ends, asked.now)


def _words(asked: Asked, period: list[str] | None) -> dict[str, str]:
    """Return the tsqueries that must all match, by name; none to match everything of a period."""
    if not asked.query.wanted and not asked.labels:
        return {"words": expression(asked.query, [period or ()])} if asked.query.unwanted else {}
    words = {"words": expression(asked.query, asked.labels)}
    # A separate tsquery: inside that of the words, GIN would try each label on each entry that has the words.
    return words | {"period": expression(Query(), [period])} if period else words


def expression(query: Query, groups: Iterable[Iterable[str]]) -> str:
    """Return a tsquery: all that is wanted, one label of each group that isn't empty, nothing that is unwanted."""
    wanted = [_any(each) for each in query.ways(_phrase, "'{}':*")]
    if query.least:
        wanted = [_any(" & ".join(some) for some in combinations(wanted, query.least))]
    wanted += [_any(f"'{label}'" for label in group) for group in map(list, groups) if group]
    return " & ".join([*wanted, *([f"!{unwanted(query)}"] if query.unwanted else [])])


def unwanted(query: Query) -> str:
    """Return a tsquery for what must not match."""
    return _any(_phrase(way) for phrase in query.unwanted for way in alternatives(phrase))


def _phrase(words: tuple[str, ...]) -> str:
    return " <-> ".join(f"'{word}'" for word in words)


def _any(ways: Iterable[str]) -> str:
    return f"({' | '.join(f'({way})' for way in ways)})"


def _spellings(asked: Asked) -> list[str]:
    """Return the words to rank by, in every spelling that the index may have."""
    words = [f"'{way}'" for word in asked.rank_words for way in dict.fromkeys((stem(word), word))]
    return [*words[:-1], f"{words[-1]}:*"] if asked.query.begun else words
