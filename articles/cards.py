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
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures

HUES = 8  # as many as static/css/site.css has
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


@dataclass(frozen=True)
class Filed:
    """The sections of the house, as every page needs them. Shared by all requests: not to be changed."""

    sections: Mapping[int, Section]
    hues: Mapping[int, str]

    def at(self, path: str) -> Section | None:
        """The section of that path."""
        return next((section for section in self.sections.values() if section.path == path), None)

    def under(self, section: int) -> list[int]:
        """The numbers of a section and of those below it."""
        above = f"{self.sections[section].path}/"
        return [each.pk for each in self.sections.values() if f"{each.path}/".startswith(above)]

    def trail(self, section: Section | None) -> list[Section]:
        """From the first level down to `section`."""
        path = (section.path or "").split("/") if section else []
        above = ("/".join(path[: depth + 1]) for depth in range(len(path)))
        return [found for each in above if (found := self.at(each))]

    def hue(self, section: int | None) -> str:
        """The class that gives a section's colour to what it stands on; "" without a section."""
        return self.hues.get(section or 0, "")


def filed(request: TimedRequest) -> Filed:
    """Every section, with its colour. A query only on the first page after a change of the site."""
    return remember(request, "filed", _filed)


def _filed() -> Filed:
    sections = list(Section.objects.all())
    roots = [section.path for section in sections if section.depth == 0]
    hues = {section.pk: _hue(section, roots) for section in sections}
    return Filed({section.pk: section for section in sections}, hues)


def _hue(section: Section, roots: list[str | None]) -> str:
    """The colour of its first level, which takes it from its place in the navigation."""
    root = (section.path or "").split("/")[0]
    return f"hue-{roots.index(root) % HUES + 1}" if root in roots else ""


def cards(request: TimedRequest, revisions: "QuerySet[ArticleRevision, Any]") -> list[Card]:
    """The stories of a query set, in its order: one query, and one for pictures that no page has shown lately."""
    return of_rows(request, revisions.values_list(*COLUMNS))


def of_rows(request: TimedRequest, rows: Iterable[tuple[Any, ...]]) -> list[Card]:
    """Cards of rows that hold `COLUMNS`."""
    rows, house, now = list(rows), filed(request), request.now
    pictures = kept_pictures(request, {row[12] for row in rows if row[12]})
    return [card_of(row, house, pictures, now) for row in rows]


def card_of(row: tuple[Any, ...], house: Filed, pictures: Mapping[int, Any], now: datetime) -> Card:
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
        section=house.sections.get(section),
        hue=house.hue(section),
        published=first or now,
        updated=updated or now,
        day=day,
        language=language,
        direction=direction(language),
        picture=use(pictures.get(picture), now, alt) if picture else None,
    )
