"""The home page and the pages of sections. Both read `request.now`."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.cards import filed
from articles.models import ArticleRevision
from articles.pages.views import standing_page
from articles.paging import page_of
from newsroom.publishing.middleware import TimedRequest


@require_safe
def home(request: TimedRequest) -> HttpResponse:
    """The newest stories of all sections."""
    page = page_of(request, ArticleRevision.objects.live(request.now))
    return render(request, "fronts/home.html", {"cards": page.cards, "first": page.first, "following": page.following})


@require_safe
def section_detail(request: TimedRequest, path: str) -> HttpResponse:
    """The newest stories of a section and of those below it; where there is no such section, a standing page."""
    house = filed(request)
    section = house.at(path)
    if section is None:
        return standing_page(request, path)
    page = page_of(request, ArticleRevision.objects.live(request.now).filter(section__in=house.under(section.pk)))
    context = {"section": section, "cards": page.cards, "first": page.first, "following": page.following}
    return render(request, "fronts/section_detail.html", context)
