"""A timeline as readers see it, on its own page and in stories."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import takewhile
from math import inf

from newsroom.images.models import Picture
from newsroom.images.picture_html import Rendered, render
from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from newsroom.text.languages import direction, primary
from timelines.coordinates import Coordinates
from timelines.dates import DateError, DateValue, display, localized, parse
from timelines.locator import Located, Map, locator_map
from timelines.models import TimelineRevision, pictures_in
from timelines.parse import Dated, assumed_year, in_order
from timelines.related_stories import Story
from timelines.scale import Entry, Era, Figure, figure, kind_of
from timelines.sections import Section, sections
from timelines.translations import Words, words_in
from timelines.years import YearMark, year_index

PICTURE_SIZES = "(min-width: 60em) 40rem, 100vw"
LONG_IN_STORY = 6  # events
ALL, KEY, RANGE, PICKED, BEFORE = "all", "key", "range", "picked", "before"
LAST = 3  # events before the day of a story

# A date in AP style, cut into (text, `datetime` attribute or None).
Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class ShownEvent:
    """One event. `anchor` is its URL fragment, stable for as long as the event exists."""

    key: str
    anchor: str
    when: Pieces
    label: str
    headline: str
    body: str
    is_key: bool
    place: str
    coordinates: Coordinates | None
    lane: str
    sources: tuple[Mapping[str, str], ...]
    media: Mapping[str, str] | None
    picture: Rendered | None
    reported: tuple[Story, ...]
    date: DateValue

    @property
    def kind(self) -> str:
        """How sure its date is: sure, doubt, within, span (it lasted); "" if undated."""
        return kind_of(self.date)

    @property
    def name(self) -> str:
        """Its date and headline in a line."""
        when = "".join(text for text, _ in self.when) or self.label
        return ": ".join(filter(None, (when, self.headline)))


@dataclass(frozen=True)
class ShownEra:
    """A named period."""

    title: str
    when: Pieces
    date: DateValue


@dataclass(frozen=True)
class Lane:
    """A group of events; `key` is its value in `?lane=`."""

    key: str
    name: str


@dataclass(frozen=True)
class ShownTimeline:
    """What `timelines/_timeline.html` shows: the chosen events, in order, of `total`."""

    title: str
    url: str
    introduction: str
    language: str
    direction: str
    eras: tuple[ShownEra, ...]
    lanes: tuple[Lane, ...]
    events: tuple[ShownEvent, ...]
    years: tuple[YearMark, ...]
    total: int
    key_events: int
    updated_at: datetime | None
    pinned_from: datetime | None
    show: str
    today: date
    oldest_first: bool

    @cached_property
    def sections(self) -> tuple[Section[ShownEvent], ...]:
        """The list in parts, by year if it is long enough."""
        return sections(self.events, gaps=self.oldest_first, words=self.words)

    @property
    def words(self) -> Words:
        """Our own words, in the language of the timeline if there is a table of them."""
        return words_in(self.language)

    @property
    def folded(self) -> bool:
        """Whether parts of the list are folded."""
        return not all(section.is_open for section in self.sections)

    @property
    def is_long(self) -> bool:
        """Whether it has so many events that a story shows its scale."""
        return len(self.events) >= LONG_IN_STORY

    @cached_property
    def figure(self) -> Figure:
        """The events that are shown, drawn to scale."""
        return self.drawn()

    @cached_property
    def map(self) -> Map | None:
        """The places of the events that are shown; None without coordinates."""
        located = [
            Located(each.anchor, each.name, each.place, each.coordinates, each.is_key)
            for each in self.events
            if each.coordinates
        ]
        return locator_map(located, primary(self.language))

    def drawn(self, *, grouped: bool = True) -> Figure:
        """Draw the events that are shown to scale; `grouped`: with a row for each group."""
        entries = [
            Entry(each.anchor, each.name, each.headline or each.name, each.is_key, each.lane * grouped, each.date)
            for each in self.events
        ]
        eras = [Era(era.title, era.date) for era in self.eras]
        groups, rtl = [lane.name for lane in self.lanes], self.direction == "rtl"
        return figure(entries, eras, self.today, rtl=rtl, groups=groups, words=self.words)

    @property
    def shortened(self) -> bool:
        """Whether its own page has more events."""
        return len(self.events) < self.total


def timeline_view(
    revision: TimelineRevision,
    now: datetime,
    *,
    show: str = ALL,
    range_from: str = "",
    range_to: str = "",
    picked: Collection[str] = (),
    day: date | None = None,
    lane: str = "",
    newest_first: bool = False,
    pinned: bool = False,
    copy: int = 1,
    pictures: Mapping[int, Picture] | None = None,
    reports: Iterable[Story] = (),
) -> ShownTimeline:
    """Show `revision` at `now` (aware): all events, key events, those of a range, those picked by key, or the last before a day.

    `range_from` and `range_to` are ISO days, months or years, inclusive; "" is open. An event is in the range if any
    day of it is; an undated one goes with the event above it. `lane` limits events to one group. `copy` counts
    appearances of the timeline on a page, so that anchors differ. `pictures` saves the query for them. `reports` are
    stories to link at the events they reported. `pinned` shows readers that this version isn't the current one.
    """
    content = revision.read()
    if pictures is None:
        pictures = usable_pictures(pictures_in(content), now)
    today, language = newsroom_day(now), content["language"]
    ordered = in_order(content, newest_first=newest_first)
    if lane:
        ordered = [entry for entry in ordered if short(entry[0]["lane"]) == lane]
    if show == KEY:
        ordered = [entry for entry in ordered if entry[0]["is_key"]]
    elif show == PICKED:
        ordered = [entry for entry in ordered if entry[0]["key"] in picked]
    elif show == BEFORE:
        ordered = _before(ordered, day or newsroom_day(now))[-LAST:]
    elif show == RANGE:
        ordered = list(_within(ordered, range_from, range_to))
    reported: dict[str, tuple[Story, ...]] = defaultdict(tuple)
    for story in reports:
        reported[story.event] += (story,)
    lanes = {each["key"]: each["name"] for each in content["lanes"]}
    dated_eras = [(era["title"], DateValue.from_json(era["date"])) for era in content["eras"]]
    dated_eras.sort(key=lambda era: era[1].sort_key)
    return ShownTimeline(
        title=content["title"],
        url=revision.get_absolute_url(),
        introduction=content["introduction"],
        language=language,
        direction=direction(language),
        eras=tuple(ShownEra(title, pieces(value, today, language), value) for title, value in dated_eras),
        lanes=tuple(Lane(short(key), name) for key, name in lanes.items()),
        events=tuple(
            _shown(event, value, today, language, pictures, reported, lanes, copy) for event, value in ordered
        ),
        years=year_index([(anchor(event["key"], copy), value) for event, value in ordered], primary(language)),
        total=len(content["events"]),
        key_events=sum(event["is_key"] for event in content["events"]),
        updated_at=revision.updated_at,
        pinned_from=revision.live_from if pinned else None,
        show=show,
        today=today,
        oldest_first=not newest_first,
    )


def with_assumed_years(timeline: ShownTimeline, now: datetime) -> ShownTimeline:
    """Return the timeline with the year at each date that was typed without one, and where it is from: for who can still
    change it."""
    events = (
        replace(event, when=(*pieces(event.date, date.min, timeline.language), (words, None)))
        if (words := assumed_year(event.date, now))
        else event
        for event in timeline.events
    )
    return replace(timeline, events=tuple(events))


def usable_pictures(ids: Iterable[int], now: datetime) -> dict[int, Picture]:
    """Fetch the pictures that readers may see at `now`, ready to render, by id. One query, or none without ids."""
    return Picture.objects.usable(now).to_render().in_bulk(list(ids))


def anchor(key: str, copy: int = 1) -> str:
    """Return the URL fragment of an event, in the first or a later copy of its timeline on a page."""
    return f"e{copy if copy > 1 else ''}-{short(key)}"


def short(key: str | None) -> str:
    """Return the end of a key: its 48 random bits are enough on one page."""
    return (key or "")[-12:]


def pieces(value: DateValue, today: date, language: str) -> Pieces:
    """Cut a date into pieces, each time of day with its zone: readers don't know the newsroom's."""
    if any(period.precision == "minute" and not period.zone_named for period in value.periods):
        named = (replace(period, zone_named=period.precision == "minute") for period in value.periods)
        value = replace(value, periods=tuple(named))
    return tuple(localized(value, today, primary(language)))


def _within(ordered: Iterable[Dated], range_from: str, range_to: str) -> Iterator[Dated]:
    first, last = _bound(range_from, 0, -inf), _bound(range_to, 1, inf)
    inside = first == -inf
    for event, value in ordered:
        if not value.undated:
            starts, ends = _covered(value)
            inside = starts <= last and first <= ends
        if inside:
            yield event, value


def _before(ordered: Iterable[Dated], day: date) -> list[Dated]:
    """Return what is above the first event of that day or later."""
    first = (day - date(1970, 1, 1)).days
    return list(takewhile(lambda entry: entry[1].undated or _covered(entry[1])[0] < first, ordered))


def _bound(text: str, edge: int, unbounded: float) -> float:
    """Return the first (0) or last (1) day number of an ISO day, month or year."""
    if not text:
        return unbounded
    value = parse(text, date.min)
    if isinstance(value, DateError) or value.undated:
        raise ValueError(f"“{text}” isn't a valid date. Enter a date such as 2024-08-06, 2024-08 or 2024.")
    return _covered(value)[edge]


def _covered(value: DateValue) -> tuple[float, float]:
    first = -inf if value.open_start else min(period.days[0] for period in value.periods)
    last = inf if value.open_end else max(period.days[1] for period in value.periods)
    return first, last


def _shown(
    event: Content,
    value: DateValue,
    today: date,
    language: str,
    pictures: Mapping[int, Picture],
    reported: Mapping[str, tuple[Story, ...]],
    lanes: Mapping[str, str],
    copy: int,
) -> ShownEvent:
    picture = pictures.get(event["picture"])
    return ShownEvent(
        **{name: event[name] for name in ("key", "headline", "body", "is_key", "place", "coordinates", "media")},
        anchor=anchor(event["key"], copy),
        when=() if value.undated else pieces(value, today, language),
        label=display(value, today) if value.undated else "",
        lane=lanes.get(event["lane"], ""),
        sources=tuple(event["sources"]),
        picture=render(picture, sizes=PICTURE_SIZES, alt=event["picture_alt"] or None) if picture else None,
        reported=reported.get(event["key"], ()),
        date=value,
    )
