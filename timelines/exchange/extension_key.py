"""The extension key, which holds what other formats have no field for.

It is written beside the format's own fields, and trusted on import only if it agrees with those.
"""

from collections.abc import Mapping
from dataclasses import replace

from timelines.dates import DateValue
from timelines.exchange import markup
from timelines.exchange.content import LONGEST, Draft, Entry, Medium, Setting
from timelines.exchange.plain_dates import in_full
from timelines.exchange.untrusted import Content, Json, as_list, as_object, valid_key
from timelines.sources import MEDIUM

KEY = "newsroom"
PACKED = ("is_key", "place", "coordinates", "lane", "after", "sources", "sources_waived", "picture", "picture_alt")


def packed(event: Content, carried: str, picture: Medium | None = None) -> Content:
    """Collect the event's fields that the format `carried` (its key in `foreign`) cannot hold, and its date."""
    found: Content = {name: event[name] for name in PACKED if event[name]}
    found |= {"key": event["key"], "date": event["date"]}
    if picture:
        found |= {"picture_url": picture["url"], "picture_key": picture.get("key", "")}
        if event["media"]:
            found["media"] = event["media"]
    if others := {name: value for name, value in event["foreign"].items() if name != carried}:
        found["foreign"] = others
    return found


def trusted_date(setting: Setting, block: Json) -> DateValue | None:
    """Return the date that a block holds, if what it shows reads back as the same date; else None.

    Anybody may have written the file: a date that no text could mean is not trusted.
    """
    try:
        value = DateValue.from_json(block["date"])
        again = replace(setting, language="").parse(in_full(value)) if value.periods else value
    except Exception:  # the block may have any shape
        return None
    if len(value.text) > LONGEST["date"] or markup.tidy(value.text + value.wording) != value.text + value.wording:
        return None
    if value.undated:
        return value if value.text and value.relation == "at" and len(value.wording) <= LONGEST["date"] else None
    return value if isinstance(again, DateValue) and _named(again) == _named(value) else None


def _named(value: DateValue) -> DateValue:
    return replace(value, periods=tuple(replace(period, zone_named=True) for period in value.periods))


def unpacked(entry: Entry, block: Content) -> Content:
    """Read the fields of an event from a block, as carefully as any other text of a file."""
    picture = block.get("picture")
    return {
        "is_key": block.get("is_key") is True,
        "place": entry.line(block.get("place"), "place"),
        "coordinates": entry.coordinates(block.get("coordinates")),
        "after": block["after"] if isinstance(block.get("after"), str) else None,
        "sources": entry.sources(block.get("sources")),
        "sources_waived": block.get("sources_waived") is True,
        "picture": picture if type(picture) is int and picture > 0 else None,
        "picture_alt": entry.alt(block.get("picture_alt")),
        "foreign": entry.inert(as_object(block.get("foreign"))),
    }


def lanes(draft: Draft, rows: Json) -> dict[str, str]:
    """Add the lanes of a block to the draft. Returns their keys in the file → their keys here."""
    entry, found = Entry(draft, ""), {}
    for row in map(as_object, as_list(rows)):
        if name := entry.line(row.get("name"), "group"):
            key = draft.lane(name, row.get("key"))
            if key and isinstance(row.get("key"), str):
                found[row["key"]] = key
    return found


def lane(draft: Draft, lanes: Mapping[str, str], block: Content, name: str) -> str | None:
    """Return the key of an event's lane: the block's, if it has the name that the format gives, else the one so named."""
    key = lanes.get(str(block.get("lane")))
    same = any(each["key"] == key and each["name"] == name for each in draft.lanes)
    return key if same else draft.lane(name)


def medium(entry: Entry, raw: Json) -> Medium | None:
    """Read a medium from a block."""
    return entry.medium({name: as_object(raw).get(name) for name in MEDIUM})


def claim(draft: Draft, event: Content, picture_key: Json, stand_in: Medium | None) -> None:
    """Note which library picture the event means, and what to show if this library doesn't have it."""
    draft.pictures[event["key"]] = valid_key(picture_key)
    if stand_in:
        draft.stand_ins[event["key"]] = stand_in
