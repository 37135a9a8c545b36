"""/metrics, and the runbook at the desk."""

import secrets

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from newsroom import __version__
from newsroom.operations import runbook as written
from newsroom.operations.metrics import exposition


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever has METRICS_TOKEN. For everybody else there is no such page."""
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponseNotFound("Not found.", content_type="text/plain")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


@require_safe
def runbook(request: HttpRequest) -> HttpResponse:
    """Show docs/runbook.md to whoever sees alerts."""
    if not request.user.has_perm("operations.view_openalert"):
        raise PermissionDenied
    context = {"title": "Runbook", "html": written.as_html(), "version": __version__}
    return TemplateResponse(request, "operations/runbook.html", admin.site.each_context(request) | context)
