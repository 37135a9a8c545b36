"""Told to the rooms below: which stories show a picture, and which carry a timeline."""

from datetime import datetime

from django.db.models import Q

from articles.models import Article, ArticleReference, ArticleRevision, Author, Figure
from articles.models.revision import Role
from newsroom.images import usage
from timelines.related_stories import Story, register_stories

usage.register(Article, (Article, "lead_picture", "pk"), (Figure, "picture", "parent"), references=ArticleReference)
usage.register(Author, (Author, "portrait", "pk"))

CARRYING = 20  # stories to be named below a timeline


@register_stories
def stories_with_timeline(timeline: int, now: datetime) -> list[Story]:
    """The stories live at `now` that carry it, or reported an event of it, newest first."""
    live = ArticleRevision.objects.live(now)
    lines = ArticleReference.objects.filter(timeline=timeline, revision__in=live)
    lines = lines.order_by("-revision__first_published_at", "-revision")
    # Of a thousand that carry it, only the newest are read; a story may carry it twice.
    newest = lines.exclude(role=Role.REPORTED).values("pk")[: 2 * CARRYING]
    lines = lines.filter(Q(role=Role.REPORTED) | Q(pk__in=newest)).select_related("revision")
    carrying: dict[Story, None] = {}
    reported: dict[Story, None] = {}
    for line in lines.defer("revision__content", "revision__rendered"):
        headline, url = line.revision.headline, line.revision.get_absolute_url()
        if line.role == Role.REPORTED:
            reported[Story(headline, url, str(line.event))] = None
        else:
            carrying[Story(headline, url)] = None
    return [*list(carrying)[:CARRYING], *reported]
