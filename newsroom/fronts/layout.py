"""How stories and timelines look in the containers of a front: which are large, and which have a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.utils.translation import gettext

from articles.cards import COLUMNS, Card, aging, card_of
from articles.media_marks import Files
from articles.picture_use import PictureUse, use
from articles.sections import SectionTree
from articles.teasers import Look
from newsroom.delivery.prepared_queries import Row
from newsroom.delivery.request_clock import TimedRequest
from newsroom.fronts.models import Layout
from newsroom.fronts.queries import FrontContext, ShownTimeline
from newsroom.images.models import Picture
from newsroom.publishing.models import Content
from newsroom.text.languages import and_before

PHONE, TABLET = "8rem", "(min-width: 40em) 45vw"  # a small picture beside the words; two columns
SIGNED = {Layout.OPINION, Layout.PORTRAITS, Layout.PHOTO_LEFT}  # those that name the writers
BESIDE = 3  # stories beside the largest one of a lead


def _wide(rem: int) -> str:
    """Return `sizes` for a picture of this width on a large screen, beside the words on a phone."""
    return f"(min-width: 64em) {rem}rem, {TABLET}, {PHONE}"


WIDTHS = {1: 37, 2: 37, 3: 24, 4: 18}  # rem, by how many stories share a row


def rows_of(count: int, most: int = 4) -> list[int]:
    """Return how many stories share each row, `most` (3 or 4) at most, so that no row has a story alone: 5 are 2 and 3."""
    if count <= most:
        return [count] if count else []
    if most == 3:
        first = {0: [], 1: [2, 2], 2: [2]}[count % 3]
        return first + [3] * ((count - sum(first)) // 3)
    first = {0: [], 1: [2, 3], 2: [3, 3], 3: [3]}[count % 4]
    return first + [4] * ((count - sum(first)) // 4)


# Layouts in which all stories look alike, in columns or a line; and in rows, with how many share one at most.
ALIKE: Mapping[str, Look] = {
    Layout.HEADLINES: Look("headline", sizes="", standfirst=False),
    Layout.DENSE: Look("dense", sizes="", standfirst=False, section=False),
    Layout.TICKER: Look("ticker", sizes="", standfirst=False, section=False),
}
IN_ROWS: Mapping[str, tuple[Look, int]] = {
    Layout.OPINION: (Look("opinion", sizes="", section=False, byline="above"), 4),
    Layout.PORTRAITS: (
        Look("portrait", sizes="5rem", shape="1:1", standfirst=False, section=False, byline="above"),
        4,
    ),
    Layout.PHOTO_LEFT: (Look("beside", sizes="11rem", section=False, byline="below"), 3),
}


@cache
def look_of(layout: str, place: int, count: int, titled: bool, first: bool) -> Look:
    """Return the look of the story at `place` (from 0) of `count`; `first` is the first container of the page with photos."""
    level = 3 if titled else 2
    if layout in ALIKE:
        return replace(ALIKE[layout], level=level)
    if layout in IN_ROWS:
        look, most = IN_ROWS[layout]
        return _in_rows(place, count, replace(look, level=level), most=most, sizes=look.sizes)
    if layout == Layout.LEAD:
        return _in_lead(place, count, level, first)
    if layout == Layout.FEATURE and count > 1:
        return _in_feature(place, level, first)
    if layout == Layout.STRIP and count == 3:
        return Look("of4" if place else "main", level, _wide(18 if place else 37), section=False)
    return _in_rows(place, count, Look("", level, section=False))


def _in_lead(place: int, count: int, level: int, first: bool) -> Look:
    if place == 0:
        return Look("lead", level, "(min-width: 64em) 50rem, 100vw", eager=first)
    if place == 1:
        return Look("second teaser--above", level, _wide(24))  # its photo is above the words
    if place == BESIDE:
        return Look("second teaser--below", level, _wide(12))  # below the lead, which would leave an empty corner
    if place < BESIDE:
        return Look("second", level, _wide(8))
    return _in_rows(place - BESIDE - 1, count - BESIDE - 1, Look("", level))


def _in_feature(place: int, level: int, first: bool) -> Look:
    if place == 0:
        return Look("feature", level, "(min-width: 64em) 44rem, 100vw", eager=first, section=False)
    return Look("headline", level, "", standfirst=False, section=False)


def _in_rows(place: int, count: int, look: Look, *, most: int = 4, sizes: str = "") -> Look:
    """Return the look for its place in a row; its picture is as wide as that, or as `sizes` says."""
    for across in rows_of(count, most):
        if place < across:
            break
        place -= across
    sizes = (sizes or _wide(WIDTHS[across])) if look.sizes else ""
    return replace(look, name=f"{look.name} teaser--of{across}" if look.name else f"of{across}", sizes=sizes)


class StoryItem(NamedTuple):
    card: Card
    look: Look
    follow_ups: Sequence[Any] = ()


@dataclass(frozen=True)
class TimelineItem:
    card: ClassVar = None  # tells it from a StoryItem in templates
    url: str
    headline: str
    kicker: str
    updated: datetime
    picture: PictureUse | None
    look: Look


class ShownContainer(NamedTuple):
    """A container with its items; `number` counts the containers of the page from 1."""

    layout: str
    items: Sequence[StoryItem | TimelineItem]
    number: int = 1
    title: str = ""
    url: str = ""
    hue: str = ""


@dataclass(frozen=True)
class Arranger:
    """Gives each item of a container its look, from what the page has found at the request's time."""

    request: TimedRequest
    tree: SectionTree
    pictures: Mapping[int, Picture]
    files: Files
    beside: FrontContext

    def arrange(
        self, layout: str, items: Sequence[tuple[Row | ShownTimeline, Content | None]], *, titled: bool, first: bool
    ) -> list[StoryItem | TimelineItem]:
        arranged: list[StoryItem | TimelineItem] = []
        for place, (item, slot) in enumerate(items):
            look = look_of(layout, place, len(items), titled, first)
            if isinstance(item, ShownTimeline):
                arranged.append(self._timeline(item, slot or {}, look))
            else:
                arranged.append(self._story(item, slot, look))
        return arranged

    def _story(self, row: Row, slot: Content | None, look: Look) -> StoryItem:
        card = aging(self.request, card_of(row[: len(COLUMNS)], self.tree, self.pictures, self.files, self.request.now))
        if slot:
            card = replace(
                card,
                headline=slot["headline"] or card.headline,
                kicker=slot["kicker"] or card.kicker,
                picture=self._picture(slot) or card.picture,
            )
        if look.byline and (names := self.beside.writers.get(card.revision)):
            *before, last = names
            card = replace(card, byline=and_before(last).join([gettext(", ").join(before), last] if before else [last]))
        if look.shape == "1:1":  # the place of a portrait
            card = replace(card, picture=self._portrait(card.revision))
        follow_ups = self.beside.follow_ups.get(card.story, ()) if slot and slot["follow_ups"] else ()
        return StoryItem(card, look, follow_ups)

    def _picture(self, slot: Content) -> PictureUse | None:
        return use(self.pictures.get(slot["picture"]), self.request.now) if slot["picture"] else None

    def _portrait(self, revision: int) -> PictureUse | None:
        """Return the portrait of the first writer who has one that readers may see."""
        portraits = map(self.pictures.get, self.beside.portraits.get(revision, ()))
        return next((found for each in portraits if (found := use(each, self.request.now))), None)

    def _timeline(self, timeline: ShownTimeline, slot: Content, look: Look) -> TimelineItem:
        return TimelineItem(
            url=timeline.url,
            headline=slot["headline"] or timeline.title,
            kicker=slot["kicker"] or gettext("Timeline"),
            updated=timeline.updated,
            picture=self._picture(slot),
            look=look,
        )
