"""The calendar's pages: a period with its lines, and a form that reschedules a line."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Article
from newsroom.desk.calendar.conflicts import conflicts
from newsroom.desk.calendar.days import HOUR, VIEWS, Period, hour_name, hours, midnight, period
from newsroom.desk.calendar.forms import MoveDueForm, MoveEmbargoForm, PlanForm, ScheduleForm, ShownForm
from newsroom.desk.calendar.lines import DOWN, EMBARGO, LIVE, STORY, VERSION, Line, kinds, lines
from newsroom.desk.calendar.planned import PLANNED, PlannedDraft, planned_drafts
from newsroom.publishing import clock
from newsroom.publishing.admin.bulk import attempt
from newsroom.publishing.admin.state import state_of
from newsroom.publishing.models import Review
from newsroom.publishing.permissions import may
from newsroom.text.ap_style import newsroom_day
from newsroom.text.datetime_field import instant_typed

RESCHEDULED = (LIVE, VERSION, DOWN, EMBARGO)  # what an action gives another time
APPROVED = 12  # unscheduled stories in the list
MOST = {"day": 1_000, "week": 8, "month": 4}  # lines of a day that are shown; the rest are counted


class ShownLine(NamedTuple):
    """A line with what happens, the page that reschedules it ("" if none), the same if a drag can send it, and conflicts."""

    line: Line
    happens: str
    coming: bool
    move: str
    drag: str
    conflicts: list[str]


class Slot(NamedTuple):
    name: str
    at: datetime
    lines: list[ShownLine]


class Day(NamedTuple):
    """A day of the calendar: its drafts and lines, the number of further ones, and, in the view of a day, its hours.

    `new` is the page on which a story for that day is begun; "" for a day that has passed, and for who writes none.
    """

    date: date
    today: bool
    outside: bool  # of the month
    new: str
    planned: list[PlannedDraft]
    lines: list[ShownLine]
    more: int
    slots: list[Slot]


def calendar(request: HttpRequest) -> HttpResponse:
    """Show a week, a month or a day: everything due, under embargo or expiring; on past days what went live."""
    user, now = request.user, clock.now()
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    asked = ShownForm(request.GET, user=user)
    page = period(asked.view, asked.day or newsroom_day(now))
    found = lines(user, now, page.since, page.until, asked.shown)
    wrong = conflicts(user, found, now)
    drafts = planned_drafts(user, now, page, asked.shown)
    context = {
        "title": "Calendar",
        "period": page,
        "views": VIEWS,
        "today": newsroom_day(now),
        "form": asked,
        "days": [
            _day(page, day, of_day, wrong, user, now, drafts.get(day, [])) for day, of_day in page.by_day(found).items()
        ],
        "wrong": [(line, newsroom_day(line.at), words) for line, found in wrong.items() for words in found],
        "soon": [_shown(line, wrong, user, now) for line in soon(user, now)],
        "approved": approved(user, now),
        "may_look": user.has_perm("publishing.look_as_of"),
    }
    return TemplateResponse(request, "desk/calendar.html", admin.site.each_context(request) | context)


def soon(user: Any, now: datetime) -> list[Line]:
    """Return what goes live in the next hour."""
    return [line for line in lines(user, now, now, now + HOUR) if line.goes_live and line.at > now]


def approved(user: Any, now: datetime) -> list[tuple[str, Article]]:
    """Return approved stories without a time, the newest first, each with the page that schedules it ("" if it may not)."""
    found = Article.objects.visible_to(user, now).filter(
        review=Review.APPROVED, first_published_at=None, binned_at=None
    )
    newest = found.order_by("-id").only("headline")[:APPROVED]
    may_schedule = user.has_perm("publishing.publish")
    return [(reverse("calendar_move", args=[STORY, story.pk]) if may_schedule else "", story) for story in newest]


def _day(
    page: Period,
    day: date,
    found: list[Line],
    wrong: dict[Line, list[str]],
    user: Any,
    now: datetime,
    drafts: list[PlannedDraft],
) -> Day:
    kept = _most(found, MOST[page.view], now)
    shown = [_shown(line, wrong, user, now) for line in kept]
    return Day(
        date=day,
        today=day == newsroom_day(now),
        outside=page.view == "month" and day.month != page.on.month,
        new=_new(day) if day >= newsroom_day(now) and user.has_perm("articles.add_article") else "",
        planned=drafts,
        lines=shown,
        more=len(found) - len(kept),
        slots=_slots(day, shown) if page.view == "day" else [],
    )


def _new(day: date) -> str:
    return f"{reverse('admin:articles_article_add')}?planned={day.isoformat()}"


def _most(found: list[Line], most: int, now: datetime) -> list[Line]:
    """Return at most that many of a day's lines: upcoming ones first, then the latest past ones."""
    past = [line for line in found if line.at <= now]
    coming = [line for line in found if line.at > now][:most]
    return past[max(0, len(past) - (most - len(coming))) :] + coming


def _slots(day: date, shown: Iterable[ShownLine]) -> list[Slot]:
    slots = [Slot(hour_name(instant, day), instant, []) for instant in hours(day)]
    for each in shown:
        slots[int((each.line.at - slots[0].at) / HOUR)].lines.append(each)
    return slots


def _shown(line: Line, wrong: dict[Line, list[str]], user: Any, now: datetime) -> ShownLine:
    coming = line.at > now
    drag = _drag(line, user) if coming else ""
    return ShownLine(
        line, line.happens(now), coming, drag or (_move(line, user) if coming else ""), drag, wrong.get(line, [])
    )


def _drag(line: Line, user: Any) -> str:
    """Return the page of the action that reschedules a line; "" if none does, or the user may not."""
    verb = "set_embargo" if line.what == EMBARGO else "publish"
    if line.what not in RESCHEDULED or line.sealed or not user.has_perm(f"publishing.{verb}"):
        return ""
    due = EMBARGO if line.what == EMBARGO else line.at.isoformat()
    return f"{reverse('calendar_move', args=[line.kind, line.subject])}?{urlencode({'due': due})}"


def _move(line: Line, user: Any) -> str:
    """Return the page on which the pin or the rights are edited that a line is about; "" if none."""
    app, model = line.kind.split(".")
    return line.url if line.what not in RESCHEDULED and user.has_perm(f"{app}.change_{model}") else ""


def calendar_move(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Reschedule a line: `?due=` is the instant at which it is due (ISO 8601), or "embargo".

    "planned" moves the planned day of a draft. Without `due`, schedule an approved story; `?on=` is the day that the form
    offers.
    """
    now, due = clock.now(), request.GET.get("due", "")
    verb: Any = {EMBARGO: MoveEmbargoForm, PLANNED: PlanForm, "": ScheduleForm}.get(due, MoveDueForm)
    needed = "articles.change_article" if due == PLANNED else f"publishing.{verb.verb}"
    if not request.user.has_perm(needed):
        raise PermissionDenied
    if due == PLANNED and kind != STORY:
        raise Http404
    subject = _subject(request.user, kind, pk, now)
    if not may(request.user, verb.verb, subject):
        raise PermissionDenied
    offered = {EMBARGO: {}, PLANNED: {}, "": {"at": [request.GET.get("on"), None]}}
    initial = offered.get(due, {"due": due, "at": instant_typed(due)})
    form = verb(request.POST or None, subject=subject, state=state_of(subject, now), user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (done := attempt(form)):
        messages.success(request, f"“{subject}”: {done}")
        return HttpResponseRedirect(_calendar_at(form.instant or now))
    context = {
        "title": form.title,
        "form": form,
        "subject": subject,
        "opts": subject._meta,
        "back": _calendar_at(instant_typed(due) or _begins(subject, due) or now),
    }
    context = admin.site.each_context(request) | context
    return TemplateResponse(request, "desk/move.html", context, status=503 if form.busy else 200)


def _begins(subject: Any, due: str) -> datetime | None:
    """Return the instant of what has none in its address: an embargo, or the day of a plan."""
    if due == PLANNED:
        return midnight(subject.planned_for) if subject.planned_for else None
    return subject.embargo_until  # type: ignore[no-any-return]


def _subject(user: Any, kind: str, pk: int, now: datetime) -> Any:
    for model in kinds(user):
        if model._meta.label_lower == kind:
            return get_object_or_404(model.objects.visible_to(user, now), pk=pk)
    raise Http404


def _calendar_at(instant: datetime) -> str:
    return f"{reverse('calendar')}?{urlencode({'on': newsroom_day(instant).isoformat()})}"
