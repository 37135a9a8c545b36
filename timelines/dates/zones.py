"""Time zones as journalists name them: "ET", "EST", "Kyiv time", "+03:00".

A zone is an IANA name, or a fixed offset such as "+03:00". Offsets are minutes
east of Greenwich.
"""

import re
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from timelines.dates.exceptions import RefusedDate

from .calendars import EPOCH

EASTERN, LONDON, CENTRAL_EUROPE = "America/New_York", "Europe/London", "Europe/Brussels"

# (zone, offset the abbreviation claims, or None when it stands for whatever is in force)
ABBREVIATIONS: dict[str, tuple[str, int | None]] = {
    "z": ("Etc/UTC", 0),
    "utc": ("Etc/UTC", 0),
    "zulu": ("Etc/UTC", 0),
    "gmt": ("Etc/GMT", 0),
    "bst": (LONDON, 60),
    "wet": ("Europe/Lisbon", 0),
    "west": ("Europe/Lisbon", 60),
    "cet": (CENTRAL_EUROPE, 60),
    "cest": (CENTRAL_EUROPE, 120),
    "eet": ("Europe/Athens", 120),
    "eest": ("Europe/Athens", 180),
    "msk": ("Europe/Moscow", 180),
    "trt": ("Europe/Istanbul", 180),
    "sast": ("Africa/Johannesburg", 120),
    "jst": ("Asia/Tokyo", 540),
    "kst": ("Asia/Seoul", 540),
    "hkt": ("Asia/Hong_Kong", 480),
    "sgt": ("Asia/Singapore", 480),
    "aest": ("Australia/Sydney", 600),
    "aedt": ("Australia/Sydney", 660),
    "nzst": ("Pacific/Auckland", 720),
    "nzdt": ("Pacific/Auckland", 780),
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
PLACES: dict[str, tuple[str, int | None]] = {
    "kiev": ("Europe/Kyiv", None),
    "ukraine": ("Europe/Kyiv", None),
    "russian": ("Europe/Moscow", None),
    "saint petersburg": ("Europe/Moscow", None),
    "st petersburg": ("Europe/Moscow", None),
    "washington": (EASTERN, None),
    "washington d.c.": (EASTERN, None),
    "boston": (EASTERN, None),
    "san francisco": ("America/Los_Angeles", None),
    "beijing": ("Asia/Shanghai", None),
    "china": ("Asia/Shanghai", None),
    "delhi": ("Asia/Kolkata", None),
    "new delhi": ("Asia/Kolkata", None),
    "mumbai": ("Asia/Kolkata", None),
    "india": ("Asia/Kolkata", None),
    "tel aviv": ("Asia/Jerusalem", None),
    "israel": ("Asia/Jerusalem", None),
    "japan": ("Asia/Tokyo", None),
    "korea": ("Asia/Seoul", None),
    "uk": (LONDON, None),
    "british": (LONDON, None),
    "irish": ("Europe/Dublin", None),
    "geneva": ("Europe/Zurich", None),
    "munich": ("Europe/Berlin", None),
    "greenwich mean": ("Etc/GMT", 0),
    "coordinated universal": ("Etc/UTC", 0),
    "british summer": (LONDON, 60),
    "central european": (CENTRAL_EUROPE, None),
    "central european summer": (CENTRAL_EUROPE, 120),
    "eastern european": ("Europe/Athens", None),
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
def place_names() -> dict[str, tuple[str, int | None]]:
    """Every place a zone can be named by ("kyiv", "sao paulo") → (zone, None)."""
    zones = sorted(name for name in available_timezones() if re.match(r"(?:A[a-z]+|Europe|Indian|Pacific)/", name))
    cities = {name.rsplit("/", 1)[1].replace("_", " ").lower(): (name, None) for name in zones}
    return cities | PLACES


def zone_by_place(place: str) -> tuple[str, int | None] | None:
    """The zone of "Kyiv" in "Kyiv time", or None for a place that is unknown."""
    return place_names().get(place)


def offset_name(minutes: int) -> str:
    """A fixed offset as ISO 8601 writes it: 180 → "+03:00"."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def zone_name(zone: str, offset: int | None) -> str:
    """What AP prints after the clock time: "EST", "Kyiv time", "UTC+3"; "ET" where no offset is known."""
    if zone[0] in "+-":
        hours, minutes = divmod(abs(offset or 0), 60)
        return f"UTC{zone[0]}{hours}" + (f":{minutes:02}" if minutes else "")
    printed = PRINTED.get((zone, offset)) or ("" if offset is not None else PRINTED.get((zone, 0)))
    return printed or zone.rsplit("/", 1)[-1].replace("_", " ") + " time"


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The IANA zone; raises `zoneinfo.ZoneInfoNotFoundError` for a name that is none."""
    return ZoneInfo(zone)


def offsets_in_force(zone: str, day: int, minute: int) -> tuple[int, int]:
    """The offsets a clock of the zone may mean by this time of this day.

    They differ when the clock is turned: first > second when it shows the time twice,
    first < second when it never shows it.
    """
    if zone[0] in "+-":
        hours, minutes = zone[1:].split(":")
        fixed = (int(hours) * 60 + int(minutes)) * (-1 if zone[0] == "-" else 1)
        return fixed, fixed
    try:
        clock = datetime.fromordinal(day + EPOCH).replace(hour=minute // 60, minute=minute % 60, tzinfo=zone_info(zone))
        first, second = clock.utcoffset(), clock.replace(fold=1).utcoffset()
    except (ValueError, OverflowError):
        raise RefusedDate("A time of day needs a year from A.D. 1 to 9999: leave the time out.") from None
    minute_long = timedelta(minutes=1)
    return int((first or timedelta()) / minute_long), int((second or timedelta()) / minute_long)
