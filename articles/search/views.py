"""The search page, and the endpoint that completes what is typed into it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles.cards import Filed, filed
from articles.languages import direction
from articles.models import Kind, Section
from articles.search.completion import completions
from articles.search.typed import KINDS, Typed, read
from newsroom.publishing.middleware import TimedRequest
from newsroom.publishing.wording import said
from newsroom.search.finding import Hit, NoSuchPage, Results, search

ON_A_PAGE = 10


@dataclass(frozen=True)
class Result:
    """A hit as the page shows it; `headline` and `excerpt` are HTML with marks. `kind` is "" for news."""

    url: str
    headline: SafeString
    excerpt: SafeString
    kind: str
    section: Section | None
    hue: str
    published: datetime
    when: str
    language: str
    direction: str


@require_safe
def search_page(request: TimedRequest) -> HttpResponse:
    """What readers may find with `?q=`, narrowed by section, kind, author, tag, `from` and `to`."""
    house = filed(request)
    typed = read(request.GET, house)
    found = _found(typed, request.now)
    context = {
        "typed": typed,
        "results": [_result(hit, house, request.now) for hit in found.hits],
        "following": _following(request, found),
        "all_sections": sorted(house.sections.values(), key=lambda section: section.path or ""),
        "kinds": KINDS.items(),
    }
    return render(request, "articles/search.html", context)


@require_safe
def search_complete(request: TimedRequest) -> HttpResponse:
    """How what stands in `?q=` may go on: names of sections and tags, and headlines, that readers may see now."""
    return JsonResponse({"completions": completions(request, request.GET.get("q", ""))})


def _found(typed: Typed, now: datetime) -> Results:
    if typed.errors:
        return Results()
    try:
        return search(typed.words, now, typed.filters, before=typed.before, size=ON_A_PAGE, newest=typed.newest)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def _following(request: TimedRequest, found: Results) -> str:
    """The query string of the next page; "" on the last."""
    if not found.following:
        return ""
    asked = request.GET.copy()
    asked["before"] = found.following
    return f"?{asked.urlencode()}"


def _result(hit: Hit, house: Filed, now: datetime) -> Result:
    entry = hit.entry
    return Result(
        url=entry.url,
        headline=hit.headline,
        excerpt=hit.excerpt,
        kind="" if entry.kind == Kind.NEWS else KINDS[entry.kind],
        section=house.sections.get(entry.section or 0),
        hue=house.hue(entry.section),
        published=entry.first_published_at,
        when=said(entry.first_published_at, now, with_time=False),
        language=entry.language,
        direction=direction(entry.language),
    )
