"""What waits for the person who opens the desk: their stories, those to read, what goes live next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.db.models import Q
from django.urls import reverse

from articles.models import Article, Byline, ErrorReport
from articles.models.error_report import Status
from newsroom.publishing import clock
from newsroom.publishing.admin.lists import list_state
from newsroom.publishing.models import Review
from newsroom.publishing.state import at
from timelines.models import Timeline

register = template.Library()

MOST = 8
KINDS: tuple[Any, ...] = (Article, Timeline)


@dataclass(frozen=True)
class Line:
    """One story or timeline of a list, with its page at the desk."""

    url: str
    title: str
    badge: str
    state: str
    when: str = ""
    note: str = ""


@register.inclusion_tag("desk/_today.html", takes_context=True)
def desk_today(context: Any) -> dict[str, Any]:
    """The lists, for whoever may see stories. Six queries, however many stories there are."""
    user, now = context["request"].user, clock.now()
    if not user.has_perm("articles.view_article"):
        return {}
    return {
        "mine": [_line(story, note=story.review_note) for story in _mine(user, now)],
        "reads": user.has_perm("publishing.approve"),
        "waiting": [_line(subject, note=subject.review_note) for subject in _waiting(user, now)],
        "due": _due(user, now),
        "reports": _reports(user),
        "may_write": user.has_perm("articles.add_article"),
        "may_look": user.has_perm("publishing.look_as_of"),
    }


def _reports(user: Any) -> int:
    """How many error reports nobody has looked at yet; 0 for those who do not look at them."""
    if not user.has_perm("articles.view_errorreport"):
        return 0
    return ErrorReport.objects.visible_to(user).filter(status=Status.NEW).count()


def _mine(user: Any, now: datetime) -> Any:
    """Stories they own or sign, newest first."""
    signed = Byline.objects.filter(author__user=user).values("article")
    stories = Article.objects.filter(Q(owner=user) | Q(pk__in=signed), binned_at=None)
    return stories.visible_to(user, now).with_schedule(now).order_by("-id")[:MOST]


def _waiting(user: Any, now: datetime) -> list[Any]:
    """What writers have submitted, the longest-waiting first."""
    if not user.has_perm("publishing.approve"):
        return []
    found = [
        subject
        for kind in KINDS
        for subject in kind.objects.filter(review=Review.SUBMITTED, binned_at=None)
        .visible_to(user, now)
        .with_schedule(now)
        .order_by("created_at")[:MOST]
    ]
    return sorted(found, key=lambda subject: subject.created_at)[:MOST]


def _due(user: Any, now: datetime) -> list[Line]:
    """The next lines of all schedules, soonest first."""
    lines = [
        line
        for kind in KINDS
        for line in kind._meta.get_field("transitions")
        .related_model.objects.filter(at__gt=now, subject__in=kind.objects.visible_to(user, now))
        .select_related("subject")
        .order_by("at")[:MOST]
    ]
    return [
        Line(_url(line.subject), str(line.subject), *_will(line), at(line.at, now))
        for line in sorted(lines, key=lambda line: line.at)[:MOST]
    ]


def _will(line: Any) -> tuple[str, str]:
    return ("scheduled", "Goes live") if line.revision_id else ("withdrawn", "Comes down")


def _line(subject: Any, **words: str) -> Line:
    return Line(_url(subject), str(subject), *list_state(subject), **words)


def _url(subject: Any) -> str:
    return reverse(f"admin:{subject._meta.app_label}_{subject._meta.model_name}_change", args=[subject.pk])
