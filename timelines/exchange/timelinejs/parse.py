"""Import of TimelineJS files, in any of their forms."""

from collections.abc import Iterator
from typing import Any

from timelines.dates import DateError, DateValue
from timelines.exchange import extension_key, markup
from timelines.exchange.content import LONGEST, Draft, Entry, Medium, Reading, Setting, figures_in_words
from timelines.exchange.extension_key import KEY
from timelines.exchange.plain_dates import UNDATED, Moment, ends, in_full, read_display
from timelines.exchange.timelinejs import dates
from timelines.exchange.timelinejs.dates import DATES, FORMAT, WrittenDate, dates_out, read_date
from timelines.exchange.timelinejs.serialize import OLDER, ROOT, medium_out
from timelines.exchange.untrusted import Content, Json, Loss, NotATimeline, as_object, without
from timelines.sources import MEDIUM


def read(data: Json, filename: str, setting: Setting, losses: list[Loss]) -> Reading:
    """Read loaded JSON of TimelineJS. Raises NotATimeline, and nothing else."""
    root = _root(data)
    draft = Draft(setting, filename, losses)
    block = as_object(root.pop(KEY, None))
    lanes = extension_key.lanes(draft, block.get("lanes"))
    draft.slug = block["slug"] if isinstance(block.get("slug"), str) else ""
    slides = _list(root, "events", "slides", "date")
    titles = _titles(root, slides)
    eras = _list(root, "eras", "era") + [slide for slide in slides if _type(slide) == "era"]
    slides = [slide for slide in slides if _type(slide) not in ("era", "title")]
    if titles:
        _read_title(draft, titles[0], root)
    draft.settle_figures(_date_texts([*titles, *slides, *eras]))
    reader = _Slides(draft, lanes)
    for slide in [*titles[1:], *slides]:
        reader.read(slide)
    for era in eras:
        _read_era(draft, era)
    top = Entry(draft, "").inert(without(ROOT, root))
    draft.foreign = {**Entry(draft, "").inert(as_object(block.get("foreign"))), **draft.foreign}
    if top:
        draft.foreign.setdefault(FORMAT, {})["root"] = top
    return draft.finished()


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
    slide = {name: value for name, value in without(("type", KEY), slide).items() if value not in (None, "", {})}
    if slide.get("media"):
        entry.lose("Its media is kept for export only.")
    if kept := entry.inert(slide):
        draft.foreign[FORMAT] = {"title": kept}


def _read_era(draft: Draft, raw: Json) -> None:
    if not isinstance(raw, dict):
        draft.lose("An invalid era was left out.")
        return
    era = _modern(raw)
    text, block = era["text"], as_object(era.get(KEY))
    entry = Entry(draft, markup.plain(str(text.get("headline") or "")) or "An era")
    title = entry.line(text.get("headline"), "era") or entry.line(text.get("text"), "era")
    start, end = (read_date(entry, era.get(name), name) for name in ("start_date", "end_date"))
    value: DateValue | DateError = dates.dated(start, end, draft.setting)
    trusted = extension_key.trusted_date(draft.setting, block)
    if trusted and not trusted.undated and _era_dates(trusted, start.moment, end.moment):
        value = trusted
    if isinstance(value, DateError) or value.undated:
        entry.lose(f"The era was left out: {start.problem or end.problem or 'it has no date'}")
        return
    draft.era(title or "An era", value, block.get("key"))
    if markup.plain(str(text.get("text") or "")) and text.get("headline"):
        entry.lose("An era has a name only; its text was left out.")


def _era_dates(value: DateValue, start: Moment | None, end: Moment | None) -> bool:
    """Check whether an era's own date agrees with its figures: an open end may be anywhere."""
    first, last = ends(value)
    return (first is None or first == start) and (last is None or (last == end) or (end is None and last == start))


class _Slides:
    """Reader of the slides, one after the other."""

    def __init__(self, draft: Draft, lanes: dict[str, str]) -> None:
        self.draft, self.lanes = draft, lanes
        self.ids: set[str] = set()

    def read(self, raw: Json) -> None:
        """Read one slide as one event, unless it is empty."""
        if not isinstance(raw, dict):
            shown = markup.plain(str(raw))[:200] if raw is not None else ""
            self.draft.lose(f"This isn't an event and was left out: “{shown}”.", f"Event {len(self.draft.events) + 1}")
            return
        slide = _modern(raw)
        slide.pop("type", None)
        block = as_object(slide.pop(KEY, None))
        entry = self.draft.entry(_name_of(slide))
        text, media = slide.pop("text"), slide.pop("media", None)
        kept: dict[str, Any] = {}
        value = self._date(entry, slide, block, kept)
        headline, body = _headline(entry, text, kept)
        fields = extension_key.unpacked(entry, block)
        foreign = fields.pop("foreign")
        fields["media"] = self._medium(entry, media, block, fields, kept)
        stand_in = entry.medium({name: media.pop(name, None) for name in MEDIUM}) if fields["picture"] else None
        lane = entry.line(slide.pop("group", None), "group")
        fields["lane"] = extension_key.lane(self.draft, self.lanes, block, lane)
        unique_id = slide.pop("unique_id", None) or slide.pop("uniqueid", None)
        own = block.get("key")
        media_left = {name: value for name, value in as_object(media).items() if value not in (None, "")}
        left = {name: part for name, part in (("text", text), ("media", media_left)) if part}
        left |= {name: part for name, part in slide.items() if part not in (None, "", {}, [])}
        rest = entry.inert(left)
        unique_id = markup.plain(str(unique_id))[:200] if type(unique_id) in (str, int) else ""
        if unique_id and unique_id in self.ids:
            entry.lose(f"Its ID “{unique_id[:60]}” is already in use; it gets a new one.")
        elif unique_id and unique_id != own:
            rest["unique_id"] = unique_id
        self.ids.add(unique_id)
        if rest or kept:
            foreign[FORMAT] = {**rest, **({"kept": kept} if kept else {})}
        if not (value or headline or body or fields["media"] or rest or own):
            entry.lose("It is empty and was left out.")
            return
        event = entry.add(value, key=own or unique_id, headline=headline, body=body, foreign=foreign, **fields)
        if fields["picture"]:
            extension_key.claim(self.draft, event, block.get("picture_key"), stand_in)

    def _medium(self, entry: Entry, media: Json, block: Content, fields: Content, kept: Content) -> Medium | None:
        """Read the medium of a slide; a library picture only if its address is the exported one."""
        url = as_object(media).get("url")
        if fields["picture"] and url and url == block.get("picture_url"):
            return extension_key.medium(entry, block.get("media"))
        fields["picture"] = None
        if isinstance(media, dict):
            return _outside(entry, media, kept)
        if media not in (None, "", []):
            entry.lose("Its media is invalid and was left out.")
        return None

    def _date(self, entry: Entry, slide: Content, block: Content, kept: Content) -> DateValue | None:
        """Choose our own date if it agrees with the figures, else the display text if it agrees, else the figures."""
        raw = {name: slide.pop(name, None) for name in DATES}
        start, end = read_date(entry, raw["start_date"], "start_date"), read_date(entry, raw["end_date"], "end_date")
        shown = raw["display_date"] or _shown(raw["start_date"]) or _shown(raw["end_date"])
        shown = markup.plain(entry.text(shown, "display date"))
        trusted = extension_key.trusted_date(self.draft.setting, block) if block.get("date") else None
        ours_agrees = "date" in block and self._agrees(block, trusted, start, end, shown)
        if ours_agrees and (trusted is None or trusted.undated):
            return trusted
        if start.problem:
            return entry.undated(shown or start.text, start.problem)
        if not (start.moment or start.value):
            if end.moment or end.value or end.problem:
                return entry.undated(shown or end.text, "It has an end and no start: type the date.")
            return self._shown_alone(entry, shown)
        if end.problem:
            entry.lose(f"{end.problem} Its end was left out.")
            end, raw["end_date"] = WrittenDate(), None
        value = trusted if ours_agrees and trusted else self._value(entry, start, end, shown, raw)
        if value is not trusted:
            entry.warn(value)
        theirs, ours = dates.as_imported(entry, raw), {} if value.undated else dates_out(value)
        if theirs and ours and dates.differ(theirs, ours):
            kept["dates"] = {"ours": value.text, "theirs": {"display_date": ours["display_date"], **theirs}}
        return value

    def _shown_alone(self, entry: Entry, shown: str) -> DateValue | None:
        if not shown:
            return None
        value = entry.read(shown)
        if isinstance(value, DateError):
            return entry.undated(shown, value)
        entry.warn(value)
        return entry.label(shown) if value.undated or len(value.text) > LONGEST["date"] else value

    def _value(self, entry: Entry, start: WrittenDate, end: WrittenDate, shown: str, raw: dict[str, Json]) -> DateValue:
        setting = self.draft.setting
        moment = start.moment or (ends(start.value).start if start.value else None)
        if shown and moment and (displayed := read_display(shown, moment, end.moment, setting)):
            return figures_in_words(dates.warned(displayed, start, end))
        value = dates.dated(start, end, setting)
        if isinstance(value, DateError) and (end.moment or end.value):
            entry.lose(f"{value.message} Its end was left out.")
            value, raw["end_date"] = dates.dated(start, WrittenDate(), setting), None
        if isinstance(value, DateError):
            return entry.undated(shown or start.text, value) or DateValue("")
        if shown and setting.parse(shown) != value:
            named = setting.parse(f"{shown} ({in_full(value)})")
            if named == value and isinstance(named, DateValue) and named.label and len(named.text) <= LONGEST["date"]:
                return named
            entry.lose(f"Its date is shown as “{in_full(value)}”; “{shown}” is kept for export only.")
        return value

    def _agrees(
        self, block: Content, trusted: DateValue | None, start: WrittenDate, end: WrittenDate, shown: str
    ) -> bool:
        """Check whether the figures beside our own date were written from it."""
        quiet = Entry(self.draft, "")
        if trusted is None or trusted.undated:
            # It has another event's date, and is trusted if neither that nor the label has changed.
            label = markup.plain(trusted.wording) if trusted else UNDATED if block["date"] is None else ""
            placed = read_date(quiet, block.get("placed"), "start_date").moment
            return bool(label) and label == shown and start.moment == placed and not end.moment
        written = dates_out(trusted)
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


def _headline(entry: Entry, text: Content, kept: Content) -> tuple[str, str]:
    """Take headline and body out of `text`. The body repeats a headline that is too long."""
    raw, raw_body = text.pop("headline", None), text.pop("text", None)
    whole = entry.plain(raw, "headline")
    headline, body = whole, entry.rich(raw_body)
    longest = LONGEST["headline"]
    if len(whole) > longest:
        headline = whole[: longest - 1].rstrip() + "…"
        body = markup.cleaned(f"<p>{markup.as_html(whole)}</p>{body}")[0]
        entry.lose(f"Its headline is longer than {longest} characters: it was cut, and the text has all of it.")
    if isinstance(raw, str) and headline == whole and markup.as_html(headline) != raw:
        kept["text.headline"] = {"ours": headline, "theirs": entry.inert(raw)}
    if isinstance(raw_body, str) and markup.tags(raw_body) - markup.tags(body):
        kept["text.text"] = {"ours": body, "theirs": markup.harmless(markup.tidy(raw_body))}
    return headline, body


def _outside(entry: Entry, media: Content, kept: Content) -> Medium | None:
    """Take a medium out of `media`. Markup becomes the address that it shows."""
    raw, parts = media.get("url"), dict(media)
    if isinstance(raw, str) and "<" in raw and not markup.bad_scheme(raw):
        parts["url"] = markup.address_in(markup.harmless(markup.tidy(raw)))
        if not parts["url"]:
            entry.lose(f"No address was found in its media, which is kept for export: “{markup.plain(raw)[:100]}”.")
    found = entry.medium(parts)
    if found is None:
        if any(isinstance(media.get(name), str) and media[name].strip() for name in ("caption", "credit", "alt")):
            entry.lose("A caption or credit without a media address is kept for export only.")
        return None
    for name, part in found.items():
        theirs = media.pop(name, None)
        if isinstance(theirs, str) and theirs != medium_out(name, part) and (theirs := entry.inert(theirs)):
            kept[f"media.{name}"] = {"ours": part, "theirs": theirs}
    return found
