"""The corrections of all live stories."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles.models import ArticleCorrection, ArticleRevision
from newsroom.publishing.corrections import Notice, notices

ON_A_PAGE = 30


def corrected_stories(
    now: datetime, before: int | None = None
) -> tuple[list[tuple[Notice, ArticleRevision]], int | None]:
    """Return the corrections by `now` of stories live at `now`, newest first, with the stories. Three queries.

    The second value is the id to pass as `before` for the next page, or None on the last.
    """
    live = ArticleRevision.objects.live(now)
    made = ArticleCorrection.objects.latest_wordings(now).filter(Exists(live.filter(subject=OuterRef("subject"))))
    if before is not None:
        at = ArticleCorrection.objects.filter(pk=before, at__lte=now).order_by().values("at")[:1]
        made = made.filter(Q(at__lt=at) | Q(at=at, pk__lt=before))
    found = list(made.order_by("-at", "-id")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    named = live.filter(subject__in={each.subject_id for each in shown})
    columns = named.only("subject_id", "headline", "slug", "address_day", "language")
    stories = {revision.subject_id: revision for revision in columns}
    by_id = {each.id: each for each in notices(ArticleCorrection.objects.filter(subject__in=stories, at__lte=now))}
    more = shown[-1].pk if len(found) > ON_A_PAGE else None
    return [(by_id[each.pk], stories[each.subject_id]) for each in shown], more
