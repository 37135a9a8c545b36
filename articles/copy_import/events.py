"""Which lines of copy are events: those that begin with a date, and the labeled ones in a list with these."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import groupby

from articles.copy_import.event_labels import LABEL_WORDS, dashed, dated, labeled
from articles.copy_import.lines import Line, Run, count, cut, stripped
from articles.copy_import.roles import Role, Telling, insert
from timelines.dates import DateValue

SHORT_TEXT = 30  # words
SHORT_LABEL = 6  # words
Said = tuple[str, str, DateValue | None]


def event_of(line: Line, today: date) -> Said:
    """An event as (label, text, date), its date read against `today`; "" and None where there is none."""
    return next((said for way in WAYS if (said := way(line, today))), ("", line.text, None))


def _colon(line: Line, today: date) -> Said | None:
    return labeled(line.text, today)


def _bold(line: Line, today: date) -> Said | None:
    """What is bold at the start, and not all the line, is a label."""
    label = line.runs[0].text.strip() if line.runs and line.runs[0].bold else ""
    text = cut(line.runs[1:], 0)
    if not text or not 1 <= count(label) <= LABEL_WORDS or any(run.bold for run in text):
        return None
    return label, "".join(run.text for run in text), dated(label, today)


def _dash(line: Line, today: date) -> Said | None:
    return dashed(line.text, today)


WAYS: tuple[Callable[[Line, date], Said | None], ...] = (_colon, _dash, _bold)


def items(telling: Telling) -> None:
    """Where one item of a list has a date, those with a date or a label are events; without a date it is a list.

    What parts a date from its text in a list, a dash or bold type, parts labels there, too.
    """
    lines = telling.lines

    def free(place: int) -> bool:
        return lines[place].kind == "item" and telling.free(place)

    for listed, group in groupby(range(len(lines)), free):
        places = list(group) if listed else []
        dating = [way for way in WAYS if any(map(_has_date(telling, way), places))]
        ways = [_colon, *(way for way in dating if way != _colon)] if dating else []
        for place in places:
            said = any(way(lines[place], telling.today) for way in ways)
            telling.roles[place] = Role.EVENT if said else Role.ITEM


def _has_date(telling: Telling, way: Callable[[Line, date], Said | None]) -> Callable[[int], bool]:
    def has_date(place: int) -> bool:
        said = way(telling.lines[place], telling.today)
        return bool(said and said[2])

    return has_date


def days_on_lines_of_their_own(telling: Telling) -> None:
    """Two or more days, each with a short text below it, are events: "Aug. 6" and "Troops cross the border"."""
    lines = telling.lines
    dates = {
        place
        for place in range(len(lines))
        if telling.is_text(place)
        and any(map(str.isdigit, lines[place].text))
        and dated(lines[place].text, telling.today)
    }
    days = [
        place
        for place in sorted(dates)
        if place + 1 < len(lines)
        and place + 1 not in dates  # the text of a day is never another day
        and telling.is_text(place + 1)
        and count(lines[place + 1].text) <= SHORT_TEXT
    ]
    if len(days) < 2:
        return
    for place in reversed(days):
        runs = stripped([*lines[place].runs, Run(": "), *lines[place + 1].runs])
        insert(telling, place, [replace(lines[place], runs=runs, kind="item", marker="•")], instead_of=2)


def events_without_signs(telling: Telling) -> None:
    """ "Aug. 6: …" is an item though nothing stands before it; so are lines with labels right above and below."""
    lines = telling.lines
    said = {
        place: labeled(lines[place].text, telling.today)
        for place in range(len(lines))
        if telling.is_text(place) and not lines[place].level
    }
    dates = [place for place, found in said.items() if found and found[2] and any(map(str.isdigit, found[0]))]
    events = set(dates)
    for begin in dates:
        for step in (1, -1):
            place = begin + step
            while place not in events and (found := said.get(place)) and count(found[0]) <= SHORT_LABEL:
                events.add(place)
                place += step
    for place in events:
        lines[place] = replace(lines[place], kind="item", marker="•")
