"""Texts on a scale: how wide they are, and where they fit without covering each other."""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

SMALL, NORMAL = 12, 13  # sizes of text, in units of the drawing
BOLD = 1.1  # times as wide
LINE = 15
ROWS = 3
NARROW, BROAD = set("ijlftI.,:;'’|!()[] "), set("mwMW—…@%")


@lru_cache(maxsize=4_000)
def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in a sans-serif, rather too wide than too narrow."""
    return size * sum(map(_share, text))


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.34
    if letter in BROAD or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0
    return 0.72 if letter.isupper() else 0.6


@dataclass(frozen=True)
class Label:
    """A text of some lines at (x, y of its first line), with a leader from it down to (`at`, `to`)."""

    lines: tuple[str, ...]
    x: float
    y: float
    at: float
    to: float
    ends: bool  # the text ends at x, rather than begins there
    anchor: str


Wanted = tuple[float, float, str, str]  # x and y of a mark, a text for it, its anchor


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    at: float
    row: int
    lines: tuple[str, ...]
    ends: bool
    anchor: str
    to: float


@lru_cache(maxsize=1_000)
def wrapped(text: str, letters: int, most: int = 2) -> tuple[str, ...]:
    """Break a text into at most so many lines; what is cut off ends with “…”."""
    return tuple(textwrap.wrap(text, letters, max_lines=most, placeholder="…"))


def placed(wanted: Sequence[Wanted], width: float, letters: int) -> tuple[list[Label], float]:
    """Place texts, from left to right, above a plot; return their height too.

    A text that fits nowhere is left out: the mark has its name, and the list has the text.
    """
    # From the left, texts begin at their leaders, and from the right, they end there. A cluster near an edge needs one.
    attempts = [_boxes(wanted, width, letters, (False, True)), _boxes(wanted[::-1], width, letters, (True, False))]
    boxes = max(attempts, key=len)
    rows = sorted({box.row for box in boxes})
    heights = [max(len(box.lines) for box in boxes if box.row == row) * LINE + 6 for row in rows]
    tops = {row: sum(heights[:n]) for n, row in enumerate(rows)}
    height = float(sum(heights))
    labels = [
        Label(
            box.lines,
            box.at - 6 if box.ends else box.at + 6,
            tops[box.row] + NORMAL,
            box.at,
            height + box.to,
            box.ends,
            box.anchor,
        )
        for box in boxes
    ]
    return sorted(labels, key=lambda label: label.at), height


def _boxes(wanted: Iterable[Wanted], width: float, letters: int, sides: Sequence[bool]) -> list[_Box]:
    """Place texts one after the other, in the uppermost row first, so that the leader of a later one passes no earlier."""
    boxes: list[_Box] = []
    for at, to, text, anchor in wanted:
        lines = wrapped(text, letters)
        wide = max((text_width(line, NORMAL * BOLD) for line in lines), default=width)
        for row, ends in product(range(ROWS), sides):
            left = at - 6 - wide if ends else at + 6
            box = _Box(left, left + wide, at, row, lines, ends, anchor, to)
            if left >= 0 and left + wide <= width and not any(_in_the_way(box, other) for other in boxes):
                boxes.append(box)
                break
    return boxes


def _in_the_way(box: _Box, other: _Box) -> bool:
    """Whether two boxes overlap, or the leader of one passes through or along the other."""
    upper, lower = (box, other) if box.row <= other.row else (other, box)
    if box.row == other.row and box.left < other.right + 10 and other.left < box.right + 10:
        return True
    if abs(box.at - other.at) < 4:
        return True
    if box.row == other.row:  # a leader begins beside its text, and would touch the neighbor's
        return other.left - 4 < box.at < other.right + 4 or box.left - 4 < other.at < box.right + 4
    return lower.left - 6 < upper.at < lower.right + 6
