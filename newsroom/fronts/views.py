"""The home page and the pages of sections. Both read `request.now`."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.cards import filed
from articles.models import ArticleRevision
from articles.paging import page_of
from newsroom.publishing.middleware import TimedRequest


@require_safe
def home(request: TimedRequest) -> HttpResponse:
    """The newest stories of all sections."""
    page = page_of(request, ArticleRevision.objects.live(request.now))
    return render(request, "fronts/home.html", {"cards": page.cards, "first": page.first, "following": page.following})


@require_safe
def section_detail(request: TimedRequest, path: str) -> HttpResponse:
    """The newest stories of a section and of those below it."""
    house = filed(request)
    section = house.at(path)
    if section is None:
        raise Http404("There is no such section.")
    page = page_of(request, ArticleRevision.objects.live(request.now).filter(section__in=house.under(section.pk)))
    context = {"section": section, "cards": page.cards, "first": page.first, "following": page.following}
    return render(request, "fronts/section_detail.html", context)
