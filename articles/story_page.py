"""A story as readers see it, made from a revision and an instant, for its page and every preview.

One query finds what isn't stored with the revision, one more the timelines that this process hasn't shown before, and
one the videos, recordings and documents of a story that has any.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet

from articles import stored_html, story_fields, story_links
from articles.blocks import block_of
from articles.blocks.media import FileUse, MediaBlock, files_in
from articles.blocks.resolved import Resolved
from articles.blocks.timeline import TimelineEmbed
from articles.models import Address, ArticleRevision, Author, Credit, Kind, Section, Tag
from articles.models.article import ArticleCorrection
from articles.models.revision import address
from articles.picture_use import PictureUse
from articles.queries import StoryContext, story_context, with_timelines
from articles.related_links import RELATED_STORIES, Link, heading_of, shown
from articles.search_appearance import SearchAppearance, appearance_of
from articles.story_fields import StoryField
from articles.timeline_embeds import embeds
from newsroom.delivery.prepared_queries import prepared
from newsroom.images.models import Picture
from newsroom.images.picture_html import Rendered
from newsroom.publishing.corrections import Notice
from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from newsroom.text.languages import beside, direction, ours, speaking
from timelines.models import TimelineRevision

PAGE_NEEDS = {
    *("id", "number", "live_from", "first_published_at", "updated_at", "subject_id", "slug", "section_id"),
    *("address_day", "headline", "language", "rendered"),
}
SHOWN_AS_STORED = ("headline", "kicker", "standfirst", "dateline", "kind", "language", "contents", "minutes", "words")
COLUMNS = tuple(column.attname for column in ArticleRevision._meta.concrete_fields if column.attname in PAGE_NEEDS)


@dataclass(frozen=True)
class ArticlePage:
    """What `articles/article_detail.html` shows at `now`.

    `contents` is the table of contents, and `blocks` are the blocks that readers see, as HTML; `pictures` and
    `files` are theirs. `frames` are the other sites that it may show in frames. `story` is an id, and `linked` are those of
    the stories that the page links to. `share` is the photo that link previews show, if it isn't the lead photo.
    """

    now: datetime
    story: int
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
    portraits: tuple[Picture, ...]
    credits: tuple[tuple[Credit, list[Author]], ...]
    tags: tuple[Tag, ...]
    fields: tuple[StoryField, ...]
    lead: PictureUse | None
    share: PictureUse | None
    contents: str
    blocks: tuple[str, ...]
    pictures: tuple[PictureUse, ...]
    files: tuple[FileUse, ...]
    frames: tuple[str, ...]
    linked: frozenset[int]
    related: tuple[Link, ...]
    follow_ups: tuple[Link, ...]
    corrections: tuple[Notice, ...]

    @property
    def extra(self) -> list[StoryField]:
        """The fields of which readers see a line."""
        return [field for field in self.fields if field.is_shown]

    @cached_property
    def appearance(self) -> SearchAppearance:
        """How search engines and other sites show the story."""
        return appearance_of(self.fields)

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


@prepared
def _at_address(now: datetime, day: date, slug: str) -> QuerySet[Any, Any]:
    had = Address.objects.filter(day=day, slug=slug, since__lte=now).values("article")
    return ArticleRevision.objects.live(now).filter(subject__in=had).order_by().values_list(*COLUMNS)


def live_at_address(day: date, slug: str, now: datetime) -> ArticleRevision | None:
    """Return the live revision of the story that has or had this address, with the columns that its page needs."""
    rows = _at_address(now, day, slug)
    return ArticleRevision.from_db("default", COLUMNS, rows[0]) if rows else None


def _last_updated(draft: ArticleRevision, now: datetime) -> datetime | None:
    """Return the "updated" time that readers see, if they see the same text; None otherwise, as publishing is an update."""
    story = draft.subject
    if not story.first_published_at:
        return None
    content, updated_at = story.revisions.live(now).values_list("content", "updated_at").first() or (None, None)
    return updated_at if content == draft.content else None


def article_page(revision: ArticleRevision, now: datetime, timelines: Collection[TimelineRevision] = ()) -> ArticlePage:
    """Return the page of `revision` at `now` (aware), whether or not the revision is live then.

    In a preview, `timelines` are the versions that are published with it.
    """
    content = stored_html.of(revision)
    with speaking(beside(content["language"])):
        return _page_of(revision, content, now, timelines)


def _page_of(
    revision: ArticleRevision, content: Content, now: datetime, timelines: Collection[TimelineRevision]
) -> ArticlePage:
    found = story_context(revision, content, now)
    if timelines:
        found = with_timelines(found, timelines, now)
    blocks = {row["key"]: block_of(row) for row in content["blocks"] if "html" not in row}
    published = revision.first_published_at or revision.subject.first_published_at or now
    timelines_shown = (block for block in blocks.values() if isinstance(block, TimelineEmbed))
    resolved = Resolved(
        now=now,
        pictures=found.pictures,
        files=files_in(blocks.values(), now),
        stories=found.related,
        embeds=embeds(timelines_shown, found, now, newsroom_day(published)),
        direction=direction(content["language"]),
        english=ours(content["language"]),
    )
    linked = {story: found.related[story].url for story in content["links"] if story in found.related}
    html = (row["html"] if "html" in row else blocks[row["key"]].html(resolved) for row in content["blocks"])
    return ArticlePage(
        now=now,
        story=revision.subject_id or 0,
        url=address(revision.address_day or newsroom_day(published), revision.slug),
        direction=resolved.direction,
        section=revision.section,
        published=published,
        updated=revision.updated_at or _last_updated(revision, now) or now,
        authors=tuple(found.authors),
        portraits=tuple(found.portraits[author.pk] for author in found.authors if author.pk in found.portraits),
        credits=tuple(found.credits),
        tags=tuple(found.tags),
        fields=story_fields.known(content["extra"]),
        lead=_use(found, content["lead_picture"], content["lead_alt"], content["lead_caption"], content["lead_shape"]),
        share=_use(found, content["share_picture"], alt="", caption="", shape=""),
        blocks=tuple(story_links.resolved(each, linked) for each in html if each),
        pictures=tuple(use for block in blocks.values() for use in block.pictures(resolved)),
        files=tuple(
            use for block in blocks.values() if isinstance(block, MediaBlock) and (use := block.used(resolved))
        ),
        frames=tuple(dict.fromkeys(frame for block in blocks.values() for frame in block.frames())),
        linked=frozenset((*found.related, *found.followed_up_by)),
        related=tuple(shown(content["related"], found.related)),
        follow_ups=tuple(found.follow_ups),
        corrections=tuple(found.corrections),
        **{name: content[name] for name in SHOWN_AS_STORED},
    )


def _use(found: StoryContext, picture: int | None, alt: str, caption: str, shape: str) -> PictureUse | None:
    return PictureUse(found.pictures[picture], alt, caption, shape) if picture in found.pictures else None
