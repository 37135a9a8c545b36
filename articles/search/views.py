"""The search page, and the endpoint that completes what readers type."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision, Kind
from articles.picture_use import PictureUse, use
from articles.search.authors import FoundAuthor, authors_named
from articles.search.completion import completions
from articles.search.named import pages_named
from articles.search.spelling import corrected
from articles.search.typed import KINDS, Typed, read
from articles.sections import SectionTree, section_tree
from newsroom.delivery.jinja import query
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.rate_limits import SEARCH, limited
from newsroom.search.query import COUNTED
from newsroom.search.search import Hit, NoSuchPage, Results, search
from newsroom.text.languages import direction

ON_A_PAGE = 10


@require_safe
@limited(SEARCH)
def search_page(request: TimedRequest) -> HttpResponse:
    """Search for `?q=`, filtered by section, kind, author, tag, `from` and `to`."""
    tree = section_tree(request)
    typed = read(request.GET, tree)
    authors = [] if typed.refused else authors_named(request, typed.words)
    found = _found(typed, request.now, authors)
    pictures = _pictures(request, found.hits)
    context = {
        "typed": typed,
        "named": [] if typed.before or typed.refused else pages_named(request, typed.words, authors),
        "meant": corrected(request, typed.words) if typed.words and not (found.hits or typed.refused) else "",
        "count": found.count,
        "counted": COUNTED,
        "results": [_result(hit, tree, pictures.get(hit.entry.revision)) for hit in found.hits],
        "following": query(request, before=found.following) if found.following else "",
        "section_choices": remember(request, "section choices", lambda: _section_choices(tree)),
        "kind_choices": KINDS.items(),
    }
    return render(request, "articles/search.html", context)


@require_safe
@limited(SEARCH)
def search_complete(request: TimedRequest) -> HttpResponse:
    """Return completions of `?q=`."""
    return JsonResponse({"completions": completions(request, request.GET.get("q", ""))})


def _found(typed: Typed, now: datetime, authors: list[FoundAuthor]) -> Results:
    if typed.refused:
        return Results()
    names, before, newest = [author.named for author in authors], typed.before, typed.newest
    try:
        return search(typed.words, now, typed.filters, before=before, size=ON_A_PAGE, newest=newest, names=names)
    except NoSuchPage as error:
        raise Http404(str(error)) from None


def _pictures(request: TimedRequest, hits: list[Hit]) -> dict[int, PictureUse]:
    """Return the lead photos that readers may see of these hits, by version. One query, and one for photos not in memory."""
    stories = [hit.entry.revision for hit in hits if hit.entry.kind in Kind.values]
    rows = ArticleRevision.objects.filter(pk__in=stories, lead_picture__isnull=False).order_by()
    found = list(rows.values_list("pk", "lead_picture_id", "lead_alt")) if stories else []
    pictures = kept_pictures(request, {picture for _, picture, _ in found})
    uses = {pk: use(pictures.get(picture), request.now, alt) for pk, picture, alt in found}
    return {pk: each for pk, each in uses.items() if each}


def _result(hit: Hit, tree: SectionTree, picture: PictureUse | None) -> dict[str, Any]:
    """Return a hit for the template; headline and excerpt are HTML with <mark>."""
    entry = hit.entry
    return {
        "url": entry.url,
        "headline": hit.headline,
        "excerpt": hit.excerpt,
        "kind": "" if entry.kind == Kind.NEWS else KINDS[entry.kind],
        "section": tree.sections.get(entry.section or 0),
        "hue": tree.hue(entry.section),
        "language": entry.language,
        "direction": direction(entry.language),
        "published": entry.first_published_at,
        "picture": picture,
    }


def _section_choices(tree: SectionTree) -> list[tuple[str, str]]:
    """Return the sections as form choices, indented by level."""
    found = sorted((each.path or "", each) for each in tree.sections.values())
    return [(path, f"{'– ' * each.depth}{each.name}") for path, each in found]
