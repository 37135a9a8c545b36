"""A story as readers see it. One path for the public page and every preview: from a revision and an instant.

The preview of revision r at t is `article_page(r, t)`: the page at t with r live. What depends on nothing but the
revision it carries as HTML (articles/stored_html.py), the rest is found by one query (articles/queries.py), and by one
more for timelines that this process has not shown before (articles/timeline_embeds.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet

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
RELATED_STORIES = "Related stories"  # what the block is called until an editor calls it something else
PAGE_NEEDS = {
    *("id", "number", "live_from", "first_published_at", "updated_at", "subject_id", "slug", "section_id"),
    *("address_day", "headline", "language", "rendered"),
}
COLUMNS = tuple(column.attname for column in ArticleRevision._meta.concrete_fields if column.attname in PAGE_NEEDS)


@dataclass(frozen=True)
class HtmlBlock:
    """What is HTML already: texts, pull quotes, fact boxes, timelines."""

    type: ClassVar = "html"
    html: str


@dataclass(frozen=True)
class FigureBlock:
    """A picture in the text."""

    type: ClassVar = "figure"
    picture: PictureUse

    @property
    def shown(self) -> Rendered:
        """The picture as wide as the text."""
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
    """Everything `articles/article_detail.html` shows. `now` is the instant it is shown at.

    `contents` is the list of its headed parts, as HTML; `minutes` is how long it takes to read, `words` how many its
    text has.
    """

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
        """ "Analysis", "Opinion", "Explainer", unless its section is called that; "" for news, which needs no label."""
        label = "" if self.kind == Kind.NEWS else str(Kind(self.kind).label)
        return "" if self.section and self.section.name == label else label

    @property
    def related_heading(self) -> str:
        """The heading of the links below the story."""
        return heading_of(RELATED_STORIES, self.related)

    @property
    def mail_link(self) -> str:
        """The address that begins an email about the story."""
        subject, body = quote(self.headline, safe=""), quote(settings.PUBLIC_URL + self.url)
        return f"mailto:?subject={subject}&body={body}"

    @property
    def english(self) -> str:
        """The attributes that mark words of ours on the page of a story in another language."""
        return ours(self.language)

    @cached_property
    def shown_lead(self) -> Rendered | None:
        """The lead picture as the page shows it, wide and at once."""
        return self.lead.render(sizes="(min-width: 66em) 62rem, 100vw", eager=True) if self.lead else None

    @property
    def on_top(self) -> list[Notice]:
        """What a reader must know before reading on: that the story was wrong, or the editor's note on it. Newest first."""
        return [each for each in self.corrections[::-1] if each.kind != ArticleCorrection.Kind.CLARIFICATION]

    @property
    def at_foot(self) -> list[Notice]:
        """Clarifications: what was right already and is now clearer need not stand in the way."""
        return [each for each in self.corrections if each.kind == ArticleCorrection.Kind.CLARIFICATION]


def heading_of(title: str, links: Iterable[Link]) -> str:
    """Return the heading of those links: “Related stories” only if all are stories of ours."""
    outside = {link.outside for link in links}
    if title != RELATED_STORIES or outside == {False}:
        return title
    return "Elsewhere" if outside == {True} else "Related"


@prepared
def _at_address(now: datetime, day: date, slug: str) -> QuerySet[Any, Any]:
    return ArticleRevision.objects.live(now).at_address(day, slug, now).order_by().values_list(*COLUMNS)


def live_at_address(day: date, slug: str, now: datetime) -> ArticleRevision | None:
    """The version that readers see at `now` of the story that has, or had, this address; as much of it as its page needs."""
    rows = _at_address(now, day, slug)
    return ArticleRevision.from_db("default", COLUMNS, rows[0]) if rows else None


def article_page(revision: ArticleRevision, now: datetime) -> ArticlePage:
    """The page of `revision` at `now` (aware), whether or not it is live then.

    What depends on time or on other things (pictures within their rights, live related stories,
    timelines, corrections, follow-ups) is what readers see at `now`.
    """
    content = stored_html.of(revision)
    found = story_context(revision, content, now)
    timelines = embeds((block for block in content["blocks"] if block["type"] == "timeline"), found, now)
    groups = _groups(content["related"], found.related)
    linked = {story: found.related[story].url for story in content["links"] if story in found.related}
    blocks = tuple(
        shown for block in content["blocks"] if (shown := _block(block, found, timelines, groups, linked)) is not None
    )
    published = revision.first_published_at or revision.subject.first_published_at or now
    return ArticlePage(
        now=now,
        url=address(revision.address_day or newsroom_day(published), revision.slug),
        headline=content["headline"],
        kicker=content["kicker"],
        standfirst=content["standfirst"],
        dateline=content["dateline"],
        kind=content["kind"],
        language=content["language"],
        direction=direction(content["language"]),
        section=revision.section,
        published=published,
        updated=revision.updated_at or now,
        minutes=content["minutes"],
        words=content["words"],
        authors=tuple(found.authors),
        tags=tuple(found.tags),
        lead=_use(found, content["lead_picture"], content["lead_alt"], content["lead_caption"], content["lead_shape"]),
        contents=content["contents"],
        blocks=blocks,
        related=tuple(link for links in groups.values() for link in links),  # those that no block has taken
        follow_ups=tuple(found.follow_ups),
        corrections=tuple(found.corrections),
    )


def _use(found: StoryContext, picture: int | None, alt: str, caption: str, shape: str) -> PictureUse | None:
    """The picture as it is used, if readers may see it."""
    return PictureUse(found.pictures[picture], alt, caption, shape) if picture in found.pictures else None


def _block(
    block: Content,
    found: StoryContext,
    timelines: Mapping[str, str],
    groups: dict[int, list[Link]],
    linked: Mapping[int, str],
) -> ShownBlock | None:
    """A block of the content as it is shown; None where there is nothing to show."""
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
            raise ValueError(f"There is no block type {unknown!r}: an upgrade of the content's schema is missing.")


def _groups(links: Iterable[Content], live: Mapping[int, Link]) -> dict[int, list[Link]]:
    """The related links that readers see, in order, by the number of the block that shows them."""
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
