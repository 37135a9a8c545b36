"""The pages of the archive and of corrections."""

from calendar import Calendar, monthrange
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import get_format
from django.views.decorators.http import require_safe

from articles.addresses import day_asked
from articles.archive.corrections import corrected_stories
from articles.archive.days import Period, days_of, months_of, months_with_stories
from articles.models import ArticleRevision
from articles.pagination import Page, number_asked, page_of
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.ap_style import newsroom_day

ON_A_PAGE = 50


@require_safe
def archive_index(request: TimedRequest) -> HttpResponse:
    """Show every year and month with stories."""
    months = months_with_stories(request.now)
    years = [(year, sorted(of_year)) for year, of_year in groupby(months, key=lambda month: month.year)]
    return render(request, "articles/archive_index.html", {"years": years})


@require_safe
def archive_year(request: TimedRequest, year: str) -> HttpResponse:
    """Show the months of a year."""
    first = day_reached(request, year)
    period = known(months_of(first.year, request.now))
    months = [(month, month in period.found) for month in (first.replace(month=number) for number in range(1, 13))]
    return render(request, "articles/archive_year.html", {"first": first, "months": months, "period": period})


@require_safe
def archive_month(request: TimedRequest, year: str, month: str) -> HttpResponse:
    """Show the calendar and the stories of a month."""
    first = day_reached(request, year, month)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    period = known(days_of(first, last, request.now))
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday, Python from Monday
    weeks = Calendar(begins).monthdatescalendar(first.year, first.month)
    context = {"first": first, "weeks": weeks, "period": period, "page": _stories(request, first, last)}
    return render(request, "articles/archive_month.html", context)


@require_safe
def archive_day(request: TimedRequest, year: str, month: str, day: str) -> HttpResponse:
    """Show the stories of a day."""
    first = day_reached(request, year, month, day)
    period = known(days_of(first, first, request.now))
    context = {"first": first, "period": period, "page": _stories(request, first, first)}
    return render(request, "articles/archive_day.html", context)


@require_safe
def correction_list(request: TimedRequest) -> HttpResponse:
    """Show the corrections of live stories, newest first. `?before=` is the id of the last one on the page before."""
    corrected, more = corrected_stories(request.now, number_asked(request, "before"))
    return render(request, "articles/correction_list.html", {"corrected": corrected, "more": more})


def day_reached(request: TimedRequest, year: str, month: str = "1", day: str = "1") -> date:
    """Return the first day of a period of an address. Raises Http404 for one in the future."""
    asked = day_asked(year, month, day)
    if asked > newsroom_day(request.now):
        raise Http404("That day is in the future.")
    return asked


def known(period: Period) -> Period:
    """Return it. Raise Http404 for a time before the first story."""
    if not period.found and not period.before:
        raise Http404("No story is that old.")
    return period


def _stories(request: TimedRequest, first: date, last: date) -> Page:
    return page_of(request, ArticleRevision.objects.live(request.now).of_days(first, last), ON_A_PAGE)
