"""Export to TimelineJS 3, every event with a date and an id."""

import json
from collections.abc import Mapping
from datetime import date

from timelines.dates import DateValue
from timelines.exchange import markup
from timelines.exchange.content import Medium
from timelines.exchange.plain_dates import UNDATED, ends, in_full
from timelines.exchange.timelinejs.dates import date_object, dates_out
from timelines.exchange.untrusted import Content
from timelines.parse import in_order
from timelines.sources import MEDIUM


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> str:
    """Write a TimelineJS 3 file. `pictures` are the library's, by id, as media.

    `today` dates a timeline that has no dated event, and ends eras that have no end.
    """
    return json.dumps(slides(content, today=today, pictures=pictures), ensure_ascii=False, indent=1)


def slides(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> Content:
    """Return what `write` writes, as JSON values."""
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    found: Content = {}
    if content["title"] or content["introduction"]:
        text = {"headline": markup.as_html(content["title"]), "text": content["introduction"]}
        found["title"] = {"unique_id": "title", "text": text}
    ordered = in_order(content)
    at = next((value for _, value in ordered if not value.undated), None)
    found["events"] = []
    for event, value in ordered:
        at = at if value.undated else value  # an undated event has the date of the dated one above it
        medium = (pictures or {}).get(event["picture"]) or event["media"]
        found["events"].append(_slide(event, _dates(value, at, today), lanes, medium))
    if content["eras"]:
        found["eras"] = _eras(content, today)
    return found


def _slide(event: Content, dates: Content, lanes: dict[str, str], medium: Medium | None) -> Content:
    text = {"headline": markup.as_html(event["headline"]), "text": event["body"]}
    slide = {"unique_id": event["key"], **dates, "text": text}
    if medium:
        slide["media"] = {name: _part_of_medium(name, medium[name]) for name in MEDIUM if medium.get(name)}
    if event["lane"] in lanes:
        slide["group"] = markup.as_html(lanes[event["lane"]])
    return slide


def _dates(value: DateValue, at: DateValue | None, today: date) -> Content:
    if not value.undated:
        return dates_out(value)
    start = dates_out(at)["start_date"] if at else {"year": str(today.year)}
    return {"start_date": start, "display_date": markup.as_html(value.wording) or UNDATED}


def _part_of_medium(name: str, text: str) -> str:
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
        shown = {"display_date": markup.as_html(in_full(value)), "text": {"headline": markup.as_html(era["title"])}}
        found.append({**dates, **shown})
    return found
