"""The outlines of countries (data/README.md), and the part of them that is in a window."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from timelines.locator.window import Window

DATA = Path(__file__).parent / "data" / "outlines.json.gz"
FLAT = 2  # twice the area by which a corner must change a line
SMALLEST = 4  # square units of an island
WIDE = 70  # degrees from which the coarse outlines are enough
Point = tuple[float, float]


@dataclass(frozen=True)
class Ring:
    """A closed line of points (longitude, latitude), within a box."""

    points: tuple[Point, ...]
    west: float
    south: float
    east: float
    north: float


@cache
def _outlines(scale: str) -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Return the rings of each country, by ISO 3166 code."""
    data = json.loads(gzip.decompress(DATA.read_bytes()))[scale]
    return tuple((code, tuple(_ring(steps, data["grid"]) for steps in rings)) for code, rings in data["countries"])


def _ring(steps: Sequence[int], grid: int) -> Ring:
    points = tuple(zip(*([at / grid for at in accumulate(steps[n::2])] for n in (0, 1)), strict=True))
    xs, ys = zip(*points, strict=True)
    return Ring(points, min(xs), min(ys), max(xs), max(ys))


def countries_in(window: Window) -> Iterator[tuple[str, list[list[Point]]]]:
    """Yield the code of each country in a window and its rings there, in the coordinates of the drawing."""
    for code, rings in _outlines("coarse" if window.east - window.west > WIDE else "fine"):
        found = []
        for ring in rings:
            for turn in (-360, 0, 360):  # a window may cross the 180th meridian
                if (
                    ring.east + turn > window.west
                    and ring.west + turn < window.east
                    and ring.north > window.south
                    and ring.south < window.north
                ):
                    shown = _rounded(_clipped([window.place(x + turn, y) for x, y in ring.points], window))
                    if area(shown) >= SMALLEST:
                        found.append(shown)
        if found:
            yield code, found


def area(ring: Sequence[Point]) -> float:
    """Return the area of a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2


def _clipped(points: list[Point], window: Window) -> list[Point]:
    """Cut a ring to the window and a little around it, edge by edge, as Sutherland and Hodgman do."""
    for axis, limit, sign in ((0, -4.0, 1), (0, window.width + 4, -1), (1, -4.0, 1), (1, window.height + 4, -1)):
        kept: list[Point] = []
        before = points[-1] if points else (0.0, 0.0)
        was_in = (before[axis] - limit) * sign >= 0
        for point in points:
            is_in = (point[axis] - limit) * sign >= 0
            if is_in != was_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if is_in:
                kept.append(point)
            before, was_in = point, is_in
        points = kept
    return points


def _rounded(points: list[Point]) -> list[Point]:
    """Round to whole units and leave out what a line then doesn't need."""
    kept: list[Point] = []
    for x, y in points:
        point = (round(x), round(y))
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2], kept[-1]
            if abs((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) <= FLAT:
                kept.pop()
        kept.append(point)
    return kept
