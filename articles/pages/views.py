"""The pages of standing pages. Their addresses are of the first level: what is no section is handed over to here."""

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
    """A standing page. An address it had before leads to the one it has; what was live once and is not is gone (410)."""
    at_address = {"subject__addresses__slug": slug, "subject__addresses__since__lte": request.now}
    revision = StandingPageRevision.objects.live(request.now).filter(**at_address).first()
    if revision is None:
        if StandingPageAddress.objects.filter(slug=slug, since__lte=request.now).exists():
            return render(request, "410.html", {"gone": "page"}, status=410)
        raise Http404("There is no section and no page with this address.")
    if revision.slug != slug:
        return redirect(revision, permanent=True)
    return standing_page_at(request, revision)


def standing_page_at(request: TimedRequest, revision: StandingPageRevision) -> HttpResponse:
    """The page of that version, as it is at `request.now`: for readers, and to preview any version."""
    surrogate_keys.tag(request, f"page-{revision.subject_id}")
    corrections = notices(StandingPageCorrection.objects.filter(subject=revision.subject_id, at__lte=request.now))
    page = revision.read()
    # In rich text a heading is of the third level, as in the parts of a story. Here it follows the title.
    body = marks_read(page["body"]).replace("<h3>", "<h2>").replace("</h3>", "</h2>")
    context = {"revision": revision, "title": page["title"], "body": body, "corrections": corrections}
    return render(request, "articles/standing_page.html", context)
