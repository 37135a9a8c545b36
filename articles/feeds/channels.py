"""The content of feeds: the newest stories of the site, a section, a tag or an author, live at `request.now`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext

from articles.authors import author_at
from articles.feed_html import plain_texts, story_uri
from articles.latest import Listing, below_place, newest_in, newest_listed
from articles.models import ArticleReference, ArticleRevision, BylineListing, Credit, Tag, TagListing
from articles.models.revision import Role, address
from articles.pagination import below, place_asked
from articles.picture_use import PictureUse, use
from articles.sections import section_tree
from newsroom.delivery.prepared_queries import prepared
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.images.models import within_rights
from newsroom.images.picture_html import url_of
from newsroom.media.models import Kind, MediaFile
from newsroom.publication.current import publication

SIZE = 50
COLUMNS = (
    *("id", "subject_id", "headline", "standfirst", "slug", "address_day", "section_id"),
    *("first_published_at", "updated_at", "language", "lead_picture_id", "lead_alt"),
)
PUBLISHED = COLUMNS.index("first_published_at")
Row = tuple[Any, ...]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # the "updated" time of an empty feed


class Person(NamedTuple):
    name: str
    url: str


@dataclass(frozen=True)
class Enclosure:
    """A picture file. `length` is in bytes, width and height are in pixels."""

    url: str
    type: str
    length: int
    width: int
    height: int
    alt: str
    credit: str


class Recording(NamedTuple):
    """A video or a recording of a story. `length` is in bytes; `seconds` are None where the file doesn't say."""

    url: str
    type: str
    length: int
    medium: str
    title: str
    credit: str
    seconds: int | None


@dataclass(frozen=True)
class Entry:
    """A story in a feed. `id` never changes; `html` is "" if feeds leave out the full text."""

    id: str
    url: str
    headline: str
    standfirst: str
    html: str
    published: datetime
    updated: datetime
    language: str
    authors: tuple[Person, ...]
    subjects: tuple[str, ...]
    picture: Enclosure | None
    recordings: tuple[Recording, ...]


@dataclass(frozen=True)
class Channel:
    """A feed. `page` is the address of the page it belongs to, `address` its own, `following` that of older stories or ""."""

    title: str
    description: str
    page: str
    address: str
    following: str
    entries: list[Entry]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=BEGINNING)


def of_site(request: TimedRequest) -> Channel:
    """Return the newest stories of the site."""
    name = publication().name
    description = gettext("The latest stories from %(name)s") % {"name": name}
    return _channel(request, name, description, "/", _newest_of_all(request))


def of_section(request: TimedRequest, path: str) -> Channel:
    """Return the newest stories of a section and those inside it. Raises Http404 for an unknown section."""
    tree = section_tree(request)
    section = tree.at(path)
    if section is None:
        raise Http404("Section not found.")
    inside, place = tree.under(section.pk), place_asked(request)
    newest = newest_in(request.now, inside, SIZE + 1, below=place, columns=COLUMNS)
    return _channel(request, _title(section.name), section.summary, section.get_absolute_url(), newest)


def of_tag(request: TimedRequest, tag: Tag) -> Channel:
    """Return the newest stories with a tag. Raises Http404 before the first of them, so that no name leaks."""
    newest = _listed(request, TagListing, tag.pk)
    return _channel(request, _title(tag.name), tag.summary, tag.get_absolute_url(), newest)


def of_author(request: TimedRequest, slug: str) -> Channel:
    """Return the newest stories of an author. Raises Http404 before the first of them."""
    author = author_at(slug)
    newest = _listed(request, BylineListing, author.pk)
    description = gettext("The latest stories by %(name)s") % {"name": author.name}
    return _channel(request, _title(author.name), description, author.get_absolute_url(), newest)


def _title(name: str) -> str:
    return f"{name} – {publication().name}"


def _listed(request: TimedRequest, listings: type[Listing], of: int) -> list[Row]:
    """Return the newest stories of a tag or author id. Raises Http404 if there are none."""
    rows = newest_listed(request.now, listings, of, SIZE + 1, below=place_asked(request), columns=COLUMNS)
    if not rows:
        raise Http404("No story here is live.")
    return rows


def _newest_of_all(request: TimedRequest) -> list[Row]:
    place = place_asked(request)
    return _below(request.now, *place) if place else _newest(request.now)


@prepared
def _newest(now: datetime) -> Any:
    return ArticleRevision.objects.live(now).newest_first().values_list(*COLUMNS)[: SIZE + 1]


@prepared
def _below(now: datetime, published: datetime, revision: int) -> Any:
    older = ArticleRevision.objects.live(now).filter(below_place(published, revision))
    return older.newest_first().values_list(*COLUMNS)[: SIZE + 1]


@prepared
def _named(*revisions: int) -> Any:
    """Return the authors, tags and files of these revisions, in order."""
    named = Q(role=Role.BYLINE, relation=Credit.WRITING) | Q(role__in=(Role.TAG, Role.FILE))
    found = ArticleReference.objects.filter(named, revision__in=revisions).order_by("order")
    return found.values_list("revision_id", "author__name", "author__slug", "tag__name", "file_id")


def _channel(request: TimedRequest, title: str, description: str, page: str, rows: list[Row]) -> Channel:
    """Return the feed of these rows, the last of which, if there are more than SIZE, tells that there are older ones."""
    more, rows = len(rows) > SIZE, rows[:SIZE]
    following = below(rows[-1][PUBLISHED], rows[-1][0]) if more else ""
    named: dict[int, list[Row]] = {}
    revisions = [row[0] for row in rows]
    for line in _named(*revisions, *[0] * (SIZE - len(rows))):  # one statement for feeds of any length
        named.setdefault(line[0], []).append(line)
    pictures = kept_pictures(request, {row[10] for row in rows if row[10]})
    recordings = _recordings({line[-1] for lines in named.values() for line in lines if line[-1]}, request.now)
    sections, site = section_tree(request).sections, settings.PUBLIC_URL
    texts = plain_texts(request, revisions) if settings.FEED_FULL_TEXT else {}
    entries = []
    for revision, story, headline, standfirst, slug, day, section, published, updated, language, picture, alt in rows:
        people = named.get(revision, ())
        used = use(pictures[picture], request.now, alt) if picture else None
        entries.append(
            Entry(
                id=story_uri(story, day),
                url=site + address(day, slug),
                headline=headline,
                standfirst=standfirst,
                html=texts.get(revision, ""),
                published=published,
                updated=updated,
                language=language,
                authors=tuple(_person(site, name, slug) for _, name, slug, _, _ in people if name),
                subjects=(*([sections[section].name] if section else []), *(tag for *_, tag, _ in people if tag)),
                picture=_enclosure(used) if used else None,
                recordings=tuple(
                    recordings[file] for file in dict.fromkeys(line[-1] for line in people) if file in recordings
                ),
            )
        )
    own = site + request.path
    return Channel(title, description, site + page, own, own + following if following else "", entries)


def _recordings(files: Collection[int], now: datetime) -> dict[int, Recording]:
    """Return the videos and recordings among these files that readers may have at `now`. One query, if there are any."""
    found = MediaFile.objects.filter(within_rights(now), pk__in=files).exclude(kind=Kind.DOCUMENT) if files else ()
    return {
        media.pk: Recording(
            url=settings.PUBLIC_URL + media.url,
            type=media.type,
            length=media.size,
            medium=media.kind,
            title=media.title,
            credit=media.credit,
            seconds=media.seconds,
        )
        for media in found
    }


@lru_cache(maxsize=1_000)
def _person(site: str, name: str, slug: str) -> Person:
    return Person(name, f"{site}/authors/{quote(slug)}/")


def _enclosure(used: PictureUse) -> Enclosure | None:
    """Return the share image of the lead picture: a JPEG, because not every feed reader shows another format."""
    shared = used.picture.current.share_image if used.picture.current else None
    if not shared:
        return None
    return Enclosure(
        url=settings.PUBLIC_URL + url_of(shared["name"]),
        type=shared["type"],
        length=shared["bytes"],
        width=shared["width"],
        height=shared["height"],
        alt=used.alt or used.picture.alt,
        credit=used.credit,
    )
