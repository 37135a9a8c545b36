"""What is in a feed: the newest stories of the site, a section, a tag or an author, as they are live at `request.now`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.feed_html import plain_texts
from articles.models import ArticleReference, ArticleRevision, Author, BylineListing, Tag, TagListing
from articles.models.revision import Role, address
from articles.picture_use import PictureUse, use
from articles.sections import section_tree
from articles.tag_uris import story_uri
from newsroom.delivery.prepared_queries import prepared
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.images.picture_html import url_of
from newsroom.publishing.models import IntervalQuerySet

SIZE = 50
COLUMNS = (
    *("id", "subject_id", "headline", "standfirst", "slug", "address_day", "section_id"),
    *("first_published_at", "updated_at", "language", "lead_picture_id", "lead_alt"),
)
Row = tuple[Any, ...]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # the "updated" time of a feed that has nothing yet


@dataclass(frozen=True)
class Person:
    name: str
    url: str


@dataclass(frozen=True)
class Enclosure:
    """A picture as a file that is given away. `length` is in bytes, the size in pixels."""

    url: str
    type: str
    length: int
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class Entry:
    """A story in a feed. `id` stays whatever becomes of the address; `html` is "" where the full text is not given."""

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


@dataclass(frozen=True)
class Channel:
    """A feed as it stands at the request's instant. `page` is what it is a feed of, `address` its own."""

    title: str
    description: str
    page: str
    address: str
    entries: list[Entry]

    @property
    def updated(self) -> datetime:
        """The last substantive change of a story in it."""
        return max((entry.updated for entry in self.entries), default=BEGINNING)


def of_site(request: TimedRequest) -> Channel:
    """The newest stories of all sections. Its two queries are prepared: it is what readers' programs ask for most."""
    name = settings.NEWSROOM_NAME
    rows, names = _newest_of_all(request.now), _named_of_all(request.now)
    return _channel(request, name, f"The newest stories of {name}", "/", rows, names)


def of_section(request: TimedRequest, path: str) -> Channel:
    """The newest stories of a section and of those below it. Raises Http404 where there is no such section."""
    tree = section_tree(request)
    section = tree.at(path)
    if section is None:
        raise Http404("There is no such section.")
    newest = _newest(ArticleRevision.objects.live(request.now).filter(section__in=tree.under(section.pk)))
    description = section.description or f"The newest stories in {section.name}"
    return _channel(request, _title(section.name), description, section.get_absolute_url(), newest)


def of_tag(request: TimedRequest, tag: Tag) -> Channel:
    """The newest stories that carry a tag. Raises Http404 before the first of them: the tag is nobody's business."""
    newest = _listed(TagListing.objects.filter(tag=tag), request.now)
    description = tag.introduction or f"The newest stories on {tag.name}"
    return _seen(_channel(request, _title(tag.name), description, tag.get_absolute_url(), newest))


def of_author(request: TimedRequest, slug: str) -> Channel:
    """The newest stories of an author. Raises Http404 before the first of them."""
    author = get_object_or_404(Author, slug=slug)
    newest = _listed(BylineListing.objects.filter(author=author), request.now)
    return _seen(
        _channel(
            request, _title(author.name), f"The newest stories by {author.name}", author.get_absolute_url(), newest
        )
    )


def _title(name: str) -> str:
    return f"{name} – {settings.NEWSROOM_NAME}"


def _seen(channel: Channel) -> Channel:
    if not channel.entries:
        raise Http404("Readers have not seen a story here.")
    return channel


def _newest(revisions: Any) -> list[Row]:
    return list(revisions.newest_first().values_list(*COLUMNS)[:SIZE])


def _listed(lines: IntervalQuerySet, now: datetime) -> list[Row]:
    """The rows behind list rows."""
    newest = lines.within(now).order_by("-first_published_at", "-revision_id")
    return list(newest.values_list(*(f"revision__{column}" for column in COLUMNS))[:SIZE])


@prepared
def _newest_of_all(now: datetime) -> Any:
    return ArticleRevision.objects.live(now).newest_first().values_list(*COLUMNS)[:SIZE]


@prepared
def _named_of_all(now: datetime) -> Any:
    return _named(ArticleRevision.objects.live(now).newest_first().values("pk")[:SIZE])


def _named(revisions: Any) -> Any:
    """Who wrote each of the versions and what it is about, in order."""
    found = ArticleReference.objects.filter(revision__in=revisions, role__in=(Role.BYLINE, Role.TAG)).order_by("order")
    return found.values_list("revision_id", "author__name", "author__slug", "tag__name")


def _channel(
    request: TimedRequest, title: str, description: str, page: str, rows: list[Row], names: list[Row] | None = None
) -> Channel:
    named: dict[int, list[Row]] = {}
    for line in _named([row[0] for row in rows]) if names is None else names:
        named.setdefault(line[0], []).append(line)
    pictures = kept_pictures(request, {row[10] for row in rows if row[10]})
    sections, site = section_tree(request).sections, settings.PUBLIC_URL
    texts = plain_texts(request, [row[0] for row in rows]) if settings.FEED_FULL_TEXT else {}
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
                authors=tuple(_person(site, name, slug) for _, name, slug, _ in people if name),
                subjects=(*([sections[section].name] if section else []), *(tag for *_, tag in people if tag)),
                picture=_enclosure(used) if used else None,
            )
        )
    return Channel(title, description, site + page, site + request.path, entries)


@lru_cache(maxsize=1_000)
def _person(site: str, name: str, slug: str) -> Person:
    return Person(name, f"{site}/authors/{quote(slug)}/")


def _enclosure(used: PictureUse) -> Enclosure | None:
    """The picture at the head of the story, once there is a rendition of it to give away."""
    shared = used.picture.current.shared if used.picture.current else None
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
