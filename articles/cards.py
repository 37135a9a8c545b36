"""A story in a list: home, sections, tags, authors, feeds. Read from narrow rows, the text of no story among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from articles.languages import direction
from articles.models import ArticleRevision, Kind, Section
from articles.models.revision import address
from articles.picture_use import PictureUse, use
from articles.sections import SectionTree, section_tree
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures

COLUMNS = (
    *("id", "subject_id", "headline", "kicker", "standfirst", "slug", "address_day", "kind", "section_id"),
    *("first_published_at", "updated_at", "language", "lead_picture_id", "lead_alt"),
)


@dataclass(frozen=True)
class Card:
    """A story in a list. `story` is its number, which stays when its address changes; `revision` that of its version.

    `hue` is the class that gives the colour of its section; `day` is that of its address.
    """

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

    @property
    def kind_label(self) -> str:
        """ "Analysis", "Opinion", "Explainer"; "" for news, which needs no label."""
        return "" if self.kind == Kind.NEWS else str(Kind(self.kind).label)


def cards(request: TimedRequest, revisions: "QuerySet[ArticleRevision, Any]") -> list[Card]:
    """The stories of a query set, in its order: one query, and one for pictures that no page has shown lately."""
    return of_rows(request, revisions.values_list(*COLUMNS))


def of_rows(request: TimedRequest, rows: Iterable[tuple[Any, ...]]) -> list[Card]:
    """Cards of rows that hold `COLUMNS`."""
    rows, tree, now = list(rows), section_tree(request), request.now
    pictures = kept_pictures(request, {row[12] for row in rows if row[12]})
    return [card_of(row, tree, pictures, now) for row in rows]


def card_of(row: tuple[Any, ...], tree: SectionTree, pictures: Mapping[int, Any], now: datetime) -> Card:
    """The card of one row of `COLUMNS`, at `now`. A story that is not published yet has today's times."""
    revision, story, headline, kicker, standfirst, slug, day, kind, section, first, updated, language, picture, alt = (
        row
    )
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
    )
