"""The search page, and the endpoint that completes what is typed into it."""

from datetime import datetime

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.search.authors import FoundAuthor, authors_named
from articles.search.completion import completions
from articles.search.results import result, section_choices
from articles.search.typed import KINDS, Typed, read
from articles.sections import section_tree
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.rate_limits import SEARCH, limited
from newsroom.search.query import COUNTED
from newsroom.search.search import NoSuchPage, Results, search

ON_A_PAGE = 10


@require_safe
@limited(SEARCH)
def search_page(request: TimedRequest) -> HttpResponse:
    """What readers may find with `?q=`, narrowed by section, kind, author, tag, `from` and `to`."""
    tree = section_tree(request)
    typed = read(request.GET, tree)
    authors = [] if typed.refused else authors_named(request, typed.words)
    found = _found(typed, request.now, authors)
    context = {
        "typed": typed,
        "authors": [] if typed.before else authors,
        "count": found.count,
        "counted": COUNTED,
        "results": [result(hit, tree) for hit in found.hits],
        "following": _following(request, found),
        "section_choices": remember(request, "section choices", lambda: section_choices(tree)),
        "kind_choices": KINDS.items(),
    }
    return render(request, "articles/search.html", context)


@require_safe
@limited(SEARCH)
def search_complete(request: TimedRequest) -> HttpResponse:
    """How what stands in `?q=` may go on: names of sections and tags, and headlines, that readers may see now."""
    return JsonResponse({"completions": completions(request, request.GET.get("q", ""))})


def _found(typed: Typed, now: datetime, authors: list[FoundAuthor]) -> Results:
    if typed.refused:
        return Results()
    try:
        return search(
            typed.words,
            now,
            typed.filters,
            before=typed.before,
            size=ON_A_PAGE,
            newest=typed.newest,
            names=[author.named for author in authors],
        )
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def _following(request: TimedRequest, found: Results) -> str:
    """The query string of the next page; "" on the last."""
    if not found.following:
        return ""
    asked = request.GET.copy()
    asked["before"] = found.following
    return f"?{asked.urlencode()}"
