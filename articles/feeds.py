"""RSS: the newest stories of the site, a section or a tag."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.cards import COLUMNS, Card, cards, of_rows
from articles.models import ArticleRevision, Section, Tag, TagLine
from newsroom.publishing.middleware import TimedRequest
from newsroom.publishing.wording import newsroom_day

SIZE = 50


@dataclass(frozen=True)
class Channel:
    """A feed as it stands at the request's instant."""

    title: str
    description: str
    page: str
    feed: str
    cards: list[Card]


class StoriesFeed(Feed[Card, Channel]):
    """The newest stories of all sections."""

    def get_object(self, request: TimedRequest, *args: Any, **kwargs: Any) -> Channel:  # type: ignore[override]
        revisions = ArticleRevision.objects.live(request.now).newest_first()[:SIZE]
        page, feed = reverse("home"), reverse("articles:feed")
        return Channel(
            settings.NEWSROOM_NAME,
            f"The newest stories of {settings.NEWSROOM_NAME}",
            page,
            feed,
            cards(request, revisions),
        )

    def title(self, channel: Channel) -> str:
        return channel.title

    def description(self, channel: Channel) -> str:
        return channel.description

    def link(self, channel: Channel) -> str:
        return settings.PUBLIC_URL + channel.page

    def feed_url(self, channel: Channel) -> str:
        return settings.PUBLIC_URL + channel.feed

    def items(self, channel: Channel) -> list[Card]:
        return channel.cards

    def item_title(self, item: Card) -> str:
        return item.headline

    def item_description(self, item: Card) -> str:
        return item.standfirst

    def item_link(self, item: Card) -> str:
        return settings.PUBLIC_URL + item.url

    item_guid_is_permalink = False

    def item_guid(self, item: Card) -> str:
        """A tag URI (RFC 4151): a changed slug makes no new item in anybody's reader."""
        host = urlsplit(settings.PUBLIC_URL).hostname
        return f"tag:{host},{newsroom_day(item.published).isoformat()}:story-{item.story}"

    def item_pubdate(self, item: Card) -> datetime:
        return item.published

    def item_updateddate(self, item: Card) -> datetime:
        return item.updated

    def item_categories(self, item: Card) -> list[str]:
        return [item.section.name] if item.section else []


class SectionFeed(StoriesFeed):
    """The newest stories of a section and of those below it."""

    def get_object(self, request: TimedRequest, path: str) -> Channel:  # type: ignore[override]
        section = get_object_or_404(Section, path=path)
        revisions = ArticleRevision.objects.live(request.now).filter(section__in=Section.objects.under(section))
        return Channel(
            f"{section.name} – {settings.NEWSROOM_NAME}",
            section.description or f"The newest stories in {section.name}",
            section.get_absolute_url(),
            reverse("articles:section_feed", args=[section.path]),
            cards(request, revisions.newest_first()[:SIZE]),
        )


class TagFeed(StoriesFeed):
    """The newest stories that carry a tag; before the first of them, the tag is nobody's business."""

    def get_object(self, request: TimedRequest, slug: str) -> Channel:  # type: ignore[override]
        tag = get_object_or_404(Tag, slug=slug)
        lines = TagLine.objects.within(request.now).filter(tag=tag).order_by("-first_published_at", "-revision_id")
        stories = of_rows(request, lines.values_list(*(f"revision__{name}" for name in COLUMNS))[:SIZE])
        if not stories:
            raise Http404("Readers have not seen a story here.")
        return Channel(
            f"{tag.name} – {settings.NEWSROOM_NAME}",
            tag.introduction or f"The newest stories on {tag.name}",
            tag.get_absolute_url(),
            reverse("articles:tag_feed", args=[tag.slug]),
            stories,
        )
