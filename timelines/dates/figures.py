"""Detection of day-first or month-first order: one 13/11 in a file settles it for all of its numeric dates."""

import re
from collections.abc import Iterable
from typing import NamedTuple

MONTH_FIRST, DAY_FIRST = ORDERS = ("month first", "day first")
BY_LETTERS = {"mdy": MONTH_FIRST, "dmy": DAY_FIRST}
_FIGURES = re.compile(
    r"(?<![\w/.:-])(\d{1,2})(?:/(\d{1,2})/(?:\d{4}|\d\d)|-(\d{1,2})-(?:\d{4}|\d\d)|/(\d{1,2}))(?![\w/-])", re.ASCII
)


class FigureOrder(NamedTuple):
    """The first date that can only be day first, only month first, and either; "" for none."""

    day_first: str = ""
    month_first: str = ""
    either: str = ""

    @property
    def open(self) -> str:
        """A date that stays open: nothing settles the order, or the texts contradict each other; "" if none does."""
        return "" if self.settled else self.either

    @property
    def settled(self) -> str:
        """DAY_FIRST or MONTH_FIRST; "" if neither or both were found."""
        if bool(self.day_first) is bool(self.month_first):
            return ""
        return DAY_FIRST if self.day_first else MONTH_FIRST


def figure_order(texts: Iterable[str]) -> FigureOrder:
    """Look for numeric dates in these texts that settle their order."""
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
    """Check whether the text has a numeric date that could be read in either order."""
    return bool(figure_order([text]).either)
