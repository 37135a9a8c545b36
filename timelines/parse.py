"""Dates as this newsroom reads them, in its own zone and on its own day; and events in their order."""

import re
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings

from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from newsroom.text.languages import primary
from timelines.dates import ORDERS, DateError, DateValue, Place, order_events, parse, reads_as
from timelines.dates.figures import BY_LETTERS


def read(text: str, now: datetime, language: str = "") -> DateValue | DateError:
    """Read a date typed at `now` (aware) in a language; a time without a zone is in the newsroom's."""
    zone, fiscal = settings.TIME_ZONE, settings.NEWSROOM_FISCAL_YEAR_START
    return parse(
        text, newsroom_day(now), zone=zone, fiscal_year_start=fiscal, usual=usual_order(), language=spoken(language)
    )


def orders() -> list[str]:
    """Return both orders of numeric dates, this newsroom's own first."""
    return sorted(ORDERS, key=lambda order: order != usual_order())


def spoken(tag: str) -> str:
    """Return the language in which dates of a timeline with that tag are read; "" for any that is sure.

    English timelines too, which get lists in other languages.
    """
    return "" if primary(tag) == "en" else primary(tag)


def usual_order() -> str:
    """Return the order in which this newsroom reads numeric dates that nothing settles."""
    return BY_LETTERS[settings.NEWSROOM_DATE_ORDER]


def read_about(text: str, now: datetime, year: int | None, language: str = "") -> DateValue | DateError:
    """Like `read`, but a date without a year is in `year`, that of the story it is for, instead of the current one."""
    value = read(text, now, language)
    if not year or isinstance(value, DateError) or year == _year(value):
        return value
    other = other_year(text, value, now, year, language)
    about = read(other, now, language) if other else value
    return value if isinstance(about, DateError) else replace(about, text=value.text)


def sentence(value: DateValue | DateError) -> str:
    """Say how a date was read, a day with its weekday, and with its warnings: the line under the desk's date field."""
    warnings = () if isinstance(value, DateError) else value.warnings
    reading = reads_as(value).replace("reads as: ", f"reads as: {_weekday(value)}", 1)
    return " ".join((f"{reading}." if warnings else reading, *warnings))


def _weekday(value: DateValue | DateError) -> str:
    """Return the weekday of a single day, as in "Tuesday, "; "" for anything else."""
    if isinstance(value, DateError) or value.relation != "at" or value.precision != "day" or value.part:
        return ""
    is_plain = len(value.periods) == 1 and not (value.approximate or value.uncertain) and value.calendar == "gregorian"
    try:
        return f"{date.fromisoformat(value.start or ''):%A}, " if is_plain else ""
    except ValueError:  # B.C., or beyond 9999
        return ""


def other_year(text: str, value: DateValue, now: datetime, about: int | None = None, language: str = "") -> str:
    """Return a date that was typed without a year with another likely one: `about`, or else last year.

    "" if the text says its year, or none can be added.
    """
    year = _year(value)
    other = about if about and about != year else year - 1
    with_own, with_other = (read(f"{text}, {each}", now, language) for each in (year, other))
    if isinstance(with_own, DateError) or isinstance(with_other, DateError):
        return ""
    is_assumed = with_own.start == value.start and (with_other.start or "").startswith(str(other))
    return f"{text}, {other}" if year and is_assumed else ""


def _year(value: DateValue) -> int:
    """Return the year in which a date begins; 0 for none, or one B.C."""
    start = (value.start or "")[:4]
    return int(start) if start.isdecimal() else 0


def assumes_year(value: DateValue, now: datetime) -> bool:
    """Whether a date was typed without its year, which was then taken from the day on which it was typed."""
    typed = value.text
    return not (value.undated or re.search(r"\d{3}", typed)) and bool(other_year(typed, value, now))


def assumed_year(value: DateValue, now: datetime) -> str:
    """Return in words that the year of a date was not typed: " (year taken from today)"; "" for another date."""
    if not assumes_year(value, now):
        return ""
    return " (year taken from today)" if _year(value) == newsroom_day(now).year else " (no year typed)"


Dated = tuple[Content, DateValue]


def in_order(content: Content, *, newest_first: bool = False) -> list[Dated]:
    """Return the events of a version in chronological order, each with its date; an undated one follows its anchor."""
    dated = [
        (event, DateValue.from_json(event["date"]) if event["date"] else DateValue("")) for event in content["events"]
    ]
    places = {event["key"]: Place(value, n, event["key"], event["after"]) for n, (event, value) in enumerate(dated)}
    return order_events(dated, lambda row: places[row[0]["key"]], newest_first=newest_first)
