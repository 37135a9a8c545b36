"""What the head of a page tells search engines and other sites; drawn by templates/articles/_head.html."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from articles.models import Author, Section, Tag
from articles.ninjs import ninjs_address
from articles.picture_use import PictureUse
from articles.sections import section_tree
from articles.story_page import ArticlePage, HtmlBlock
from articles.structured_data import author_data, home_data, list_data, story_data
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.picture_html import url_of
from newsroom.text.plain_text import beginning, plain
from timelines.structured_data import as_script

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
REGION = re.compile(r"([a-z]{2,3})-([A-Z]{2})")  # Open Graph knows languages by country only: pt_BR


class Alternate(NamedTuple):
    """The same in another form: a feed, or ninjs."""

    type: str
    title: str
    url: str


@dataclass(frozen=True)
class PageHead:
    """Address, description, Open Graph properties, JSON-LD and other forms of a page."""

    url: str
    description: str
    properties: list[tuple[str, str]]
    data: SafeString | None = None
    alternates: tuple[Alternate, ...] = ()

    @property
    def pictured(self) -> bool:
        """Whether a link to the page is shown with a picture."""
        return any(name == "og:image" for name, _ in self.properties)


def page_head(request: TimedRequest, title: str, description: str, canonical: str, og_type: str) -> PageHead:
    """Return the head of a page that has nothing more to tell, from what its blocks say, as HTML.

    `canonical` is a path with its query; "" for the path that was asked for, with the place in the list.
    """
    title, description, canonical, og_type = map(plain, (title, description, canonical, og_type))
    url = settings.PUBLIC_URL + canonical if canonical else _this(request, request.path)
    properties = [("og:type", og_type), *_open_graph(title or settings.NEWSROOM_NAME, description, url)]
    return PageHead(url, description, properties)


def story_head(page: ArticlePage, trail: Iterable[Section]) -> PageHead:
    """Return the head of a story; `trail` are its sections from the first level down."""
    url, description = settings.PUBLIC_URL + page.url, page.standfirst or _first_paragraph(page) or page.headline
    properties = [
        ("og:type", "article"),
        *_open_graph(page.headline, description, url),
        ("article:published_time", page.published.isoformat()),
        ("article:modified_time", page.updated.isoformat()),
        *(("article:author", settings.PUBLIC_URL + author.get_absolute_url()) for author in page.authors),
        *(("article:tag", tag.name) for tag in page.tags),
    ]
    if page.section:
        properties.append(("article:section", page.section.name))
    if region := REGION.fullmatch(page.language):
        properties.append(("og:locale", f"{region[1]}_{region[2]}"))
    pictured = _picture(page.lead)
    ninjs = Alternate("application/json", "ninjs", ninjs_address(url))
    return PageHead(url, description, [*properties, *pictured], as_script(story_data(page, trail)), (ninjs,))


def _first_paragraph(page: ArticlePage) -> str:
    texts = (PARAGRAPH.search(block.html) for block in page.blocks if isinstance(block, HtmlBlock))
    return next((beginning(found[1]) for found in texts if found), "")


def home_head(request: TimedRequest) -> PageHead:
    """Return the head of the home page, and of the pages behind it."""
    name, url = settings.NEWSROOM_NAME, _this(request, "/")
    feeds = (
        Alternate("application/atom+xml", name, "/feed.atom"),
        Alternate("application/feed+json", name, "/feed.json"),
    )
    description = f"The newest stories of {name}"
    properties = [("og:type", "website"), *_open_graph(name, description, url)]
    return PageHead(url, description, properties, as_script(home_data()), feeds)


def section_head(request: TimedRequest, section: Section) -> PageHead:
    """Return the head of a section; and its feeds."""
    path = section.get_absolute_url()
    data = list_data(section.name, section.description, path, section_tree(request).trail(section))
    description = section.description or f"The newest stories in {section.name}"
    return _list(section.name, description, _this(request, path), data, path)


def tag_head(request: TimedRequest, tag: Tag) -> PageHead:
    """Return the head of a tag."""
    path = tag.get_absolute_url()
    description = tag.introduction or f"The newest stories on {tag.name}"
    return _list(tag.name, description, _this(request, path), list_data(tag.name, tag.introduction, path), path)


def author_head(request: TimedRequest, author: Author, portrait: Any) -> PageHead:
    """Return the head of an author; `portrait` is the picture that readers may see."""
    path, use = author.get_absolute_url(), PictureUse(portrait) if portrait else None
    url, description = _this(request, path), author.bio or f"The newest stories by {author.name}"
    properties = [("og:type", "profile"), *_open_graph(author.name, description, url), *_picture(use)]
    return PageHead(url, description, properties, as_script(author_data(author, use)), _feeds(author.name, path))


def _list(name: str, description: str, url: str, data: dict[str, Any], path: str) -> PageHead:
    properties = [("og:type", "website"), *_open_graph(name, description, url)]
    return PageHead(url, description, properties, as_script(data), _feeds(name, path))


def _this(request: TimedRequest, path: str) -> str:
    """The address of this page of a list: the first, or the one below the place that it names."""
    asked = request.GET
    place = {name: asked[name] for name in ("before", "after") if asked.get(name)}
    return settings.PUBLIC_URL + path + (f"?{urlencode(place)}" if place else "")


def _feeds(name: str, path: str) -> tuple[Alternate, ...]:
    rss = Alternate("application/rss+xml", name, f"{path}feed/")
    return rss, Alternate("application/feed+json", name, f"{path}feed.json")


def _open_graph(title: str, description: str, url: str) -> list[tuple[str, str]]:
    found = [("og:site_name", settings.NEWSROOM_NAME), ("og:title", title), ("og:url", url)]
    return [*found, ("og:description", description)] if description else found


def _picture(use: PictureUse | None) -> list[tuple[str, str]]:
    """The picture that a link to the page is shown with, once there is a rendition to give away."""
    shared = use.picture.current.shared if use and use.picture.current else None
    if not use or not shared:
        return []
    return [
        ("og:image", settings.PUBLIC_URL + url_of(shared["name"])),
        ("og:image:type", shared["type"]),
        ("og:image:width", str(shared["width"])),
        ("og:image:height", str(shared["height"])),
        ("og:image:alt", use.alt or use.picture.alt),
    ]
