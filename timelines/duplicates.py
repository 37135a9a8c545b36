"""Likely duplicates: events on the same day with similar headlines."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from math import ceil

from newsroom.publishing.models import Content
from timelines.models import name_of

ALIKE = 0.6  # share of their words that two similar headlines have in common
FEW = 3  # reported duplicates of one event
COMPARED = 50  # nearest headlines with the same rare word that are compared


def likely_duplicates(events: Iterable[Content]) -> Iterator[tuple[Content, Content]]:
    """Find pairs of events of a snapshot that begin on the same day and have similar headlines."""
    by_day = defaultdict(list)
    for event in events:
        start = (event["date"] or {}).get("start")
        if start and event["headline"]:
            by_day[start.partition("T")[0]].append(event)
    for same_day in by_day.values():
        places = sorted(_alike([event["headline"] for event in same_day]))
        yield from ((same_day[one], same_day[other]) for one, other in places)


def _alike(headlines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Find the places of similar headlines: each with the nearest FEW before it.

    Two that share most of their words share one of the rarest of each, so only those are compared.
    """
    frequent = Counter(word for headline in headlines for word in _words(headline))
    having: dict[str, list[int]] = defaultdict(list)
    for place, headline in enumerate(headlines):
        rarest = sorted(_words(headline), key=lambda word: (frequent[word], word)) or [""]
        rare = rarest[: len(rarest) - ceil(ALIKE * len(rarest)) + 1]
        near = sorted({other for word in rare for other in having[word][-COMPARED:]}, reverse=True)
        found = (other for other in near if alike(headlines[other], headline))
        yield from ((other, place) for other in islice(found, FEW))
        for word in rare:
            having[word].append(place)


def duplicates(content: Content, *, among: Iterable[Content] | None = None) -> list[str]:
    """Describe the likely duplicates of a snapshot, or only those that involve events of `among`."""
    concerned = None if among is None else {event["key"] for event in among}
    return [
        f"{name_of(one, 0)} and {name_of(other, 0)} are on the same day: is this the same event twice?"
        for one, other in likely_duplicates(content["events"])
        if concerned is None or concerned & {one["key"], other["key"]}
    ]


def alike(one: str, other: str) -> bool:
    """Check whether headlines are similar: "Troops cross the border", "The troops cross the border at dawn"."""
    words, others = _words(one), _words(other)
    return len(words & others) >= ALIKE * len(words | others)


@lru_cache(2_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
