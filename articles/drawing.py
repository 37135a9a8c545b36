"""A story's page as HTML, from what `articles.story_page` has found. Built here and not in a template, which took twice as long."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from articles.models import Author, Section
from articles.picture_use import PictureUse
from articles.queries import Link
from articles.story_page import ArticlePage, FigureBlock, HtmlBlock, ShownBlock
from newsroom.images.picture_html import Rendered, caption_html
from newsroom.publishing.corrections import Notice
from newsroom.text.ap_style import isolate, time_element

TEXT_SIZES = "(min-width: 44em) 40rem, 100vw"
CORRECTION = "publishing/_correction.html"
OUTSIDE = ' rel="external"'
RELATED_STORIES = "Related stories"  # what the block is called until an editor calls it something else


def story(page: ArticlePage, trail: Sequence[Section]) -> SafeString:
    """The <article>. `trail` are its sections, from the first level down."""
    parts = [
        f'<article class="story" lang="{escape(page.language)}" dir="{page.direction}">',
        '<header class="story__head">',
        _trail(trail, page.english),
        _kicker(page),
        f'<h1 class="story__headline">{isolate(escape(page.headline), page.direction)}</h1>',
        f'<p class="story__standfirst">{isolate(escape(page.standfirst), page.direction)}</p>'
        if page.standfirst
        else "",
        _byline(page),
        "</header>",
        _corrections(page.on_top, page, "Corrections", " story__notice"),
        f'<div class="story__lead">{_figure(page.lead, page.shown_lead, page)}</div>'
        if page.lead and page.shown_lead
        else "",
        f'<aside class="story__rail">{page.contents}</aside>' if page.contents else "",
        '<div class="story__body">',
        *(_block(block, page) for block in page.blocks),
        "</div>",
        '<footer class="story__foot">',
        _corrections(page.at_foot, page, "Clarifications"),
        _follow_ups(page) if page.follow_ups else "",
        _related(RELATED_STORIES, page.related, page, page.english) if page.related else "",
        _tags(page) if page.tags else "",
        _record(page),
        "</footer>",
        "</article>",
    ]
    return mark_safe("\n".join(filter(None, parts)))  # noqa: S308  every text was escaped where it was put in


def preload(page: ArticlePage) -> SafeString:
    """The <link> by which the browser fetches the lead picture before it has read as far as that; "" without renditions."""
    shown = page.shown_lead
    if not shown or not shown.sources:
        return SafeString("")
    best = shown.sources[0]
    return mark_safe(  # noqa: S308  every text was escaped where it was put in
        f'<link rel="preload" as="image" type="{best.type}" imagesrcset="{escape(best.srcset)}"'
        f' imagesizes="{escape(shown.sizes)}" fetchpriority="high">'
    )


def _trail(trail: Sequence[Section], english: str) -> str:
    if not trail:
        return ""
    links = "".join(
        f'<li><a href="{escape(section.get_absolute_url())}"{english}>{isolate(escape(section.name))}</a></li>'
        for section in trail
    )
    return f'<nav class="breadcrumb" aria-label="Section"><ol>{links}</ol></nav>'


def _kicker(page: ArticlePage) -> str:
    label = f"<span{page.english}>{escape(page.label)}</span> " if page.label else ""
    kicker = f"<span>{isolate(escape(page.kicker), page.direction)}</span>" if page.kicker else ""
    return f'<p class="kicker">{label}{kicker}</p>' if label or kicker else ""


def _byline(page: ArticlePage) -> str:
    names = f'<p class="byline__names"><span{page.english}>By {_names(page.authors)}</span></p>' if page.authors else ""
    updated = f" · Updated {time_element(page.updated, page.now)}" if page.updated > page.published else ""
    times = f"Published {time_element(page.published, page.now)}{updated} · {page.minutes} min read"
    mail = f"mailto:?subject={quote(page.headline, safe='')}&amp;body={quote(settings.PUBLIC_URL + page.url)}"
    return (
        f'<div class="byline">{names}<p class="byline__times"><span{page.english}>{times}</span></p>'
        f'<p class="share"><a href="{mail}"{page.english}>Email this story</a>'
        f' <button type="button" data-share hidden{page.english}>Copy link</button></p></div>'
    )


def _names(authors: Iterable[Author]) -> str:
    """Ann, Bo and Cy."""
    *others, last = (
        f'<a rel="author" href="{escape(author.get_absolute_url())}"><bdi>{escape(author.name)}</bdi></a>'
        for author in authors
    )
    return f"{', '.join(others)} and {last}" if others else last


def _corrections(corrections: Iterable[Notice], page: ArticlePage, label: str, place: str = "") -> str:
    told = "".join(
        render_to_string(CORRECTION, {"correction": each, "now": page.now, "english": page.english})
        for each in corrections
    )
    return f'<section class="corrections{place}" aria-label="{label}">{told}</section>' if told else ""


def _block(block: ShownBlock, page: ArticlePage) -> str:
    if isinstance(block, HtmlBlock):
        return block.html
    if isinstance(block, FigureBlock):
        return _figure(block.picture, block.picture.render(sizes=TEXT_SIZES), page)
    return _related(block.title, block.links, page)


def _figure(use: PictureUse, shown: Rendered, page: ArticlePage) -> str:
    return f"<figure>{shown.html()}{caption_html(use.caption, use.credit, page.direction)}</figure>"


def _related(title: str, links: Sequence[Link], page: ArticlePage, english: str = "") -> str:
    """A list of links. A link says which kind it is unless it is plain “Read more”, and which site it leads to if not ours."""
    lines = "".join(
        f'<li><a href="{escape(link.url)}"{OUTSIDE if link.outside else ""}>{_kind(link)}'
        f"{isolate(escape(link.title), page.direction)}{_site(link) if link.outside else ''}</a></li>"
        for link in links
    )
    title = _true_title(title, links)
    return f'<aside class="related"><h2 class="box-title"><span{english}>{escape(title)}</span></h2><ul>{lines}</ul></aside>'


def _true_title(title: str, links: Iterable[Link]) -> str:
    """The heading of those links: “Related stories” only if all are stories of ours."""
    outside = {link.outside for link in links}
    if title != RELATED_STORIES or outside == {False}:
        return title
    return "Elsewhere" if outside == {True} else "Related"


def _site(link: Link) -> str:
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return f' <span class="related__site" dir="ltr">{escape(host)}</span>' if host else ""


def _kind(link: Link) -> str:
    return f'<span class="related__kind">{link.label}</span> ' if link.label != "Read more" else ""


def _follow_ups(page: ArticlePage) -> str:
    lines = "".join(
        f'<li><a href="{escape(link.url)}">{isolate(escape(link.title), page.direction)}</a>'
        f' <span class="meta"{page.english}>{time_element(link.published, page.now)}</span></li>'
        for link in page.follow_ups
        if link.published
    )
    title = f'<h2 class="box-title"><span{page.english}>Later coverage</span></h2>'
    return f'<aside class="related">{title}<ul>{lines}</ul></aside>'


def _tags(page: ArticlePage) -> str:
    lines = "".join(
        f'<li><a rel="tag" href="{escape(tag.get_absolute_url())}">{isolate(escape(tag.name), page.direction)}</a></li>'
        for tag in page.tags
    )
    return f'<ul class="tags" aria-label="Subjects">{lines}</ul>'


def _record(page: ArticlePage) -> str:
    changes = f'<a href="{page.url}changes/"{page.english}>Edit history</a> ' if settings.CHANGE_LOG else ""
    return f'<p class="story__record">{changes}<a href="{page.url}report/"{page.english}>Report an error</a></p>'
