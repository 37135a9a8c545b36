"""The bytes of pictures, served under the same rule as the pages that show them."""

import re
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.models import Picture, RightsWindow

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
# The two folders of pictures, and nothing else that may be in the storage.
NAME = re.compile(
    r"(?:pictures/[0-9a-f]{2}|__processed__/[0-9a-f]{3}/[0-9a-f]{3})/(?P<key>[0-9a-f]{32})-[0-9a-f-]{16,40}\.(?P<type>jpg|png|webp|avif)"
)
A_YEAR = timedelta(days=365)  # for caches: other bytes have another address


@require_safe
def media(request: TimedRequest, name: str) -> HttpResponseBase:
    """Serve a picture to everybody within its rights, outside of them to the desk, and to nobody once taken down."""
    found = NAME.fullmatch(name)
    picture = found and Picture.objects.filter(key=UUID(found["key"]), taken_down_at=None).first()
    if not found or not picture:
        return _not_found()
    if not (caching := caching_of(picture, request, "images.view_picture")):
        return _not_found()
    response: HttpResponseBase
    if settings.NGINX_SENDS_MEDIA:  # it has the directory, too; clients can’t set this (deploy/nginx.conf)
        response = HttpResponse(headers={"X-Accel-Redirect": f"/media-files/{name}"}, content_type=TYPES[found["type"]])
    else:
        try:
            response = FileResponse(default_storage.open(name), content_type=TYPES[found["type"]])
        except FileNotFoundError:
            return _not_found()
    response["Cache-Control"] = caching
    if caching.startswith("public"):
        response["Surrogate-Key"] = f"picture-{picture.pk}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def caching_of(file: RightsWindow, request: TimedRequest, permission: str) -> str:
    """Return the Cache-Control of a file for this request, or "" if the user may not have the file now."""
    if file.usable_at(request.now):
        keep = min(A_YEAR, file.usable_until - request.now) if file.usable_until else A_YEAR
        return f"public, max-age={int(keep.total_seconds())}, immutable"
    if file.taken_down_at is None and request.user.is_staff and request.user.has_perm(permission):
        return "private, no-store"
    return ""


def _not_found() -> HttpResponse:
    return HttpResponseNotFound("Photo not found.", content_type="text/plain", headers={"Cache-Control": "no-store"})
