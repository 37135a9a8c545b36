"""The same event twice: the same day, and much the same words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from newsroom.publishing.models import Content
from timelines.models import name_of

ALIKE = 0.6  # of the words that either headline has, both have


def likely_duplicates(events: Iterable[Content]) -> Iterator[tuple[Content, Content]]:
    """Pairs of events of a snapshot that may be one: both begin on the same day, and their headlines are alike."""
    by_day = defaultdict(list)
    for event in events:
        start = (event["date"] or {}).get("start")
        if start and event["headline"]:
            by_day[start.partition("T")[0]].append(event)
    for same_day in by_day.values():
        for one, other in combinations(same_day, 2):
            if alike(one["headline"], other["headline"]):
                yield one, other


def duplicates(content: Content, *, among: Iterable[Content] | None = None) -> list[str]:
    """The likely duplicates of a snapshot, or those that have to do with `among`, in the desk's words."""
    concerned = None if among is None else {event["key"] for event in among}
    return [
        f"{name_of(one, 0)} and {name_of(other, 0)} on the same day: is it the same event twice?"
        for one, other in likely_duplicates(content["events"])
        if concerned is None or concerned & {one["key"], other["key"]}
    ]


def alike(one: str, other: str) -> bool:
    """Whether two headlines say much the same: "Troops cross the border", "The troops cross the border at dawn"."""
    words, others = _words(one), _words(other)
    return len(words & others) >= ALIKE * len(words | others)


@lru_cache(2_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
