"""What every format is read into: the content of a revision, and a `Loss` for whatever is shortened, changed or left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from newsroom.deadline import check
from timelines.coordinates import Coordinates, checked, from_text
from timelines.dates import DateError, DateValue, figure_order, has_figures, in_words, parse
from timelines.dates.figures import MONTH_FIRST, FigureOrder
from timelines.exchange import markup
from timelines.exchange.untrusted import Content, Json, Loss, NotATimeline, as_list, as_object, valid_key
from timelines.parse import in_order
from timelines.sources import web_address

MAX_EVENTS = 5_000
MAX_LANES = MAX_ERAS = 200
MAX_TEXT = 100_000  # characters of one text
MAX_SECONDS = 20  # of CPU for reading it
# The lengths of the columns.
LONGEST = {"title": 150, "group": 100, "alt": 300, "caption": 2_000}
LONGEST |= dict.fromkeys(("date", "headline", "place", "era"), 200)
SCHEMA = 3  # of `Timeline`
Medium = dict[str, str]


@dataclass
class Reading:
    """A file as read. By event key: `pictures`, the key of a picture from a library, and `stand_ins`, the media to
    show if this library doesn't have it."""

    content: Content
    losses: list[Loss] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    stand_ins: dict[str, Medium] = field(default_factory=dict)
    date_warnings: list[Loss] = field(default_factory=list)  # how ambiguous dates were read
    open_figures: str = ""  # a numeric date whose order nothing in the file settles

    @property
    def undated(self) -> int:
        """Number of events without a date."""
        return sum(1 for event in self.content["events"] if not event["date"] or not event["date"]["periods"])


@dataclass(frozen=True)
class Setting:
    """The day, zone and fiscal year against which dates are read."""

    today: date
    zone: str = "America/New_York"
    fiscal_year_start: int = 10
    figures: str = ""  # the order of numeric dates, if it is known
    usual: str = MONTH_FIRST  # and if it isn't
    language: str = ""  # of the texts, if it is known

    def parse(self, text: str, today: date | None = None) -> DateValue | DateError:
        """Read a date as typed on this setting's day, or on another one."""
        check()
        fiscal = self.fiscal_year_start
        order = {"figures": self.figures, "usual": self.usual}
        return parse(
            text, today or self.today, zone=self.zone, fiscal_year_start=fiscal, language=self.language, **order
        )

    def with_order(self, order: FigureOrder) -> tuple["Setting", str]:
        """Return a setting with the order of numeric dates, unless it was known, and a sentence about it, or ""."""
        if self.figures:
            return self, ""
        settled = replace(self, figures=order.settled)
        if not order.either or not (order.day_first or order.month_first):
            return settled, ""
        either = settled.parse(order.either)
        shown = in_words(either) if isinstance(either, DateValue) and either.periods else ""
        if not order.settled:
            return settled, (
                f"Numeric dates contradict each other: “{order.day_first}” is day first and “{order.month_first}” "
                f"month first. Dates that could be either were read {self.usual}: “{order.either}” is {shown}. Check each."
            )
        evidence = order.day_first or order.month_first
        return settled, (
            f"“{evidence}” can only be {order.settled}, so all numeric dates were read {order.settled}: "
            f"“{order.either}” is {shown}."
        )


def figures_in_words(value: DateValue) -> DateValue:
    """Replace an ambiguous text such as 9/11/2001 by the date that was read."""
    return replace(value, text=in_words(value)) if value.periods and has_figures(value.text) else value


class Draft:
    """A timeline being read: rows and losses are added to it, and `finished` returns the result."""

    def __init__(self, setting: Setting, filename: str, losses: Iterable[Loss] = ()) -> None:
        self.setting = setting
        self.filename = filename
        self.title = self.introduction = self.slug = ""
        self.language = "en"
        self.lanes: list[Content] = []
        self.eras: list[Content] = []
        self.events: list[Content] = []
        self.foreign: Content = {}
        self.losses = list(losses)
        self.date_warnings: list[Loss] = []
        self.open_figures = ""
        self.pictures: dict[str, str] = {}
        self.stand_ins: dict[str, Medium] = {}
        self._keys: set[str] = set()

    def lose(self, what: str, event: str = "") -> None:
        """Report a loss, once."""
        _add_once(self.losses, event, what)

    def settle_figures(self, texts: Iterable[str]) -> None:
        """Take the order of numeric dates from all date texts of the file, and report it."""
        order = figure_order(texts)
        self.open_figures = order.open
        self.setting, report = self.setting.with_order(order)
        if report:
            _add_once(self.date_warnings, "", report)

    def key(self, wanted: Json = None) -> str:
        """Return the wanted key if it is valid and free, else a new one."""
        key = valid_key(wanted)
        if not key or key in self._keys:
            key = str(uuid4())
        self._keys.add(key)
        return key

    def lane(self, name: str, key: Json = None) -> str | None:
        """Return the key of the group with that name, adding it if needed; None for no name."""
        found = next((lane["key"] for lane in self.lanes if lane["name"] == name), None)
        if not name or found:
            return found
        if len(self.lanes) >= MAX_LANES:
            self.lose(f"There are more than {MAX_LANES} groups (MAX_LANES): “{name}” was left out.")
            return None
        self.lanes.append({"key": self.key(key), "name": name})
        return str(self.lanes[-1]["key"])

    def era(self, title: str, value: DateValue, key: Json = None) -> None:
        """Add an era. Raises NotATimeline beyond MAX_ERAS."""
        if len(self.eras) >= MAX_ERAS:
            raise NotATimeline(f"There are more than {MAX_ERAS} eras (MAX_ERAS): leave some out.")
        self.eras.append({"key": self.key(key), "title": title, "date": value.to_json()})

    def entry(self, name: str) -> "Entry":
        """Start an event. Raises NotATimeline beyond MAX_EVENTS."""
        if len(self.events) >= MAX_EVENTS:
            raise NotATimeline(f"There are more than {MAX_EVENTS:,} events (MAX_EVENTS): split the timeline.")
        return Entry(self, name or f"Event {len(self.events) + 1}")

    def finished(self) -> Reading:
        """Return the content in chronological order, without references to missing rows."""
        keys = {event["key"] for event in self.events}
        for event in self.events:
            if event["after"] not in keys or event["after"] == event["key"]:
                event["after"] = None
        stem = self.filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        named = Entry(self, "").line(stem.replace("-", " ").replace("_", " "), "title").capitalize()
        content: Content = {
            "schema": SCHEMA,
            "title": self.title or named or "Imported timeline",
            "slug": self.slug,
            "introduction": self.introduction,
            "language": self.language,
            "lanes": self.lanes,
            "eras": self.eras,
            "events": self.events,
            "foreign": self.foreign,
        }
        content["events"] = [event for event, _ in in_order(content)]
        return Reading(content, self.losses, self.pictures, self.stand_ins, self.date_warnings, self.open_figures)


def _add_once(losses: list[Loss], event: str, what: str) -> None:
    loss = Loss(markup.tidy(event), markup.tidy(what))
    if loss not in losses[-20:]:
        losses.append(loss)


class Entry:
    """Cleaner of the texts and addresses of one event, era or title; reports what is lost."""

    def __init__(self, draft: Draft, name: str) -> None:
        self.draft = draft
        self.name = markup.tidy(name)[:100]

    def lose(self, what: str) -> None:
        """Report a loss of this event."""
        self.draft.lose(what, self.name)

    def read(self, text: str) -> DateValue | DateError:
        """Read a date as typed. Its figures become words, so that a later save doesn't read them in another order."""
        value = self.draft.setting.parse(text)
        return value if isinstance(value, DateError) else figures_in_words(value)

    def undated(self, label: str, error: DateError | str) -> DateValue | None:
        """Report that an event lost its date, and return the label that it keeps."""
        problem = error.message if isinstance(error, DateError) else error
        self.lose(f"{problem} Imported without a date: “{label}”.")
        return self.label(label, problem)

    def warn(self, value: DateValue) -> None:
        """Report how an ambiguous date was read."""
        for warning in value.warnings:
            _add_once(self.draft.date_warnings, self.name, warning)

    def text(self, raw: Json, what: str = "text") -> str:
        """Return `raw` as text; anything else is left out and reported."""
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
        """Return one line without markup, within `LONGEST`."""
        return self.cut(self.plain(raw, what), what)

    def plain(self, raw: Json, what: str) -> str:
        """Return the words of `raw` on one line of any length."""
        text = self.text(raw, what)
        line = markup.plain(text)
        if tags := markup.tags(text):
            self.lose(f"Markup in its {what} was left out: {', '.join(sorted(tags))}.")
        return line

    def cut(self, line: str, what: str) -> str:
        """Shorten a line to the length of its column."""
        longest = LONGEST[what]
        if len(line) > longest:
            self.lose(f"Its {what} was cut at {longest} characters: “…{line[longest - 1 :][:200]}”.")
            return line[: longest - 1].rstrip() + "…"
        return line

    def rich(self, raw: Json, what: str = "text") -> str:
        """Return sanitized rich text. Plain text becomes paragraphs."""
        cleaned, dropped = markup.cleaned(markup.paragraphs(self.text(raw, what)))
        if dropped:
            self.lose(f"Left out of its {what}: {', '.join(dropped)}.")
        return cleaned

    def address(self, raw: Json, what: str) -> str:
        """Return a complete web address; "" for anything else, which is reported."""
        text = self.text(raw, what).strip()
        if not text:
            return ""
        address = markup.whole_address(text)
        if scheme := markup.bad_scheme(text):
            self.lose(f"Its {what} was a {scheme} address and was left out.")
        elif not web_address(address):
            self.lose(f"Its {what} “{text[:100]}” isn't a complete web address: write https://example.org/page.")
        else:
            return address
        return ""

    def medium(self, raw: dict[str, Json]) -> Medium | None:
        """Return a medium {url, caption, credit, alt, thumbnail}; None without an address."""
        url = self.address(raw.get("url"), "media address")
        if not url:
            return None
        return {
            "url": url,
            "caption": self.line(raw.get("caption"), "caption"),
            "credit": self.line(raw.get("credit"), "caption"),
            "alt": self.alt(raw.get("alt")),
            "thumbnail": self.address(raw.get("thumbnail"), "thumbnail"),
        }

    def alt(self, raw: Json) -> str:
        """Return an alternative text."""
        return self.cut(markup.plain(self.text(raw, "alternative text")), "alt")

    def sources(self, raw: Json) -> list[dict[str, str]]:
        """Return sources, given as objects or as lines, as a list of {text, url}, without empty ones."""
        if isinstance(raw, str):
            raw = [_source(line) for line in raw.splitlines() if line.strip()]
        found = [
            {
                "text": markup.plain(self.text(each.get("text"), "source")),
                "url": self.address(each.get("url"), "source’s address"),
            }
            for each in map(as_object, as_list(raw))
        ]
        return [source for source in found if any(source.values())]

    def coordinates(self, raw: Json) -> Coordinates | None:
        """Return coordinates, given as an object or as text."""
        if raw is None or raw == "":
            return None
        try:
            return checked(raw) if isinstance(raw, dict) else from_text(self.text(raw, "coordinates"))
        except ValueError:
            self.lose(f"Its coordinates “{str(raw)[:60]}” aren’t a latitude and a longitude, and were left out.")
            return None

    def add(self, value: DateValue | None, *, key: Json = None, **fields: Any) -> Content:
        """Add the event to the draft; fields that are not given are empty."""
        event: Content = {
            "key": self.draft.key(key),
            "date": value.to_json() if value and (value.text or value.periods) else None,
            **dict.fromkeys(("headline", "body", "place", "picture_alt"), ""),
            **dict.fromkeys(("coordinates", "lane", "after", "picture", "media")),
            "is_key": False,
            "sources": [],
            "sources_waived": False,
            "foreign": {},
            **fields,
        }
        self.draft.events.append(event)
        return event

    def label(self, text: str, warning: str = "") -> DateValue | None:
        """Return an undated label; None for an empty text."""
        text = self.cut(markup.plain(text), "date") if text else ""
        return DateValue(text, wording=text, warnings=(markup.tidy(warning),) if warning else ()) if text else None


def _source(line: str) -> dict[str, str]:
    words, _, url = line.rpartition("|")
    url = url.strip()
    return {"text": words.strip(), "url": url} if web_address(url) else {"text": line.strip(), "url": ""}
