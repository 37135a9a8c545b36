"""The day for which a draft is planned: a note for the desk and its calendar, which schedules nothing."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import dateformat

from articles.models import Article
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Review


def plan(story: Article, actor: Any, day: date | None) -> None:
    """Plan a draft for `day` of the newsroom, or for none. Refused for a template, and for what is live or scheduled."""
    with performing("plan", story, actor=actor, readers_notice=False) as [act]:
        before = act.subject.planned_for
        if day == before:
            act.pass_over()
            return
        if not is_plannable(act.subject):
            raise ActionRefused("Only a draft can be planned for a day. This is a template, or live or scheduled.")
        act.reason = _in_words(day, before)
        act.subject.planned_for = day
        act.subject.save(update_fields=["planned_for"])


def is_plannable(story: Article) -> bool:
    """Return whether a planned day means anything: not once the story is live or scheduled."""
    return story.first_published_at is None and story.review != Review.TEMPLATE


def planned(first: date, last: date) -> Any:
    """Return the drafts that are planned for these days, by day."""
    found = Article.objects.filter(~Q(review=Review.TEMPLATE), first_published_at=None, binned_at=None)
    return found.filter(planned_for__gte=first, planned_for__lte=last).order_by("planned_for", "id")


def _in_words(day: date | None, before: date | None) -> str:
    now, then = (each and dateformat.format(each, "N j, Y") for each in (day, before))
    if now is None:
        return f"No longer planned for {then}"
    return f"Planned for {now}" + (f", before for {then}" if then else "")
