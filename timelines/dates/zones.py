"""Time zones as journalists name them: "ET", "EST", "Kyiv time", "+03:00".

A zone is an IANA name, or a fixed offset such as "+03:00". Offsets are minutes east of Greenwich.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from newsroom.text.ap_style import utc_offset

from .calendars import EPOCH
from .exceptions import RefusedDate

# A zone, and the offset that its name claims; None for a name such as "ET", which means the offset in force.
NamedZone: TypeAlias = tuple[str, int | None]

EASTERN, LONDON, CENTRAL_EUROPE = "America/New_York", "Europe/London", "Europe/Brussels"
_OFFSETS = {
    "Etc/UTC": {"z": 0, "utc": 0, "zulu": 0},
    "Etc/GMT": {"gmt": 0},
    LONDON: {"bst": 60},
    "Europe/Lisbon": {"wet": 0, "west": 60},
    CENTRAL_EUROPE: {"cet": 60, "cest": 120},
    "Europe/Athens": {"eet": 120, "eest": 180},
    "Europe/Moscow": {"msk": 180},
    "Europe/Istanbul": {"trt": 180},
    "Africa/Johannesburg": {"sast": 120},
    "Asia/Tokyo": {"jst": 540},
    "Asia/Seoul": {"kst": 540},
    "Asia/Hong_Kong": {"hkt": 480},
    "Asia/Singapore": {"sgt": 480},
    "Australia/Sydney": {"aest": 600, "aedt": 660},
    "Pacific/Auckland": {"nzst": 720, "nzdt": 780},
}
ABBREVIATIONS: dict[str, NamedZone] = {
    name: (zone, offset) for zone, offsets in _OFFSETS.items() for name, offset in offsets.items()
}
NORTH_AMERICA = {
    "a": ("atlantic", "America/Halifax", -240),
    "e": ("eastern", EASTERN, -300),
    "c": ("central", "America/Chicago", -360),
    "m": ("mountain", "America/Denver", -420),
    "p": ("pacific", "America/Los_Angeles", -480),
    "ak": ("alaska", "America/Anchorage", -540),
    "h": ("hawaii", "Pacific/Honolulu", -600),
}
# Places that are not the city in a zone's name.
_PLACES_OF = {
    "Europe/Kyiv": "kiev, ukraine",
    "Europe/Moscow": "russian, saint petersburg, st petersburg",
    EASTERN: "washington, washington d.c., boston",
    "America/Los_Angeles": "san francisco",
    "Asia/Shanghai": "beijing, china",
    "Asia/Kolkata": "delhi, new delhi, mumbai, india",
    "Asia/Jerusalem": "tel aviv, israel",
    "Asia/Tokyo": "japan",
    "Asia/Seoul": "korea",
    LONDON: "uk, british",
    "Europe/Dublin": "irish",
    "Europe/Zurich": "geneva",
    "Europe/Berlin": "munich",
    CENTRAL_EUROPE: "central european",
    "Europe/Athens": "eastern european",
}
PLACES: dict[str, NamedZone] = {
    place: (zone, None) for zone, names in _PLACES_OF.items() for place in names.split(", ")
}
PLACES |= {
    "greenwich mean": ("Etc/GMT", 0),
    "coordinated universal": ("Etc/UTC", 0),
    "british summer": (LONDON, 60),
    "central european summer": (CENTRAL_EUROPE, 120),
    "eastern european summer": ("Europe/Athens", 180),
}
for _letter, (_region, _zone, _standard) in NORTH_AMERICA.items():
    ABBREVIATIONS[_letter + "t"] = PLACES[_region] = (_zone, None)
    ABBREVIATIONS[_letter + "st"] = PLACES[_region + " standard"] = (_zone, _standard)
    if _letter != "h":
        ABBREVIATIONS[_letter + "dt"] = PLACES[_region + " daylight"] = (_zone, _standard + 60)
del ABBREVIATIONS["at"], ABBREVIATIONS["ht"]  # "at" is a word, and nobody writes HT

# How a named zone is printed; any other place is "Kyiv time".
PRINTED = {
    found: name.upper()
    for name, found in ABBREVIATIONS.items()
    if found[0] in {"Etc/UTC", "Etc/GMT", CENTRAL_EUROPE, "Europe/Athens", *(z for _, z, _ in NORTH_AMERICA.values())}
    and name not in {"z", "zulu"}
} | {(LONDON, 60): "BST"}


@cache
def place_names() -> dict[str, NamedZone]:
    """Every place that a zone can be named for ("kyiv", "sao paulo") → its zone."""
    zones = sorted(name for name in available_timezones() if re.match(r"(?:A[a-z]+|Europe|Indian|Pacific)/", name))
    return {name.rsplit("/", 1)[1].replace("_", " ").lower(): (name, None) for name in zones} | PLACES


def offset_name(minutes: int) -> str:
    """Format an offset as in ISO 8601: 180 → "+03:00"."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def printed_zone(zone: str, offset: int | None) -> str:
    """Name a zone as AP prints it after a time: "EST", "Kyiv time", "UTC+3"; "ET" if no offset is known."""
    if zone[0] in "+-":
        return utc_offset(timedelta(minutes=offset or 0))
    printed = PRINTED.get((zone, offset)) or ("" if offset is not None else PRINTED.get((zone, 0)))
    return printed or zone.rsplit("/", 1)[-1].replace("_", " ") + " time"


def offsets_in_force(zone: str, day: int, minute: int) -> tuple[int, int]:
    """Return the offsets that a clock in the zone may mean by this minute of this day (a day number).

    They differ when clocks change: first > second if it shows the time twice, first < second if it never does.
    Raises RefusedDate outside A.D. 1 to 9999.
    """
    if zone[0] in "+-":
        hours, minutes = zone[1:].split(":")
        fixed = (int(hours) * 60 + int(minutes)) * (-1 if zone[0] == "-" else 1)
        return fixed, fixed
    try:
        clock = datetime.fromordinal(day + EPOCH).replace(hour=minute // 60, minute=minute % 60, tzinfo=ZoneInfo(zone))
        both = clock.utcoffset(), clock.replace(fold=1).utcoffset()
    except (ValueError, OverflowError):
        raise RefusedDate("A time of day needs a year from A.D. 1 to 9999: leave the time out.") from None
    first, second = (int((offset or timedelta()) / timedelta(minutes=1)) for offset in both)
    return first, second
