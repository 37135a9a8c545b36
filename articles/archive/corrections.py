"""All corrections of the stories that readers have, on one page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles.models import ArticleCorrection, ArticleRevision

ON_A_PAGE = 30


@dataclass(frozen=True)
class CorrectedStory:
    """A correction, and the story it stands with as it is live now."""

    correction: ArticleCorrection
    revision: ArticleRevision


def corrected_stories(now: datetime, before: int | None = None) -> tuple[list[CorrectedStory], int | None]:
    """The corrections made by `now` of stories live at `now`, newest first, and the number of the last if more follow.

    `before` is such a number: the page goes on below it. Two queries, however many there are.
    """
    live = ArticleRevision.objects.live(now)
    made = ArticleCorrection.objects.filter(Exists(live.filter(subject=OuterRef("subject"))), at__lte=now)
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
    return (
        [CorrectedStory(each, stories[each.subject_id]) for each in shown],
        shown[-1].pk if len(found) > ON_A_PAGE else None,
    )
