"""Metadata in the heads of pages, for search engines and other sites; written by templates/articles/_head.html."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from articles.models import Author, Section, Tag
from articles.ninjs import ninjs_address
from articles.picture_use import PictureUse
from articles.sections import section_tree
from articles.story_page import ArticlePage
from articles.structured_data import author_data, home_data, list_data, story_data
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.picture_html import url_of
from newsroom.publication.current import publication
from newsroom.publication.lettering import drawable
from newsroom.publication.links import policies
from newsroom.publication.share_image import HEIGHT, WIDTH, image_at, shows_name
from newsroom.text.plain_text import beginning, plain
from timelines.on_other_sites import oembed_address
from timelines.structured_data import as_script
from timelines.timeline_page import ShownTimeline

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
REGION = re.compile(r"([a-z]{2,3})-([A-Z]{2})")  # Open Graph knows languages by country only: pt_BR


class Alternate(NamedTuple):
    """Another format of a page: a feed, or ninjs."""

    type: str
    title: str
    url: str


@dataclass(frozen=True)
class PageHead:
    """The address, description, Open Graph properties, JSON-LD and other formats of a page."""

    url: str
    description: str
    properties: list[tuple[str, str]]
    data: SafeString | None = None
    alternates: tuple[Alternate, ...] = ()

    @property
    def pictured(self) -> bool:
        """Whether link previews of the page show a picture."""
        return any(name == "og:image" for name, _ in self.properties)


def page_head(
    request: TimedRequest, title: str, description: str, canonical: str, og_type: str, image: str = ""
) -> PageHead:
    """Return the head of a page without one of its own, from the blocks of its template (HTML).

    `canonical` is a path with its query; "" for the requested path and place in the list. `image` is the path of the page
    whose image shows its title; "" for the publication's own.
    """
    title, description, canonical, og_type, image = map(plain, (title, description, canonical, og_type, image))
    url = settings.PUBLIC_URL + canonical if canonical else _this(request, request.path)
    properties = [
        ("og:type", og_type),
        *_open_graph(title or publication().name, description, url),
        *(_drawn(image, title) if image else _own_image()),
    ]
    return PageHead(url, description, properties)


def story_head(page: ArticlePage, trail: Iterable[Section]) -> PageHead:
    """Return the head of a story; `trail` is its sections from the first level down."""
    url, appearance = settings.PUBLIC_URL + page.url, page.appearance
    description = appearance.description or page.standfirst or _first_paragraph(page) or page.headline
    properties = [
        ("og:type", "article"),
        *_open_graph(appearance.share_title or page.headline, description, url),
        ("article:published_time", page.published.isoformat()),
        ("article:modified_time", page.updated.isoformat()),
        *(("article:author", settings.PUBLIC_URL + author.get_absolute_url()) for author in page.authors),
        *(("article:tag", tag.name) for tag in page.tags),
    ]
    if page.section:
        properties.append(("article:section", page.section.name))
    if region := REGION.fullmatch(page.language):
        properties.append(("og:locale", f"{region[1]}_{region[2]}"))
    pictured = _picture(page.share) or _picture(page.lead) or _drawn(page.url, appearance.share_title or page.headline)
    ninjs = Alternate("application/json", "ninjs", ninjs_address(url))
    first_ran_at = appearance.first_ran_at or url
    return PageHead(first_ran_at, description, [*properties, *pictured], as_script(story_data(page, trail)), (ninjs,))


def _first_paragraph(page: ArticlePage) -> str:
    texts = (PARAGRAPH.search(html) for html in page.blocks)
    return next((beginning(found[1]) for found in texts if found), "")


def home_head(request: TimedRequest) -> PageHead:
    """Return the head of the home page and of the later pages of its list."""
    name, url = publication().name, _this(request, "/")
    feeds = (
        Alternate("application/atom+xml", name, "/feed.atom"),
        Alternate("application/feed+json", name, "/feed.json"),
    )
    description = gettext("The latest stories from %(name)s") % {"name": name}
    properties = [("og:type", "website"), *_open_graph(name, description, url), *_own_image()]
    return PageHead(url, description, properties, as_script(home_data(policies(request))), feeds)


def section_head(request: TimedRequest, section: Section) -> PageHead:
    """Return the head of a section."""
    trail = section_tree(request).trail(section)
    return _list(request, section, list_data(section.name, section.description, section.get_absolute_url(), trail))


def tag_head(request: TimedRequest, tag: Tag) -> PageHead:
    """Return the head of a tag."""
    return _list(request, tag, list_data(tag.name, tag.introduction, tag.get_absolute_url()))


def timeline_head(timeline: ShownTimeline, description: str, data: SafeString) -> PageHead:
    """Return the head of a timeline; `description` is HTML, and `data` its JSON-LD."""
    url, description = settings.PUBLIC_URL + timeline.url, plain(description)
    properties = [("og:type", "article"), *_open_graph(timeline.title, description, url)]
    pictured = _jpeg(image_at(timeline.url), f"{timeline.title}: {timeline.figure.summary}")
    formats = (
        Alternate("application/json+oembed", timeline.title, oembed_address(timeline.url)),
        Alternate("application/json", timeline.title, f"{url[:-1]}.json"),
    )
    return PageHead(url, description, [*properties, *pictured], data, formats)


def author_head(request: TimedRequest, author: Author, portrait: Any) -> PageHead:
    """Return the head of an author's page; `portrait` is a picture within its rights, or None."""
    use = PictureUse(portrait) if portrait else None
    return _list(request, author, author_data(author, use), "profile", _picture(use))


def _list(
    request: TimedRequest,
    of: Section | Tag | Author,
    data: dict[str, Any],
    og_type: str = "website",
    pictured: Iterable[tuple[str, str]] = (),
) -> PageHead:
    path = of.get_absolute_url()
    url = _this(request, path)
    properties = [("og:type", og_type), *_open_graph(of.name, of.summary, url)]
    properties += [*pictured] or _drawn(path, of.name)
    feeds = (
        Alternate("application/rss+xml", of.name, f"{path}feed/"),
        Alternate("application/atom+xml", of.name, f"{path}feed.atom"),
        Alternate("application/feed+json", of.name, f"{path}feed.json"),
    )
    return PageHead(url, of.summary, properties, as_script(data), feeds)


def _this(request: TimedRequest, path: str) -> str:
    """Return the canonical address of this page of a list, with its place in the list."""
    place = {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}
    return settings.PUBLIC_URL + path + (f"?{urlencode(place)}" if place else "")


def _open_graph(title: str, description: str, url: str) -> list[tuple[str, str]]:
    found = [("og:site_name", publication().name), ("og:title", title), ("og:url", url)]
    return [*found, ("og:description", description)] if description else found


def _picture(use: PictureUse | None) -> list[tuple[str, str]]:
    """Return the properties of the picture in link previews, if its share image is ready."""
    shared = use.picture.current.share_image if use and use.picture.current else None
    if not use or not shared:
        return []
    return _jpeg(url_of(shared["name"]), use.alt or use.picture.alt, shared["width"], shared["height"])


def _drawn(page: str, title: str) -> list[tuple[str, str]]:
    """Return the properties of a page's own image, which shows its title; of the publication's, if it can't be drawn."""
    return _jpeg(image_at(page), f"{title} – {publication().name}") if drawable(title) else _own_image()


def _own_image() -> list[tuple[str, str]]:
    """Return the properties of the publication's share image, or else of one with its logo or name."""
    ours = publication()
    if image := ours.share_image:
        return _jpeg(image.url, ours.name, image.width, image.height)
    return _jpeg(image_at("/"), ours.name) if shows_name() else []


def _jpeg(place: str, alt: str, width: int = WIDTH, height: int = HEIGHT) -> list[tuple[str, str]]:
    return [
        ("og:image", settings.PUBLIC_URL + place),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", alt),
    ]
