"""Import and export of iCalendar (RFC 5545); the icalendar library does folding, escaping and zones.

An event known to the day or finer is a VEVENT, its end exclusive. Anything coarser (a month, "before 1914", B.C., no
date) is a VJOURNAL without a date, and its summary tells when. What neither can hold goes into X-NEWSROOM, which is
trusted on import only if the properties beside it are unchanged.
"""

import base64
import binascii
import html
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Journal, vText, vUri
from icalendar import Event as CalendarEvent
from icalendar.prop import vBroken

from timelines.coordinates import NAMES, Coordinates
from timelines.dates import DateError, DateValue, Period
from timelines.dates.calendars import EPOCH
from timelines.exchange import extension_key, markup
from timelines.exchange.content import Draft, Entry, Reading, Setting
from timelines.exchange.extension_key import Medium
from timelines.exchange.plain_dates import Moment, in_full, value_of, words
from timelines.exchange.untrusted import Content, Json, Loss, NotATimeline, as_list, as_object
from timelines.parse import in_order

FORMAT = "icalendar"
PRODID = "-//Newsroom//Timelines//EN"
X_OURS = "X-NEWSROOM"
QUIET = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "CLASS", "TRANSP", "PRIORITY", "STATUS", X_OURS),
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "CATEGORIES", "URL", "ATTACH"),
    *("IMAGE", "X-ALT-DESC"),
}
REPEATS = ("RRULE", "RDATE", "EXDATE")


def read(text: str, filename: str, setting: Setting, losses: list[Loss]) -> Reading:
    """Read a calendar. Raises NotATimeline, and nothing else."""
    try:
        calendars = Calendar.from_ical(text.strip() + "\r\n", multiple=True)
        components = [part for calendar in calendars for part in calendar.subcomponents]
    except Exception as error:  # a file may hold anything
        raise NotATimeline(f"The calendar cannot be read: {' '.join(str(error).split())[:200]}.") from None
    draft = Draft(setting, filename, losses)
    for calendar in calendars:
        _read_calendar(draft, calendar)
    block = _block(calendars[0]) if calendars else {}
    lanes = extension_key.lanes(draft, block.get("lanes"))
    for row in map(as_object, as_list(block.get("eras"))):
        if (value := extension_key.trusted_date(setting, row)) and not value.undated:
            draft.era(Entry(draft, "").line(row.get("title"), "era") or "An era", value, row.get("key"))
    typed = (part for part in components if not isinstance(_time(part, "DTSTART"), date))
    draft.settle_figures(str(_first(part, "DTSTART")) for part in typed)
    for component in components:
        _read_component(draft, lanes, component)
    if not draft.events:
        raise NotATimeline("This calendar has no events (VEVENT or VJOURNAL).")
    return draft.finished()


def _read_calendar(draft: Draft, calendar: Component) -> None:
    entry, block = Entry(draft, ""), _block(calendar)
    draft.title = draft.title or entry.line(_text(calendar, "X-WR-CALNAME") or _text(calendar, "NAME"), "title")
    text = _text(calendar, "X-WR-CALDESC") or _text(calendar, "DESCRIPTION")
    own = entry.rich(block.get("introduction"))
    draft.introduction = draft.introduction or (own if markup.plain(own) == markup.plain(text) else _rich(entry, text))
    if isinstance(block.get("slug"), str):
        draft.slug = block["slug"]
    if isinstance(block.get("foreign"), dict):
        draft.foreign = entry.inert(block["foreign"])


def _read_component(draft: Draft, lanes: dict[str, str], component: Component) -> None:
    name = component.name or ""
    summary = _text(component, "SUMMARY")
    if name == "VTIMEZONE":
        return
    if name not in ("VEVENT", "VJOURNAL"):
        draft.lose(f"A {name} is not an event and was left out.", markup.plain(summary)[:80])
        return
    entry = draft.entry(markup.plain(summary)[:80])
    for line, problem in component.errors:
        if line not in ("DTSTART", "DTEND", "DURATION") and "date" not in str(problem):  # reported with the date
            entry.lose(f"A line could not be read: {' '.join(str(problem).split())[:150]}.")
    _report_the_rest(entry, component)
    _read_event(entry, lanes, component, summary)


def _read_event(entry: Entry, lanes: dict[str, str], component: Component, summary: str) -> None:
    """Read an event; its extension key is trusted if the properties beside it are unchanged."""
    block = _block(component)
    fields = extension_key.unpacked(entry, block)
    trusted = extension_key.trusted_date(entry.draft.setting, block) if block.get("date") else None
    untouched = "date" in block and _times(component) == _times(_written_as(block.get("key"), trusted))
    value = trusted if untouched else _value(entry, component, trusted)
    fields["headline"] = entry.line(block.get("headline"), "headline")
    if not untouched or _summary(fields["headline"], value) != summary:
        fields["headline"] = entry.line(html.escape(summary, quote=False), "headline")
    fields["body"], description = entry.rich(block.get("body")), _text(component, "DESCRIPTION")
    if _description(fields["body"], fields["sources"]).split() != description.split():
        fields["body"] = _rich(entry, _in_html(component) or description)
    fields["place"] = entry.line(html.escape(_text(component, "LOCATION"), quote=False), "place")
    fields["coordinates"] = _coordinates(entry, component)
    fields["lane"] = extension_key.lane(entry.draft, lanes, block, _lane_name(entry, component))
    if not block and (url := entry.address(_text(component, "URL"), "address")):
        fields["sources"] = [{"text": urlsplit(url).hostname or "", "url": url}]
    stand_in = _attach(entry, component, block, fields)
    if not (value or block or any(fields[name] for name in ("headline", "body", "media"))):
        entry.lose("It is empty and was left out.")
        return
    event = entry.add(value, key=block.get("key") or _text(component, "UID"), **fields)
    if event["picture"]:
        extension_key.claim(entry.draft, event, block.get("picture_key"), stand_in)


def _first(component: Component, name: str) -> Any:
    found = component.get(name)
    return found[0] if isinstance(found, list) and found else found


def _text(component: Component, name: str) -> str:
    found = _first(component, name)
    if found is None:
        return ""
    if name.startswith("X-"):  # the library leaves these escaped
        plain = str(found).replace("\\\\", "\0").replace("\\n", "\n").replace("\\N", "\n")
        return plain.replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")
    return str(found)


def _coordinates(entry: Entry, component: Component) -> Coordinates | None:
    geo = _first(component, "GEO")
    place = {name: getattr(geo, name, None) for name in NAMES}
    return entry.coordinates(place if None not in place.values() else geo and str(geo))


def _block(component: Component) -> Content:
    """Return the extension key; {} if there is none."""
    with suppress(ValueError, binascii.Error, RecursionError):
        return as_object(json.loads(base64.b64decode(str(_first(component, X_OURS) or ""), validate=True) or "{}"))
    return {}


def _rich(entry: Entry, text: str) -> str:
    """Google's calendars have HTML in DESCRIPTION, which the standard calls plain text; Outlook's in X-ALT-DESC."""
    return entry.rich(text if markup.is_html(text) else html.escape(text, quote=False))


def _in_html(component: Component) -> str:
    """Return the description as HTML that Outlook writes beside the plain one; "" if there is none."""
    given = _first(component, "X-ALT-DESC")
    is_html = str(getattr(given, "params", {}).get("FMTTYPE", "")).lower() == "text/html"
    return _text(component, "X-ALT-DESC") if is_html else ""


def _times(component: Component) -> list[str]:
    found = []
    for name in ("DTSTART", "DTEND", "DURATION"):
        if (given := _first(component, name)) is not None:
            moment = str(given) if isinstance(given, vBroken) else _time(component, name)
            found.append(f"{name} {moment.isoformat() if isinstance(moment, date) else moment}")
    return found


def _time(component: Component, name: str) -> Any:
    """Return a date, datetime or duration; None if there is none or it is broken."""
    given = _first(component, name)
    return None if isinstance(given, vBroken) else getattr(given, "dt", None)


def _value(entry: Entry, component: Component, trusted: DateValue | None) -> DateValue | None:
    """Read the date of a component; an impossible one becomes a label."""
    setting = entry.draft.setting
    given = _first(component, "DTSTART")
    if given is None:
        return entry.label(trusted.wording) if trusted and trusted.undated else None
    start = _time(component, "DTSTART")
    if not isinstance(start, date):
        text = str(given)
        typed = entry.read(text)
        if isinstance(typed, DateValue) and not typed.undated:
            entry.warn(typed)
            if "DTEND" in component or "DURATION" in component:
                entry.lose("Its end was left out: its start is text, not a calendar date.")
            return typed
        return entry.undated(text, f"There is no such day or time: {text}. Type the date.")
    zone = given.params.get("TZID", "")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        entry.lose(f"Its time zone {str(zone)[:60]} is unknown: the newsroom’s was used.")
    end = _end(entry, component, start)
    value = _read_ends(start, end, setting)
    if isinstance(value, DateError) and end:
        entry.lose(f"{value.message} Its end was left out.")
        value = _read_ends(start, None, setting)
    if isinstance(value, DateError):
        return entry.undated(str(start), value)
    entry.warn(value)
    return value


def _end(entry: Entry, component: Component, start: date) -> date | None:
    """Return the last day or instant, inclusive; None for none, or if it is the start."""
    written = [found for name in ("DTEND", "DURATION") if (found := _first(component, name)) is not None]
    if not written:
        return None
    end, lasts = _time(component, "DTEND"), _time(component, "DURATION")
    try:
        if end is None and lasts is None:
            raise ValueError(str(written[0]))
        end = start + lasts if end is None else end
        if isinstance(end, datetime) is not isinstance(start, datetime):
            raise ValueError(f"{end} is not the same kind as its start")
        if not isinstance(end, datetime):
            end -= timedelta(days=1)
            return end if end > start else None
        zone = getattr(start, "tzinfo", None)
        end = end.astimezone(zone) if zone and end.tzinfo else end.replace(tzinfo=zone)
        return end if end != start else None
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        entry.lose(f"Its end cannot be read: {str(error)[:100]}. It was left out.")
        return None


def _read_ends(start: date, end: date | None, setting: Setting) -> DateValue | DateError:
    first, last = _moment(start), _moment(end) if end else None
    if not (isinstance(start, datetime) and start.tzinfo):
        return value_of(first, last, setting)
    for zone in (_zone_words(start), f"UTC{start:%z}"[:6] + ":" + f"{start:%z}"[3:5]):
        text = f"from {words(first)} {zone} to {words(last)} {zone}" if last else f"{words(first)} {zone}"
        value = setting.parse(text)
        offset = start.utcoffset() or timedelta()
        if isinstance(value, DateValue) and value.periods and timedelta(minutes=value.periods[0].offset) == offset:
            return value
    return value_of(first, last, setting)


def _zone_words(moment: datetime) -> str:
    """Write a zone as one types it: "UTC", "Kyiv time"."""
    name = getattr(moment.tzinfo, "key", None) or str(moment.tzinfo)
    return "UTC" if name in ("UTC", "Etc/UTC", "UTC+00:00") else f"{name.rpartition('/')[2].replace('_', ' ')} time"


def _moment(when: date) -> Moment:
    day = (when.year, when.month, when.day)
    return (*day, when.hour, when.minute) if isinstance(when, datetime) else day


def _attach(entry: Entry, component: Component, block: Content, fields: Content) -> Medium | None:
    """Put the medium into `fields`. Returns the stand-in of a library picture."""
    given = [component.get(name) for name in ("IMAGE", "ATTACH")]  # IMAGE: RFC 7986, 5.10
    addresses = (
        str(each) for more in given for each in (more if isinstance(more, list) else [more]) if each is not None
    )
    found = next(filter(None, (entry.medium({"url": address}) for address in addresses)), None)
    own = extension_key.medium(entry, block.get("media"))
    if fields["picture"] and found and found["url"] == block.get("picture_url"):
        fields["media"] = own
        return found
    fields["media"] = own if own and found and own["url"] == found["url"] else found
    return None


def _lane_name(entry: Entry, component: Component) -> str:
    names = [str(name) for name in getattr(_first(component, "CATEGORIES"), "cats", [])]
    if len(names) > 1:
        entry.lose(f"An event is in one group only; left out: {', '.join(names[1:])[:200]}.")
    return entry.line(html.escape(names[0], quote=False), "group") if names else ""


def _report_the_rest(entry: Entry, component: Component) -> None:
    if any(name in component for name in REPEATS):
        entry.lose("It repeats. Only the first time was imported.")
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        entry.lose("The calendar marks it as canceled. It was imported like any other event.")
    if getattr(_time(component, "DTSTART"), "second", 0):
        entry.lose("Times are kept to the minute: its seconds were left out.")
    if rest := sorted(name for name in component if name not in QUIET and name not in REPEATS):
        entry.lose(f"Left out: {', '.join(rest)[:300]}.")
    if component.subcomponents:
        entry.lose("Its reminders were left out.")


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None, address: str = "") -> str:
    """Write `content` as a calendar, stamped with `today`. `address` is the timeline's page, if it has one."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    if content["title"]:
        calendar.add("x-wr-calname", vText(content["title"]))
    if content["introduction"]:
        calendar.add("x-wr-caldesc", vText(markup.plain(content["introduction"])))
    _add_block(calendar, {name: content[name] for name in ("slug", "introduction", "lanes", "eras", "foreign")})
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    for event, value in in_order(content):
        date_value = value if event["date"] else None
        component = _written_as(event["key"], date_value)
        component.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
        _fill(component, event, date_value, lanes, (pictures or {}).get(event["picture"]))
        if address:
            component.add("url", vUri(address))
        calendar.add_component(component)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _fill(
    component: Component, event: Content, value: DateValue | None, lanes: dict[str, str], picture: Medium | None
) -> None:
    component.add("summary", _summary(event["headline"], value))
    if description := _description(event["body"], event["sources"]):
        component.add("description", description)
    if event["place"]:
        component.add("location", event["place"])
    if event["coordinates"]:
        component.add("geo", tuple(event["coordinates"][name] for name in NAMES))
    if event["lane"] in lanes:
        component.add("categories", [lanes[event["lane"]]])
    if medium := picture or event["media"]:
        component.add("attach", vUri(medium["url"]))
    block = extension_key.packed(event, FORMAT, picture) | {"headline": event["headline"], "body": event["body"]}
    _add_block(component, block | ({"media": event["media"]} if event["media"] else {}))


def _add_block(component: Component, block: Json) -> None:
    component.add(X_OURS, vText(base64.b64encode(json.dumps(block).encode()).decode()))


def _written_as(key: Json, value: DateValue | None) -> Component:
    """Make a component with its id and times."""
    times = _calendar_times(value) if value else None
    component = CalendarEvent() if times else Journal()
    component.add("uid", str(key))
    if times:
        component.add("dtstart", times[0])
        if times[1]:
            component.add("dtend", times[1])
        if value and (value.approximate or value.uncertain):
            component.add("status", "TENTATIVE")
    return component


def _calendar_times(value: DateValue) -> tuple[date, date | None] | None:
    """Return start and exclusive end of a date known to the day or finer; None for any other."""
    closed = value.relation in ("at", "range") and not (value.open_start or value.open_end)
    fine = bool(value.periods) and all(period.precision in ("day", "minute") for period in value.periods)
    if not (closed and fine):
        return None
    try:
        first, last = value.periods[0], value.periods[-1]
        if all(period.precision == "minute" for period in value.periods):
            start, end = _instant(first), _instant(last)
            return start, end if end > start else None
        low, high = (date.fromordinal(period.days[edge] + EPOCH) for period, edge in ((first, 0), (last, 1)))
    except (ValueError, OverflowError):  # B.C., and beyond 9999
        return None
    return low, high + timedelta(days=1) if high < date.max else None


def _instant(period: Period) -> datetime:
    """Return the instant in its zone; in UTC if the clock there shows that time twice."""
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=period.instant)
    if period.zone[:1] in "+-" or not 1970 <= instant.year < 2037:
        return instant
    local = instant.astimezone(ZoneInfo(period.zone))
    return instant if local.fold else local


def _summary(headline: str, value: DateValue | None) -> str:
    """Return the headline, after the date if the calendar can't show it or how well it is known."""
    if value is None:
        return headline
    if value.undated:
        return ": ".join(filter(None, (value.wording, headline)))
    sure = _calendar_times(value) and not (value.approximate or value.uncertain or value.part)
    return headline if sure and headline else ": ".join(filter(None, (in_full(value), headline)))


def _description(body: str, sources: list[dict[str, str]]) -> str:
    names = [" ".join(filter(None, (source["text"], source["url"]))) for source in sources]
    cited = f"Source{'s' if len(names) > 1 else ''}: {'; '.join(names)}" if names else ""
    return "\n\n".join(filter(None, (markup.plain(body), cited)))
