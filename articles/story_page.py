"""A story as readers see it, made from a revision and an instant, for its page and every preview.

One query finds what isn't stored with the revision, and one more the timelines that this process hasn't shown before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext

from articles import stored_html, story_links
from articles.languages import direction, ours
from articles.models import ArticleRevision, Author, Kind, Section, Tag
from articles.models.article import ArticleCorrection
from articles.models.revision import address
from articles.picture_use import PictureUse
from articles.queries import Link, StoryContext, story_context
from articles.timeline_embeds import embeds
from newsroom.delivery.prepared_queries import prepared
from newsroom.images.picture_html import Rendered
from newsroom.publishing.corrections import Notice
from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day

TEXT_SIZES = "(min-width: 44em) 40rem, 100vw"
RELATED_STORIES = "Related stories"  # the default title of the block
PAGE_NEEDS = {
    *("id", "number", "live_from", "first_published_at", "updated_at", "subject_id", "slug", "section_id"),
    *("address_day", "headline", "language", "rendered"),
}
SHOWN_AS_STORED = ("headline", "kicker", "standfirst", "dateline", "kind", "language", "contents", "minutes", "words")
COLUMNS = tuple(column.attname for column in ArticleRevision._meta.concrete_fields if column.attname in PAGE_NEEDS)


@dataclass(frozen=True)
class HtmlBlock:
    """A text, pull quote, fact box or timeline, as HTML."""

    type: ClassVar = "html"
    html: str


@dataclass(frozen=True)
class FigureBlock:
    """A picture in the text."""

    type: ClassVar = "figure"
    picture: PictureUse

    @property
    def shown(self) -> Rendered:
        return self.picture.render(sizes=TEXT_SIZES)


@dataclass(frozen=True)
class RelatedBlock:
    """A box of links in the text."""

    type: ClassVar = "related"
    title: str
    links: tuple[Link, ...]

    @property
    def heading(self) -> str:
        return heading_of(self.title, self.links)


ShownBlock = HtmlBlock | FigureBlock | RelatedBlock


@dataclass(frozen=True)
class ArticlePage:
    """What `articles/article_detail.html` shows at `now`. `contents` is the table of contents, as HTML."""

    now: datetime
    url: str
    headline: str
    kicker: str
    standfirst: str
    dateline: str
    kind: str
    language: str
    direction: str
    section: Section | None
    published: datetime
    updated: datetime
    minutes: int
    words: int
    authors: tuple[Author, ...]
    tags: tuple[Tag, ...]
    lead: PictureUse | None
    contents: str
    blocks: tuple[ShownBlock, ...]
    related: tuple[Link, ...]
    follow_ups: tuple[Link, ...]
    corrections: tuple[Notice, ...]

    @property
    def label(self) -> str:
        """Return "Analysis", "Opinion" or "Explainer"; "" for news, and where the section has that name."""
        label = "" if self.kind == Kind.NEWS else str(Kind(self.kind).label)
        return "" if self.section and self.section.name == label else label

    @property
    def related_heading(self) -> str:
        return heading_of(RELATED_STORIES, self.related)

    @property
    def mail_link(self) -> str:
        subject, body = quote(self.headline, safe=""), quote(settings.PUBLIC_URL + self.url)
        return f"mailto:?subject={subject}&body={body}"

    @property
    def english(self) -> str:
        """The attributes that mark our own words on the page of a story in another language."""
        return ours(self.language)

    @cached_property
    def shown_lead(self) -> Rendered | None:
        return self.lead.render(sizes="(min-width: 66em) 62rem, 100vw", eager=True) if self.lead else None

    @property
    def on_top(self) -> list[Notice]:
        """Corrections and editor's notes, newest first."""
        return [each for each in self.corrections[::-1] if each.kind != ArticleCorrection.Kind.CLARIFICATION]

    @property
    def at_foot(self) -> list[Notice]:
        """Clarifications, which don't need to interrupt the reader."""
        return [each for each in self.corrections if each.kind == ArticleCorrection.Kind.CLARIFICATION]


def heading_of(title: str, links: Iterable[Link]) -> str:
    """Return the heading of a box of links. The default depends on whether they are our own stories."""
    outside = {link.outside for link in links}
    if title != RELATED_STORIES:
        return title
    if outside == {False}:
        return gettext("Related stories")
    return gettext("Elsewhere") if outside == {True} else gettext("Related")


@prepared
def _at_address(now: datetime, day: date, slug: str) -> QuerySet[Any, Any]:
    return ArticleRevision.objects.live(now).at_address(day, slug, now).order_by().values_list(*COLUMNS)


def live_at_address(day: date, slug: str, now: datetime) -> ArticleRevision | None:
    """Return the live revision of the story that has or had this address, with the columns that its page needs."""
    rows = _at_address(now, day, slug)
    return ArticleRevision.from_db("default", COLUMNS, rows[0]) if rows else None


def article_page(revision: ArticleRevision, now: datetime) -> ArticlePage:
    """Return the page of `revision` at `now` (aware), whether or not the revision is live then."""
    content = stored_html.of(revision)
    found = story_context(revision, content, now)
    timelines = embeds((block for block in content["blocks"] if block["type"] == "timeline"), found, now)
    groups = _groups(content["related"], found.related)
    linked = {story: found.related[story].url for story in content["links"] if story in found.related}
    blocks = (_block(block, found, timelines, groups, linked) for block in content["blocks"])
    published = revision.first_published_at or revision.subject.first_published_at or now
    return ArticlePage(
        now=now,
        url=address(revision.address_day or newsroom_day(published), revision.slug),
        direction=direction(content["language"]),
        section=revision.section,
        published=published,
        updated=revision.updated_at or now,
        authors=tuple(found.authors),
        tags=tuple(found.tags),
        lead=_use(found, content["lead_picture"], content["lead_alt"], content["lead_caption"], content["lead_shape"]),
        blocks=tuple(block for block in blocks if block),
        related=tuple(link for links in groups.values() for link in links),  # those that no block shows
        follow_ups=tuple(found.follow_ups),
        corrections=tuple(found.corrections),
        **{name: content[name] for name in SHOWN_AS_STORED},
    )


def _use(found: StoryContext, picture: int | None, alt: str, caption: str, shape: str) -> PictureUse | None:
    return PictureUse(found.pictures[picture], alt, caption, shape) if picture in found.pictures else None


def _block(
    block: Content,
    found: StoryContext,
    timelines: Mapping[str, str],
    groups: dict[int, list[Link]],
    linked: Mapping[int, str],
) -> ShownBlock | None:
    """Return a block as it is shown, or None if there is nothing to show."""
    match block["type"]:
        case "html":
            return HtmlBlock(story_links.resolved(block["html"], linked))
        case "figure":
            use = _use(found, block["picture"], block["alt"], block["caption"], block["shape"])
            return FigureBlock(use) if use else None
        case "timeline":
            html = timelines.get(block["key"])
            return HtmlBlock(html) if html else None
        case "related":
            links = groups.pop(block["group"], [])
            return RelatedBlock(block["title"], tuple(links)) if links else None
        case unknown:
            raise ValueError(f"Unknown block type {unknown!r}: an upgrade of the content's schema is missing.")


def _groups(links: Iterable[Content], live: Mapping[int, Link]) -> dict[int, list[Link]]:
    """Return the related links that readers see, in order, by the number of their group."""
    groups: dict[int, list[Link]] = {}
    for link in links:
        if link["target"] is None and link["url"]:
            shown = Link(link["title"], link["url"], link["relation"], outside=True)
        elif link["target"] in live:
            shown = replace(live[link["target"]], relation=link["relation"])
        else:
            continue
        groups.setdefault(link["group"], []).append(shown)
    return groups
