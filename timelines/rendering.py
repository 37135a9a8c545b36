"""A timeline as readers see it: on its own page and in the stories that carry it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

from newsroom.images.models import Picture
from newsroom.images.rendering import Rendered, render
from newsroom.publishing.models import Content
from newsroom.publishing.wording import newsroom_day
from timelines.dates import DateError, DateValue, display, parse, timed_pieces
from timelines.models import TimelineRevision, pictures_in
from timelines.providers import Story
from timelines.reading import Dated, in_order

PICTURE_SIZES = "(min-width: 60em) 40rem, 100vw"
ALL, KEY, RANGE, PICKED = "all", "key", "range", "picked"


@dataclass(frozen=True)
class ShownEvent:
    """One entry. `when` is the date in pieces of (text, `datetime` attribute or None); joined they are AP style."""

    key: str
    when: tuple[tuple[str, str | None], ...]
    label: str
    headline: str
    body: str
    is_key: bool
    place: str
    sources: tuple[Mapping[str, str], ...]
    media: Mapping[str, str] | None
    picture: Rendered | None
    reported: tuple[Story, ...]

    @property
    def anchor(self) -> str:
        """The fragment that leads to it; stable for as long as the event exists."""
        return anchor(self.key)


@dataclass(frozen=True)
class ShownTimeline:
    """What `timelines/_timeline.html` shows. `events` are those asked for, in order, of `total`."""

    title: str
    url: str
    introduction: str
    events: tuple[ShownEvent, ...]
    total: int
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
    pinned: bool = False,
    pictures: Mapping[int, Picture] | None = None,
    reports: Iterable[Story] = (),
) -> ShownTimeline:
    """`revision` for a page read at `now` (aware): all events, the key ones, those of a range, or those picked by key.

    `range_from` and `range_to` are ISO days, months or years, both included; "" is open. An event is in
    the range if any day it covers is. An undated one goes with the event it stands under.
    `pictures` are those of `usable_pictures`, for a page that has fetched them for everything it shows;
    otherwise one query fetches them. `reports` are stories to be named at the event they reported.
    `pinned` has the reader told that this is how the timeline stood.
    """
    content = revision.read()
    if pictures is None:
        pictures = usable_pictures(pictures_in(content), now)
    today = newsroom_day(now)
    ordered = in_order(content)
    if show == KEY:
        ordered = [entry for entry in ordered if entry[0]["is_key"]]
    elif show == PICKED:
        ordered = [entry for entry in ordered if entry[0]["key"] in picked]
    elif show == RANGE:
        ordered = list(_within(ordered, range_from, range_to))
    told = list(reports)
    return ShownTimeline(
        title=content["title"],
        url=revision.get_absolute_url(),
        introduction=content["introduction"],
        events=tuple(_shown(event, value, today, pictures, told) for event, value in ordered),
        total=len(content["events"]),
        updated_at=revision.updated_at,
        pinned_from=revision.live_from if pinned else None,
    )


def usable_pictures(ids: Iterable[int], now: datetime) -> dict[int, Picture]:
    """The pictures readers may see at `now`, ready to render, by id. One query, none where there are no ids."""
    return Picture.objects.usable(now).to_render().in_bulk(list(ids))


def anchor(key: str) -> str:
    """The fragment of the event with that key. Short, for a page may hold hundreds; 48 random bits tell them apart."""
    return f"e-{key[-12:]}"


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
    event: Content, value: DateValue, today: date, pictures: Mapping[int, Picture], told: list[Story]
) -> ShownEvent:
    picture = pictures.get(event["picture"])
    return ShownEvent(
        key=event["key"],
        when=() if value.undated else tuple(timed_pieces(value, today)),
        label=display(value, today) if value.undated else "",
        headline=event["headline"],
        body=event["body"],
        is_key=event["is_key"],
        place=event["place"],
        sources=tuple(event["sources"]),
        media=event["media"],
        picture=render(picture, sizes=PICTURE_SIZES, alt=event["picture_alt"] or None) if picture else None,
        reported=tuple(story for story in told if story.event == event["key"]),
    )
