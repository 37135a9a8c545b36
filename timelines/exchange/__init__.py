"""Import and export of timelines: TimelineJS, CSV, iCalendar and the newsroom's own JSON; import of Excel workbooks.

    reading = read(data, "kursk.json", today)     # content, and a line for everything that was lost
    text = write("timelinejs", content, today=today)

Functions on the content of a revision, without the database; `importing` stores it.
"""

from collections.abc import Mapping
from datetime import date

from newsroom.deadline import DeadlinePassed, deadline
from timelines.exchange import csv_table, icalendar, native_json, spreadsheet, timelinejs
from timelines.exchange.content import MAX_SECONDS, Medium, Reading, Setting
from timelines.exchange.untrusted import MAX_BYTES, Content, Loss, NotATimeline, decoded, loaded

# The formats of an export: label, media type and file extension.
FORMATS = {
    "timelinejs": ("TimelineJS", "application/json", "json"),
    "csv": ("CSV", "text/csv", "csv"),
    "ics": ("iCalendar", "text/calendar", "ics"),
    "json": ("newsroom JSON", "application/json", "newsroom.json"),
}

__all__ = ["FORMATS", "Content", "Loss", "NotATimeline", "Reading", "Setting", "read", "write"]


def read(data: str | bytes, filename: str, setting: Setting | date) -> Reading:
    """Read a file in any of the formats; its content decides which, not its name.

    Raises NotATimeline, one line with the cure, and nothing else.
    """
    setting = setting if isinstance(setting, Setting) else Setting(setting)
    try:
        with deadline(MAX_SECONDS):
            return _read(data, filename, setting)
    except DeadlinePassed:
        raise NotATimeline(
            f"Reading this file took more than {MAX_SECONDS} seconds and was stopped; nothing was saved. Split the file."
        ) from None


def _read(data: str | bytes, filename: str, setting: Setting) -> Reading:
    if isinstance(data, bytes) and data.startswith(spreadsheet.SIGNATURE) and len(data) <= MAX_BYTES:
        return csv_table.read(spreadsheet.as_csv(data), filename, setting, [])
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
    """Write a file in a format (a key of FORMATS). `pictures` are the library's, by id, as media; `address` its page."""
    if form == "timelinejs":
        return timelinejs.write(content, today=today, pictures=pictures)
    if form == "csv":
        return csv_table.write(content, today=today, pictures=pictures)
    if form == "ics":
        return icalendar.write(content, today=today, pictures=pictures, address=address)
    return native_json.write(content, pictures=pictures)
