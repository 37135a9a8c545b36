"""Reading dates costs no more than their length: eight times the text, at most twelve times the time."""

from collections.abc import Callable
from datetime import date
from time import process_time
from typing import Any

import pytest

from timelines.dates import figure_order, parse

TODAY = date(2024, 11, 8)
FLOOR = 0.02  # seconds: below, the clock of the process is too coarse
UNITS = (
    "1/2/",
    "last week of ",
    "Aug. 6, ",
    "(three weeks ago, ",
    "1914 ET ",
    "new year's ",
    "13-11-",
    "9",
    " ",
    "–",
    "’",
)


def cost(read: Callable[[str], Any], text: str) -> float:
    """The least of five runs, in seconds of this process."""
    best = float("inf")
    for _ in range(5):
        begin = process_time()
        read(text)
        best = min(best, process_time() - begin)
    return best


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("read", [lambda text: parse(text, TODAY), lambda text: figure_order([text])])
def test_time_grows_no_faster_than_the_text(read: Callable[[str], Any], unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (4_096, 32_768))
    assert cost(read, long) <= max(12 * cost(read, short), FLOOR)


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_text_that_is_read_costs_little(unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (37, 299))
    assert cost(lambda text: parse(text, TODAY), long) <= max(12 * cost(lambda text: parse(text, TODAY), short), FLOOR)
