"""The indexes on SQLite: FTS5 on the words of a table, kept in step by triggers."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from math import log2, pi

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from newsroom.search.models import Entry, LexemesField
from newsroom.search.query import BODY, EPOCH, HALF_LIFE, SCALE, WEIGHTS, Asked, Place
from newsroom.search.words import Query, alternatives, stem

# Words come folded and stemmed. A label begins with "=", which no word contains; marks are part of words.
FTS = """CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5(
    {columns}, content='{table}', content_rowid='id', prefix='3 4',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '='"
)"""
ADD = "INSERT INTO {words} (rowid, {columns}) VALUES (NEW.id, {new});"
REMOVE = "INSERT INTO {words} ({words}, rowid, {columns}) VALUES ('delete', OLD.id, {old});"
TRIGGERS = {"added": ("INSERT", ADD), "gone": ("DELETE", REMOVE), "changed": ("UPDATE OF {columns}", f"{REMOVE} {ADD}")}
INDEXES = {
    "search_entry": ("search_words", ["words"]),
    "search_deskentry": ("search_desk_words", ["title_words", "words"]),
}
MATCHING = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
MATCHING_DESK = "SELECT rowid FROM search_desk_words WHERE search_desk_words MATCH %s"


def install() -> None:
    """Create the tables of words, and the triggers that Django drops when it rebuilds a table. Idempotent."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (words, columns) in INDEXES.items():
            new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
            names = {"table": table, "words": words, "columns": ", ".join(columns), "new": new, "old": old}
            cursor.execute(FTS.format(**names))
            for name, (event, do) in TRIGGERS.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
                trigger = f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} BEGIN {do} END"
                cursor.execute(trigger.format(**names))


def found(asked: Asked) -> tuple[list[Place], int]:
    """Return the places of a page's entries, best first, and the number of matches considered; see postgresql.found."""
    rows = Entry.objects.within(asked.now)
    if asked.query.wanted or asked.labels:
        rows = rows.filter(pk__in=_matching(expression(asked.query, asked.labels)))
    elif asked.query.unwanted:
        rows = rows.exclude(pk__in=_matching(unwanted(asked.query)))
    if asked.since:
        rows = rows.filter(first_published_at__gte=asked.since)
    if asked.until:
        rows = rows.filter(first_published_at__lt=asked.until)
    if asked.after and (instant := asked.after_instant):
        earlier = Q(first_published_at__lt=instant) | Q(first_published_at=instant, pk__lt=asked.after.entry)
        rows = rows.filter(earlier)
    newest = rows.order_by("-first_published_at", "-pk").values_list("pk", "first_published_at", "lead")[: asked.cap]
    places = [Place(_key(asked, first_published_at, lead), pk) for pk, first_published_at, lead in newest]
    below = sorted((place for place in places if not asked.after or place < asked.after), reverse=True)
    return below[: asked.size], len(places)


def _matching(expression: str) -> RawSQL:
    return RawSQL(MATCHING, [expression])  # noqa: S611  the words are a parameter


def _key(asked: Asked, first_published_at: datetime, lead: str) -> int:
    age = first_published_at - EPOCH
    if asked.newest:
        return (age.days * 86_400 + age.seconds) * 1_000_000 + age.microseconds
    return round(SCALE * (log2(BODY + _rank(asked, lead)) + age.total_seconds() / HALF_LIFE))


def _rank(asked: Asked, lead: str) -> float:
    """Return what ts_rank gives to words that occur once: the average weight of the best place of each."""
    parts = [part.split() for part in lead.split(LexemesField.BREAK)]
    best = 0.0
    for word in asked.rank_words:
        begun = asked.query.begun and word == asked.rank_words[-1]
        best += max(
            (
                weight
                for weight, part in zip(WEIGHTS.values(), parts, strict=False)
                if any(each in (word, stem(word)) or (begun and each.startswith(word)) for each in part)
            ),
            default=0,
        )
    return best / max(len(asked.rank_words), 1) / (pi * pi / 6)


def expression(query: Query, groups: Iterable[Iterable[str]]) -> str:
    """Return an FTS5 expression: all that is wanted, one label of each group, nothing that is unwanted."""
    wanted = [_any(each) for each in query.ways(_phrase, '"{}" *')]
    if query.least:
        wanted = [_any(f"({' AND '.join(some)})" for some in combinations(wanted, query.least))]
    wanted += [_any(f'"{label}"' for label in group) for group in map(list, groups) if group]
    return f"({' AND '.join(wanted)})" + (f" NOT {unwanted(query)}" if query.unwanted else "")


def unwanted(query: Query) -> str:
    """Return an FTS5 expression for what must not match."""
    return _any(_phrase(way) for phrase in query.unwanted for way in alternatives(phrase))


def _phrase(words: tuple[str, ...]) -> str:
    return f'"{" ".join(words)}"'


def _any(ways: Iterable[str]) -> str:
    return f"({' OR '.join(ways)})"
