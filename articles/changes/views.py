"""A story's edit history, at its address + changes/, and comparisons of two versions, at changes/1/3/."""

from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.changes.log import SeenVersion, compared, versions
from articles.models import ArticleCorrection, ArticleRevision
from articles.pagination import NO_SUCH_PAGE, number_asked
from articles.sections import section_tree
from articles.views import seen_at
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.corrections import notices
from newsroom.rate_limits import COMPARISON, limited
from newsroom.text.languages import direction
from newsroom.text.plain_text import whole_number


@require_safe
def change_log(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """List the published versions, a page at a time. `?old=1&new=3`, from its form, redirects to the comparison."""
    found = _story(request, year, month, day, slug, "changes/")
    if isinstance(found, HttpResponse):
        return found
    old, new = whole_number(request.GET.get("old")), whole_number(request.GET.get("new"))
    if old is not None and new is not None:
        return redirect(f"{found.get_absolute_url()}changes/{old}/{new}/")
    before = number_asked(request, "before")
    shown = versions(found.subject_id, request.now, below=before)
    if not shown:
        raise Http404(NO_SUCH_PAGE)
    corrections = ArticleCorrection.objects.filter(subject=found.subject_id, at__lte=request.now)
    context = {
        "story": found,
        "versions": shown,
        "readable": _readable(shown),
        "following": f"?before={shown[-1].number}" if shown[-1].number > 1 else "",
        "corrections": notices(corrections)[::-1] if before is None else [],
    }
    return render(request, "articles/change_log.html", context)


@require_safe
@limited(COMPARISON)
def change_comparison(
    request: TimedRequest, year: str, month: str, day: str, slug: str, old: str, new: str
) -> HttpResponse:
    """Compare two published versions, the earlier one first."""
    found = _story(request, year, month, day, slug, f"changes/{old}/{new}/")
    if isinstance(found, HttpResponse):
        return found
    first, last = sorted((int(old), int(new)))
    seen = versions(found.subject_id, request.now, numbered=(first, last))
    before, after = _numbered(seen, first), _numbered(seen, last)
    context = {
        "story": found,
        "old": before,
        "new": after,
        "readable": _readable(seen),
        "differences": compared(before, after, request.now),
        "direction": direction(found.language),
    }
    return render(request, "articles/change_comparison.html", context)


def _story(
    request: TimedRequest, year: str, month: str, day: str, slug: str, below: str
) -> ArticleRevision | HttpResponse:
    """Return the live revision of the story at that address, or the response that it has moved or is gone."""
    if not settings.CHANGE_LOG:
        raise Http404("The edit history is not public.")
    revision = seen_at(request, year, month, day, slug)
    if revision is None:
        return render(request, "410.html", status=410)
    place = f"{revision.get_absolute_url()}{below}"
    if unquote(place) != request.path:
        return redirect(place, permanent=True)
    surrogate_keys.tag(request, f"story-{revision.subject_id}")
    revision.section = section_tree(request).sections.get(revision.section_id or 0)
    return revision


def _readable(seen: list[SeenVersion]) -> list[SeenVersion]:
    """Return the versions that can be compared, the oldest first."""
    return [version for version in reversed(seen) if not version.removed]


def _numbered(seen: list[SeenVersion], number: int) -> SeenVersion:
    """Return the version with that number. Raises Http404 alike for one that never existed and one that was removed."""
    for version in seen:
        if version.number == number and not version.removed:
            return version
    raise Http404("No such version.")
