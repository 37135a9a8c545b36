"""Drafts in the calendar, on the days for which they are planned: nothing is scheduled, and moving one moves the plan."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse

from articles.models import Article
from articles.planned_day import planned
from newsroom.desk.calendar.days import Period
from newsroom.desk.calendar.lines import STORY, Shown
from newsroom.publishing.adapters import adapter_of
from newsroom.text.person_name import name_of

PLANNED = "planned"  # what `due` says of it in the address of the page that moves it
MOST = 500  # drafts of a page of the calendar


class PlannedDraft(NamedTuple):
    """A draft on its day, with the page that moves it ("" if the user may not)."""

    story: Article
    by: str
    move: str


def planned_drafts(user: Any, now: datetime, page: Period, shown: Shown) -> dict[date, list[PlannedDraft]]:
    """Return the drafts that `user` may see, by the day for which they are planned. One query."""
    if shown.kind not in ("", STORY):
        return {}
    found = planned(page.first, page.last).visible_to(user, now).with_schedule(now).filter(head_sealed=None)
    if shown.section:
        found = found.filter(section=shown.section)
    if shown.mine:
        found = found.filter(adapter_of(Article).owned_by(user))
    names = ("owner__username", "owner__first_name", "owner__last_name")
    days: dict[date, list[PlannedDraft]] = defaultdict(list)
    for story in found.select_related("owner").only("headline", "review", "planned_for", *names)[:MOST]:
        move = f"{reverse('calendar_move', args=[STORY, story.pk])}?due={PLANNED}" if _moves(user) else ""
        days[story.planned_for].append(PlannedDraft(story, name_of(story.owner), move))
    return days


def _moves(user: Any) -> bool:
    """Return whether the user may move the drafts that they see: each is theirs, shared with them, or they edit all."""
    return bool(user.has_perm("articles.change_article"))
