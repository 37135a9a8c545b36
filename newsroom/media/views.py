"""The bytes of media files and their captions, served until they are taken down."""

import re
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.views import caching_of
from newsroom.media.models import TYPES, MediaFile
from newsroom.media.ranges import ranged

NAME = re.compile(r"files/[0-9a-f]{2}/(?P<key>[0-9a-f]{32})-[0-9a-f]{16}\.(?P<type>" + "|".join(TYPES) + ")")


@require_safe
def media_file(request: TimedRequest, name: str) -> HttpResponseBase:
    """Serve a media file, or the range of it that a player asks for, as `newsroom.images.views.media` serves photos."""
    name = f"files/{name}"
    found = NAME.fullmatch(name)
    media = found and MediaFile.objects.filter(key=UUID(found["key"]), taken_down_at=None).first()
    caching = media and caching_of(media, request, "media.view_mediafile")
    if not media or media.stored_as != name or not caching:
        return _not_found()
    response: HttpResponseBase
    if settings.NGINX_SENDS_MEDIA:  # it has the directory, and answers ranges
        response = HttpResponse(headers={"X-Accel-Redirect": f"/media-files/{name}"}, content_type=media.type)
    else:
        try:
            file = default_storage.open(name)
        except FileNotFoundError:
            return _not_found()
        response = ranged(request, file, file.size, media.type, f'"{media.sha256[:32]}"')
    response["Cache-Control"] = caching
    if caching.startswith("public"):
        response["Surrogate-Key"] = f"media-{media.pk}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def media_captions(request: TimedRequest, key: str, digest: str) -> HttpResponse:
    """Serve the captions of a media file as they are now; an earlier address leads nowhere."""
    media = MediaFile.objects.filter(key=UUID(key), taken_down_at=None).first()
    caching = media and caching_of(media, request, "media.view_mediafile")
    if media is None or media.captions_url != request.path or not caching:
        return _not_found()
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    if caching.startswith("public"):
        headers["Surrogate-Key"] = f"media-{media.pk}"
    return HttpResponse(media.captions, content_type="text/vtt; charset=utf-8", headers=headers)


def _not_found() -> HttpResponse:
    return HttpResponseNotFound("File not found.", content_type="text/plain", headers={"Cache-Control": "no-store"})
