"""Dates as this newsroom reads them: in its own zone, against its own day; and the order that follows from them."""

from datetime import date, datetime

from django.conf import settings

from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from timelines.dates import DateError, DateValue, Place, order_events, parse, reads_as


def read(text: str, now: datetime, *, figures: str = "") -> DateValue | DateError:
    """What `text`, typed at `now` (aware), says; a time that names no zone is the newsroom's.

    `figures`: the order of dates in figures, where a list or file tells it.
    """
    zone, fiscal = settings.TIME_ZONE, settings.NEWSROOM_FISCAL_YEAR_START
    return parse(text, newsroom_day(now), zone=zone, fiscal_year_start=fiscal, figures=figures)


def sentence(value: DateValue | DateError, today: date) -> str:
    """How a date was read, and what is doubtful in it: the line under the field at the desk."""
    warnings = () if isinstance(value, DateError) else value.warnings
    reading = reads_as(value)
    return " ".join((f"{reading}." if warnings else reading, *warnings))


Dated = tuple[Content, DateValue]


def in_order(content: Content, *, newest_first: bool = False) -> list[Dated]:
    """The events of a version as time orders them, each with its date; an undated one stays below its anchor."""
    dated = [
        (position, event, DateValue.from_json(event["date"]) if event["date"] else DateValue(""))
        for position, event in enumerate(content["events"])
    ]
    ordered = order_events(
        dated, lambda row: Place(row[2], row[0], row[1]["key"], row[1]["after"]), newest_first=newest_first
    )
    return [(event, value) for _, event, value in ordered]
