"""Tell the packages below which stories show a picture or a timeline."""

from datetime import datetime

from django.db.models import Q

from articles.models import Article, ArticleReference, ArticleRevision, Author, BodyReference
from articles.models.revision import Role
from newsroom.images import usage
from timelines.related_stories import Story, register_stories

usage.register(
    Article, (Article, "lead_picture", "pk"), (BodyReference, "picture", "story"), references=ArticleReference
)
usage.register(Author, (Author, "portrait", "pk"))

CARRYING = 20  # stories named below a timeline


@register_stories
def stories_with_timeline(timeline: int, now: datetime) -> list[Story]:
    """Return the stories live at `now` that show the timeline or broke one of its events, newest first."""
    live = ArticleRevision.objects.live(now)
    rows = ArticleReference.objects.filter(timeline=timeline, revision__in=live)
    rows = rows.order_by("-revision__first_published_at", "-revision")
    newest = rows.exclude(role=Role.REPORTED).values("pk")[: 2 * CARRYING]  # a story may show it twice
    rows = rows.filter(Q(role=Role.REPORTED) | Q(pk__in=newest)).select_related("revision")
    carrying: dict[Story, None] = {}
    reported: dict[Story, None] = {}
    for row in rows.defer("revision__content", "revision__rendered", "revision__feed"):
        headline, url = row.revision.headline, row.revision.get_absolute_url()
        if row.role == Role.REPORTED:
            reported[Story(headline, url, str(row.event))] = None
        else:
            carrying[Story(headline, url)] = None
    return [*list(carrying)[:CARRYING], *reported]
