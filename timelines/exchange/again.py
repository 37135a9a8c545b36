"""A file that is imported again: its events are found among those of the timeline, and change them.

Functions on the content of revisions, without the database. What a file leaves empty stays, and so does what it doesn't have:
most formats can't say a place, a photo or which events are key.
"""

from collections.abc import Callable, Hashable
from typing import Any

from timelines.dates import DateValue
from timelines.exchange import markup
from timelines.exchange.plain_dates import in_full
from timelines.exchange.timelinejs.dates import FORMAT
from timelines.exchange.untrusted import Content, as_object
from timelines.parse import in_order


def updated(ours: Content, theirs: Content) -> Content:
    """Return our content with the events, groups and eras of a file, each in the place of the one that it is.

    An event is found by its key or the ID that another program gave it; failing these, by its date and headline, by
    its headline, or by its date, if only one event of each has that. New ones are put in chronological order.
    """
    content = {**ours, "lanes": [*ours["lanes"]], "eras": [*ours["eras"]]}
    lanes = _named(content["lanes"], theirs["lanes"], "name")
    _named(content["eras"], theirs["eras"], "title", "date")
    pairs = _pairs(ours["events"], theirs["events"])
    keys = {their["key"]: our["key"] for our, their in pairs}
    rows = {event["key"]: event for event in ours["events"]}
    for their in theirs["events"]:
        key = keys.setdefault(their["key"], their["key"])
        event = {**their, "key": key, "lane": lanes.get(their["lane"])}
        rows[key] = _merged(rows[key], event) if key in rows else event
    for their in theirs["events"]:
        row = rows[keys[their["key"]]]
        row["after"] = keys.get(their["after"]) or (row["after"] if row["after"] in rows else None)
    content["events"] = list(rows.values())
    content["events"] = [event for event, _ in in_order(content)]
    return content


def missing(ours: Content, theirs: Content) -> list[Content]:
    """Return our events that the file doesn't have."""
    found = {our["key"] for our, _ in _pairs(ours["events"], theirs["events"])}
    return [event for event in ours["events"] if event["key"] not in found]


def _pairs(ours: list[Content], theirs: list[Content]) -> list[tuple[Content, Content]]:
    """Return each of our events with the file's that is the same."""
    found: list[tuple[Content, Content]] = []
    for same in (_key, _foreign_id, _date_and_headline, _headline, _date):
        ours_by, theirs_by = _single(ours, same), _single(theirs, same)
        found += [(ours_by[name], theirs_by[name]) for name in ours_by if name in theirs_by]
        taken = {id(event) for pair in found for event in pair}
        ours = [event for event in ours if id(event) not in taken]
        theirs = [event for event in theirs if id(event) not in taken]
    return found


def _single(events: list[Content], same: Callable[[Content], Hashable]) -> dict[Hashable, Content]:
    """Return the events by what only they have."""
    found: dict[Hashable, Content] = {}
    twice: set[Hashable] = set()
    for event in events:
        name = same(event)
        twice |= {name} & found.keys()
        found[name] = event
    return {name: event for name, event in found.items() if name and name not in twice}


def _key(event: Content) -> Hashable:
    return str(event["key"])


def _foreign_id(event: Content) -> Hashable:
    return str(as_object(event["foreign"].get(FORMAT)).get("unique_id", ""))


def _date_and_headline(event: Content) -> Hashable:
    return (_date(event), _headline(event)) if _date(event) and _headline(event) else ""


def _headline(event: Content) -> Hashable:
    return str(event["headline"])


def _date(event: Content) -> Hashable:
    return in_full(DateValue.from_json(event["date"])) if event["date"] else ""


def _merged(our: Content, their: Content) -> Content:
    """Return our event as the file has it. The same date stays as typed here, and a text of the same words keeps its markup."""
    told = {name: value for name, value in their.items() if value}
    if _date(their) == _date(our):
        told.pop("date", None)
    if markup.is_plainer(their["body"], our["body"]):
        told.pop("body", None)
    if their["media"] and our["media"] and their["media"]["url"] == our["media"]["url"]:
        told["media"] = our["media"] | {name: part for name, part in their["media"].items() if part}
    if not their["picture"]:
        told.pop("picture_alt", None)
    return {**our, **told}


def _named(rows: list[Content], theirs: list[Content], name: str, *updated: str) -> dict[Any, str]:
    """Add the rows whose name is new, update those whose isn't, and return their keys in the file → their keys here."""
    here = {row[name]: number for number, row in enumerate(rows)}
    keys = {}
    for row in theirs:
        if row[name] in here:
            number = here[row[name]]
            rows[number] = rows[number] | {field: row[field] for field in updated}
        else:
            number = here[row[name]] = len(rows)
            rows.append(row)
        keys[row["key"]] = rows[number]["key"]
    return keys
