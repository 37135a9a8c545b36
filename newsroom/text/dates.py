"""Dates and times on readers' pages: AP style in English, and CLDR's forms in any other language."""

from datetime import date, datetime
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from django.utils import dateformat

from newsroom.text import ap_style
from newsroom.text.languages import spoken

# Django's letters for a date, as templates write it, and CLDR's pattern or skeleton for the same.
PATTERNS = {"l, N j, Y": "full", "N j, Y": "long", "F": "LLLL", "l": "EEEE"}
SKELETONS = {"F Y": "yMMMM", "N j": "MMMMd", "N Y": "yMMM"}


def said(instant: datetime, now: datetime, *, with_time: bool = True, with_zone: bool = True) -> str:
    """Return an aware instant for readers, with the year if `now` is in another one: "Nov. 8, 9:02 a.m. EST"."""
    locale = _locale(spoken())
    if locale is None:
        return ap_style.said(instant, now, with_time=with_time, with_zone=with_zone)
    return _said(instant, ap_style.newsroom_time(now).year, with_time, with_zone, locale)


def clock_said(instant: datetime) -> str:
    """Return the time of day of an aware instant: "9:02 a.m. EST"."""
    locale = _locale(spoken())
    return _clock(ap_style.newsroom_time(instant), locale) if locale else ap_style.clock_said(instant)


def formatted(value: date, letters: str) -> str:
    """Return a date, or an instant in the newsroom's zone, by Django's format: `{{ day|date("N j, Y") }}`.

    In another language than English, CLDR's form with the same parts takes its place. Addresses are the same in all.
    """
    day = ap_style.newsroom_time(value) if isinstance(value, datetime) else value
    locale = _locale(spoken())
    if locale is None or not any(letter in letters for letter in "DFNMlP"):
        return dateformat.format(day, letters)
    if letters in PATTERNS:
        return format_date(day, PATTERNS[letters], locale)
    if letters in SKELETONS:
        return _day(day, SKELETONS[letters], locale)
    if letters == "l, N j":
        return f"{format_date(day, 'EEEE', locale)}{_comma(locale)}{_day(day, 'MMMMd', locale)}"
    if letters == "D":
        return format_date(day, "EEEEE", locale)
    if isinstance(day, datetime) and "P" in letters:
        return f"{format_date(day, 'long', locale)}{_comma(locale)}{_clock(day, locale)}"
    return dateformat.format(day, letters)


@lru_cache(maxsize=4_096)  # lists repeat the same instants
def _said(instant: datetime, this_year: int, with_time: bool, with_zone: bool, locale: Locale) -> str:
    local = ap_style.newsroom_time(instant)
    day = _day(local, "MMMMd", locale) if local.year == this_year else format_date(local, "long", locale)
    return f"{day}{_comma(locale)}{_clock(local, locale, with_zone)}" if with_time else day


def _day(day: date, skeleton: str, locale: Locale) -> str:
    return str(format_skeleton(skeleton, day, locale=locale))


def _clock(local: datetime, locale: Locale, with_zone: bool = True) -> str:
    clock = format_time(local.replace(tzinfo=None), "short", locale=locale)
    return f"{clock} {ap_style.zone_name(local)}" if with_zone else clock


def _comma(locale: Locale) -> str:
    return "، " if locale.language in {"ar", "fa", "ur"} else ", "


@cache
def _locale(language: str) -> Locale | None:
    """Return CLDR's data for that language; None for English, which is in AP style, and for one CLDR doesn't know."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    return None if locale.language == "en" else locale
