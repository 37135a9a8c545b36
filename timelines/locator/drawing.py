"""The map of a timeline: outlines, a dot for each place, and the names of places and countries that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale

from timelines.coordinates import Coordinates
from timelines.locator.outlines import Point, area, countries_in
from timelines.locator.window import Window, window_of
from timelines.scale.labels import BOLD, NORMAL, SMALL, text_width

SIZES = (("wide", 700, 350), ("narrow", 340, 240))  # of a page, and of a phone
NEAR = 9  # closer places share a dot
DOT, MOST, NUMBERED = 5, 7, 8.5  # the radius of a dot with one event, the largest, and one with a number in it
APART = 4  # a name is so far from the dots of other places
LEAST_COUNTRY = 5_000  # square units of a country that is named


@dataclass(frozen=True)
class Located:
    """An event with coordinates: its fragment, its name in a line, and that of its place."""

    anchor: str
    name: str
    place: str
    coordinates: Coordinates
    is_key: bool


@dataclass(frozen=True)
class Place:
    """A place and its events, in the order of the list; `number` is its place there, from 1 on."""

    number: int
    name: str
    longitude: float
    latitude: float
    events: tuple[Located, ...]


@dataclass(frozen=True)
class Dot:
    """Places too near for a dot each. `label` is their names, or their numbers where the names don't fit.

    It begins ("start"), is centered ("middle") or ends ("end") at its `x`, as `align` says; `inside`: in the dot itself.
    """

    anchor: str
    name: str
    x: float
    y: float
    radius: float
    is_key: bool
    label: str = ""
    label_x: float = 0
    label_y: float = 0
    align: str = "start"
    inside: bool = False
    numbered: bool = False


@dataclass(frozen=True)
class CountryName:
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """A map of `width` and `height`; `land` is the data of an SVG path."""

    width: int
    height: int
    land: str
    countries: tuple[CountryName, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Map:
    """The places of a timeline, in the order of its list, and their drawings by name ("wide", "narrow")."""

    places: tuple[Place, ...]
    drawings: tuple[tuple[str, Drawing], ...]

    @property
    def numbered(self) -> bool:
        """Whether a drawing has numbers in place of names, for which the list is the key."""
        return any(dot.numbered for _, drawing in self.drawings for dot in drawing.dots)


def locator_map(events: Iterable[Located], language: str = "en") -> Map | None:
    """Draw the places of events; None without any. Countries are named in the language, if CLDR has it."""
    places = places_of(events)
    if not places:
        return None
    return Map(places, tuple((name, _drawing(places, width, height, language)) for name, width, height in SIZES))


def places_of(events: Iterable[Located]) -> tuple[Place, ...]:
    """Gather events by place; a place without a name has that of its first event."""
    found: dict[tuple[str, float, float], list[Located]] = {}
    for event in events:
        at = event.coordinates
        found.setdefault((event.place, round(at["longitude"], 2), round(at["latitude"], 2)), []).append(event)
    return tuple(
        Place(
            number,
            name or members[0].name,
            members[0].coordinates["longitude"],
            members[0].coordinates["latitude"],
            tuple(members),
        )
        for number, ((name, _, _), members) in enumerate(found.items(), 1)
    )


def _drawing(places: Sequence[Place], width: int, height: int, language: str) -> Drawing:
    window = window_of([(place.longitude, place.latitude) for place in places], width, height)
    land, countries = _ground(window, language)
    dots, taken = _dots(places, window)
    named = tuple(each for each in countries if not any(_overlap(_box_of(each), box) for box in taken))
    return Drawing(width, window.height, land, named, dots)


@lru_cache(maxsize=64)
def _ground(window: Window, language: str) -> tuple[str, tuple[CountryName, ...]]:
    """Return the outlines of a window as an SVG path, and the names of its larger countries."""
    parts: list[str] = []
    names: list[CountryName] = []
    for code, rings in countries_in(window):
        parts += map(_path, rings)
        if code and (label := _country_name(code, max(rings, key=area), window, language)):
            names.append(label)
    return "".join(parts), tuple(names)


def _path(ring: Sequence[Point]) -> str:
    """Write a ring as relative steps of an SVG path."""
    x, y = ring[0]
    written: list[str] = []
    for to_x, to_y in ring[1:]:
        step = f"{to_x - x:.0f}{to_y - y:+.0f}".replace("+", " ")
        written.append(step if step[0] == "-" or not written else f" {step}")
        x, y = to_x, to_y
    return f"M{ring[0][0]:.0f} {ring[0][1]:.0f}l{''.join(written)}z"


def _country_name(code: str, ring: Sequence[Point], window: Window, language: str) -> CountryName | None:
    """Name a country where its part in the window is widest; None if it is too small for its name."""
    if area(ring) < LEAST_COUNTRY:
        return None
    name = _locale(language).territories.get(code, "")
    best: tuple[float, float, float] = (0, 0, 0)  # width, x, y
    low, high = (each(y for _, y in ring) for each in (min, max))
    for n in range(1, 12):
        y = low + (high - low) * n / 12 + 0.5
        if not SMALL < y < window.height - 6:
            continue
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        xs = sorted(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in pairs if (a[1] > y) != (b[1] > y))
        for left, right in zip(xs[::2], xs[1::2], strict=False):
            left, right = max(left, 4), min(right, window.width - 4)
            best = max(best, (right - left, (left + right) / 2, y))
    return CountryName(name, round(best[1]), round(best[2])) if name and best[0] > text_width(name, SMALL) else None


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (ValueError, LookupError):
        return Locale.parse("en")


def _dots(places: Sequence[Place], window: Window) -> tuple[tuple[Dot, ...], list["_Box"]]:
    """Place dots, those with most events first, and then their labels."""
    groups: list[tuple[float, float, list[Place]]] = []
    for place in sorted(places, key=lambda place: (-any(e.is_key for e in place.events), -len(place.events))):
        longitude = place.longitude + 360 * ((window.west - place.longitude) // 360 + 1)
        x, y = window.place(longitude, place.latitude)
        near = next((group for group in groups if abs(group[0] - x) < NEAR and abs(group[1] - y) < NEAR), None)
        if near:
            near[2].append(place)
        else:
            groups.append((round(x, 1), round(y, 1), [place]))
    dots = [_dot(x, y, members) for x, y, members in groups]
    taken: list[_Box] = []  # by names
    labeled = []
    for dot, (_, _, members) in zip(dots, groups, strict=True):
        others = [_around(other) for other in dots if other is not dot]
        labeled.append(_labeled(dot, members, window, others, taken))
    return tuple(sorted(labeled, key=lambda dot: (dot.y, dot.x))), [*taken, *map(_around, labeled)]


def _dot(x: float, y: float, members: Sequence[Place]) -> Dot:
    events = [event for place in members for event in place.events]
    name = ", ".join(place.name for place in members)
    radius = min(DOT + (len(events) - 1) * 0.5, MOST)
    return Dot(events[0].anchor, name, x, y, radius, any(event.is_key for event in events))


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float


def _overlap(one: _Box, other: _Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _box_of(country: CountryName) -> _Box:
    half = text_width(country.name, SMALL) / 2
    return _Box(country.x - half, country.y - SMALL, country.x + half, country.y + 3)


def _around(dot: Dot) -> _Box:
    reach = dot.radius + APART
    return _Box(dot.x - reach, dot.y - reach, dot.x + reach, dot.y + reach)


def _labeled(dot: Dot, places: Sequence[Place], window: Window, others: Sequence[_Box], taken: list[_Box]) -> Dot:
    """Name the places of a dot beside it ("Sudzha", of "Sudzha, Russia"), or number them; add the box to `taken`.

    A name covers nothing and keeps away from the dots of other places.
    """
    names = ", ".join(dict.fromkeys(place.name.partition(",")[0] for place in places))
    numbers = ", ".join(str(place.number) for place in sorted(places, key=lambda place: place.number))
    for text in (names, numbers) if len(places) > 1 else (names,):
        wide, away = text_width(text, NORMAL * BOLD), dot.radius + 4
        above, below = -away - 2, away + NORMAL - 3
        beside = [("start", away, 4.5), ("end", -away, 4.5), ("start", away - 3, 13), ("end", 3 - away, 13)]
        beside += [(align, 0.0, lower) for lower in (below, above) for align in ("middle", "start", "end")]
        for align, across, lower in (*beside, ("start", away - 3, -5), ("end", 3 - away, -5)):
            x = dot.x + (across or {"start": -dot.radius, "middle": 0, "end": dot.radius}[align])
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[align]
            box = _Box(left, dot.y + lower - NORMAL, left + wide, dot.y + lower + 3)
            fits = box.left >= 2 and box.right <= window.width - 2 and box.top >= 2 and box.bottom <= window.height - 2
            if len(text) <= 30 and fits and not any(_overlap(box, other) for other in (*others, *taken)):
                taken.append(box)
                x, y = round(x, 1), round(dot.y + lower, 1)
                return replace(dot, label=text, label_x=x, label_y=y, align=align, numbered=text == numbers)
    return replace(
        dot, radius=NUMBERED, label=numbers, label_x=dot.x, label_y=round(dot.y + 4, 1), align="middle", inside=True,
        numbered=True,
    )  # fmt: skip
