"""What every format is read into: content as a revision holds it, and a line for everything that could not come along.

A file is somebody else's: it is limited by name (MAX_…), its markup is sanitised, its addresses are looked at,
and whatever is shortened, changed or left out is a `Loss`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from newsroom.deadline import check
from timelines.dates import DateError, DateValue, figure_order, has_figures, parse
from timelines.dates.display import pieces
from timelines.exchange import markup
from timelines.parse import in_order
from timelines.sources import web_address

MAX_BYTES = 2_000_000
MAX_DEPTH = 30  # brackets inside brackets
MAX_EVENTS = 5_000
MAX_LANES = MAX_ERAS = 200
MAX_TEXT = 100_000  # characters of one text
MAX_SECONDS = 20  # of CPU for reading it
# As long as the columns are.
LONGEST = {
    "title": 150,
    "date": 200,
    "headline": 200,
    "place": 200,
    "lane": 100,
    "era": 200,
    "alt": 300,
    "caption": 2_000,
}
SCHEMA = 1

Json = Any
Content = dict[str, Any]


class NotATimeline(ValueError):
    """What was given is no timeline, or too much of one. The message is one line, with the cure."""


@dataclass(frozen=True)
class Loss:
    """What did not come along. `event` is its headline, label or number; "" for the file as a whole."""

    event: str
    what: str


@dataclass
class Reading:
    """What a file says. By event key: `pictures`, the key of the picture of ours that its id means, and
    `stand_ins`, the media to show where that picture is not at hand."""

    content: Content
    losses: list[Loss] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    stand_ins: dict[str, dict[str, str]] = field(default_factory=dict)
    date_warnings: list[Loss] = field(default_factory=list)  # how a date was read that could have been read otherwise

    @property
    def undated(self) -> int:
        """How many events have no date."""
        return sum(1 for event in self.content["events"] if not event["date"] or not event["date"]["periods"])


@dataclass(frozen=True)
class Setting:
    """Against which day dates are read, and in which zone and fiscal year."""

    today: date
    zone: str = "America/New_York"
    fiscal_year_start: int = 10
    figures: str = ""  # the order of dates in figures, where the file tells it

    def parse(self, text: str, today: date | None = None) -> DateValue | DateError:
        """Read a date as typed on `today`, or on another day."""
        check()
        return parse(
            text, today or self.today, zone=self.zone, fiscal_year_start=self.fiscal_year_start, figures=self.figures
        )

    def with_order(self, texts: Iterable[str]) -> tuple["Setting", str]:
        """This, with the order of dates in figures that these texts tell; and a sentence for the report, or ""."""
        order = figure_order(texts)
        told = replace(self, figures=order.settled)
        if not order.either or not (order.day_first or order.month_first):
            return told, ""
        either = told.parse(order.either)
        shown = in_words(either) if isinstance(either, DateValue) and either.periods else ""
        if not order.settled:
            return told, (
                f"The dates in figures contradict each other: “{order.day_first}” is day first and “{order.month_first}” "
                f"month first. Those that could be either were read month first: “{order.either}” is {shown}. Check each."
            )
        telling = order.day_first or order.month_first
        return told, (
            f"“{telling}” can only be {order.settled}, so all dates in figures were read {order.settled}: "
            f"“{order.either}” is {shown}."
        )


def in_words(value: DateValue) -> str:
    """The date in full, with its year and month in words."""
    return "".join(text for text, _ in pieces(value, None))


def figures_in_words(value: DateValue) -> DateValue:
    """The same date; a text such as 9/11/2001, which says two dates, becomes the one that was read."""
    return replace(value, text=in_words(value)) if value.periods and has_figures(value.text) else value


# --- The file as text


def decoded(data: str | bytes) -> tuple[str, list[Loss]]:
    """The text of a file, and what its encoding cost. Raises NotATimeline for one that is too large."""
    if len(data) > MAX_BYTES:
        raise NotATimeline(f"The file is larger than {MAX_BYTES // 1_000_000} MB (MAX_BYTES): split it.")
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), []
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding), []
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, [Loss("", "The file is not in UTF-8. It was read as Windows-1252: look at accents and quotes.")]


def loaded(text: str) -> Json:
    """JSON within the limits. Raises NotATimeline, in one line, for what is none."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise NotATimeline(f"Brackets are nested deeper than {MAX_DEPTH} (MAX_DEPTH): this is no timeline.") from None
    except ValueError as error:
        raise NotATimeline(f"The file is not JSON: {str(error).splitlines()[0]}.") from None
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise NotATimeline(f"Brackets are nested deeper than {MAX_DEPTH} (MAX_DEPTH): this is no timeline.")
        level = [inner for outer in level for inner in _inside(outer)]
    return value


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is no value of JSON")


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


# --- Content being put together


class Draft:
    """A timeline being read: rows are added to it, losses are told to it, `finished` hands it over."""

    def __init__(self, setting: Setting, filename: str, losses: Iterable[Loss] = ()) -> None:
        self.setting = setting
        self.filename = filename
        self.title = self.introduction = self.slug = ""
        self.lanes: list[Content] = []
        self.eras: list[Content] = []
        self.events: list[Content] = []
        self.foreign: Content = {}
        self.losses = list(losses)
        self.date_warnings: list[Loss] = []
        self.pictures: dict[str, str] = {}
        self.stand_ins: dict[str, dict[str, str]] = {}
        self._keys: set[str] = set()

    def lose(self, what: str, event: str = "") -> None:
        """Tell of a loss, once."""
        loss = Loss(markup.tidy(event), markup.tidy(what))
        if loss not in self.losses[-20:]:
            self.losses.append(loss)

    def settle_figures(self, texts: Iterable[str]) -> None:
        """Take the order of dates in figures from all date texts of the file, and say so."""
        self.setting, told = self.setting.with_order(texts)
        if told:
            self.date_warnings.append(Loss("", markup.tidy(told)))

    def key(self, wanted: Json = None) -> str:
        """A key of its own: the one wanted, if it is one and free."""
        try:
            key = str(UUID(wanted)) if isinstance(wanted, str) else ""
        except ValueError:
            key = ""
        if not key or key in self._keys:
            key = str(uuid4())
        self._keys.add(key)
        return key

    def lane(self, name: str, key: Json = None) -> str | None:
        """The key of the lane with that name, which is added if there is none; None for no name."""
        if not name:
            return None
        found = next((lane["key"] for lane in self.lanes if lane["name"] == name), None)
        if found or len(self.lanes) >= MAX_LANES:
            if not found:
                self.lose(f"There are more than {MAX_LANES} lanes (MAX_LANES): “{name}” was left out.")
            return found
        self.lanes.append({"key": self.key(key), "name": name})
        return str(self.lanes[-1]["key"])

    def era(self, title: str, value: DateValue, key: Json = None) -> None:
        """One era more."""
        if len(self.eras) >= MAX_ERAS:
            raise NotATimeline(f"There are more than {MAX_ERAS} eras (MAX_ERAS): leave some out.")
        self.eras.append({"key": self.key(key), "title": title, "date": value.to_json()})

    def entry(self, name: str) -> "Entry":
        """One event more, to be filled in. Raises NotATimeline beyond MAX_EVENTS."""
        if len(self.events) >= MAX_EVENTS:
            raise NotATimeline(f"There are more than {MAX_EVENTS:,} events (MAX_EVENTS): split the timeline.")
        return Entry(self, name or f"Event {len(self.events) + 1}")

    def finished(self) -> Reading:
        """The content in the order of time. What refers to a row that is not there refers to nothing."""
        keys = {event["key"] for event in self.events}
        for event in self.events:
            if event["after"] is not None and (event["after"] not in keys or event["after"] == event["key"]):
                event["after"] = None
        stem = (
            self.filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
        )
        content: Content = {
            "schema": SCHEMA,
            "title": self.title or Entry(self, "").line(stem, "title").capitalize() or "Imported timeline",
            "slug": self.slug,
            "introduction": self.introduction,
            "lanes": self.lanes,
            "eras": self.eras,
            "events": self.events,
            "foreign": self.foreign,
        }
        content["events"] = [event for event, _ in in_order(content)]
        return Reading(content, self.losses, self.pictures, self.stand_ins, self.date_warnings)


class Entry:
    """Texts, markup and addresses of one event (or of the title, an era): cleaned, and what that cost told."""

    def __init__(self, draft: Draft, name: str) -> None:
        self.draft = draft
        self.name = markup.tidy(name)[:100]

    def lose(self, what: str) -> None:
        """Tell of something of this event that did not come along."""
        self.draft.lose(what, self.name)

    def read(self, text: str) -> DateValue | DateError:
        """A date as typed, its figures in words: whoever saves the event later reads it in another order, perhaps."""
        value = self.draft.setting.parse(text)
        return value if isinstance(value, DateError) else figures_in_words(value)

    def warn(self, value: DateValue) -> None:
        """Tell how a date was read that could be read otherwise."""
        for warning in value.warnings:
            told = Loss(self.name, markup.tidy(warning))
            if told not in self.draft.date_warnings[-20:]:
                self.draft.date_warnings.append(told)

    def text(self, raw: Json, what: str = "text") -> str:
        """`raw` as text; what is none is left out and said."""
        check()
        if raw is None or raw == "":
            return ""
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
            self.lose(f"Its {what} is not text and was left out.")
            return ""
        text = markup.tidy(str(raw))
        if text != str(raw):
            self.lose(f"Control characters in its {what} were left out.")
        if len(text) > MAX_TEXT:
            self.lose(f"Its {what} was cut at {MAX_TEXT:,} characters (MAX_TEXT).")
            text = text[:MAX_TEXT]
        return text

    def line(self, raw: Json, what: str) -> str:
        """One line without markup, as long as `LONGEST` lets it be."""
        return self.cut(self.plain(raw, what), what)

    def plain(self, raw: Json, what: str) -> str:
        """The words of `raw`, on one line however long."""
        text = self.text(raw, what)
        line = markup.plain(text)
        if tags := markup.tags(text):
            self.lose(f"Markup in its {what} was left out: {', '.join(sorted(tags))}.")
        return line

    def cut(self, line: str, what: str) -> str:
        """`line`, no longer than the column is."""
        longest = LONGEST[what]
        if len(line) > longest:
            self.lose(f"Its {what} was cut at {longest} characters: “…{line[longest - 1 :][:200]}”.")
            return line[: longest - 1].rstrip() + "…"
        return line

    def rich(self, raw: Json, what: str = "text") -> str:
        """Sanitised rich text. Plain text becomes paragraphs."""
        html = markup.paragraphs(self.text(raw, what))
        cleaned, dropped = markup.cleaned(html)
        if dropped:
            self.lose(f"Left out of its {what}: {', '.join(dropped)}.")
        return cleaned

    def address(self, raw: Json, what: str) -> str:
        """A whole web address, or ""; what is none is said, with its scheme if that is no address of the web."""
        text = self.text(raw, what).strip()
        if not text:
            return ""
        if scheme := markup.bad_scheme(text):
            self.lose(f"Its {what} was a {scheme} address and was left out.")
            return ""
        address = markup.whole_address(text)
        if not web_address(address):
            self.lose(f"Its {what} “{text[:100]}” is no whole web address: write https://example.org/page.")
            return ""
        return address

    def medium(self, raw: dict[str, Json]) -> dict[str, str] | None:
        """A medium by its address, None without one. Keys: url, caption, credit, alt, thumbnail."""
        url = self.address(raw.get("url"), "medium’s address")
        if not url:
            return None
        return {
            "url": url,
            "caption": self.line(raw.get("caption"), "caption"),
            "credit": self.cut(self.line(raw.get("credit"), "caption"), "caption"),
            "alt": self.cut(markup.plain(self.text(raw.get("alt"), "alternative text")), "alt"),
            "thumbnail": self.address(raw.get("thumbnail"), "thumbnail"),
        }

    def sources(self, raw: Json) -> list[dict[str, str]]:
        """Sources as a list of {text, url}; one without either is passed over."""
        found = []
        for each in raw if isinstance(raw, list) else []:
            if isinstance(each, dict):
                text = markup.plain(self.text(each.get("text"), "source"))
                source = {"text": text, "url": self.address(each.get("url"), "source’s address")}
                if any(source.values()):
                    found.append(source)
        return found

    def inert(self, raw: Json) -> Json:
        """What is kept for export only, without addresses that run a script and without markup that could."""
        if isinstance(raw, dict):
            return {markup.tidy(str(name)): self.inert(value) for name, value in raw.items()}
        if isinstance(raw, list):
            return [self.inert(value) for value in raw]
        if not isinstance(raw, str):
            return raw
        if scheme := markup.bad_scheme(raw):
            self.lose(f"A {scheme} address was left out.")
            return ""
        return markup.harmless(markup.tidy(raw))

    def add(self, value: DateValue | None, *, key: Json = None, **fields: Any) -> Content:
        """Put the event into the draft; what is not named is empty."""
        texts = dict.fromkeys(("headline", "body", "place", "picture_alt"), "")
        nothing = dict.fromkeys(("lane", "after", "picture", "media"))
        event: Content = {
            "key": self.draft.key(key),
            "date": value.to_json() if value and (value.text or value.periods) else None,
            **texts,
            **nothing,
            "is_key": False,
            "sources": [],
            "sources_waived": False,
            "foreign": {},
            **fields,
        }
        self.draft.events.append(event)
        return event

    def label(self, text: str, warning: str = "") -> DateValue | None:
        """An undated label that says `text`; None for none."""
        text = self.cut(markup.plain(text), "date") if text else ""
        return DateValue(text, wording=text, warnings=(markup.tidy(warning),) if warning else ()) if text else None
