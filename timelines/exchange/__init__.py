"""Timelines to and from other programs: TimelineJS, CSV, iCalendar and our own JSON.

    reading = read(data, "kursk.json", today)     # content, and a line for everything that could not come along
    text = write("timelinejs", content, today=today)

Pure functions on content as a revision holds it; `importing` brings it into the house and out of it.
"""

from collections.abc import Mapping
from datetime import date

from newsroom.deadline import DeadlinePassed, deadline
from timelines.exchange import csv_table, icalendar, native_json, timelinejs
from timelines.exchange.content import MAX_SECONDS, Content, Loss, NotATimeline, Reading, Setting, decoded, loaded
from timelines.exchange.extension_key import Medium

# The formats of an export, with the media type and the ending of its file.
FORMATS = {
    "timelinejs": ("TimelineJS", "application/json", "json"),
    "csv": ("CSV", "text/csv", "csv"),
    "ics": ("iCalendar", "text/calendar", "ics"),
    "json": ("our JSON", "application/json", "newsroom.json"),
}

__all__ = ["FORMATS", "Content", "Loss", "NotATimeline", "Reading", "Setting", "read", "write"]


def read(data: str | bytes, filename: str, setting: Setting | date) -> Reading:
    """What a file says, whichever of the formats it is in: its content tells, not its name.

    Raises NotATimeline, one line with the cure, for what is no timeline; never anything else.
    """
    setting = setting if isinstance(setting, Setting) else Setting(setting)
    try:
        with deadline(MAX_SECONDS):
            return _read(data, filename, setting)
    except DeadlinePassed:
        raise NotATimeline(
            f"Reading this took longer than {MAX_SECONDS} seconds, so it was stopped, and nothing was saved: split the file."
        ) from None


def _read(data: str | bytes, filename: str, setting: Setting) -> Reading:
    text, losses = decoded(data)
    start = text.lstrip()[:20].upper()
    if not start:
        raise NotATimeline("The file is empty.")
    if start.startswith("BEGIN:VCALENDAR"):
        return icalendar.read(text, filename, setting, losses)
    if start[0] in "[{":
        loaded_json = loaded(text)
        read_json = native_json.read if native_json.is_ours(loaded_json) else timelinejs.read
        return read_json(loaded_json, filename, setting, losses)
    return csv_table.read(text, filename, setting, losses)


def write(
    form: str, content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None, address: str = ""
) -> str:
    """`content` as a file of that format (a key of FORMATS). `pictures`: ours, by id, as media; `address`: its page."""
    if form == "timelinejs":
        return timelinejs.write(content, today=today, pictures=pictures)
    if form == "csv":
        return csv_table.write(content, today=today, pictures=pictures)
    if form == "ics":
        return icalendar.write(content, today=today, pictures=pictures, address=address)
    return native_json.write(content, pictures=pictures)
