"""The pages of the archive, and that of the corrections. What they show is live at `request.now`."""

from calendar import Calendar, monthrange
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import get_format
from django.views.decorators.http import require_safe

from articles.addresses import day_asked
from articles.archive.corrections import corrected_stories
from articles.archive.days import Stretch, days_of, months_of, months_with_stories
from articles.models import ArticleRevision
from articles.pagination import Page, number_asked, page_of
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.ap_style import newsroom_day

ON_A_PAGE = 50


@require_safe
def archive_index(request: TimedRequest) -> HttpResponse:
    """Every year and month that has stories, newest first."""
    months = months_with_stories(request.now)
    years = [(year, sorted(of_year)) for year, of_year in groupby(months, key=lambda month: month.year)]
    return render(request, "articles/archive_index.html", {"years": years})


@require_safe
def archive_year(request: TimedRequest, year: str) -> HttpResponse:
    """The months of a year."""
    first = _day(request, year)
    months = _known(months_of(first.year, request.now))
    calendar = [(month, month in months.found) for month in (date(first.year, number, 1) for number in range(1, 13))]
    context = {"first": first, "months": calendar, "stretch": months}
    return render(request, "articles/archive_year.html", context)


@require_safe
def archive_month(request: TimedRequest, year: str, month: str) -> HttpResponse:
    """A month: its calendar, and its stories, newest first."""
    first = _day(request, year, month)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = _known(days_of(first, last, request.now))
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday, Python from Monday
    weeks = Calendar(begins).monthdatescalendar(first.year, first.month)
    context = {"first": first, "weeks": weeks, "stretch": days, "page": _stories(request, first, last)}
    return render(request, "articles/archive_month.html", context)


@require_safe
def archive_day(request: TimedRequest, year: str, month: str, day: str) -> HttpResponse:
    """The stories of a day, newest first."""
    first = _day(request, year, month, day)
    days = _known(days_of(first, first, request.now))
    context = {"first": first, "stretch": days, "page": _stories(request, first, first)}
    return render(request, "articles/archive_day.html", context)


@require_safe
def correction_list(request: TimedRequest) -> HttpResponse:
    """All corrections of live stories, newest first, a page at a time. `?before=` goes on below the one it names."""
    corrected, more = corrected_stories(request.now, number_asked(request, "before"))
    return render(request, "articles/correction_list.html", {"corrected": corrected, "more": more})


def _day(request: TimedRequest, year: str, month: str = "1", day: str = "1") -> date:
    asked = day_asked(year, month, day)
    if asked > newsroom_day(request.now):
        raise Http404("That day is still to come.")
    return asked


def _known(stretch: Stretch) -> Stretch:
    """A day on which nothing came out has a page; one before the first story has none."""
    if not stretch.found and not stretch.before:
        raise Http404("Readers have not seen a story of that time.")
    return stretch


def _stories(request: TimedRequest, first: date, last: date) -> Page:
    return page_of(request, ArticleRevision.objects.live(request.now).of_days(first, last), ON_A_PAGE)
