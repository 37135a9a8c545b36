"""From a TimelineJS file to content, whichever of its forms it has."""

from collections.abc import Iterator
from typing import Any

from timelines.dates import DateError, DateValue
from timelines.exchange import extension_key, markup
from timelines.exchange.content import (
    LONGEST,
    Content,
    Draft,
    Entry,
    Json,
    Loss,
    NotATimeline,
    Reading,
    Setting,
    figures_in_words,
)
from timelines.exchange.extension_key import KEY, Medium
from timelines.exchange.plain_dates import Moment, ends, in_full, read_display
from timelines.exchange.timelinejs.dates import (
    DATES,
    FORMAT,
    UNDATED,
    WrittenDate,
    as_it_came,
    dated,
    dates_out,
    differ,
    read_date,
    warned,
)
from timelines.exchange.timelinejs.serialize import OLDER, ROOT, medium_out
from timelines.sources import MEDIUM


def read(data: Json, filename: str, setting: Setting, losses: list[Loss] | None = None) -> Reading:
    """The timeline that a TimelineJS file says, of JSON that was loaded within the limits.

    Raises NotATimeline for what is none, and nothing else.
    """
    root = _root(data)
    draft = Draft(setting, filename, losses or [])
    block = root.pop(KEY, None)
    block = block if isinstance(block, dict) else {}
    lanes = extension_key.lanes(draft, block.get("lanes"))
    draft.slug = block["slug"] if isinstance(block.get("slug"), str) else ""
    slides = _list(root, "events", "slides", "date")
    titles = _titles(root, slides)
    eras = _list(root, "eras", "era") + [slide for slide in slides if _type(slide) == "era"]
    slides = [slide for slide in slides if _type(slide) not in ("era", "title")]
    if titles:
        _read_title(draft, titles[0], root)
    draft.settle_figures(_date_texts([*titles, *slides, *eras]))
    placed = _Placed(draft, lanes)
    for slide in [*titles[1:], *slides]:
        placed.read(slide)
    for era in eras:
        _read_era(draft, era)
    root = {name: value for name, value in root.items() if name not in ROOT}
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


def _date_texts(slides: list[Json]) -> Iterator[str]:
    """The texts that stand for dates, whichever form the slides have."""
    for slide in slides:
        if isinstance(slide, dict):
            modern = _modern(slide)
            yield from (text for name in DATES if isinstance(text := modern.get(name), str))


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
    start, end = (read_date(entry, era.get(name), name) for name in ("start_date", "end_date"))
    value: DateValue | DateError = dated(start, end, draft.setting)
    believed = extension_key.believed_date(draft.setting, era.get(KEY))
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
        fields = extension_key.unpacked(entry, block)
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
            extension_key.claim(self.draft, event, block.get("picture_key"), stand_in)

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
            return extension_key.medium(entry, block.get("media"))
        fields["picture"] = None
        if isinstance(media, dict):
            return _outside(entry, media, kept)
        if media not in (None, "", []):
            entry.lose("Its media is no medium and was left out.")
        return None

    def _date(self, entry: Entry, slide: dict[str, Any], block: Json, kept: dict[str, Any]) -> DateValue | None:
        """The date: ours where it agrees with the figures, else what is shown where that does, else the figures."""
        raw = {name: slide.pop(name, None) for name in DATES}
        start, end = read_date(entry, raw["start_date"], "start_date"), read_date(entry, raw["end_date"], "end_date")
        shown = raw["display_date"] or _shown(raw["start_date"]) or _shown(raw["end_date"])
        shown = markup.plain(entry.text(shown, "display date"))
        believed = (
            extension_key.believed_date(self.draft.setting, block)
            if isinstance(block, dict) and block.get("date")
            else None
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
            return self._shown_alone(entry, shown)
        if end.problem:
            entry.lose(f"{end.problem} Its end was left out.")
            end, raw["end_date"] = WrittenDate(), None
        value = believed if ours_agrees and believed else self._value(entry, start, end, shown, raw)
        if value is not believed:
            entry.warn(value)
        theirs = as_it_came(entry, raw)
        if theirs and not value.undated and differ(theirs, dates_out(value)):
            kept["dates"] = {
                "ours": value.text,
                "theirs": {"display_date": dates_out(value)["display_date"], **theirs},
            }
        return value

    def _shown_alone(self, entry: Entry, shown: str) -> DateValue | None:
        """What a display text without figures says, if that is a date; else a label."""
        value = entry.read(shown) if shown else None
        if isinstance(value, DateError):
            entry.lose(f"{value.message} It is kept without a date: “{shown}”.")
            return entry.label(shown, value.message)
        if value is None:
            return None
        entry.warn(value)
        return entry.label(shown) if value.undated or len(value.text) > LONGEST["date"] else value

    def _value(self, entry: Entry, start: WrittenDate, end: WrittenDate, shown: str, raw: dict[str, Json]) -> DateValue:
        setting = self.draft.setting
        moment = start.moment or (ends(start.value).start if start.value else None)
        if shown and moment and (said := read_display(shown, moment, end.moment, setting)):
            return figures_in_words(warned(said, start, end))
        value = dated(start, end, setting)
        if isinstance(value, DateError) and (end.moment or end.value):
            entry.lose(f"{value.message} Its end was left out.")
            value, raw["end_date"] = dated(start, WrittenDate(), setting), None
        if isinstance(value, DateError):
            entry.lose(f"{value.message} It is kept without a date: “{shown or start.text}”.")
            return entry.label(shown or start.text, value.message) or DateValue("")
        if shown and setting.parse(shown) != value:
            entry.lose(f"Its date is shown as “{in_full(value)}”; “{shown}” is kept for export only.")
        return value

    def _agrees(
        self, block: Content, believed: DateValue | None, start: WrittenDate, end: WrittenDate, shown: str
    ) -> bool:
        """Whether our own date is the one that the figures beside it were written from."""
        quiet = Entry(self.draft, "")
        if believed is None or believed.undated:
            # It carries another's date: believed for as long as neither that nor the label has been changed.
            label = markup.plain(believed.wording) if believed else UNDATED if block["date"] is None else ""
            placed = read_date(quiet, block.get("placed"), "start_date").moment
            return bool(label) and label == shown and start.moment == placed and not end.moment
        written = dates_out(believed)
        theirs = {"start_date": start.moment, "end_date": end.moment}
        plain = {name: read_date(quiet, written.get(name), name).moment for name in theirs}
        return plain == theirs and markup.plain(written["display_date"]) == shown


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
        parts["url"] = markup.address_in(markup.harmless(markup.tidy(raw)))
        if not parts["url"]:
            entry.lose(f"No address was found in its media, which is kept for export: “{markup.plain(raw)[:100]}”.")
    found = entry.medium(parts)
    if found is None:
        if any(isinstance(media.get(name), str) and media[name].strip() for name in ("caption", "credit", "alt")):
            entry.lose("A caption or credit without a medium is kept for export only.")
        return None
    for name, part in found.items():
        theirs = media.pop(name, None)
        if isinstance(theirs, str) and theirs != medium_out(name, part) and (theirs := entry.inert(theirs)):
            kept[f"media.{name}"] = {"ours": part, "theirs": theirs}
    return found


def _left(media: Json) -> dict[str, Json]:
    """What of a medium has not been taken."""
    return {name: value for name, value in media.items() if value not in (None, "")} if isinstance(media, dict) else {}


def _stand_in(entry: Entry, media: dict[str, Json]) -> Medium | None:
    """The medium that was written for a picture of ours, taken out of `media`."""
    return entry.medium({name: media.pop(name, None) for name in MEDIUM})
