"""The address that the palette asks, and its page for browsers without scripts."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from newsroom.desk.palette.finding import found
from newsroom.text.plain_text import clean

LONGEST = 200  # characters that are read


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Return what `?q=` names: as JSON if that is accepted, else as a page."""
    typed = clean(request.GET.get("q", "")).strip()[:LONGEST]
    pages = found(request, typed)
    if request.accepts("text/html"):
        context = {"title": "Go to", "typed": typed, "pages": pages}
        return TemplateResponse(request, "desk/palette.html", admin.site.each_context(request) | context)
    return JsonResponse({"found": [page._asdict() for page in pages]})
