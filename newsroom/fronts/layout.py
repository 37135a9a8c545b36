"""How stories and timelines look in the containers of a front: which of them large, which with a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from articles.cards import COLUMNS, Card, card_of
from articles.picture_use import PictureUse, use
from articles.sections import SectionTree
from articles.teasers import Look
from newsroom.delivery.prepared_queries import Row
from newsroom.fronts.models import Layout
from newsroom.fronts.queries import FrontContext, ShownTimeline
from newsroom.images.models import Picture
from newsroom.publishing.models import Content

PHONE, TABLET = "8rem", "(min-width: 40em) 45vw"  # a small picture beside the words; two columns
WHOLE = "100vw"
BESIDE = 3  # stories beside the largest one of a lead


def _wide(rem: int, phone: str = PHONE) -> str:
    """`sizes` of a picture that is so wide on a large screen."""
    return (
        f"(min-width: 64em) {rem}rem, {TABLET}, {phone}" if phone == PHONE else f"(min-width: 64em) {rem}rem, {phone}"
    )


WIDTHS = {1: 37, 2: 37, 3: 24, 4: 18}  # rem, by how many stand side by side


def rows_of(count: int) -> list[int]:
    """How many stories stand side by side in each row, so that no row is left with one alone: 5 are 2 and 3."""
    if count <= 4:
        return [count] if count else []
    full, left = divmod(count, 4)
    rows = {0: [], 1: [2, 3], 2: [3, 3], 3: [3]}[left]
    return [*rows, *[4] * (full - {0: 0, 1: 1, 2: 1, 3: 0}[left])]


@cache
def look_of(layout: str, place: int, count: int, titled: bool, first: bool) -> Look:
    """How the story in that place (from 0) of so many looks; `first` is the first container of the page."""
    level = 3 if titled else 2
    match layout:
        case Layout.LEAD if place == 0:
            return Look("lead", level, _wide(50, WHOLE), eager=first)
        case Layout.LEAD if place <= BESIDE:
            return Look("second", level, _wide(8))
        case Layout.LEAD:
            return _in_rows(place - BESIDE - 1, count - BESIDE - 1, Look("", level))
        case Layout.FEATURE if place == 0:
            return Look("feature", level, _wide(44, WHOLE), eager=first, section=False)
        case Layout.FEATURE:
            return Look("headline", level, "", standfirst=False, section=False)
        case Layout.HEADLINES:
            return Look("headline", level, "", standfirst=False)
        case Layout.OPINION:
            return _in_rows(place, count, Look("opinion", level, "", section=False))
        case Layout.STRIP if count == 3 and place == 0:
            return Look("main", level, _wide(37), section=False)
        case Layout.STRIP if count == 3:
            return Look("of4", level, _wide(18), section=False)
    return _in_rows(place, count, Look("", level, section=False))


def _in_rows(place: int, count: int, look: Look) -> Look:
    """The look of a story that stands side by side with others."""
    for across in rows_of(count):
        if place < across:
            break
        place -= across
    sizes = _wide(WIDTHS[across]) if look.sizes else ""
    return replace(look, name=f"{look.name} teaser--of{across}" if look.name else f"of{across}", sizes=sizes)


@dataclass(frozen=True)
class StoryItem:
    """A story in a container; `follow_ups` are links below its words."""

    card: Card
    look: Look
    follow_ups: Sequence[Any] = ()


@dataclass(frozen=True)
class TimelineItem:
    """A timeline in a container."""

    card: ClassVar = None
    url: str
    headline: str
    kicker: str
    updated: datetime
    picture: PictureUse | None
    look: Look


@dataclass(frozen=True)
class ShownContainer:
    """A container with what stands in it; `number` is its own on the page."""

    layout: str
    items: Sequence[StoryItem | TimelineItem]
    number: int = 1
    title: str = ""
    url: str = ""
    hue: str = ""


@dataclass(frozen=True)
class Arranger:
    """Says how each thing in a container is shown, from what the page has found at `now`."""

    now: datetime
    tree: SectionTree
    pictures: Mapping[int, Picture]
    beside: FrontContext

    def arrange(
        self, layout: str, items: Sequence[tuple[Row | ShownTimeline, Content | None]], *, titled: bool, first: bool
    ) -> list[StoryItem | TimelineItem]:
        """The items of a container, each with its look."""
        arranged: list[StoryItem | TimelineItem] = []
        for place, (item, slot) in enumerate(items):
            look = look_of(layout, place, len(items), titled, first)
            if isinstance(item, ShownTimeline):
                arranged.append(self._timeline(item, slot or {}, look))
            else:
                arranged.append(self._story(item, slot, look))
        return arranged

    def _story(self, row: Row, slot: Content | None, look: Look) -> StoryItem:
        card = card_of(row[: len(COLUMNS)], self.tree, self.pictures, self.now)
        if slot:
            card = self._overridden(card, slot)
        if look.name.startswith("opinion") and (names := self.beside.writers.get(card.revision)):
            card = replace(
                card, kicker=" and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
            )
        follow_ups = self.beside.follow_ups.get(card.story, ()) if slot and slot["follow_ups"] else ()
        return StoryItem(card, look, follow_ups)

    def _overridden(self, card: Card, slot: Content) -> Card:
        picture = use(self.pictures.get(slot["picture"]), self.now) if slot["picture"] else None
        return replace(
            card,
            headline=slot["headline"] or card.headline,
            kicker=slot["kicker"] or card.kicker,
            picture=picture or card.picture,
        )

    def _timeline(self, timeline: ShownTimeline, slot: Content, look: Look) -> TimelineItem:
        return TimelineItem(
            url=timeline.url,
            headline=slot["headline"] or timeline.title,
            kicker=slot["kicker"] or "Timeline",
            updated=timeline.updated,
            picture=use(self.pictures.get(slot["picture"]), self.now) if slot["picture"] else None,
            look=look,
        )
