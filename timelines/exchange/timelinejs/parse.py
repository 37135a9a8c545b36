"""Import of TimelineJS files, in any of their forms."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

from timelines.dates import DateError, DateValue
from timelines.exchange import markup
from timelines.exchange.content import LONGEST, Draft, Entry, Medium, Reading, Setting, figures_in_words
from timelines.exchange.plain_dates import UNDATED, Moment, ends, in_full, read_display
from timelines.exchange.timelinejs import dates
from timelines.exchange.timelinejs.dates import DATE_PARTS, DATES, FORMAT, WrittenDate, dates_out, read_date
from timelines.exchange.untrusted import Content, Json, Loss, NotATimeline, as_object, valid_key, without
from timelines.sources import MEDIUM

# Names of the first TimelineJS → of the third.
OLDER = {"startDate": "start_date", "endDate": "end_date", "asset": "media", "tag": "group"}
EMPTY: tuple[Json, ...] = (None, "", {}, [])
QUIET = ("type", "unique_id", "uniqueid", "newsroom")  # "newsroom": a copy of the event, in older files of ours


def read(data: Json, filename: str, setting: Setting, losses: list[Loss], own: Iterable[Content] = ()) -> Reading:
    """Read loaded JSON of TimelineJS. `own`: fields of each event that TimelineJS has no name for.

    Raises NotATimeline, and nothing else.
    """
    root = _root(data)
    draft = Draft(setting, filename, losses)
    slides = _list(root, "events", "slides", "date")
    titles = _titles(root, slides)
    eras = _list(root, "eras", "era") + [slide for slide in slides if _type(slide) == "era"]
    slides = [slide for slide in slides if _type(slide) not in ("era", "title")]
    if titles:
        _read_title(draft, titles[0])
    draft.settle_figures(_date_texts([*titles, *slides, *eras]))
    reader = _Slides(draft)
    for slide, fields in zip([*titles[1:], *slides], own or repeat({}), strict=False):
        reader.read(slide, fields)
    for era in eras:
        _read_era(draft, era)
    _report_the_rest(Entry(draft, ""), root)
    return draft.finished()


def _report_the_rest(entry: Entry, slide: Content) -> None:
    """Report what is left of a slide."""
    parts = {name: slide.get(name) for name in ("text", "media", "start_date", "end_date")}
    inner = {f"{name}.{key}": value for name, part in parts.items() for key, value in as_object(part).items()}
    left = inner | {name: value for name, value in slide.items() if not isinstance(parts.get(name), dict)}
    names = sorted(markup.plain(name) for name, value in left.items() if name not in QUIET and value not in EMPTY)
    if names:
        entry.lose(f"Left out: {', '.join(names)[:300]}.")


def _root(data: Json) -> dict[str, Any]:
    """Return a copy of the object that holds the slides."""
    if isinstance(data, list) and data and all(isinstance(slide, dict) for slide in data):
        return {"events": data}
    root = as_object(data)
    inner = root.get("timeline")
    if isinstance(inner, list):
        inner = {"events": inner}
    if isinstance(inner, dict):
        root = without(("timeline",), root) | inner
    if not any(isinstance(root.get(name), list) for name in ("events", "slides", "date")):
        raise NotATimeline("This isn't a timeline: it has no list of events (“events”, “slides” or “date”).")
    return dict(root)


def _list(root: dict[str, Any], *names: str) -> list[Json]:
    return [item for name in names if isinstance(root.get(name), list) for item in root.pop(name)]


def _date_texts(slides: list[Json]) -> Iterator[str]:
    for slide in slides:
        modern = _modern(as_object(slide))
        yield from (text for name in DATES if isinstance(text := modern.get(name), str))


def _type(slide: Json) -> str:
    kind = as_object(slide).get("type")
    return kind.strip().lower() if isinstance(kind, str) else ""


def _titles(root: dict[str, Any], slides: list[Json]) -> list[Json]:
    """Find the title slide, in any of its forms: a list, texts, the headline of the first TimelineJS."""
    titles = root.pop("title", None)
    titles = titles if isinstance(titles, list) else [titles]
    titles = [{"text": {"headline": title}} if isinstance(title, str) else title for title in titles if title]
    titles += [slide for slide in slides if _type(slide) == "title"]
    if not titles and (isinstance(root.get("headline"), str) or isinstance(root.get("text"), str)):
        names = ("headline", "text", "asset", "startDate", "endDate")
        titles = [{name: root.pop(name) for name in names if name in root}]
    return [title for title in titles if isinstance(title, dict)]


def _modern(slide: Content) -> Content:
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
        media = {"url": media["media"], **without(("media",), media)}
    return {**slide, "text": dict(text), "media": dict(media) if isinstance(media, dict) else media}


def _read_title(draft: Draft, slide: Json) -> None:
    slide, entry = _modern(slide), Entry(draft, "Title")
    draft.title = entry.line(slide["text"].pop("headline", None), "title")
    draft.introduction = entry.rich(slide["text"].pop("text", None))
    dated = [slide.pop(name, None) for name in DATES]
    if any(dated):
        entry.lose("A title has no date; its date was left out.")
    if slide.pop("media"):
        entry.lose("Its media was left out.")
    _report_the_rest(entry, slide)


def _read_era(draft: Draft, raw: Json) -> None:
    if not isinstance(raw, dict):
        draft.lose("An invalid era was left out.")
        return
    era = _modern(raw)
    text = era["text"]
    entry = Entry(draft, markup.plain(str(text.get("headline") or "")) or "An era")
    title = entry.line(text.get("headline"), "era") or entry.line(text.get("text"), "era")
    start, end = (read_date(entry, era.get(name), name) for name in ("start_date", "end_date"))
    value: DateValue | DateError = dates.dated(start, end, draft.setting)
    shown = draft.setting.parse(markup.plain(entry.text(era.get("display_date"), "display date")))
    if isinstance(shown, DateValue) and not shown.undated and _era_dates(shown, start.moment, end.moment):
        value = figures_in_words(shown)
    if isinstance(value, DateError) or value.undated:
        entry.lose(f"The era was left out: {start.problem or end.problem or 'it has no date'}")
        return
    draft.era(title or "An era", value)
    if markup.plain(str(text.get("text") or "")) and text.get("headline"):
        entry.lose("An era has a name only; its text was left out.")


def _era_dates(value: DateValue, start: Moment | None, end: Moment | None) -> bool:
    """Check whether the date that an era shows agrees with its figures: an open end may be anywhere."""
    first, last = ends(value)
    return (first is None or first == start) and (last is None or (last == end) or (end is None and last == start))


class _Slides:
    """Reader of the slides, one after the other."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.ids: set[str] = set()
        self.above: Json = None  # the start of the slide above

    def read(self, raw: Json, own: Content) -> None:
        """Read one slide as one event, unless it is empty."""
        if not isinstance(raw, dict):
            shown = markup.plain(str(raw))[:200] if raw is not None else ""
            self.draft.lose(f"This isn't an event and was left out: “{shown}”.", f"Event {len(self.draft.events) + 1}")
            return
        slide = _modern(raw)
        entry = self.draft.entry(_name_of(slide))
        given = slide.get("unique_id") or slide.get("uniqueid")
        unique_id = markup.plain(str(given))[:200] if type(given) in (str, int) else ""
        value = self._date(entry, slide, own.get("date") if own else self._borrowed(slide, unique_id))
        headline, body = _headline(entry, slide["text"])
        media = self._medium(entry, slide)
        lane = self.draft.lane(entry.line(slide.pop("group", None), "group"))
        _report_the_rest(entry, slide)
        if unique_id and unique_id in self.ids:
            entry.lose(f"Its ID “{unique_id[:60]}” is already in use; it gets a new one.")
            unique_id = ""
        self.ids.add(unique_id)
        if not (value or headline or body or media or valid_key(unique_id)):
            entry.lose("It is empty and was left out.")
            return
        foreign = {FORMAT: {"unique_id": unique_id}} if unique_id and not valid_key(unique_id) else {}
        fields = {name: part for name, part in own.items() if name != "date"}
        fields |= {"place": entry.line(own.get("place"), "place"), "sources": entry.sources(own.get("sources"))}
        fields["coordinates"] = entry.coordinates(own.get("coordinates"))
        fields |= {"headline": headline, "body": body, "media": media, "lane": lane, "foreign": foreign}
        entry.add(value, key=unique_id, **fields)

    def _borrowed(self, slide: Content, unique_id: str) -> DateValue | None:
        """Return the label of an event of ours that has no date, but the one of the slide above it."""
        shown, above = slide.get("display_date"), self.above
        self.above = slide.get("start_date")
        label = markup.plain(shown) if isinstance(shown, str) else ""
        ours = valid_key(unique_id) and above in (None, self.above) and label
        if not ours or len(label) > LONGEST["date"]:
            return None
        read = self.draft.setting.parse(label)
        is_date = isinstance(read, DateValue) and not read.undated
        return None if is_date else DateValue(label, wording=label)

    def _medium(self, entry: Entry, slide: Content) -> Medium | None:
        media = slide.pop("media", None)
        if isinstance(media, dict):
            slide["media"] = without(MEDIUM, media)
            return _outside(entry, media)
        if media not in EMPTY:
            entry.lose("Its media is invalid and was left out.")
        return None

    def _date(self, entry: Entry, slide: Content, own: DateValue | None) -> DateValue | None:
        """Choose our own date if it agrees with the figures, else the display text if it agrees, else the figures."""
        raw = {name: slide.get(name) for name in DATES}
        start, end = read_date(entry, raw["start_date"], "start_date"), read_date(entry, raw["end_date"], "end_date")
        shown = slide.pop("display_date", None) or _shown(raw["start_date"]) or _shown(raw["end_date"])
        shown = markup.plain(entry.text(shown, "display date"))
        for name in ("start_date", "end_date"):
            slide[name] = without((*DATE_PARTS, "display_date"), slide.get(name))
        if own and not start.problem and self._agrees(own, start, end, shown):
            return own if own.wording != UNDATED and (own.text or own.periods) else None
        if start.problem:
            return entry.undated(shown or start.text, start.problem)
        if not (start.moment or start.value):
            if end.moment or end.value or end.problem:
                return entry.undated(shown or end.text, "It has an end and no start: type the date.")
            return self._shown_alone(entry, shown)
        if end.problem:
            entry.lose(f"{end.problem} Its end was left out.")
            end = WrittenDate()
        value = self._value(entry, start, end, shown)
        entry.warn(value)
        return value

    def _shown_alone(self, entry: Entry, shown: str) -> DateValue | None:
        if not shown:
            return None
        value = entry.read(shown)
        if isinstance(value, DateError):
            return entry.undated(shown, value)
        entry.warn(value)
        return entry.label(shown) if value.undated or len(value.text) > LONGEST["date"] else value

    def _value(self, entry: Entry, start: WrittenDate, end: WrittenDate, shown: str) -> DateValue:
        setting = self.draft.setting
        moment = start.moment or (ends(start.value).start if start.value else None)
        if shown and moment and (displayed := read_display(shown, moment, end.moment, setting)):
            return figures_in_words(dates.warned(displayed, start, end))
        value = dates.dated(start, end, setting)
        if isinstance(value, DateError) and (end.moment or end.value):
            entry.lose(f"{value.message} Its end was left out.")
            value = dates.dated(start, WrittenDate(), setting)
        if isinstance(value, DateError):
            return entry.undated(shown or start.text, value) or DateValue("")
        if shown and setting.parse(shown) != value:
            named = setting.parse(f"{shown} ({in_full(value)})")
            if named == value and isinstance(named, DateValue) and named.label and len(named.text) <= LONGEST["date"]:
                return named
            entry.lose(f"Its date is shown as “{in_full(value)}”; “{shown}” was left out.")
        return value

    def _agrees(self, own: DateValue, start: WrittenDate, end: WrittenDate, shown: str) -> bool:
        """Check whether the figures beside our own date were written from it."""
        if own.undated:  # the figures are another event's
            return shown == (markup.plain(own.wording) or UNDATED) and not end.moment
        written, quiet = dates_out(own), Entry(self.draft, "")
        ours = tuple(read_date(quiet, written.get(name), name).moment for name in ("start_date", "end_date"))
        return ours == (start.moment, end.moment) and markup.plain(written["display_date"]) == shown


def _shown(raw: Json) -> Json:
    return as_object(raw).get("display_date")


def _name_of(slide: Content) -> str:
    """Name a slide in reports by its headline, or the text of its date."""
    for raw in (slide["text"].get("headline"), slide.get("display_date"), slide["text"].get("text")):
        if isinstance(raw, str) and (name := markup.plain(raw[:500])):
            return name[:80]
    return ""


def _headline(entry: Entry, text: Content) -> tuple[str, str]:
    """Take headline and body out of `text`. The body repeats a headline that is too long."""
    whole = entry.plain(text.pop("headline", None), "headline")
    headline, body = whole, entry.rich(text.pop("text", None))
    longest = LONGEST["headline"]
    if len(whole) > longest:
        headline = whole[: longest - 1].rstrip() + "…"
        body = markup.cleaned(f"<p>{markup.as_html(whole)}</p>{body}")[0]
        entry.lose(f"Its headline is longer than {longest} characters: it was cut, and the text has all of it.")
    return headline, body


def _outside(entry: Entry, media: Content) -> Medium | None:
    """Read a medium. Markup becomes the address that it shows."""
    raw, parts = media.get("url"), dict(media)
    if isinstance(raw, str) and "<" in raw and not markup.bad_scheme(raw):
        parts["url"] = markup.address_in(markup.tidy(raw))
        if not parts["url"]:
            entry.lose(f"No address was found in its media, which was left out: “{markup.plain(raw)[:100]}”.")
    found = entry.medium(parts)
    if not found and any(
        isinstance(media.get(name), str) and media[name].strip() for name in ("caption", "credit", "alt")
    ):
        entry.lose("A caption or credit without a media address was left out.")
    return found
