"""TimelineJS 3 JSON, both ways, and the older forms that are still about: {timeline: {date: […]}}, {timeline: {slides}}.

What TimelineJS says and we do not is kept below `foreign.timelinejs` and comes back in an export; what we say and
it does not goes below one key, "newsroom". Its year -44 is 44 B.C., and it has no year 0. It drops a slide without
a date, so an undated event carries the date of the one it stands below, and its label as the text that is shown.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from timelines.dates import DateError, DateValue
from timelines.exchange import markup, ours
from timelines.exchange.ours import KEY, Medium
from timelines.exchange.plain_dates import PARTS, Moment, ends, impossible, in_full, read_display, value_of
from timelines.exchange.reading import (
    LONGEST,
    Content,
    Draft,
    Entry,
    Json,
    Loss,
    NotATimeline,
    Reading,
    Setting,
    loaded,
)
from timelines.sources import MEDIUM

FORMAT = "timelinejs"
DATE_PARTS = (*PARTS, "second", "millisecond")
DATES = ("start_date", "end_date", "display_date")
# The names of the first TimelineJS, and ours of the third.
OLDER = {"startDate": "start_date", "endDate": "end_date", "asset": "media", "tag": "group"}
UNDATED = "Undated"  # shown where an undated event has no label: without a text TimelineJS would show the borrowed date
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}(\.0*)?", re.ASCII)
_US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/(-?[0-9]{1,6})(?:\s+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_ISO_DATE = re.compile(r"(-?[0-9]{1,6})-([0-9]{1,2})(?:-([0-9]{1,2})(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?)?")


# --- Reading


def read(text: str, filename: str, setting: Setting, losses: list[Loss] | None = None) -> Reading:
    """The timeline that a TimelineJS file says. Raises NotATimeline for what is none, and nothing else."""
    return read_json(loaded(text), filename, setting, losses)


def read_json(data: Json, filename: str, setting: Setting, losses: list[Loss] | None = None) -> Reading:
    """The same of JSON that was loaded within the limits."""
    root = _root(data)
    draft = Draft(setting, filename, losses or [])
    block = root.pop(KEY, None)
    block = block if isinstance(block, dict) else {}
    lanes = ours.lanes(draft, block.get("lanes"))
    draft.slug = block["slug"] if isinstance(block.get("slug"), str) else ""
    slides = _list(root, "events", "slides", "date")
    titles = _titles(root, slides)
    eras = _list(root, "eras", "era") + [slide for slide in slides if _type(slide) == "era"]
    slides = [slide for slide in slides if _type(slide) not in ("era", "title")]
    if titles:
        _read_title(draft, titles[0], root)
    placed = _Placed(draft, lanes)
    for slide in [*titles[1:], *slides]:
        placed.read(slide)
    for era in eras:
        _read_era(draft, era)
    top = Entry(draft, "").inert(root)
    if top or isinstance(block.get("foreign"), dict):
        others = Entry(draft, "").inert(block["foreign"]) if isinstance(block.get("foreign"), dict) else {}
        draft.foreign = {**others, **draft.foreign}
    if top:
        draft.foreign.setdefault(FORMAT, {})["root"] = top
    return draft.finished()


def _root(data: Json) -> dict[str, Any]:
    """The object that holds the slides, a copy to take from."""
    if isinstance(data, list) and data and all(isinstance(slide, dict) for slide in data):
        return {"events": data}
    if not isinstance(data, dict):
        raise NotATimeline("This is no timeline: there is no list of events in it.")
    inner = data.get("timeline")
    if isinstance(inner, list):
        inner = {"events": inner}
    if isinstance(inner, dict):
        data = {**{name: value for name, value in data.items() if name != "timeline"}, **inner}
    if not any(isinstance(data.get(name), list) for name in ("events", "slides", "date")):
        raise NotATimeline("This is no timeline: there is no list of events in it (“events”, “slides” or “date”).")
    return dict(data)


def _list(root: dict[str, Any], *names: str) -> list[Json]:
    """What those lists hold, taken out of the root."""
    found: list[Json] = []
    for name in names:
        if isinstance(root.get(name), list):
            found += root.pop(name)
    return found


def _type(slide: Json) -> str:
    kind = slide.get("type") if isinstance(slide, dict) else ""
    return kind.strip().lower() if isinstance(kind, str) else ""


def _titles(root: dict[str, Any], slides: list[Json]) -> list[Json]:
    """The title slide, and what else stands in its place: a list of them, texts, the headline of the first TimelineJS."""
    titles = root.pop("title", None)
    titles = titles if isinstance(titles, list) else [titles]
    titles = [{"text": {"headline": title}} if isinstance(title, str) else title for title in titles if title]
    titles += [slide for slide in slides if _type(slide) == "title"]
    if not titles and (isinstance(root.get("headline"), str) or isinstance(root.get("text"), str)):
        names = ("headline", "text", "asset", "startDate", "endDate")
        titles = [{name: root.pop(name) for name in names if name in root}]
    return [title for title in titles if isinstance(title, dict)]


def _modern(slide: Json) -> dict[str, Any]:
    """A copy of a slide under the names of TimelineJS 3."""
    slide = {OLDER.get(name, name): value for name, value in slide.items()}
    text = slide.get("text")
    if not isinstance(text, dict):
        text = {"text": text} if text is not None else {}
    if "headline" in slide:
        text = {"headline": slide.pop("headline"), **text}
    media = slide.get("media")
    if isinstance(media, str):
        media = {"url": media}
    if isinstance(media, dict) and "media" in media and "url" not in media:
        media = {"url": media["media"], **{name: value for name, value in media.items() if name != "media"}}
    return {**slide, "text": dict(text), "media": dict(media) if isinstance(media, dict) else media}


def _read_title(draft: Draft, slide: Json, root: dict[str, Any]) -> None:
    slide, entry = _modern(slide), Entry(draft, "Title")
    text = slide.pop("text")
    draft.title = entry.line(text.pop("headline", None), "title")
    draft.introduction = entry.rich(text.pop("text", None))
    if text:
        slide["text"] = text
    if any(slide.pop(name, None) for name in DATES):
        entry.lose("A title has no date; its date was left out.")
    if slide.get("unique_id") == "title":  # the one that we write
        del slide["unique_id"]
    without = ("type", KEY)
    slide = {name: value for name, value in slide.items() if value not in (None, "", {}) and name not in without}
    if slide.get("media"):
        entry.lose("Its media is kept for export only.")
    if kept := entry.inert(slide):
        draft.foreign[FORMAT] = {"title": kept}


def _read_era(draft: Draft, raw: Json) -> None:
    """An era, or why there is none."""
    if not isinstance(raw, dict):
        draft.lose("An era that is no era was left out.")
        return
    era = _modern(raw)
    entry = Entry(draft, markup.plain(str(era["text"].get("headline") or "")) or "An era")
    title = entry.line(era["text"].get("headline"), "era") or entry.line(era["text"].get("text"), "era")
    start, end = (_moment(entry, era.get(name), name) for name in ("start_date", "end_date"))
    value: DateValue | DateError = _dated(start, end, draft.setting)
    believed = ours.believed_date(draft.setting, era.get(KEY))
    if believed and not believed.undated and _era_dates(believed, start.moment, end.moment):
        value = believed
    if isinstance(value, DateError) or value.undated:
        entry.lose(f"The era was left out: {start.problem or end.problem or 'it has no date'}")
        return
    block = era.get(KEY)
    draft.era(title or "An era", value, block.get("key") if isinstance(block, dict) else None)
    if markup.plain(str(era["text"].get("text") or "")) and era["text"].get("headline"):
        entry.lose("An era has a name only; its text was left out.")


def _era_dates(value: DateValue, start: Moment | None, end: Moment | None) -> bool:
    """Whether an era's own date agrees with its figures: an open end may be anywhere."""
    first, last = ends(value)
    return (first is None or first == start) and (last is None or (last == end) or (end is None and last == start))


class _Read:
    """A date as TimelineJS writes it: its moment, or what is wrong with it; `value` where only our parser can read it."""

    def __init__(
        self, moment: Moment | None = None, problem: str = "", text: str = "", value: DateValue | None = None
    ) -> None:
        self.moment, self.problem, self.text, self.value = moment, problem, text, value


def _moment(entry: Entry, raw: Json, what: str) -> _Read:
    """The moment of a date object, of a number or of a text; nothing of a blank one."""
    if isinstance(raw, bool) or raw in (None, "", [], {}):
        return _Read()
    if isinstance(raw, (int, float)):
        raw = {"year": raw}
    if isinstance(raw, str):
        return _from_text(entry, raw, what)
    if not isinstance(raw, dict):
        return _Read(problem=f"Its {_named(what)} is no date.", text=str(raw)[:100])
    parts = [_figures(raw.get(name)) for name in DATE_PARTS]
    return _from_figures(entry, parts, _written(raw), what)


def _figures(raw: Json) -> int | str | None:
    """A number, None for a blank, or the text that is none."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    text = str(raw).strip()
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)) or not _WHOLE.fullmatch(text):
        return text[:40]
    return int(text.partition(".")[0])


def _written(raw: dict[str, Any]) -> str:
    """A date object as a text: "2024-13-06 25:00"."""
    given = [str(raw[name]).strip() if raw.get(name) is not None else "" for name in DATE_PARTS[:6]]
    day, clock = "-".join(filter(None, given[:3])), ":".join(filter(None, given[3:]))
    return " ".join(filter(None, (day, clock)))[:100]


def _from_figures(entry: Entry, parts: list[int | str | None], text: str, what: str) -> _Read:
    strange = next((part for part in parts[:6] if isinstance(part, str)), None)
    if strange is not None:
        return _Read(problem=f"“{strange}” in its {_named(what)} is no whole number.", text=text)
    numbers = [part for part in parts if not isinstance(part, str)]
    if all(number is None for number in numbers):
        return _Read()
    if numbers[0] is None:
        return _Read(problem=f"Its {_named(what)} has no year.", text=text)
    if numbers[0] == 0:
        return _Read(problem="There is no year 0: write -1 for 1 B.C.", text=text)
    given = list(numbers[:5])
    until = next((i for i, number in enumerate(given) if number is None), 5)
    if any(number is not None for number in given[until:]):
        entry.lose(f"Its {_named(what)} has no {PARTS[until]}: what is finer than that was left out.")
    moment = tuple(number for number in given[:until] if number is not None)
    moment = (moment[0] if moment[0] > 0 else moment[0] + 1, *moment[1:])
    if len(moment) == 4:
        moment = (*moment, 0)
    if why := impossible(moment):
        return _Read(problem=why, text=text)
    second = numbers[5] or 0
    if not 0 <= second <= 59:
        return _Read(problem=f"There is no second {second}: write 0 to 59.", text=text)
    if second or numbers[6]:
        entry.lose(f"Its {_named(what)} is kept to the minute: the seconds were left out.")
    return _Read(moment, text=text)


def _from_text(entry: Entry, raw: str, what: str) -> _Read:
    """The date of the first TimelineJS ("2011,12,10,7,2"), of a spreadsheet ("12/10/2011"), ISO, or as one types it."""
    text = markup.plain(raw)[:100]
    if not text:
        return _Read()
    parts = [part.strip() for part in text.split(",")]
    if us := _US_DATE.fullmatch(text):
        month, day, *rest = us.groups()
        parts = [rest[0], month, day, *(part or "" for part in rest[1:])]
    elif iso := _ISO_DATE.fullmatch(text):
        parts = [part or "" for part in iso.groups()]
    if all(_WHOLE.fullmatch(part) or not part for part in parts) and len(parts) <= 7:
        figures = [_figures(part) for part in parts] + [None] * (7 - len(parts))
        return _from_figures(entry, figures, text, what)
    value = entry.draft.setting.parse(text)
    if isinstance(value, DateError):
        return _Read(problem=value.message, text=text)
    if value.undated:
        return _Read(problem=f"“{text}” is no date.", text=text)
    return _Read(text=text, value=value)


def _named(what: str) -> str:
    return what.replace("_", " ")


def _dated(start: _Read, end: _Read, setting: Setting) -> DateValue | DateError:
    """The date from a start and an end."""
    if start.value and not end.moment and not end.value:
        return start.value
    if start.value or end.value:
        both = [read.text if read.value else "" for read in (start, end)]
        edges = [ends(read.value) if read.value else None for read in (start, end)]
        first = edges[0].start if edges[0] else start.moment
        last = edges[1].end if edges[1] else end.moment
        return value_of(first, last, setting) if any(both) else DateError("", "There is no date.")
    return value_of(start.moment, end.moment, setting)


class _Placed:
    """Slides being read one after the other; an undated one of ours stands below the dated one before it."""

    def __init__(self, draft: Draft, lanes: dict[str, str]) -> None:
        self.draft, self.lanes = draft, lanes
        self.ids: set[str] = set()

    def read(self, raw: Json) -> None:
        """One slide as one event; whatever it lacks, it is kept if it says anything."""
        if not isinstance(raw, dict):
            said = markup.plain(str(raw))[:200] if raw is not None else ""
            self.draft.lose(f"This is no event and was left out: “{said}”.", f"Event {len(self.draft.events) + 1}")
            return
        slide = _modern(raw)
        slide.pop("type", None)
        block = slide.pop(KEY, None)
        entry = self.draft.entry(_name_of(slide))
        text, media = slide.pop("text"), slide.pop("media", None)
        kept: dict[str, Any] = {}
        value = self._date(entry, slide, block, kept)
        headline, body = _headline(entry, text, kept)
        fields = ours.unpacked(entry, block)
        foreign = {**fields.pop("foreign")}
        fields["media"] = self._medium(entry, media, block, fields, kept)
        stand_in = _stand_in(entry, media) if fields["picture"] else None
        fields["lane"] = self._lane(entry, slide.pop("group", None), block)
        unique_id = slide.pop("unique_id", None) or slide.pop("uniqueid", None)
        own = block.get("key") if isinstance(block, dict) else None
        left = {name: part for name, part in (("text", text), ("media", _left(media))) if part}
        left |= {name: part for name, part in slide.items() if part not in (None, "", {}, [])}
        rest = entry.inert(left)
        unique_id = markup.plain(str(unique_id))[:200] if type(unique_id) in (str, int) else ""
        if unique_id and unique_id in self.ids:
            entry.lose(f"Its id “{unique_id[:60]}” is another’s; it gets one of its own.")
        elif unique_id and unique_id != own:
            rest["unique_id"] = unique_id
        self.ids.add(unique_id)
        if rest or kept:
            foreign[FORMAT] = {**rest, **({"kept": kept} if kept else {})}
        if not (value or headline or body or fields["media"] or rest or own):
            entry.lose("It says nothing and was left out.")
            return
        event = entry.add(value, key=own or unique_id, headline=headline, body=body, foreign=foreign, **fields)
        if fields["picture"]:
            ours.claim(self.draft, event, block.get("picture_key"), stand_in)

    def _lane(self, entry: Entry, group: Json, block: Json) -> str | None:
        name = entry.line(group, "lane")
        key = self.lanes.get(str(block.get("lane"))) if isinstance(block, dict) else None
        same = next((lane for lane in self.draft.lanes if lane["key"] == key), None)
        return key if same and same["name"] == name else self.draft.lane(name)

    def _medium(self, entry: Entry, media: Json, block: Json, fields: Content, kept: dict[str, Any]) -> Medium | None:
        """The medium beside the slide; our own picture only while its address is the one that was exported."""
        block = block if isinstance(block, dict) else {}
        if (
            isinstance(media, dict)
            and fields["picture"]
            and media.get("url")
            and media["url"] == block.get("picture_url")
        ):
            return ours.medium(entry, block.get("media"))
        fields["picture"] = None
        if isinstance(media, dict):
            return _outside(entry, media, kept)
        if media not in (None, "", []):
            entry.lose("Its media is no medium and was left out.")
        return None

    def _date(self, entry: Entry, slide: dict[str, Any], block: Json, kept: dict[str, Any]) -> DateValue | None:
        """The date: ours where it agrees with the figures, else what is shown where that does, else the figures."""
        raw = {name: slide.pop(name, None) for name in DATES}
        start, end = _moment(entry, raw["start_date"], "start_date"), _moment(entry, raw["end_date"], "end_date")
        shown = raw["display_date"] or _shown(raw["start_date"]) or _shown(raw["end_date"])
        shown = markup.plain(entry.text(shown, "display date"))
        believed = (
            ours.believed_date(self.draft.setting, block) if isinstance(block, dict) and block.get("date") else None
        )
        ours_agrees = isinstance(block, dict) and "date" in block and self._agrees(block, believed, start, end, shown)
        if ours_agrees and (believed is None or believed.undated):
            return believed
        if start.problem:
            entry.lose(f"{start.problem} It is kept without a date: “{shown or start.text}”.")
            return entry.label(shown or start.text, start.problem)
        if not (start.moment or start.value):
            if end.moment or end.value or end.problem:
                entry.lose("It has an end and no start. It is kept without a date.")
                return entry.label(shown or end.text, "It had an end and no start: type the date.")
            return entry.label(shown)
        if end.problem:
            entry.lose(f"{end.problem} Its end was left out.")
            end, raw["end_date"] = _Read(), None
        value = believed if ours_agrees and believed else self._value(entry, start, end, shown, raw)
        theirs = _kept_dates(entry, raw)
        if theirs and not value.undated and _differ(theirs, dates_out(value)):
            kept["dates"] = {
                "ours": value.text,
                "theirs": {"display_date": dates_out(value)["display_date"], **theirs},
            }
        return value

    def _value(self, entry: Entry, start: _Read, end: _Read, shown: str, raw: dict[str, Json]) -> DateValue:
        setting = self.draft.setting
        moment = start.moment or (ends(start.value).start if start.value else None)
        if shown and moment and (said := read_display(shown, moment, end.moment, setting)):
            return said
        value = _dated(start, end, setting)
        if isinstance(value, DateError) and (end.moment or end.value):
            entry.lose(f"{value.message} Its end was left out.")
            value, raw["end_date"] = _dated(start, _Read(), setting), None
        if isinstance(value, DateError):
            entry.lose(f"{value.message} It is kept without a date: “{shown or start.text}”.")
            return entry.label(shown or start.text, value.message) or DateValue("")
        if shown and setting.parse(shown) != value:
            entry.lose(f"Its date is shown as “{in_full(value)}”; “{shown}” is kept for export only.")
        return value

    def _agrees(self, block: Content, believed: DateValue | None, start: _Read, end: _Read, shown: str) -> bool:
        """Whether our own date is the one that the figures beside it were written from."""
        quiet = Entry(self.draft, "")
        if believed is None or believed.undated:
            # It carries another's date: believed for as long as neither that nor the label has been changed.
            label = markup.plain(believed.wording) if believed else UNDATED if block["date"] is None else ""
            placed = _moment(quiet, block.get("placed"), "start_date").moment
            return bool(label) and label == shown and start.moment == placed and not end.moment
        written = dates_out(believed)
        theirs = {"start_date": start.moment, "end_date": end.moment}
        plain = {name: _moment(quiet, written.get(name), name).moment for name in theirs}
        return plain == theirs and markup.plain(written["display_date"]) == shown


def _kept_dates(entry: Entry, raw: dict[str, Json]) -> Content:
    """The dates of a slide as they came, for export, their figures as texts; nothing of those that are no objects."""
    found: Content = {}
    for name in ("start_date", "end_date"):
        date_object = raw[name]
        if date_object in (None, "", {}):
            continue
        if not isinstance(date_object, dict):
            return {}
        figures = {part: figure for part in DATE_PARTS if isinstance(figure := _figures(date_object.get(part)), int)}
        rest = {
            part: value for part, value in date_object.items() if part not in DATE_PARTS and value not in (None, "")
        }
        found[name] = {part: str(figure) for part, figure in figures.items()} | entry.inert(rest)
    if isinstance(raw["display_date"], str) and raw["display_date"].strip():
        found["display_date"] = entry.inert(raw["display_date"])
    return found


def _differ(theirs: Content, written: Content) -> bool:
    """Whether dates as they came say anything that ours do not say by themselves."""
    same = all(written.get(name) == part for name, part in theirs.items())
    return not same or ("end_date" in written and "end_date" not in theirs)


def _shown(raw: Json) -> Json:
    return raw.get("display_date") if isinstance(raw, dict) else None


def _name_of(slide: dict[str, Any]) -> str:
    """What losses call it: its headline, or the text of its date."""
    for raw in (slide["text"].get("headline"), slide.get("display_date"), slide["text"].get("text")):
        if isinstance(raw, str) and (name := markup.plain(raw[:500])):
            return name[:80]
    return ""


def _headline(entry: Entry, text: dict[str, Any], kept: dict[str, Any]) -> tuple[str, str]:
    """Headline and body, taken out of `text`. A headline that is too long stands whole in the body, too."""
    raw, raw_body = text.pop("headline", None), text.pop("text", None)
    whole = entry.plain(raw, "headline")
    headline, body = whole, entry.rich(raw_body)
    longest = LONGEST["headline"]
    if len(whole) > longest:
        headline = whole[: longest - 1].rstrip() + "…"
        body = markup.cleaned(f"<p>{markup.as_html(whole)}</p>{body}")[0]
        entry.lose(f"Its headline is longer than {longest} characters: it was cut, and stands whole in the text.")
    if isinstance(raw, str) and headline == whole and markup.as_html(headline) != raw:
        kept["text.headline"] = {"ours": headline, "theirs": entry.inert(raw)}
    if isinstance(raw_body, str) and markup.tags(raw_body) - markup.tags(body):
        kept["text.text"] = {"ours": body, "theirs": markup.harmless(markup.tidy(raw_body))}
    return headline, body


def _outside(entry: Entry, media: dict[str, Json], kept: dict[str, Any]) -> Medium | None:
    """A medium of somebody else's, taken out of `media`. Markup becomes the address that it shows."""
    raw, parts = media.get("url"), dict(media)
    if isinstance(raw, str) and "<" in raw and not markup.bad_scheme(raw):
        parts["url"] = markup.address_in(markup.harmless(raw))
        if not parts["url"]:
            entry.lose(f"No address was found in its media, which is kept for export: “{markup.plain(raw)[:100]}”.")
    found = entry.medium(parts)
    if found is None:
        if any(isinstance(media.get(name), str) and media[name].strip() for name in ("caption", "credit", "alt")):
            entry.lose("A caption or credit without a medium is kept for export only.")
        return None
    for name, part in found.items():
        theirs = media.pop(name, None)
        if isinstance(theirs, str) and theirs != _medium_out(name, part) and (theirs := entry.inert(theirs)):
            kept[f"media.{name}"] = {"ours": part, "theirs": theirs}
    return found


def _left(media: Json) -> dict[str, Json]:
    """What of a medium has not been taken."""
    return {name: value for name, value in media.items() if value not in (None, "")} if isinstance(media, dict) else {}


def _stand_in(entry: Entry, media: dict[str, Json]) -> Medium | None:
    """The medium that was written for a picture of ours, taken out of `media`."""
    return entry.medium({name: media.pop(name, None) for name in MEDIUM})


# --- Writing


def write(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> str:
    """`content` as a TimelineJS 3 file, every event with a date and an id. `pictures` are ours, by id, as media.

    `today` dates a timeline that has no dated event, and ends eras that have no end.
    """
    return json.dumps(slides(content, today=today, pictures=pictures), ensure_ascii=False, indent=1)


def slides(content: Content, *, today: date, pictures: Mapping[int, Medium] | None = None) -> Content:
    """The same as plain JSON."""
    theirs = content["foreign"].get(FORMAT, {})
    others = {name: value for name, value in content["foreign"].items() if name != FORMAT}
    block = {"slug": content["slug"], "lanes": content["lanes"], **({"foreign": others} if others else {})}
    lanes = {lane["key"]: lane["name"] for lane in content["lanes"]}
    found: Content = {**theirs.get("root", {}), **_title(content, theirs.get("title", {}))}
    used: set[str] = set()
    if "title" in found:
        used.add(found["title"]["unique_id"])
    found["events"] = [
        _slide(event, value, at, lanes, pictures or {}, today, used) for event, value, at in ours.with_anchors(content)
    ]
    if content["eras"]:
        found["eras"] = _eras(content, today)
    return {**found, KEY: block}


def dates_out(value: DateValue) -> Content:
    """start_date, end_date (unless it is the same) and display_date of a dated value; every figure is a text."""
    first, last = ends(value)
    start = first or last or (1,)
    found: Content = {"start_date": _object(start)}
    if first and last and last != first:
        found["end_date"] = _object(last)
    return {**found, "display_date": markup.as_html(in_full(value))}


def _object(moment: Moment) -> dict[str, str]:
    """A date object. Hours are texts, or midnight would be taken for no hour at all."""
    year = moment[0] if moment[0] > 0 else moment[0] - 1
    return {name: str(figure) for name, figure in zip(PARTS, (year, *moment[1:]), strict=False)}


def _title(content: Content, theirs: Content) -> Content:
    if not (content["title"] or content["introduction"] or theirs):
        return {}
    text = {**theirs.get("text", {}), "headline": markup.as_html(content["title"]), "text": content["introduction"]}
    return {"title": {"unique_id": "title", **theirs, "text": text}}


def _slide(
    event: Content,
    value: DateValue,
    at: DateValue | None,
    lanes: dict[str, str],
    pictures: Mapping[int, Medium],
    today: date,
    used: set[str],
) -> Content:
    theirs = dict(event["foreign"].get(FORMAT, {}))
    kept = theirs.pop("kept", {})
    picture = pictures.get(event["picture"]) if event["picture"] else None
    block = ours.packed(event, FORMAT, picture)
    slide: Content = {name: part for name, part in theirs.items() if name not in (*DATES, "unique_id")}
    slide["unique_id"] = _free(str(theirs.get("unique_id") or event["key"]), event["key"], used)
    slide |= _dates(event, value, at, today, kept.get("dates"), block)
    text = {"headline": _out(event["headline"], kept, "text.headline"), "text": event["body"]}
    if (whole := kept.get("text.text")) and whole["ours"] == event["body"]:
        text["text"] = whole["theirs"]
    slide["text"] = {**theirs.get("text", {}), **text}
    if medium := picture or event["media"]:
        own = {} if picture else kept
        parts = {name: _out(medium[name], own, f"media.{name}") for name in MEDIUM if medium.get(name)}
        slide["media"] = {**theirs.get("media", {}), **parts}
    if event["lane"] in lanes:
        slide["group"] = markup.as_html(lanes[event["lane"]])
    return {**slide, KEY: block}


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
    return _medium_out(path.rpartition(".")[2], text)


def _medium_out(name: str, text: str) -> str:
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
            "start_date": _object(start or min(first, end or first)),
            "end_date": _object(end or max(last, start or last)),
        }
        block = {"key": era["key"], "date": era["date"]}
        found.append({**dates, "text": {"headline": markup.as_html(era["title"])}, KEY: block})
    return found
