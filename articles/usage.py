"""Tell the packages below which stories show a picture or a timeline."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, UUIDField, Value

from articles.models import Article, ArticleReference, ArticleRevision, Author, BodyReference, TimelineListing
from articles.models.revision import address
from newsroom.database.rows import union
from newsroom.delivery.prepared_queries import prepared
from newsroom.images import library, usage
from newsroom.media.models import MediaFile
from timelines.related_stories import Story, register_stories

usage.register(
    Article,
    (Article, "lead_picture", "pk"),
    (Article, "share_picture", "pk"),
    (BodyReference, "picture", "story"),
    references=ArticleReference,
)
usage.register(Article, (BodyReference, "file", "story"), references=ArticleReference, used=MediaFile, column="file")
usage.register(Author, (Author, "portrait", "pk"))
library.register_portraits(Author, "portrait")

FOLLOWING = 20  # stories named below a timeline
NAMED = ("first_published_at", "pk", "headline", "address_day", "slug")


@register_stories
def stories_with_timeline(timeline: int, now: datetime) -> list[Story]:
    """Return the newest stories live at `now` that follow the timeline, then all that broke one of its events.

    Each the newest first. One query.
    """
    rows = sorted(_about(now, timeline), key=lambda row: row[:2], reverse=True)
    found = [Story(headline, address(day, slug), str(event or "")) for _, _, headline, day, slug, event in rows]
    return sorted(found, key=lambda story: bool(story.event))


@prepared
def _about(now: datetime, timeline: int) -> QuerySet[Any, Any]:
    listed = TimelineListing.objects.within(now).filter(timeline=timeline)
    newest = listed.order_by("-first_published_at", "-revision").values_list("revision")[:FOLLOWING]
    following = ArticleRevision.objects.filter(pk__in=union([newest])).annotate(event=Value(None, UUIDField()))
    live = ArticleRevision.objects.live(now).order_by()
    broke = live.filter(references__timeline=timeline, references__event__isnull=False)
    return broke.values_list(*NAMED, "references__event").union(following.values_list(*NAMED, "event"), all=True)
