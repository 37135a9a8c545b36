"""All corrections of the stories that readers have, on one page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles.models import ArticleCorrection, ArticleRevision
from newsroom.publishing.corrections import Notice, notices

ON_A_PAGE = 30


@dataclass(frozen=True)
class CorrectedStory:
    """A correction, and the story it goes with as it is live now."""

    correction: Notice
    revision: ArticleRevision


def corrected_stories(now: datetime, before: int | None = None) -> tuple[list[CorrectedStory], int | None]:
    """Return the corrections made by `now` of stories live at `now`, and the id of the last if more follow.

    The newest wording comes first. `before` is such an id: the page goes on below it. Three queries, however many.
    """
    live = ArticleRevision.objects.live(now)
    made = ArticleCorrection.objects.latest_wordings(now).filter(Exists(live.filter(subject=OuterRef("subject"))))
    if before is not None:
        at = ArticleCorrection.objects.filter(pk=before, at__lte=now).order_by().values("at")[:1]
        made = made.filter(Q(at__lt=at) | Q(at=at, pk__lt=before))
    found = list(made.order_by("-at", "-id")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    columns = ("subject_id", "headline", "slug", "address_day", "language")
    stories = {
        revision.subject_id: revision
        for revision in live.filter(subject__in={c.subject_id for c in shown}).only(*columns)
    }
    rows = ArticleCorrection.objects.filter(subject__in=stories, at__lte=now)
    by_id = {notice.id: notice for notice in notices(rows)}
    return (
        [CorrectedStory(by_id[each.pk], stories[each.subject_id]) for each in shown],
        shown[-1].pk if len(found) > ON_A_PAGE else None,
    )
