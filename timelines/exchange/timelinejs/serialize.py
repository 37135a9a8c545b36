"""Export to TimelineJS 3, every event with a date and an id."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from timelines.dates import DateValue
from timelines.exchange import extension_key, markup
from timelines.exchange.content import Medium
from timelines.exchange.extension_key import KEY
from timelines.exchange.plain_dates import UNDATED, ends
from timelines.exchange.timelinejs.dates import DATE_PARTS, DATES, FORMAT, date_object, dates_out
from timelines.exchange.untrusted import Content, as_object, without
from timelines.parse import in_order
from timelines.sources import MEDIUM

# Names of the first TimelineJS → of the third.
OLDER = {"startDate": "start_date", "endDate": "end_date", "asset": "media", "tag": "group"}
# Keys that we write, or would read as ours; an imported key must not replace them.
ROOT = ("events", "slides", "date", "title", "eras", "era", "timeline", "headline", "text", KEY)
SLIDE = (*DATES, *OLDER, "unique_id", "uniqueid", "group", "text", "media", "type", "headline", KEY)


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> str:
    """Write a TimelineJS 3 file. `pictures` are the library's, by id, as media.

    `today` dates a timeline that has no dated event, and ends eras that have no end.
    """
    return json.dumps(slides(content, today=today, pictures=pictures), ensure_ascii=False, indent=1)


def slides(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> Content:
    """Return what `write` writes, as JSON values."""
    theirs = as_object(content["foreign"].get(FORMAT))
    others = {name: value for name, value in content["foreign"].items() if name != FORMAT}
    block = {"slug": content["slug"], "lanes": content["lanes"], **({"foreign": others} if others else {})}
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    found: Content = {**without(ROOT, theirs.get("root")), **_title(content, as_object(theirs.get("title")))}
    used = {found["title"]["unique_id"]} if "title" in found else set()
    ordered = in_order(content)
    at = next((value for _, value in ordered if not value.undated), None)
    found["events"] = []
    for event, value in ordered:
        at = at if value.undated else value  # an undated event has the date of the dated one above it
        found["events"].append(_slide(event, value, at, lanes, pictures or {}, today, used))
    if content["eras"]:
        found["eras"] = _eras(content, today)
    return {**found, KEY: block}


def _title(content: Content, theirs: Content) -> Content:
    if not (content["title"] or content["introduction"] or theirs):
        return {}
    ours = {"headline": markup.as_html(content["title"]), "text": content["introduction"]}
    text = as_object(theirs.get("text")) | ours
    slide = without(SLIDE, theirs) | {"unique_id": str(theirs.get("unique_id") or "title"), "text": text}
    if media := as_object(theirs.get("media")):
        slide["media"] = media
    return {"title": slide}


def _slide(
    event: Content,
    value: DateValue,
    at: DateValue | None,
    lanes: dict[str, str],
    pictures: Mapping[int, Medium],
    today: date,
    used: set[str],
) -> Content:
    theirs = dict(as_object(event["foreign"].get(FORMAT)))
    kept = _kept(theirs.pop("kept", None))
    picture = pictures.get(event["picture"])
    block = extension_key.packed(event, FORMAT, picture)
    slide = without(SLIDE, theirs)
    wanted = str(theirs.get("unique_id") or event["key"])
    slide["unique_id"] = event["key"] if wanted in used else wanted
    used.add(slide["unique_id"])
    slide |= _dates(event, value, at, today, kept.get("dates"), block)
    text = {"headline": _out(event["headline"], kept, "text.headline"), "text": event["body"]}
    if (whole := kept.get("text.text")) and whole["ours"] == event["body"]:
        text["text"] = whole["theirs"]
    slide["text"] = {**as_object(theirs.get("text")), **text}
    if medium := picture or event["media"]:
        own = {} if picture else kept
        parts = {name: _out(medium[name], own, f"media.{name}") for name in MEDIUM if medium.get(name)}
        slide["media"] = {**as_object(theirs.get("media")), **parts}
    elif media := as_object(theirs.get("media")):
        slide["media"] = media
    if event["lane"] in lanes:
        slide["group"] = markup.as_html(lanes[event["lane"]])
    return {**slide, KEY: block}


def _kept(raw: Any) -> Content:
    """Choose what may be written unchanged: texts, and date objects of figures. Anybody may have written it."""
    found = {}
    for path, each in as_object(raw).items():
        theirs = as_object(each).get("theirs")
        dates = [part for name, part in as_object(theirs).items() if name != "display_date"]
        figures = [str(as_object(part).get(name, "0")) for part in dates for name in DATE_PARTS]
        sound = bool(dates) and all(isinstance(part, dict) and part.get("year") for part in dates)
        sound = sound and all(figure.removeprefix("-").isdecimal() for figure in figures)
        sound = sound and "start_date" in as_object(theirs)
        if "ours" in as_object(each) and (sound if path == "dates" else isinstance(theirs, str)):
            found[path] = each
    return found


def _dates(
    event: Content, value: DateValue, at: DateValue | None, today: date, kept: Content | None, block: Content
) -> Content:
    if kept and event["date"] and kept["ours"] == event["date"]["text"] and not value.undated:
        return dict(kept["theirs"])
    if not value.undated:
        return dates_out(value)
    start = dates_out(at)["start_date"] if at else {"year": str(today.year)}
    block["placed"] = start
    return {"start_date": start, "display_date": markup.as_html(value.wording) or UNDATED}


def _out(text: str, kept: Content, path: str) -> str:
    """Return a text as markup; the original, if it hasn't changed since the import."""
    as_imported = kept.get(path)
    if as_imported and as_imported["ours"] == text:
        return str(as_imported["theirs"])
    return medium_out(path.rpartition(".")[2], text)


def medium_out(name: str, text: str) -> str:
    """Format a part of a medium: addresses and alternative texts plain, words as markup."""
    return text if name in ("url", "thumbnail", "alt") else markup.as_html(text)


def _eras(content: Content, today: date) -> list[Content]:
    """Write eras with both ends, which TimelineJS requires: an open one reaches as far as everything else."""
    values = [DateValue.from_json(row["date"]) for row in (*content["events"], *content["eras"]) if row["date"]]
    known = [moment for value in values if not value.undated for moment in ends(value) if moment]
    first, last = min(known, default=(today.year,)), max(known, default=(today.year,))
    found = []
    for era in content["eras"]:
        value = DateValue.from_json(era["date"])
        start, end = ends(value)
        dates = {
            "start_date": date_object(start or min(first, end or first)),
            "end_date": date_object(end or max(last, start or last)),
        }
        block = {"key": era["key"], "date": era["date"]}
        found.append({**dates, "text": {"headline": markup.as_html(era["title"])}, KEY: block})
    return found
