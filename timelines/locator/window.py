"""The part of the world that a map shows: the places with a margin around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

MARGIN = 0.13  # of the size, on each side
LOWEST = 0.5  # of the width: the least height
LEAST = 9  # degrees of latitude: nearer, the outlines are too rough, and a reader would not know where it is
SOUTH, NORTH = -58, 80  # of a map of the world


@dataclass(frozen=True)
class Window:
    """A rectangle of the map, in degrees, drawn at `width` by `height`. `east` may be beyond 180."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point is drawn: at equal distances along and across in the middle of the map."""
        x = (longitude - self.west) / (self.east - self.west) * self.width
        return x, (self.north - latitude) / (self.north - self.south) * self.height


def window_of(points: Sequence[tuple[float, float]], width: int, height: int) -> Window:
    """Return the window of some points (longitude, latitude), across the 180th meridian if that is shorter.

    It is lower than `height` where the points are in a row from west to east: what is beyond them would be empty.
    """
    longitudes = sorted(x % 360 for x, _ in points)
    gaps = [(after - before) % 360 for before, after in zip(longitudes, [*longitudes[1:], longitudes[0]], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__) if len(set(longitudes)) > 1 else 0
    west = longitudes[(widest + 1) % len(longitudes)]
    across = 360 - gaps[widest] if len(set(longitudes)) > 1 else 0.0
    west = west - 360 if west >= 180 else west
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle_x, middle_y = west + across / 2, (south + north) / 2
    flat = max(0.3, cos(radians(middle_y)))  # how much shorter a degree is from west to east
    needed = max((north - south) * (1 + 2 * MARGIN), LEAST)
    high = max(needed, across * (1 + 2 * MARGIN) * flat * height / width)
    high = max(min(high, NORTH - SOUTH), (north - south) * 1.1)
    wide = min(max(high * width / height / flat, across * (1 + MARGIN)), 360)
    lower = max(width * LOWEST, min(height * needed / high, height))
    high, height = high * lower / height, round(lower)
    middle_y = min(max(middle_y, SOUTH + high / 2), NORTH - high / 2) if south >= SOUTH and north <= NORTH else middle_y
    return Window(middle_x - wide / 2, middle_y - high / 2, middle_x + wide / 2, middle_y + high / 2, width, height)
