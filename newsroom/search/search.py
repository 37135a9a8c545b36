"""Search what readers can see at an instant, by words and filters. A few queries, however large the archive."""

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
from newsroom.search.words import Named, parse, with_names

FARTHEST = 2**55  # microseconds from 1970: no story is that old or new


class Filters(NamedTuple):
    """One of each group of labels (made by `words.label`) must match; first published in [since, until)."""

    labels: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.labels or self.since or self.until)


class Shown(NamedTuple):
    pk: int
    revision: int
    kind: str
    section: int | None
    language: str
    url: str
    headline: str
    text: str
    first_published_at: datetime


class Hit(NamedTuple):
    """A match; headline and excerpt are HTML, with the matching words in <mark>."""

    entry: Shown
    headline: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Results:
    """A page of hits, and where the next begins ("" after the last). `count`: on all pages; None above COUNTED."""

    hits: list[Hit] = field(default_factory=list)
    following: str = ""
    count: int | None = 0


class NoSuchPage(ValueError):
    """`before` isn't the `following` of any page."""


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
    """Return what readers can find at `now`, best first, or `newest` first; nothing without words and filters.

    If nothing matches all words, the last one is read as the beginning of a word. Of the newest 1,000 matches, headline
    ranks above standfirst above text. `names` are those that the words may mean; `before` is `following` of the page
    before. Raises NoSuchPage.
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
    if asked.newest and after:  # the matches below that place were counted; count all
        _, matched = _found(replace(asked, after=None, size=0))
    ids = [place.entry for place in places[:size]]
    entries = {row[0]: Shown(*row) for row in (_entries(len(ids))(*ids) if ids else ())}
    hits = [
        Hit(entry, marked(entry.headline, asked.query), excerpt(entry.text, asked.query))
        for entry in (entries[pk] for pk in ids if pk in entries)
    ]
    following = "" if len(places) <= size else f"{places[size - 1].key}.{places[size - 1].entry}"
    count = matched if matched <= COUNTED else None
    return Results(hits, following + "~" * bool(following and asked.query.begun), count)


def found(asked: Asked) -> list[Place]:
    """Return the places of the matches, best first."""
    return _found(asked)[0]


def _found(asked: Asked) -> tuple[list[Place], int]:
    return postgresql.found(asked) if connection.vendor == "postgresql" else sqlite.found(asked)


@lru_cache(maxsize=50)
def _entries(count: int) -> Callable[..., list[Row]]:
    """Return the query for this many entries by id."""

    @prepared
    def ask(*ids: int) -> QuerySet[Any, Any]:
        return Entry.objects.filter(pk__in=ids).values_list(*Shown._fields)

    return ask


def _place(before: str) -> tuple[bool, Place | None]:
    """Return whether the page before read the last word as a beginning, and where it ended."""
    if not before:
        return False, None
    try:
        key, entry = map(int, before.removesuffix("~").split("."))
        if abs(key) >= FARTHEST or abs(entry) >= 2**62:
            raise ValueError
    except ValueError:
        raise NoSuchPage("Page of results not found. Start again at the first page.") from None
    return before.endswith("~"), Place(key, entry)
