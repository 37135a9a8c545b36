"""{% load metadata %}: what the head of a page tells machines, in the block `metadata` of base.html."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from articles.models import Author, Section, Tag
from articles.ninjs import ninjs_address
from articles.picture_use import PictureUse
from articles.sections import section_tree
from articles.story_page import ArticlePage, HtmlBlock
from articles.structured_data import author_data, home_data, list_data, story_data
from newsroom.delivery.templatetags.delivery import beginning
from newsroom.images.picture_html import url_of
from timelines.structured_data import as_script

register = template.Library()

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
REGION = re.compile(r"([a-z]{2,3})-([A-Z]{2})")  # Open Graph knows languages by country only: pt_BR


@register.simple_tag(takes_context=True)
def page_head(context: Any) -> SafeString:
    """{% page_head %}: address, description and Open Graph of a page that has nothing more to tell, from its blocks.

    `title`, `description`, `og_type` ("website") and `canonical` (a path with its query; without one, the path that was
    asked for, with the place in the list). Base.html calls it, so no page can do without.
    """
    title, description, canonical = (_block(context, name) for name in ("title", "description", "canonical"))
    url = settings.PUBLIC_URL + canonical if canonical else _this(context, context["request"].path)
    properties = [("og:type", _block(context, "og_type") or "website")]
    return _written(url, description, [*properties, *_open_graph(title or settings.NEWSROOM_NAME, description, url)])


def _block(context: Any, name: str) -> str:
    """What the page says in the block of that name, as plain text."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return " ".join(unescape(block.render(context)).split()) if block else ""


@register.simple_tag
def story_head(page: ArticlePage, trail: Iterable[Section]) -> SafeString:
    """{% story_head page trail %}: address, description, Open Graph and JSON-LD of a story.

    Written here and not in a template, which would take longer than the rest of the page's head.
    """
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
    ninjs = f'<link rel="alternate" type="application/json" title="ninjs" href="{escape(ninjs_address(url))}">'
    return _written(url, description, [*properties, *pictured], story_data(page, trail), ninjs)


def _first_paragraph(page: ArticlePage) -> str:
    texts = (PARAGRAPH.search(block.html) for block in page.blocks if isinstance(block, HtmlBlock))
    return next((beginning(found[1]) for found in texts if found), "")


@register.simple_tag(takes_context=True)
def home_head(context: Any) -> SafeString:
    """{% home_head %}: the same of the home page, and of the pages behind it."""
    name, url = settings.NEWSROOM_NAME, _this(context, "/")
    feeds = _feed("application/atom+xml", name, "/feed.atom") + _feed("application/feed+json", name, "/feed.json")
    description = f"The newest stories of {name}"
    properties = [("og:type", "website"), *_open_graph(name, description, url)]
    return _written(url, description, properties, home_data(), feeds)


@register.simple_tag(takes_context=True)
def section_head(context: Any, section: Section) -> SafeString:
    """{% section_head section %}: the same of a section; and its feeds."""
    path = section.get_absolute_url()
    data = list_data(section.name, section.description, path, section_tree(context["request"]).trail(section))
    description = section.description or f"The newest stories in {section.name}"
    return _list(section.name, description, _this(context, path), data, path)


@register.simple_tag(takes_context=True)
def tag_head(context: Any, tag: Tag) -> SafeString:
    """{% tag_head tag %}: the same of a tag."""
    path = tag.get_absolute_url()
    description = tag.introduction or f"The newest stories on {tag.name}"
    return _list(tag.name, description, _this(context, path), list_data(tag.name, tag.introduction, path), path)


@register.simple_tag(takes_context=True)
def author_head(context: Any, author: Author, portrait: Any) -> SafeString:
    """{% author_head author portrait %}: the same of an author; `portrait` is the picture that readers may see."""
    path, use = author.get_absolute_url(), PictureUse(portrait) if portrait else None
    url, description = _this(context, path), author.bio or f"The newest stories by {author.name}"
    properties = [("og:type", "profile"), *_open_graph(author.name, description, url), *_picture(use)]
    return _written(url, description, properties, author_data(author, use), _feeds(author.name, path))


def _list(name: str, description: str, url: str, data: dict[str, Any], path: str) -> SafeString:
    properties = [("og:type", "website"), *_open_graph(name, description, url)]
    return _written(url, description, properties, data, _feeds(name, path))


def _this(context: Any, path: str) -> str:
    """The address of this page of a list: the first, or the one below the place that it names."""
    asked = context["request"].GET
    place = {name: asked[name] for name in ("before", "after") if asked.get(name)}
    return settings.PUBLIC_URL + path + (f"?{urlencode(place)}" if place else "")


def _feeds(name: str, path: str) -> str:
    rss = _feed("application/rss+xml", name, f"{path}feed/")
    return rss + _feed("application/feed+json", name, f"{path}feed.json")


def _feed(kind: str, name: str, address: str) -> str:
    return f'<link rel="alternate" type="{kind}" title="{escape(name)}" href="{escape(address)}">'


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


def _written(
    url: str, description: str, properties: list[tuple[str, str]], data: dict[str, Any] | None = None, links: str = ""
) -> SafeString:
    large = any(name == "og:image" for name, _ in properties)
    head = f'<link rel="canonical" href="{escape(url)}">{links}'
    if description:
        head += f'<meta name="description" content="{escape(description)}">'
    metas = "".join(f'<meta property="{name}" content="{escape(content)}">' for name, content in properties)
    card = f'<meta name="twitter:card" content="{"summary_large_image" if large else "summary"}">'
    script = f'<script type="application/ld+json">{as_script(data)}</script>' if data else ""
    return mark_safe(f"{head}{metas}{card}{script}")  # noqa: S308  every text was escaped where it was put in
