"""The pages of standing pages. newsroom/fronts/views.py calls `standing_page` for an address that no section has."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import StandingPageAddress, StandingPageCorrection, StandingPageRevision
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.corrections import notices
from newsroom.text.rich_text import marks_read


@require_safe
def standing_page(request: TimedRequest, slug: str) -> HttpResponse:
    """Show a standing page. Redirects from its old addresses; 410 if it was unpublished."""
    revision = seen_at(request, slug)
    if revision is None:
        return render(request, "410.html", {"gone": "page"}, status=410)
    if revision.slug != slug:
        return redirect(revision, permanent=True)
    return standing_page_at(request, revision)


def seen_at(request: TimedRequest, slug: str) -> StandingPageRevision | None:
    """Return the live version of the page that has or had this address; None if it was unpublished.

    Raises Http404 for an address that no page ever had.
    """
    at_address = {"subject__addresses__slug": slug, "subject__addresses__since__lte": request.now}
    found: StandingPageRevision | None = StandingPageRevision.objects.live(request.now).filter(**at_address).first()
    if found is None and not StandingPageAddress.objects.filter(slug=slug, since__lte=request.now).exists():
        raise Http404("No section or page has this address.")
    return found


def standing_page_at(request: TimedRequest, revision: StandingPageRevision) -> HttpResponse:
    """Return the page of `revision` at `request.now`, for readers and previews."""
    surrogate_keys.tag(request, f"page-{revision.subject_id}")
    corrections = notices(StandingPageCorrection.objects.filter(subject=revision.subject_id, at__lte=request.now))
    page = revision.read()
    # Headings in rich text have level 3, as in stories. Here they follow the title.
    body = marks_read(page["body"]).replace("<h3>", "<h2>").replace("</h3>", "</h2>")
    context = {"revision": revision, "title": page["title"], "body": body, "corrections": corrections}
    return render(request, "articles/standing_page.html", context)
