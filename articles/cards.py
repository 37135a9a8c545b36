"""Stories in lists (home, sections, tags, authors, feeds), read from narrow rows without their text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from articles.media_marks import Files, kept_files, mark_at
from articles.models import ArticleRevision, Kind, Section
from articles.models.revision import Media, address
from articles.picture_use import PictureUse, use
from articles.sections import SectionTree, section_tree
from articles.story_fields import StoryField, shown
from newsroom.delivery.request_clock import TimedRequest, page_changes_at
from newsroom.images.memo import kept_pictures
from newsroom.text.languages import direction
from newsroom.text.relative_time import ago

COLUMNS = (
    *("id", "subject_id", "headline", "kicker", "standfirst", "slug", "address_day", "kind", "section_id"),
    *("first_published_at", "updated_at", "language", "lead_picture_id", "lead_alt", "extra", "media"),
)

MEDIA = COLUMNS.index("media")


@dataclass(frozen=True)
class Card:
    """A story in a list. `story` and `revision` are ids; `hue` is the CSS class of its section's color."""

    revision: int
    story: int
    url: str
    headline: str
    kicker: str
    standfirst: str
    kind: str
    section: Section | None
    hue: str
    published: datetime
    updated: datetime
    day: date
    language: str
    direction: str
    picture: PictureUse | None
    extra: tuple[StoryField, ...] = ()
    media: str = ""  # a value of Media
    aged_at: datetime | None = None  # when lists of news show its age, as long as it is young
    byline: str = ""  # its writers, where a layout names them

    @property
    def ago(self) -> str:
        """Return "3 hours ago" or "", in the language of our words at that point of the page."""
        found = ago(self.published, self.aged_at) if self.aged_at else None
        return found[0] if found else ""

    @property
    def kind_label(self) -> str:
        """Return "Analysis", "Opinion" or "Explainer"; "" for news, which needs no label."""
        return "" if self.kind == Kind.NEWS else str(Kind(self.kind).label)

    @property
    def media_label(self) -> str:
        """Return "Video", "Audio", "Photos" or ""."""
        return str(Media(self.media).label) if self.media else ""


def cards(request: TimedRequest, revisions: "QuerySet[ArticleRevision, Any]") -> list[Card]:
    """Return the cards of a query set, in its order. One query, and one for pictures that aren't in memory."""
    return of_rows(request, revisions.values_list(*COLUMNS))


def aging(request: TimedRequest, card: Card) -> Card:
    """Return the card of a young story with its age, which ends the life of the page in the cache when it changes.

    Fronts and lists use it. A story's page doesn't, or the latest stories beside it would end the life of each story.
    """
    if not (found := ago(card.published, request.now)):
        return card
    page_changes_at(request, found[1])
    return replace(card, aged_at=request.now)


def of_rows(request: TimedRequest, rows: Iterable[tuple[Any, ...]]) -> list[Card]:
    """Return the cards of rows of `COLUMNS`."""
    rows, tree, now = list(rows), section_tree(request), request.now
    pictures = kept_pictures(request, {row[12] for row in rows if row[12]})
    files = kept_files(request, marked(rows))
    return [card_of(row, tree, pictures, files, now) for row in rows]


def marked(rows: Iterable[tuple[Any, ...]]) -> set[int]:
    """Return the ids of the versions in rows of `COLUMNS` that lists mark as having a video, a recording or photos."""
    return {row[0] for row in rows if row[MEDIA]}


def card_of(row: tuple[Any, ...], tree: SectionTree, pictures: Mapping[int, Any], files: Files, now: datetime) -> Card:
    """Return the card of a row of `COLUMNS`. A story that isn't published yet gets `now` for its times."""
    revision, story, headline, kicker, standfirst, slug, day, kind, section, first, updated, language, *rest = row
    picture, alt, extra, media = rest
    return Card(
        revision=revision,
        story=story,
        url=address(day, slug),
        headline=headline,
        kicker=kicker,
        standfirst=standfirst,
        kind=kind,
        section=tree.sections.get(section),
        hue=tree.hue(section),
        published=first or now,
        updated=updated or now,
        day=day,
        language=language,
        direction=direction(language),
        picture=use(pictures.get(picture), now, alt) if picture else None,
        extra=shown(extra),
        media=media and mark_at(media, revision, files, now),
    )
