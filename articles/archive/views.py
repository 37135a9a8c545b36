"""The pages of the archive and of corrections."""

from calendar import Calendar, monthrange
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.formats import get_format
from django.views.decorators.http import require_safe

from articles.addresses import day_asked
from articles.archive.corrections import corrected_stories
from articles.archive.days import Period, days_of, months_with_stories
from articles.models import ArticleRevision
from articles.pagination import Page, number_asked, page_of
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.links import policies
from newsroom.text.ap_style import newsroom_day

ON_A_PAGE = 50


@require_safe
def archive_index(request: TimedRequest) -> HttpResponse:
    """Show every year and month with stories. `?day=2024-11-08`, from the form, leads to that day."""
    if day := _typed(request.GET.get("day", "")):
        return redirect("articles:archive_day", f"{day.year:04}", f"{day:%m}", f"{day:%d}")
    months = months_with_stories(request.now)
    years = [(year, _twelve(year, set(of_year))) for year, of_year in groupby(months, key=lambda month: month.year)]
    context = {"years": years, "first": months[-1] if months else None, "last": newsroom_day(request.now)}
    return render(request, "articles/archive_index.html", context)


@require_safe
def archive_year(request: TimedRequest, year: str) -> HttpResponse:
    """Show the calendar of a year."""
    first = day_reached(request, year)
    period = known(days_of(first, first.replace(month=12, day=31), request.now))
    months = [
        (month, _weeks(month) if has_stories else [])
        for month, has_stories in _twelve(first.year, {day.replace(day=1) for day in period.found})
    ]
    return render(request, "articles/archive_year.html", {"first": first, "months": months, "period": period})


@require_safe
def archive_month(request: TimedRequest, year: str, month: str) -> HttpResponse:
    """Show the calendar and the stories of a month."""
    first = day_reached(request, year, month)
    last = last_of_month(first)
    period = known(days_of(first, last, request.now))
    context = {"first": first, "weeks": _weeks(first), "period": period, "page": _stories(request, first, last)}
    return render(request, "articles/archive_month.html", context)


@require_safe
def archive_day(request: TimedRequest, year: str, month: str, day: str) -> HttpResponse:
    """Show the stories of a day, and the calendar of its month."""
    first = day_reached(request, year, month, day)
    of_month = days_of(first.replace(day=1), last_of_month(first), request.now)
    context = {
        "first": first,
        "period": known(of_month.on(first)),
        "weeks": _weeks(first),
        "of_month": of_month,
        "page": _stories(request, first, first),
    }
    return render(request, "articles/archive_day.html", context)


@require_safe
def correction_list(request: TimedRequest) -> HttpResponse:
    """Show the corrections of live stories, newest first. `?before=` is the id of the last one on the page before."""
    corrected, more = corrected_stories(request.now, number_asked(request, "before"))
    context = {"corrected": corrected, "more": more, "policy": policies(request).get("correctionsPolicy")}
    return render(request, "articles/correction_list.html", context)


def day_reached(request: TimedRequest, year: str, month: str = "1", day: str = "1") -> date:
    """Return the first day of a period of an address. Raises Http404 for one in the future."""
    asked = day_asked(year, month, day)
    if asked > newsroom_day(request.now):
        raise Http404("That day is in the future.")
    return asked


def _typed(day: str) -> date | None:
    try:
        return parse_date(day)
    except ValueError:  # Feb. 30
        return None


def last_of_month(day: date) -> date:
    """Return the last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _weeks(day: date) -> list[list[date]]:
    """Return the weeks of its month, which begin as those of the language do."""
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday, Python from Monday
    return Calendar(begins).monthdatescalendar(day.year, day.month)


def _twelve(year: int, with_stories: set[date]) -> list[tuple[date, bool]]:
    """Return the first days of the months of a year, and whether there are stories in each."""
    months = (date(year, number, 1) for number in range(1, 13))
    return [(month, month in with_stories) for month in months]


def known(period: Period) -> Period:
    """Return it. Raise Http404 for a time before the first story."""
    if not period.found and not period.before:
        raise Http404("No story is that old.")
    return period


def _stories(request: TimedRequest, first: date, last: date) -> Page:
    return page_of(request, ArticleRevision.objects.live(request.now).of_days(first, last), ON_A_PAGE)
