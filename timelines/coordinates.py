"""Where on a map an event was: {"latitude", "longitude"} in degrees, as people copy them from any map."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from newsroom.text import plain_text
from timelines.sources import CleanedJSONField

Coordinates = dict[str, float]
NAMES = ("latitude", "longitude")
LIMITS = (90, 180)
DIGITS = 5  # after the point: a meter
NOT_COORDINATES = (
    "“{}” isn’t a latitude and a longitude. Enter them such as 51.19, 35.27, or paste the address of a map."
)
_LINK = re.compile(r"(?:/@|#map=[\d.]+/|^geo:|[?&](?:q|ll|query)=)(-?\d+(?:\.\d+)?)(?:,|/|%2C)(-?\d+(?:\.\d+)?)")
_ANGLE = r"(-?\d+(?:\.\d+)?)\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['′’]\s*)?(?:(\d+(?:\.\d+)?)\s*[\"″”]\s*)?([NSEW])?"
_PAIR = re.compile(rf"{_ANGLE} ?[,;/ ] ?{_ANGLE}", re.IGNORECASE)
_OSM = re.compile(r"mlat=(-?[\d.]+)&mlon=(-?[\d.]+)")


def from_text(text: str) -> Coordinates:
    """Read "51.19, 35.27", "51°11′24″N 35°16′E" or the address of a map. Raises ValueError."""
    text = " ".join(text.split())
    if link := _OSM.search(text) or _LINK.search(text):
        return checked({"latitude": float(link[1]), "longitude": float(link[2])})
    pair = _PAIR.fullmatch(text)
    if not pair:
        raise ValueError(NOT_COORDINATES.format(text))
    found = [(_degrees(*pair.groups()[n : n + 3]), (pair[n + 4] or "").upper()) for n in (0, 4)]
    if found[0][1] in ("E", "W") or found[1][1] in ("N", "S"):
        found.reverse()
    (latitude, north), (longitude, east) = found
    if north not in ("", "N", "S") or east not in ("", "E", "W"):
        raise ValueError(NOT_COORDINATES.format(text))
    signed = (-latitude if north == "S" else latitude, -longitude if east == "W" else longitude)
    return checked(dict(zip(NAMES, signed, strict=True)))


def _degrees(degrees: str, minutes: str | None, seconds: str | None) -> float:
    more = float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return float(degrees) + (-more if degrees.startswith("-") else more)


def as_text(coordinates: Coordinates | None) -> str:
    """Write coordinates as they are typed; "" for none."""
    return ", ".join(f"{coordinates[name]:.{DIGITS}f}".rstrip("0").rstrip(".") for name in NAMES) if coordinates else ""


def checked(value: Any) -> Coordinates:
    """Round coordinates as they are stored. Raises ValueError if they are invalid."""
    if not isinstance(value, dict) or set(value) != set(NAMES):
        raise ValueError(f"Coordinates are {{latitude, longitude}}, not {value!r}.")
    found = {}
    for name, limit in zip(NAMES, LIMITS, strict=True):
        number = value[name]
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not -limit <= number <= limit:
            raise ValueError(f"A {name} is from -{limit} to {limit}, not {number!r}.")
        found[name] = round(float(number), DIGITS) + 0.0  # no negative zero
    return found


class CoordinatesText(forms.CharField):
    """Coordinates, typed or pasted; None if it is blank."""

    def prepare_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        text = plain_text.clean(value or "").strip()
        try:
            return from_text(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class CoordinatesField(CleanedJSONField):
    """Coordinates, or None."""

    form_class = CoordinatesText

    def checked(self, value: Any) -> Any:
        return None if value is None else checked(value)
