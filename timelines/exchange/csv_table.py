"""CSV with the columns of TimelineJS's spreadsheet, followed by a few of our own. Each row is a TimelineJS slide.

No exported cell can be a formula: one that a spreadsheet would run gets an apostrophe, which an import removes.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeGuard

from timelines.coordinates import as_text
from timelines.dates import DateError, DateValue
from timelines.exchange import markup, timelinejs
from timelines.exchange.content import LONGEST, Medium, Reading, Setting
from timelines.exchange.untrusted import Content, Loss, NotATimeline
from timelines.parse import in_order
from timelines.sources import MEDIUM, as_lines

THEIRS = (
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date"),
    *("Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Alt Text"),
    *("Type", "Group"),
)
OURS = (
    *("ID", "Undated", "When", "EDTF", "Key Event", "Place", "Sources", "No Source Needed", "Stays After"),
    "Coordinates",
)
MEDIA = dict(zip(MEDIUM, ("Media", "Media Caption", "Media Credit", "Alt Text", "Media Thumbnail"), strict=True))
# Our columns, and other names for them.
ALIASES = {"when": "date", "headline": "title event", "text": "description body", "group": "tag lane category theme"}
ALIASES |= {"place": "location", "sources": "source url link reference"}
ALSO = {alias: column for column, aliases in ALIASES.items() for alias in aliases.split()}
ANGLES = {"latitude": "lat", "longitude": "lon lng long"}  # in columns of their own
ALSO |= {alias: column for column, aliases in ANGLES.items() for alias in aliases.split()}
KNOWN = {name.lower() for name in (*THEIRS, *OURS)} | {"", "start date", "end date", *ANGLES}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?:[:.]([0-9]{2}))?\s*(?:([ap])\.?\s*m\.?)?", re.IGNORECASE)


def read(text: str, filename: str, setting: Setting, losses: list[Loss]) -> Reading:
    """Read a table. Raises NotATimeline if it lacks the columns."""
    losses = list(losses)
    found: dict[str, list[tuple[Content, Content]]] = {"title": [], "era": [], "event": []}
    rows = _rows(text)
    unknown = {name: None for row in rows for name, cell in row.items() if cell and name not in KNOWN}
    losses += [Loss("", f"The column “{name[:100]}” has no place here: it was left out.") for name in unknown]
    for number, row in enumerate(rows, 2):
        if more := row.pop("", ""):
            name = row.get("headline") or f"Line {number}"
            losses.append(Loss(name, f"Cells beyond the last column: “{more[:100]}”."))
        kind = row.get("type", "").strip().lower()
        found[kind if kind in found else "event"].append(_slide(row, setting))
    events = [*found["title"][1:], *found["event"]]
    data: Content = {"events": [slide for slide, _ in events], "eras": [slide for slide, _ in found["era"]]}
    if found["title"]:
        data["title"] = found["title"][0][0]
    return timelinejs.read(data, filename, setting, losses, [own for _, own in events])


def _rows(text: str) -> list[dict[str, str]]:
    """Return the rows that aren't empty, by column in lower case."""
    head = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\0", "").lstrip(), newline=""), delimiter=separator))
    except csv.Error as error:
        raise NotATimeline(f"The table cannot be read: {error}.") from None
    names = [" ".join(name.lower().split()) for name in lines[0]] if lines else []
    called = set(names)
    names = [ALSO.get(name, name) if ALSO.get(name) not in called else name for name in names]
    dated = {"year", "start date", "when", "display date"} & set(names)
    if not dated or not {"headline", "text"} & set(names):
        columns = "columns such as Year, Month, Day, Headline, Text"
        raise NotATimeline(f"This isn't a timeline: its first line doesn't have {columns}.")
    return [_row(names, line) for line in lines[1:] if any(cell.strip() for cell in line)]


def _row(names: list[str], line: list[str]) -> dict[str, str]:
    """Return cells by column; those of columns that mean the same are joined, as a source and its address."""
    row = {"": " ".join(filter(None, line[len(names) :]))}
    for name, cell in zip(names, line, strict=False):
        if name:
            row[name] = " | ".join(filter(None, (row.get(name, ""), unguarded(cell).strip())))
    return row


def _slide(row: dict[str, str], setting: Setting) -> tuple[Content, Content]:
    """Return a row as a slide of TimelineJS, and the fields of an event that a slide doesn't have."""
    got = {name: row.get(name.lower(), "") for name in (*THEIRS, *OURS)}
    slide: Content = {
        "start_date": _date(got, "", row.get("start date", "")),
        "end_date": _date(got, "End ", row.get("end date", "")),
        "display_date": got["Display Date"],
        "text": {"headline": got["Headline"], "text": got["Text"]},
        "media": {name: got[column] for name, column in MEDIA.items() if got[column]},
        "group": got["Group"],
        "unique_id": got["ID"],
    }
    when = "" if _yes(got["Undated"]) else got["When"]
    if when and not slide["start_date"]:
        slide["start_date"], slide["display_date"] = when, slide["display_date"] or when
    elif when and not slide["display_date"] and not _dated(setting.parse(when)):
        slide["display_date"] = when  # words beside figures: kept, and reported
    if not got["Coordinates"]:
        got["Coordinates"] = ", ".join(filter(None, map(row.get, ANGLES)))
    return slide, _own(got, slide, setting)


def _own(got: dict[str, str], slide: Content, setting: Setting) -> Content:
    own: Content = {
        "is_key": _yes(got["Key Event"]),
        "place": got["Place"],
        "coordinates": got["Coordinates"],
        "sources": got["Sources"],
        "sources_waived": _yes(got["No Source Needed"]),
        "after": got["Stays After"] or None,
    }
    when = got["When"]
    if len(when) > LONGEST["date"] or markup.plain(when) != when:
        return own
    if _yes(got["Undated"]):
        own["date"] = DateValue(when, wording=when.rstrip(":").strip())
    elif when and isinstance(slide["start_date"], dict):
        value = setting.parse(when)
        if not _dated(value) or timelinejs.dates_out(value)["start_date"] != slide["start_date"]:
            value = setting.parse(got["Display Date"])
        if _dated(value):
            own["date"] = replace(value, text=when)
    return own


def _dated(value: DateValue | DateError) -> TypeGuard[DateValue]:
    return isinstance(value, DateValue) and not value.undated


def _yes(cell: str) -> bool:
    return cell.strip().lower() in ("yes", "y", "true", "1", "x")


def _date(got: dict[str, str], which: str, whole: str) -> Any:
    """Return the figures of a date object, or a text if the table has the date in one cell."""
    if whole:
        return whole
    cells = {part: got[f"{which}{part.capitalize()}"] for part in ("year", "month", "day")}
    found = {part: figures for part, cell in cells.items() if (figures := cell.replace(",", "").replace(" ", ""))}
    time = got[f"{which}Time"]
    if not time:
        return found
    clock = _TIME.fullmatch(time)
    if not clock:
        return {**found, "hour": time}
    hour, half = int(clock[1]), (clock[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = {"second": clock[3]} if clock[3] else {}
    return {**found, "hour": str(hour), "minute": str(int(clock[2] or 0)), **seconds}


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> str:
    """Write `content` as a table, with the byte order mark by which spreadsheets recognize UTF-8."""
    data = timelinejs.slides(content, today=today, pictures=pictures)
    table = io.StringIO(newline="")
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow((*THEIRS, *OURS))
    if "title" in data:
        writer.writerow(_cells({"Type": "title", **_their_cells(data["title"])}))
    for era in data.get("eras", []):
        writer.writerow(_cells({"Type": "era", **_their_cells(era)}))
    for slide, (event, value) in zip(data["events"], in_order(content), strict=True):
        writer.writerow(_cells({**_their_cells(slide), **_our_cells(event, value)}))
    return table.getvalue()


def _their_cells(slide: Content) -> dict[str, str]:
    cells = {"Headline": slide["text"].get("headline", ""), "Text": slide["text"].get("text", "")}
    for which, name in (("", "start_date"), ("End ", "end_date")):
        figures = slide.get(name, {})
        cells |= {f"{which}{part.capitalize()}": figures.get(part, "") for part in ("year", "month", "day")}
        if "hour" in figures:
            cells[f"{which}Time"] = f"{int(figures['hour']):02}:{int(figures.get('minute', '0')):02}"
    media = slide.get("media", {})
    return {
        **cells,
        "Display Date": slide.get("display_date", ""),
        "Group": slide.get("group", ""),
        **{column: media.get(name, "") for name, column in MEDIA.items()},
    }


def _our_cells(event: Content, value: DateValue) -> dict[str, str]:
    return {
        "ID": event["key"],
        "Undated": "yes" if value.undated else "",
        "When": value.text,
        "EDTF": value.edtf,
        "Key Event": "yes" if event["is_key"] else "",
        "Place": event["place"],
        "Sources": as_lines(event["sources"]),
        "No Source Needed": "yes" if event["sources_waived"] else "",
        "Stays After": event["after"] or "",
        "Coordinates": as_text(event["coordinates"]),
    }


def _cells(row: Mapping[str, str]) -> list[str]:
    return [guarded(str(row.get(name, ""))) for name in (*THEIRS, *OURS)]


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula, as OWASP advises; not before a number."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Undo `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
