"""Our own JSON: the content of a version as it is stored, nothing lost. Read as carefully as any other file."""

import json
from collections.abc import Mapping
from typing import Any

from timelines.dates import DateError, DateValue
from timelines.exchange import extension_key, markup
from timelines.exchange.content import SCHEMA, Content, Draft, Entry, Json, Loss, NotATimeline, Reading, Setting
from timelines.exchange.extension_key import Medium

FORMAT = "newsroom-timeline"


def is_ours(data: Json) -> bool:
    """Whether loaded JSON is what `write` writes."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def write(content: Content, *, pictures: Mapping[int, Medium] | None = None) -> str:
    """`content`, with a line that says what it is, and the pictures it shows, by id, as media."""
    data = {"format": FORMAT, "timeline": content}
    return json.dumps(data | ({"pictures": pictures} if pictures else {}), ensure_ascii=False, indent=1)


def read(data: Json, filename: str, setting: Setting, losses: list[Loss] | None = None) -> Reading:
    """The timeline of a file of ours, of JSON that was loaded within the limits. Raises NotATimeline for what is none."""
    content = data.get("timeline") if is_ours(data) else None
    if not isinstance(content, dict) or not isinstance(content.get("events"), list):
        raise NotATimeline(f"This is no timeline of ours: there is no list of events below “timeline” ({FORMAT}).")
    if content.get("schema") != SCHEMA:
        raise NotATimeline(
            f"This file is of schema {str(content.get('schema'))[:20]}, and here it is {SCHEMA}: export it again."
        )
    draft = Draft(setting, filename, losses or [])
    entry = Entry(draft, "")
    draft.title = entry.line(content.get("title"), "title")
    draft.slug = content["slug"] if isinstance(content.get("slug"), str) else ""
    draft.introduction = entry.rich(content.get("introduction"), "introduction")
    draft.foreign = _object(entry.inert(content.get("foreign")))
    lanes = extension_key.lanes(draft, content.get("lanes"))
    rows = [*_rows(content.get("eras")), *_rows(content["events"])]
    draft.settle_figures(_text(row) for row in rows if extension_key.believed_date(setting, row) is None)
    for row in _rows(content.get("eras")):
        _era(draft, row)
    pictures = _object(data.get("pictures"))
    for row in _rows(content["events"]):
        _event(draft, lanes, row, _object(pictures.get(str(row.get("picture")))))
    return draft.finished()


def _rows(rows: Json) -> list[Json]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _object(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(row: Content) -> str:
    """The text of a row's date as it was typed."""
    text = _object(row.get("date")).get("text")
    return markup.plain(text) if isinstance(text, str) else ""


def _era(draft: Draft, row: Content) -> None:
    entry = Entry(draft, str(row.get("title") or "An era"))
    value: DateValue | DateError = extension_key.believed_date(draft.setting, row) or entry.read(_text(row))
    if isinstance(value, DateError) or value.undated:
        entry.lose("The era was left out: it has no date.")
        return
    draft.era(entry.line(row.get("title"), "era") or "An era", value, row.get("key"))


def _event(draft: Draft, lanes: dict[str, str], row: Content, picture: Content) -> None:
    text = _text(row)
    entry = draft.entry(markup.plain(str(row.get("headline") or ""))[:80] or text)
    value = extension_key.believed_date(draft.setting, row)
    if value is None and text:
        read = entry.read(text)
        if isinstance(read, DateError):
            entry.lose(f"{read.message} It is kept without a date: “{text}”.")
            value = entry.label(text, read.message)
        else:
            entry.lose(f"Its stored date does not hold together: “{text}” was read anew.")
            entry.warn(read)
            value = read
    event = entry.add(
        value,
        key=row.get("key"),
        headline=entry.line(row.get("headline"), "headline"),
        body=entry.rich(row.get("body")),
        lane=lanes.get(str(row.get("lane"))),
        media=extension_key.medium(entry, row.get("media")),
        **extension_key.unpacked(entry, row),
    )
    if event["picture"]:
        extension_key.claim(draft, event, picture.get("key"), extension_key.medium(entry, picture))
