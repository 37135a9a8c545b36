"""From content to a TimelineJS 3 file, every event with a date and an id."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from timelines.dates import DateValue
from timelines.exchange import extension_key, markup
from timelines.exchange.content import Content
from timelines.exchange.extension_key import KEY, Medium
from timelines.exchange.plain_dates import ends
from timelines.exchange.timelinejs.dates import DATE_PARTS, DATES, FORMAT, UNDATED, date_object, dates_out
from timelines.sources import MEDIUM

# The names of the first TimelineJS, and those of the third.
OLDER = {"startDate": "start_date", "endDate": "end_date", "asset": "media", "tag": "group"}
# What is written from what is ours, or would be read for it; no key that came along may stand in its place.
ROOT = ("events", "slides", "date", "title", "eras", "era", "timeline", "headline", "text", KEY)
SLIDE = (*DATES, *OLDER, "unique_id", "uniqueid", "group", "text", "media", "type", "headline", KEY)


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> str:
    """`content` as a TimelineJS 3 file, every event with a date and an id. `pictures` are ours, by id, as media.

    `today` dates a timeline that has no dated event, and ends eras that have no end.
    """
    return json.dumps(slides(content, today=today, pictures=pictures), ensure_ascii=False, indent=1)


def slides(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> Content:
    """The same as plain JSON."""
    theirs = _object(content["foreign"].get(FORMAT))
    others = {name: value for name, value in content["foreign"].items() if name != FORMAT}
    block = {"slug": content["slug"], "lanes": content["lanes"], **({"foreign": others} if others else {})}
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    found: Content = {**_without(ROOT, theirs.get("root")), **_title(content, _object(theirs.get("title")))}
    used: set[str] = set()
    if "title" in found:
        used.add(found["title"]["unique_id"])
    found["events"] = [
        _slide(event, value, at, lanes, pictures or {}, today, used)
        for event, value, at in extension_key.with_anchors(content)
    ]
    if content["eras"]:
        found["eras"] = _eras(content, today)
    return {**found, KEY: block}


def _title(content: Content, theirs: Content) -> Content:
    if not (content["title"] or content["introduction"] or theirs):
        return {}
    text = {
        **_object(theirs.get("text")),
        "headline": markup.as_html(content["title"]),
        "text": content["introduction"],
    }
    slide = _without(SLIDE, theirs) | {"unique_id": str(theirs.get("unique_id") or "title"), "text": text}
    if media := _object(theirs.get("media")):
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
    theirs = dict(_object(event["foreign"].get(FORMAT)))
    kept = _kept(theirs.pop("kept", None))
    picture = pictures.get(event["picture"]) if event["picture"] else None
    block = extension_key.packed(event, FORMAT, picture)
    slide: Content = {name: part for name, part in theirs.items() if name not in SLIDE}
    slide["unique_id"] = _free(str(theirs.get("unique_id") or event["key"]), event["key"], used)
    slide |= _dates(event, value, at, today, kept.get("dates"), block)
    text = {"headline": _out(event["headline"], kept, "text.headline"), "text": event["body"]}
    if (whole := kept.get("text.text")) and whole["ours"] == event["body"]:
        text["text"] = whole["theirs"]
    slide["text"] = {**_object(theirs.get("text")), **text}
    if medium := picture or event["media"]:
        own = {} if picture else kept
        parts = {name: _out(medium[name], own, f"media.{name}") for name in MEDIUM if medium.get(name)}
        slide["media"] = {**_object(theirs.get("media")), **parts}
    elif media := _object(theirs.get("media")):
        slide["media"] = media
    if event["lane"] in lanes:
        slide["group"] = markup.as_html(lanes[event["lane"]])
    return {**slide, KEY: block}


def _object(value: Any) -> Content:
    """What was kept of a file, if it is of the shape that it was kept in: our own JSON may have been written by anybody."""
    return value if isinstance(value, dict) else {}


def _without(names: Collection[str], value: Any) -> Content:
    return {name: part for name, part in _object(value).items() if name not in names}


def _kept(raw: Any) -> Content:
    """What may be written as it came: texts, and date objects of figures."""
    found = {}
    for path, each in _object(raw).items():
        theirs = _object(each).get("theirs")
        dates = [part for name, part in _object(theirs).items() if name != "display_date"]
        figures = [str(_object(part).get(name, "0")) for part in dates for name in DATE_PARTS]
        sound = bool(dates) and all(isinstance(part, dict) and part.get("year") for part in dates)
        sound = sound and all(figure.removeprefix("-").isdecimal() for figure in figures)
        sound = sound and "start_date" in _object(theirs)
        if "ours" in _object(each) and (sound if path == "dates" else isinstance(theirs, str)):
            found[path] = each
    return found


def _free(wanted: str, key: str, used: set[str]) -> str:
    """An id that no other slide has."""
    found = key if wanted in used else wanted
    used.add(found)
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
    """A text as markup; as it came, if it has not been changed since."""
    as_it_came = kept.get(path)
    if as_it_came and as_it_came["ours"] == text:
        return str(as_it_came["theirs"])
    return medium_out(path.rpartition(".")[2], text)


def medium_out(name: str, text: str) -> str:
    """A part of a medium as TimelineJS takes it: addresses and alternative texts plain, words as markup."""
    return text if name in ("url", "thumbnail", "alt") else markup.as_html(text)


def _eras(content: Content, today: date) -> list[Content]:
    """Eras with both ends, for TimelineJS refuses a file that has one without: an open one reaches as far as the rest."""
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
