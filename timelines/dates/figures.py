"""Whether dates in figures put the day or the month first: one 13/11 in a file tells it for all of them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

MONTH_FIRST, DAY_FIRST = "month first", "day first"
_FIGURES = re.compile(
    r"(?<![\w/.:-])(\d{1,2})(?:/(\d{1,2})/(?:\d{4}|\d\d)|-(\d{1,2})-(?:\d{4}|\d\d)|/(\d{1,2}))(?![\w/-])", re.ASCII
)


class FigureOrder(NamedTuple):
    """The first date that can only be day first, the first that can only be month first, and one that could be either."""

    day_first: str = ""
    month_first: str = ""
    either: str = ""

    @property
    def settled(self) -> str:
        """DAY_FIRST or MONTH_FIRST; "" where nothing tells, or both were found."""
        if bool(self.day_first) is bool(self.month_first):
            return ""
        return DAY_FIRST if self.day_first else MONTH_FIRST


def figure_order(texts: Iterable[str]) -> FigureOrder:
    """What the dates in figures in these texts tell of their order."""
    found = {"day_first": "", "month_first": "", "either": ""}
    for text in texts:
        for match in _FIGURES.finditer(text):
            first, second = int(match[1]), int(match[2] or match[3] or match[4])
            if not (1 <= min(first, second) <= 12 and max(first, second) <= 31) or first == second:
                continue
            kind = "day_first" if first > 12 else "month_first" if second > 12 else "either"
            found[kind] = found[kind] or match[0]
    return FigureOrder(**found)


def has_figures(text: str) -> bool:
    """Whether there is a date in figures in the text that could be read in two orders."""
    return bool(figure_order([text]).either)
