"""A timeline as readers see it: on its own page and in the stories that carry it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import inf

from newsroom.images.models import Picture
from newsroom.images.picture_html import Rendered, render
from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from timelines.dates import DateError, DateValue, display, parse, timed_pieces
from timelines.models import TimelineRevision, pictures_in
from timelines.parse import Dated, in_order
from timelines.related_stories import Story
from timelines.years import YearMark, year_index

PICTURE_SIZES = "(min-width: 60em) 40rem, 100vw"
ALL, KEY, RANGE, PICKED = "all", "key", "range", "picked"


Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class ShownEvent:
    """One entry. `when` is the date in pieces of (text, `datetime` attribute or None); joined they are AP style.

    `anchor` is the fragment that leads to it, stable for as long as the event exists.
    """

    key: str
    anchor: str
    when: Pieces
    label: str
    headline: str
    body: str
    is_key: bool
    place: str
    lane: str
    sources: tuple[Mapping[str, str], ...]
    media: Mapping[str, str] | None
    picture: Rendered | None
    reported: tuple[Story, ...]


@dataclass(frozen=True)
class ShownEra:
    """A named period, with its time in pieces as an event has."""

    title: str
    when: Pieces


@dataclass(frozen=True)
class Lane:
    """A row of events that can be followed alone. `key` is what `?lane=` names it by."""

    key: str
    name: str


@dataclass(frozen=True)
class ShownTimeline:
    """What `timelines/_timeline.html` shows. `events` are those asked for, in order, of `total`."""

    title: str
    url: str
    introduction: str
    eras: tuple[ShownEra, ...]
    lanes: tuple[Lane, ...]
    events: tuple[ShownEvent, ...]
    years: tuple[YearMark, ...]
    total: int
    key_events: int
    updated_at: datetime | None
    pinned_from: datetime | None

    @property
    def shortened(self) -> bool:
        """Whether its own page has more."""
        return len(self.events) < self.total


def timeline_view(
    revision: TimelineRevision,
    now: datetime,
    *,
    show: str = ALL,
    range_from: str = "",
    range_to: str = "",
    picked: Collection[str] = (),
    lane: str = "",
    newest_first: bool = False,
    pinned: bool = False,
    copy: int = 1,
    pictures: Mapping[int, Picture] | None = None,
    reports: Iterable[Story] = (),
) -> ShownTimeline:
    """`revision` for a page read at `now` (aware): all events, the key ones, those of a range, or those picked by key.

    `range_from` and `range_to` are ISO days, months or years, both included; "" is open. An event is in
    the range if any day it covers is. An undated one goes with the event it stands under.
    `lane` leaves the events of one lane. Newest-first is the exact reverse of the blocks: a dated event and
    the undated ones that stay after it. `copy` tells the anchors of a timeline's second appearance on a page
    from those of its first.
    `pictures` are those of `usable_pictures`, for a page that has fetched them for everything it shows;
    otherwise one query fetches them. `reports` are stories to be named at the event they reported.
    `pinned` has the reader told that this is how the timeline stood.
    """
    content = revision.read()
    if pictures is None:
        pictures = usable_pictures(pictures_in(content), now)
    today = newsroom_day(now)
    ordered = in_order(content, newest_first=newest_first)
    if lane:
        ordered = [entry for entry in ordered if short(entry[0]["lane"]) == lane]
    if show == KEY:
        ordered = [entry for entry in ordered if entry[0]["is_key"]]
    elif show == PICKED:
        ordered = [entry for entry in ordered if entry[0]["key"] in picked]
    elif show == RANGE:
        ordered = list(_within(ordered, range_from, range_to))
    told: dict[str, tuple[Story, ...]] = {}
    for story in reports:
        told[story.event] = (*told.get(story.event, ()), story)
    lanes = {each["key"]: each["name"] for each in content["lanes"]}
    return ShownTimeline(
        title=content["title"],
        url=revision.get_absolute_url(),
        introduction=content["introduction"],
        eras=_eras(content["eras"], today),
        lanes=tuple(Lane(short(each["key"]), each["name"]) for each in content["lanes"]),
        events=tuple(
            _shown(event, value, today, pictures, told, lanes.get(event["lane"], ""), copy) for event, value in ordered
        ),
        years=year_index([(anchor(event["key"], copy), value) for event, value in ordered]),
        total=len(content["events"]),
        key_events=sum(event["is_key"] for event in content["events"]),
        updated_at=revision.updated_at,
        pinned_from=revision.live_from if pinned else None,
    )


def usable_pictures(ids: Iterable[int], now: datetime) -> dict[int, Picture]:
    """The pictures readers may see at `now`, ready to render, by id. One query, none where there are no ids."""
    return Picture.objects.usable(now).to_render().in_bulk(list(ids))


def anchor(key: str, copy: int = 1) -> str:
    """The fragment of the event with that key, in the first or a later copy of its timeline on the page."""
    return f"e{copy if copy > 1 else ''}-{short(key)}"


def short(key: str | None) -> str:
    """The end of a key: a page may hold hundreds, and 48 random bits tell them apart."""
    return (key or "")[-12:]


def _eras(eras: Iterable[Content], today: date) -> tuple[ShownEra, ...]:
    """In the order of time."""
    dated = [(era["title"], DateValue.from_json(era["date"])) for era in eras]
    dated.sort(key=lambda era: era[1].sort_key)
    return tuple(ShownEra(title, _when(value, today)) for title, value in dated)


def _when(value: DateValue, today: date) -> Pieces:
    """A date in pieces, each time of day with its zone: readers do not know which one the desk took for granted."""
    if any(period.precision == "minute" and not period.zone_named for period in value.periods):
        named = (replace(period, zone_named=period.precision == "minute") for period in value.periods)
        value = replace(value, periods=tuple(named))
    return tuple(timed_pieces(value, today))


def _within(ordered: Iterable[Dated], range_from: str, range_to: str) -> Iterator[Dated]:
    first, last = _bound(range_from, 0, -inf), _bound(range_to, 1, inf)
    inside = first == -inf
    for event, value in ordered:
        if not value.undated:
            starts, ends = _covered(value)
            inside = starts <= last and first <= ends
        if inside:
            yield event, value


def _bound(text: str, edge: int, unbounded: float) -> float:
    """The first (0) or last (1) day of an ISO day, month or year, as a day number."""
    if not text:
        return unbounded
    value = parse(text, date.min)
    if isinstance(value, DateError) or value.undated:
        raise ValueError(f"“{text}” is no day, month or year: write 2024-08-06, 2024-08 or 2024.")
    return _covered(value)[edge]


def _covered(value: DateValue) -> tuple[float, float]:
    """First and last day number, both included."""
    first = -inf if value.open_start else min(period.days[0] for period in value.periods)
    last = inf if value.open_end else max(period.days[1] for period in value.periods)
    return first, last


def _shown(
    event: Content,
    value: DateValue,
    today: date,
    pictures: Mapping[int, Picture],
    told: Mapping[str, tuple[Story, ...]],
    lane: str,
    copy: int,
) -> ShownEvent:
    picture = pictures.get(event["picture"])
    return ShownEvent(
        key=event["key"],
        anchor=anchor(event["key"], copy),
        when=() if value.undated else _when(value, today),
        label=display(value, today) if value.undated else "",
        headline=event["headline"],
        body=event["body"],
        is_key=event["is_key"],
        place=event["place"],
        lane=lane,
        sources=tuple(event["sources"]),
        media=event["media"],
        picture=render(picture, sizes=PICTURE_SIZES, alt=event["picture_alt"] or None) if picture else None,
        reported=told.get(event["key"], ()),
    )
