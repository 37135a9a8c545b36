"""Import and export of iCalendar (RFC 5545); the icalendar library does folding, escaping and zones.

An event known to about a month or finer is a VEVENT, its end exclusive, and TENTATIVE where it isn't known to the
day. Anything coarser ("before 1914", 2022, B.C., no date) is a VJOURNAL without a date, which calendars don't show.
Where the times don't say all of the date, the summary begins with it: "circa Aug. 6, 2024: A strike". Eras and key
events, for which a calendar has no property, are not exported.
"""

import html
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Journal, vText, vUri
from icalendar import Event as CalendarEvent
from icalendar.prop import vBroken

from newsroom.text.rich_text import text_of
from timelines.coordinates import NAMES, Coordinates
from timelines.dates import DateError, DateValue, Period
from timelines.dates.calendars import EPOCH
from timelines.exchange import markup
from timelines.exchange.content import Draft, Entry, Medium, Reading, Setting
from timelines.exchange.plain_dates import UNDATED, Moment, in_full, value_of, words
from timelines.exchange.untrusted import Content, Loss, NotATimeline
from timelines.parse import in_order
from timelines.sources import as_lines

PRODID = "-//Newsroom//Timelines//EN"
X_OLD = "X-NEWSROOM"  # a copy of the event, in older files of ours
SOURCES = "\n\nSources:\n"
QUIET = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "CLASS", "TRANSP", "PRIORITY", "STATUS", X_OLD),
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "CATEGORIES", "URL", "ATTACH"),
    *("IMAGE", "X-ALT-DESC"),
}
ABOUT_A_MONTH = 31  # days: an all-day event of a whole season would cover everything else in a calendar
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
    typed = (part for part in components if not isinstance(_time(part, "DTSTART"), date))
    draft.settle_figures(str(_first(part, "DTSTART")) for part in typed)
    for calendar in calendars:
        for component in calendar.subcomponents:
            _read_component(draft, component, ours=_text(calendar, "PRODID") == PRODID)
    if not draft.events:
        raise NotATimeline("This calendar has no events (VEVENT or VJOURNAL).")
    return draft.finished()


def _read_calendar(draft: Draft, calendar: Component) -> None:
    entry = Entry(draft, "")
    draft.title = draft.title or entry.line(_text(calendar, "X-WR-CALNAME") or _text(calendar, "NAME"), "title")
    text = _text(calendar, "X-WR-CALDESC") or _text(calendar, "DESCRIPTION")
    draft.introduction = draft.introduction or _rich(entry, text)


def _read_component(draft: Draft, component: Component, *, ours: bool) -> None:
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
    _read_event(entry, component, summary, ours=ours)


def _read_event(entry: Entry, component: Component, summary: str, *, ours: bool) -> None:
    """Read an event. One of ours may begin its summary with words for when, and end its description with sources."""
    value, headline = _dated(entry, component, summary, ours=ours and X_OLD not in component)
    description, listed = _text(component, "DESCRIPTION"), ""
    if ours and SOURCES in f"\n\n{description}":
        description, _, listed = f"\n\n{description}".rpartition(SOURCES)
    fields: Content = {
        "headline": entry.line(html.escape(headline, quote=False), "headline"),
        "body": _rich(entry, _in_html(component) or description),
        "place": entry.line(html.escape(_text(component, "LOCATION"), quote=False), "place"),
        "coordinates": _coordinates(entry, component),
        "lane": entry.draft.lane(_lane_name(entry, component)),
        "sources": entry.sources(listed),
        "media": _medium(entry, component),
    }
    if not ours and (url := entry.address(_text(component, "URL"), "address")):
        fields["sources"] = [{"text": urlsplit(url).hostname or "", "url": url}]
    if not (value or ours or any(fields[name] for name in ("headline", "body", "media"))):
        entry.lose("It is empty and was left out.")
        return
    entry.add(value, key=_text(component, "UID"), **fields)


def _dated(entry: Entry, component: Component, summary: str, *, ours: bool) -> tuple[DateValue | None, str]:
    """Return date and headline. Words before a colon are the date if `_summary` would have put them there."""
    setting = entry.draft.setting
    lead, _, rest = summary.partition(": ")
    read = setting.parse(lead)
    if isinstance(read, DateValue) and not read.undated and _times(component) == _times(_component(read)):
        return (read, rest) if _summary(rest, read, setting) == summary else (_value(entry, component), summary)
    if ours and "DTSTART" not in component:
        return (None if lead == UNDATED else entry.label(html.escape(lead, quote=False))), rest
    return _value(entry, component), summary


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


def _value(entry: Entry, component: Component) -> DateValue | None:
    """Read the date of a component; an impossible one becomes a label."""
    setting = entry.draft.setting
    given = _first(component, "DTSTART")
    if given is None:
        return None
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


def _medium(entry: Entry, component: Component) -> Medium | None:
    given = [component.get(name) for name in ("IMAGE", "ATTACH")]  # IMAGE: RFC 7986, 5.10
    addresses = (
        str(each) for more in given for each in (more if isinstance(more, list) else [more]) if each is not None
    )
    return next(filter(None, (entry.medium({"url": address}) for address in addresses)), None)


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
        calendar.add("x-wr-caldesc", vText(text_of(content["introduction"], "\n\n")))
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    for event, value in in_order(content):
        component = _component(value)
        component.add("uid", event["key"])
        component.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
        component.add("summary", _summary(event["headline"], value, Setting(today)))
        _fill(component, event, lanes, (pictures or {}).get(event["picture"]))
        if address:
            component.add("url", vUri(address))
        calendar.add_component(component)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def shown_in_calendars(content: Content) -> int:
    """Return how many events of a timeline a calendar can show."""
    return sum(_calendar_times(value) is not None for _, value in in_order(content))


def _fill(component: Component, event: Content, lanes: dict[str, str], picture: Medium | None) -> None:
    description = text_of(event["body"], "\n\n")
    if event["sources"]:
        description = (description + SOURCES + as_lines(event["sources"])).strip()
    if description:
        component.add("description", description)
    if event["place"]:
        component.add("location", event["place"])
    if event["coordinates"]:
        component.add("geo", tuple(event["coordinates"][name] for name in NAMES))
    if event["lane"] in lanes:
        component.add("categories", [lanes[event["lane"]]])
    if medium := picture or event["media"]:
        component.add("attach", vUri(medium["url"]))


def _component(value: DateValue) -> Component:
    """Make a component with its times."""
    times = _calendar_times(value)
    component = CalendarEvent() if times else Journal()
    if times:
        component.add("dtstart", times[0])
        if times[1]:
            component.add("dtend", times[1])
        if value.approximate or value.uncertain or not _is_fine(value):
            component.add("status", "TENTATIVE")
    return component


def _calendar_times(value: DateValue) -> tuple[date, date | None] | None:
    """Return start and exclusive end of a date known to the day or finer, or to about a month; None for any other."""
    closed = value.relation in ("at", "range") and not (value.open_start or value.open_end)
    if not (closed and value.periods):
        return None
    days = value.periods[-1].days[1] - value.periods[0].days[0] + 1
    if not _is_fine(value) and days > ABOUT_A_MONTH:
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


def _is_fine(value: DateValue) -> bool:
    return all(period.precision in ("day", "minute") for period in value.periods)


def _instant(period: Period) -> datetime:
    """Return the instant in its zone; in UTC if the clock there shows that time twice."""
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=period.instant)
    if period.zone[:1] in "+-" or not 1970 <= instant.year < 2037:
        return instant
    local = instant.astimezone(ZoneInfo(period.zone))
    return instant if local.fold else local


def _summary(headline: str, value: DateValue, setting: Setting) -> str:
    """Return the headline, after the date unless the times of the component say all of it."""
    when = "" if headline and _told_by_times(value, setting) else in_full(value) or UNDATED
    return ": ".join(filter(None, (when, headline)))


def _told_by_times(value: DateValue, setting: Setting) -> bool:
    start, end = _calendar_times(value) or (None, None)
    if start is None:
        return False
    last = end if end is None or isinstance(end, datetime) else end - timedelta(days=1)
    read = _read_ends(start, last if last != start else None, setting)
    return isinstance(read, DateValue) and in_full(read) == in_full(value)
