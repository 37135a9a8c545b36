"""Which lines of copy are events: those that begin with a date, and the labeled ones in a list with these."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import groupby

from articles.copy_import import vocabulary as words
from articles.copy_import.dates import dated
from articles.copy_import.lines import Line, count, cut
from articles.copy_import.patterns import CAPTION, RELATED
from articles.copy_import.roles import Parts, Role
from timelines.dates import DateValue

LABEL_WORDS = 8
SHORT_LABEL = 6  # words, of one without a sign before it
_LABEL = re.compile(
    r"(?P<label>[^\n:：]{1,90}?(?::\d\d[^\n:]{0,30}?)?)(?:：\s*|\s?:(?:\s+|(?=[A-Z“])))(?P<text>\S.*)", re.DOTALL
)
_DASHED = re.compile(r"(?P<label>[^\n:]{1,40}?)\s+[–—-]\s+(?P<text>\S.*)", re.DOTALL)
_SPEAKS = words.pattern(r"\b«SPEAKS»$", SPEAKS=words.SPEAKS)
Said = tuple[str, str, DateValue | None]  # label, text, date


def event_of(line: Line, today: date) -> Said:
    """An event as (label, text, date), its date read against `today`; "" and None where there is none."""
    return next((said for way in WAYS if (said := way(line, today))), ("", line.text, None))


def labeled(line: Line, today: date) -> Said | None:
    """ "Aug. 6: Troops cross the border" as (label, text, date); date is None if the label is not a date.

    Return None without a label. "She added: …" introduces speech, so it is not a label. A dash separates a date from its
    text like a colon.
    """
    for shape in (_LABEL, _DASHED):
        if (found := shape.match(line.text)) and (value := dated(found["label"], today)):
            return found["label"].strip(), found["text"].strip(), value
    return _label(_LABEL, line.text)


def _label(shape: re.Pattern[str], text: str) -> Said | None:
    if not (found := shape.match(text)):
        return None
    label = found["label"].strip()
    speaks = not 1 <= count(label) <= LABEL_WORDS or _SPEAKS.search(label)
    return None if speaks or RELATED.match(f"{label}:") or CAPTION.match(text) else (label, found["text"].strip(), None)


def _dash(line: Line, today: date) -> Said | None:
    """ "Aug. 6 – Troops cross the border", and any other label before a dash."""
    found = _label(_DASHED, line.text)
    return found and (found[0], found[1], dated(found[0], today))


def _bold(line: Line, today: date) -> Said | None:
    """What is bold at the start, and not all the line, is a label."""
    label = line.runs[0].text.strip() if line.runs and line.runs[0].bold else ""
    text = cut(line.runs[1:], 0)
    if not text or not 1 <= count(label) <= LABEL_WORDS or any(run.bold for run in text):
        return None
    return label, "".join(run.text for run in text), dated(label, today)


WAYS: tuple[Callable[[Line, date], Said | None], ...] = (labeled, _dash, _bold)


def items(parts: Parts) -> None:
    """Where one item of a list has a date, those with a date or a label are events; without a date it is a list.

    What parts a date from its text in a list, a dash or bold type, parts labels there, too.
    """
    for listed, group in groupby(parts.all, lambda part: part.line.kind == "item" and not part.known):
        if not listed:
            continue
        found = list(group)
        dating = [way for way in WAYS if any(said[2] for part in found if (said := way(part.line, parts.today)))]
        ways = [labeled, *dating] if dating else []
        for part in found:
            is_event = not part.line.depth and any(way(part.line, parts.today) for way in ways)
            part.be(Role.EVENT if is_event else Role.ITEM)


def events_without_signs(parts: Parts) -> None:
    """ "Aug. 6: …" is an item though nothing stands before it; so are lines with labels right above and below."""
    found = parts.all
    said = {
        place: labeled(part.line, parts.today)
        for place, part in enumerate(found)
        if part.is_text and not part.line.level
    }
    dates = [place for place, event in said.items() if event and event[2] and any(map(str.isdigit, event[0]))]
    events = set(dates)
    for begin in dates:
        for step in (1, -1):
            place = begin + step
            while place not in events and (event := said.get(place)) and count(event[0]) <= SHORT_LABEL:
                events.add(place)
                place += step
    for place in events:
        found[place].line = replace(found[place].line, kind="item", marker="•")
