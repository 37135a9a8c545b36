"""Files at fixed addresses that follow from the publication's settings: icons, manifest, colors, and .txt files."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication import colors
from newsroom.publication.crawlers import robots
from newsroom.publication.current import publication

NAME = re.compile(r"[a-z]+(?:-[a-z0-9]+)?-[0-9a-f]{16}\.(?P<type>png|jpg)")
TYPES = {"png": "image/png", "jpg": "image/jpeg"}
FOR_GOOD = "public, max-age=31536000, immutable"  # other bytes have another address
SITEMAPS = ("sitemap", "sitemap-news")


@require_safe
def publication_image(_request: TimedRequest, name: str) -> HttpResponseBase:
    """Serve the logo, the icon or the share image."""
    found = NAME.fullmatch(name)
    if not found:
        return _not_found()
    response: HttpResponseBase
    if settings.NGINX_SENDS_MEDIA:
        response = HttpResponse(headers={"X-Accel-Redirect": f"/media-files/publication/{name}"})
    else:
        try:
            response = FileResponse(default_storage.open(f"publication/{name}"))
        except FileNotFoundError:
            return _not_found()
    response["Content-Type"] = TYPES[found["type"]]
    response["Cache-Control"] = FOR_GOOD
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def publication_colors(_request: TimedRequest, spec: str) -> HttpResponse:
    """Return the style sheet with the publication's colors, all of which its address says."""
    try:
        sheet = colors.style_sheet(spec)
    except ValueError:
        return _not_found()
    return HttpResponse(sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_GOOD})


def _not_found() -> HttpResponse:
    return HttpResponseNotFound("File not found.", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def favicon(_request: TimedRequest) -> HttpResponse:
    """Redirect from the fixed address to the icon's hashed one."""
    return redirect(publication().icon("32") or static("icons/favicon.ico"))


@require_safe
def web_manifest(_request: TimedRequest) -> HttpResponse:
    """Return the Web Application Manifest, with which a phone puts the site on its home screen."""
    ours = publication()
    icons = [
        {
            "src": ours.icon(key) or static(f"icons/icon-{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for key, name, size, purpose in (
            ("192", "192", 192, "any"),
            ("512", "512", 512, "any"),
            ("maskable", "maskable-512", 512, "maskable"),
        )
    ]
    paper = colors.LIGHT[0]
    whole = {"id": "/", "start_url": "/", "scope": "/", "lang": settings.LANGUAGE_CODE, "display": "minimal-ui"}
    manifest = {"name": ours.name, **whole, "background_color": paper, "theme_color": paper, "icons": icons}
    if ours.tagline:
        manifest["description"] = ours.tagline
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
def robots_txt(_request: TimedRequest) -> HttpResponse:
    """Tell crawlers what they may read."""
    return _text(robots(publication(), (f"{settings.PUBLIC_URL}/{name}.xml" for name in SITEMAPS)))


@require_safe
def text_file(_request: TimedRequest, field: str) -> HttpResponse:
    """Serve ads.txt, trust.txt or security.txt as they were typed."""
    typed: str = getattr(publication(), field)
    if not typed:
        raise Http404("The publication has no such file.")
    return _text(f"{typed}\n")


def _text(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
