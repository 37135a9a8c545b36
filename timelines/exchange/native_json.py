"""The newsroom's own JSON: the content of a revision, without loss. It is read as carefully as any other file."""

import json
from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError

from newsroom.text.languages import language_tag
from timelines.dates import DateError, DateValue
from timelines.exchange import markup
from timelines.exchange.content import LONGEST, SCHEMA, Draft, Entry, Medium, Reading, Setting
from timelines.exchange.plain_dates import in_full
from timelines.exchange.untrusted import Content, Json, Loss, NotATimeline, as_list, as_object, valid_key
from timelines.parse import spoken
from timelines.sources import MEDIUM

FORMAT = "newsroom-timeline"


def is_ours(data: Json) -> bool:
    """Check whether loaded JSON has this format."""
    return as_object(data).get("format") == FORMAT


def write(content: Content, *, pictures: Mapping[int, Medium] | None = None) -> str:
    """Write `content` with the name of the format, and the pictures it shows, by id, as media."""
    data = {"format": FORMAT, "timeline": content}
    return json.dumps(data | ({"pictures": pictures} if pictures else {}), ensure_ascii=False, indent=1)


def read(data: Json, filename: str, setting: Setting, losses: list[Loss]) -> Reading:
    """Read loaded JSON of this format. Raises NotATimeline."""
    content = as_object(data.get("timeline"))
    if not isinstance(content.get("events"), list):
        raise NotATimeline(f"This isn't a newsroom timeline: it has no list of events under “timeline” ({FORMAT}).")
    if content.get("schema") not in range(1, SCHEMA + 1):
        schema = str(content.get("schema"))[:20]
        raise NotATimeline(f"This file has schema {schema}, not {SCHEMA}: export it again.")
    draft = Draft(setting, filename, losses)
    entry = Entry(draft, "")
    draft.language = _language(entry, content.get("language", "en"))
    draft.setting = replace(setting, language=spoken(draft.language))
    draft.title = entry.line(content.get("title"), "title")
    draft.slug = content["slug"] if isinstance(content.get("slug"), str) else ""
    draft.introduction = entry.rich(content.get("introduction"), "introduction")
    draft.foreign = _tidied(as_object(content.get("foreign")))
    lanes = _lanes(draft, content.get("lanes"))
    eras, events = _rows(content.get("eras")), _rows(content["events"])
    untrusted = (row for row in (*eras, *events) if _trusted_date(setting, row) is None)
    draft.settle_figures(_text(row) for row in untrusted)
    for row in eras:
        _era(draft, row)
    pictures = as_object(data.get("pictures"))
    for row in events:
        _event(draft, lanes, row, as_object(pictures.get(str(row.get("picture")))))
    return draft.finished()


def _trusted_date(setting: Setting, row: Content) -> DateValue | None:
    """Return the stored date of a row, if what it shows reads back as the same date; else None.

    Anybody may have written the file: a date that no text could mean is not trusted.
    """
    try:
        value = DateValue.from_json(row["date"])
        again = replace(setting, language="").parse(in_full(value)) if value.periods else value
    except Exception:  # the row may have any shape
        return None
    if len(value.text) > LONGEST["date"] or markup.tidy(value.text + value.wording) != value.text + value.wording:
        return None
    if value.undated:
        return value if value.text and value.relation == "at" and len(value.wording) <= LONGEST["date"] else None
    return value if isinstance(again, DateValue) and _named(again) == _named(value) else None


def _named(value: DateValue) -> DateValue:
    return replace(value, periods=tuple(replace(period, zone_named=True) for period in value.periods))


def _lanes(draft: Draft, rows: Json) -> dict[str, str]:
    """Add the lanes of a file to the draft. Returns their keys in the file → their keys here."""
    entry, found = Entry(draft, ""), {}
    for row in map(as_object, as_list(rows)):
        if name := entry.line(row.get("name"), "group"):
            key = draft.lane(name, row.get("key"))
            if key and isinstance(row.get("key"), str):
                found[row["key"]] = key
    return found


def _medium(entry: Entry, raw: Json) -> Medium | None:
    return entry.medium({name: as_object(raw).get(name) for name in MEDIUM})


def _tidied(value: Json) -> Json:
    """Remove from data of another program what no database accepts; it is stored, and shown nowhere."""
    if isinstance(value, dict):
        return {markup.tidy(name): _tidied(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_tidied(part) for part in value]
    return markup.tidy(value) if isinstance(value, str) else value


def _language(entry: Entry, tag: Json) -> str:
    try:
        language_tag(tag)
    except ValidationError:
        entry.lose("Its language isn't a language tag: it was read as English.")
        return "en"
    return str(tag)[:35]


def _rows(rows: Json) -> list[Content]:
    return [row for row in as_list(rows) if isinstance(row, dict)]


def _text(row: Content) -> str:
    text = as_object(row.get("date")).get("text")
    return markup.plain(text) if isinstance(text, str) else ""


def _era(draft: Draft, row: Content) -> None:
    entry = Entry(draft, str(row.get("title") or "An era"))
    value: DateValue | DateError = _trusted_date(draft.setting, row) or entry.read(_text(row))
    if isinstance(value, DateError) or value.undated:
        entry.lose("The era was left out: it has no date.")
        return
    draft.era(entry.line(row.get("title"), "era") or "An era", value, row.get("key"))


def _event(draft: Draft, lanes: dict[str, str], row: Content, picture: Content) -> None:
    text = _text(row)
    entry = draft.entry(markup.plain(str(row.get("headline") or ""))[:80] or text)
    value = _trusted_date(draft.setting, row)
    if value is None and text:
        read = entry.read(text)
        if isinstance(read, DateError):
            value = entry.undated(text, read)
        else:
            entry.lose(f"Its stored date is inconsistent: “{text}” was read again.")
            entry.warn(read)
            value = read
    event = entry.add(
        value,
        key=row.get("key"),
        headline=entry.line(row.get("headline"), "headline"),
        body=entry.rich(row.get("body")),
        lane=lanes.get(str(row.get("lane"))),
        media=_medium(entry, row.get("media")),
        is_key=row.get("is_key") is True,
        place=entry.line(row.get("place"), "place"),
        coordinates=entry.coordinates(row.get("coordinates")),
        after=row["after"] if isinstance(row.get("after"), str) else None,
        sources=entry.sources(row.get("sources")),
        sources_waived=row.get("sources_waived") is True,
        picture=number if type(number := row.get("picture")) is int and number > 0 else None,
        picture_alt=entry.alt(row.get("picture_alt")),
        foreign=_tidied(as_object(row.get("foreign"))),
    )
    if event["picture"]:
        draft.pictures[event["key"]] = valid_key(picture.get("key"))
        if stand_in := _medium(entry, picture):
            draft.stand_ins[event["key"]] = stand_in
