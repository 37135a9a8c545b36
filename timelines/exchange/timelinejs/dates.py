"""Dates of TimelineJS: an object of figures, a number, or one of several texts. Its year -44 is 44 B.C."""

import re
from dataclasses import replace
from typing import NamedTuple

from timelines.dates import DateError, DateValue
from timelines.dates.figures import DAY_FIRST
from timelines.exchange import markup
from timelines.exchange.content import Entry, Setting
from timelines.exchange.plain_dates import PARTS, Moment, ends, impossible, in_full, value_of
from timelines.exchange.untrusted import Content, Json

FORMAT = "timelinejs"
DATE_PARTS = (*PARTS, "second", "millisecond")
DATES = ("start_date", "end_date", "display_date")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}(\.0*)?", re.ASCII)
_OLD_YEAR = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/(-[0-9]{1,6}|[0-9]{3}|[0-9]{5,6})(?:\s+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_ISO_DATE = re.compile(r"(-?[0-9]{1,6})-([0-9]{1,2})(?:-([0-9]{1,2})(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?)?")


class WrittenDate(NamedTuple):
    """A date of TimelineJS: its moment, or what is wrong with it; `value` if only our parser can read it."""

    moment: Moment | None = None
    problem: str = ""
    text: str = ""
    value: DateValue | None = None
    warnings: tuple[str, ...] = ()


def read_date(entry: Entry, raw: Json, what: str) -> WrittenDate:
    """Read a date object, a number or a text; a blank one is empty."""
    called = what.replace("_", " ")
    if isinstance(raw, bool) or raw in (None, "", [], {}):
        return WrittenDate()
    if isinstance(raw, (int, float)):
        raw = {"year": raw}
    if isinstance(raw, str):
        return _from_text(entry, raw, called)
    if not isinstance(raw, dict):
        return WrittenDate(problem=f"Its {called} isn't a date.", text=str(raw)[:100])
    given = [str(raw[name]).strip() if raw.get(name) is not None else "" for name in DATE_PARTS[:6]]
    day, clock = "-".join(filter(None, given[:3])), ":".join(filter(None, given[3:]))
    text = " ".join(filter(None, (day, clock)))[:100]  # "2024-13-06 25:00"
    return _from_figures(entry, [figures_of(raw.get(name)) for name in DATE_PARTS], text, called)


def figures_of(raw: Json) -> int | str | None:
    """Return a number, None for a blank, or the text of anything else."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    text = str(raw).strip()
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)) or not _WHOLE.fullmatch(text):
        return text[:40]
    return int(text.partition(".")[0])


def _from_figures(entry: Entry, parts: list[int | str | None], text: str, called: str) -> WrittenDate:
    strange = next((part for part in parts[:6] if isinstance(part, str)), None)
    if strange is not None:
        return WrittenDate(problem=f"“{strange}” in its {called} isn't a whole number.", text=text)
    numbers = [part for part in parts if not isinstance(part, str)]
    if all(number is None for number in numbers):
        return WrittenDate()
    if numbers[0] is None:
        return WrittenDate(problem=f"Its {called} has no year.", text=text)
    if numbers[0] == 0:
        return WrittenDate(problem="There is no year 0: write -1 for 1 B.C.", text=text)
    given = list(numbers[:5])
    until = next((i for i, number in enumerate(given) if number is None), 5)
    if any(number is not None for number in given[until:]):
        entry.lose(f"Its {called} has no {PARTS[until]}, so anything finer was left out.")
    moment = tuple(number for number in given[:until] if number is not None)
    moment = (moment[0] if moment[0] > 0 else moment[0] + 1, *moment[1:])
    if len(moment) == 4:
        moment = (*moment, 0)
    if why := impossible(moment):
        return WrittenDate(problem=why, text=text)
    second = numbers[5] or 0
    if not 0 <= second <= 59:
        return WrittenDate(problem=f"There is no second {second}: write 0 to 59.", text=text)
    if second or numbers[6]:
        entry.lose(f"Its {called} is kept to the minute: the seconds were left out.")
    return WrittenDate(moment, text=text)


def _from_text(entry: Entry, raw: str, called: str) -> WrittenDate:
    """Read a date of the first TimelineJS ("2011,12,10,7,2"), of a spreadsheet ("12/10/2011"), ISO, or as typed."""
    text = markup.plain(raw)[:100]
    if not text:
        return WrittenDate()
    parts = [part.strip() for part in text.split(",")]
    if old := _OLD_YEAR.fullmatch(text):  # the parser reads no figures with a year such as -44
        month, day, *rest = old.groups()
        if int(month) > 12 >= int(day) or (entry.draft.setting.figures == DAY_FIRST and int(day) <= 12):
            month, day = day, month
        parts = [rest[0], month, day, *(part or "" for part in rest[1:])]
    elif iso := _ISO_DATE.fullmatch(text):
        parts = [part or "" for part in iso.groups()]
    if all(_WHOLE.fullmatch(part) or not part for part in parts) and len(parts) <= 7:
        figures = [figures_of(part) for part in parts] + [None] * (7 - len(parts))
        return _from_figures(entry, figures, text, called)
    value = entry.read(text)
    if isinstance(value, DateError):
        return WrittenDate(problem=value.message, text=text)
    if value.undated:
        return WrittenDate(problem=f"“{text}” isn't a valid date. Enter a date such as Aug. 6, 2024.", text=text)
    return WrittenDate(text=text, value=value, warnings=value.warnings)


def dated(start: WrittenDate, end: WrittenDate, setting: Setting) -> DateValue | DateError:
    """Make one date of a start and an end."""
    if start.value and not end.moment and not end.value:
        return start.value
    first = ends(start.value).start if start.value else start.moment
    last = ends(end.value).end if end.value else end.moment
    value = value_of(first, last, setting)
    return value if isinstance(value, DateError) else warned(value, start, end)


def warned(value: DateValue, start: WrittenDate, end: WrittenDate) -> DateValue:
    """Add the warnings about the ends to a date."""
    return replace(value, warnings=tuple(dict.fromkeys((*start.warnings, *end.warnings, *value.warnings))))


def dates_out(value: DateValue) -> Content:
    """Return start_date, end_date (unless it is the same) and display_date of a dated value; figures are texts."""
    first, last = ends(value)
    start = first or last or (1,)
    found: Content = {"start_date": date_object(start)}
    if first and last and last != first:
        found["end_date"] = date_object(last)
    return {**found, "display_date": markup.as_html(in_full(value))}


def date_object(moment: Moment) -> dict[str, str]:
    """Return a date object. Figures are texts, because TimelineJS would ignore a midnight of 0."""
    year = moment[0] if moment[0] > 0 else moment[0] - 1
    return {name: str(figure) for name, figure in zip(PARTS, (year, *moment[1:]), strict=False)}
