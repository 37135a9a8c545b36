"""The same event twice on one day, found among a few and among many."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from timelines.duplicates import FEW, alike, likely_duplicates


def on_one_day(*headlines: str) -> list[dict[str, Any]]:
    return [
        {"key": str(place), "date": {"start": "2024-08-06"}, "headline": each} for place, each in enumerate(headlines)
    ]


headlines = st.lists(st.lists(st.sampled_from("ab cd ef gh ij kl".split()), max_size=5).map(" ".join), max_size=8)


@given(headlines)
def test_every_similar_headline_is_found(written: list[str]) -> None:
    events = on_one_day(*(f"{each}." for each in written))
    pairs = {(one["key"], other["key"]) for one, other in likely_duplicates(events)}
    every = {
        (one["key"], other["key"])
        for one, other in combinations(events, 2)
        if alike(one["headline"], other["headline"])
    }
    assert pairs <= every
    assert {other for _, other in pairs} == {other for _, other in every}


def test_an_event_similar_to_many_is_reported_with_the_nearest() -> None:
    pairs = [(one["key"], other["key"]) for one, other in likely_duplicates(on_one_day(*["Troops cross"] * 5))]
    assert len(pairs) == 1 + 2 + FEW + FEW
    assert ("3", "4") in pairs
    assert ("0", "4") not in pairs
