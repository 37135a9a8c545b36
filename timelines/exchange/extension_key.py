"""What other formats have no place for, under one key of ours: written beside their own fields, and believed on
the way back only where it agrees with those."""

from dataclasses import replace
from typing import Any

from timelines.dates import DateValue
from timelines.exchange import markup
from timelines.exchange.content import LONGEST, Content, Draft, Entry, Json, Setting
from timelines.exchange.plain_dates import in_full
from timelines.parse import in_order
from timelines.sources import MEDIUM

KEY = "newsroom"
EMPTY: dict[str, Any] = {
    "is_key": False,
    "place": "",
    "lane": None,
    "after": None,
    "sources": [],
    "sources_waived": False,
    "picture": None,
    "picture_alt": "",
}
Medium = dict[str, str]


def packed(event: Content, carried: str, picture: Medium | None = None) -> Content:
    """The event's fields that the format `carried` (its key in `foreign`) cannot hold; its date in full."""
    found: Content = {name: event[name] for name, empty in EMPTY.items() if event[name] != empty}
    found |= {"key": event["key"], "date": event["date"]}
    if picture:
        found |= {"picture_url": picture["url"], "picture_key": picture.get("key", "")}
        if event["media"]:
            found["media"] = event["media"]
    if others := {name: value for name, value in event["foreign"].items() if name != carried}:
        found["foreign"] = others
    return found


def believed_date(setting: Setting, block: Json) -> DateValue | None:
    """The date that a block of ours holds, if what it shows reads back as the same date; else None.

    A file may have been written by anybody: a date that no text could have said is not believed.
    """
    try:
        value = DateValue.from_json(block["date"])
        again = setting.parse(in_full(value)) if value.periods else value
    except Exception:  # any shape may come in here, and none of them is ours
        return None
    if len(value.text) > LONGEST["date"] or markup.tidy(value.text + value.wording) != value.text + value.wording:
        return None
    if value.undated:
        return value if value.text and value.relation == "at" and len(value.wording) <= LONGEST["date"] else None
    return value if isinstance(again, DateValue) and _named(again) == _named(value) else None


def _named(value: DateValue) -> DateValue:
    """The same with its zone said, as it is in full."""
    return replace(value, periods=tuple(replace(period, zone_named=True) for period in value.periods))


def unpacked(entry: Entry, block: Json) -> Content:
    """The fields of an event that a block of ours holds, each looked at as any other text of a file."""
    block = block if isinstance(block, dict) else {}
    picture = block.get("picture")
    return {
        "is_key": block.get("is_key") is True,
        "place": entry.line(block.get("place"), "place"),
        "after": block["after"] if isinstance(block.get("after"), str) else None,
        "sources": entry.sources(block.get("sources")),
        "sources_waived": block.get("sources_waived") is True,
        "picture": picture if isinstance(picture, int) and not isinstance(picture, bool) and picture > 0 else None,
        "picture_alt": entry.cut(markup.plain(entry.text(block.get("picture_alt"), "alternative text")), "alt"),
        "foreign": entry.inert(block["foreign"]) if isinstance(block.get("foreign"), dict) else {},
    }


def lanes(draft: Draft, rows: Json) -> dict[str, str]:
    """Put the lanes of a block of ours into the draft. Their keys there → their keys here."""
    entry, found = Entry(draft, ""), {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and (name := entry.line(row.get("name"), "lane")):
            key = draft.lane(name, row.get("key"))
            if key and isinstance(row.get("key"), str):
                found[row["key"]] = key
    return found


def medium(entry: Entry, raw: Json) -> Medium | None:
    """A medium of ours, looked at."""
    return entry.medium({name: raw.get(name) for name in MEDIUM}) if isinstance(raw, dict) else None


def claim(draft: Draft, event: Content, picture_key: Json, stand_in: Medium | None) -> None:
    """Tell which of our pictures the event means, and what to show where that is not at hand."""
    draft.pictures[event["key"]] = picture_key if isinstance(picture_key, str) else ""
    if stand_in:
        draft.stand_ins[event["key"]] = stand_in


def with_anchors(content: Content) -> list[tuple[Content, DateValue, DateValue | None]]:
    """The events in the order of time, each with its date and the dated value that places it on a line.

    An undated event is placed with the dated one it stands below; above all of them, with the first.
    """
    ordered = in_order(content)
    at = next((value for _, value in ordered if not value.undated), None)
    found = []
    for event, value in ordered:
        at = at if value.undated else value
        found.append((event, value, at))
    return found
