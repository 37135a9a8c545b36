"""Search: words and filters in, what readers may find at an instant out. A few queries, however large the archive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from newsroom.delivery.prepared_queries import Row, prepared
from newsroom.search import postgresql, sqlite
from newsroom.search.excerpts import excerpt, marked
from newsroom.search.models import Entry
from newsroom.search.query import COUNTED, Asked, Place
from newsroom.search.words import Named, Query, parse, with_names

FARTHEST = 2**55  # microseconds from 1970: no story is so old, or so new


@dataclass(frozen=True)
class Filters:
    """What else must hold: of each group of labels (made by `words.label`) one; first published in [since, until)."""

    labels: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.labels or self.since or self.until)


class Shown(NamedTuple):
    """What a list shows of an entry."""

    pk: int
    kind: str
    section: int | None
    language: str
    url: str
    headline: str
    text: str
    first_published_at: datetime


@dataclass(frozen=True)
class Hit:
    """An entry that was found; headline and excerpt are HTML, with what was looked for in <mark>."""

    entry: Shown
    headline: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Results:
    """A page of hits, and where the next one begins: "" after the last.

    `count` says how many there are on all pages; None where there are more than COUNTED.
    """

    hits: list[Hit] = field(default_factory=list)
    following: str = ""
    count: int | None = 0


class NoSuchPage(ValueError):
    """A place that no page of ours has given out."""


def search(
    words: str,
    now: datetime,
    filters: Filters | None = None,
    *,
    before: str = "",
    size: int = 20,
    newest: bool = False,
    names: Sequence[Named] = (),
) -> Results:
    """What readers may find at `now` with these words, best first, or `newest` first.

    All words must be there; "quoted" ones side by side; not those with a minus. Where nothing holds the last word, it
    is read as the beginning of one. Of the matches the newest 1,000 are ranked: headline above standfirst above text,
    and newer above older. `names` are those that the words may mean.
    `before` is `following` of the page before. Without words and filters nothing is found.
    Raises NoSuchPage, and nothing else, whatever is typed.
    """
    filters, query = filters or Filters(), with_names(parse(words), names)
    if not query and not filters:
        return Results()
    begun, after = _place(before)
    asked = Asked(replace(query, begun=begun and query.may_be_begun), now, filters.labels, filters.since, filters.until)
    asked = replace(asked, newest=newest or not query, after=after, size=size + 1)
    places, matched = _found(asked)
    if not places and not after and query.may_be_begun:
        asked = replace(asked, query=replace(query, begun=True))
        places, matched = _found(asked)
    if asked.newest and after:  # below that place only: all of them are counted by themselves
        _, matched = _found(replace(asked, after=None, size=0))
    numbers = [place.entry for place in places[:size]]
    entries = {row[0]: Shown(*row) for row in (_entries(len(numbers))(*numbers) if numbers else ())}
    hits = [_hit(entries[place.entry], asked.query) for place in places[:size] if place.entry in entries]
    following = "" if len(places) <= size else f"{places[size - 1].key}.{places[size - 1].entry}"
    count = matched if matched <= COUNTED else None
    return Results(hits, following + "~" * bool(following and asked.query.begun), count)


def found(asked: Asked) -> list[Place]:
    """The places of what was asked for, best first; `Asked` says it without words of any database."""
    return _found(asked)[0]


def _found(asked: Asked) -> tuple[list[Place], int]:
    return postgresql.found(asked) if connection.vendor == "postgresql" else sqlite.found(asked)


@lru_cache(maxsize=50)
def _entries(count: int) -> Callable[..., list[Row]]:
    """The query for so many entries by number."""

    @prepared
    def ask(*numbers: int) -> QuerySet[Any, Any]:
        return Entry.objects.filter(pk__in=numbers).values_list(*Shown._fields)

    return ask


def _hit(entry: Shown, query: Query) -> Hit:
    return Hit(entry, marked(entry.headline, query), excerpt(entry.text, query))


def _place(before: str) -> tuple[bool, Place | None]:
    """Whether the page before read the last word as a beginning, and where it ended."""
    if not before:
        return False, None
    try:
        key, entry = before.removesuffix("~").split(".")
        place = Place(int(key), int(entry))
    except ValueError:
        raise NoSuchPage("There is no such page of results. Begin at the first one.") from None
    if abs(place.key) >= FARTHEST or abs(place.entry) >= 2**62:
        raise NoSuchPage("There is no such page of results. Begin at the first one.")
    return before.endswith("~"), place
