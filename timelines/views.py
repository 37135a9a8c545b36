"""Public pages of timelines."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from newsroom.content_security import allow_framing
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.share_image import gone, image_of
from newsroom.publishing.corrections import Notice, notices
from newsroom.text.plain_text import whole_number
from timelines.filters import asked_for, choices
from timelines.listing import listed
from timelines.models import TimelineAddress, TimelineCorrection, TimelineRevision
from timelines.on_other_sites import as_json, embed_code, oembed, slug_at
from timelines.related_stories import stories
from timelines.share_image import share_image
from timelines.structured_data import timeline_data
from timelines.timeline_page import ALL, KEY, timeline_view

ON_A_PAGE = 20


@require_safe
def timeline_list(request: TimedRequest) -> HttpResponse:
    """List the live timelines, most recently updated first. `?before=` starts below the version with that id."""
    live = TimelineRevision.objects.live(request.now).newest_first()
    if before := whole_number(request.GET.get("before")):
        live = live.below(before, request.now)
    found = list(live[: ON_A_PAGE + 1])
    more = found[ON_A_PAGE - 1].pk if len(found) > ON_A_PAGE else None
    context = {"timelines": found[:ON_A_PAGE], "listed": listed(found[:ON_A_PAGE], request.now), "more": more}
    return render(request, "timelines/timeline_list.html", context)


@require_safe
def timeline_list_image(_request: TimedRequest) -> HttpResponse:
    """Return the image of the list of timelines for link previews."""
    return image_of(gettext("Timelines"))


@require_safe
def timeline_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """Show a timeline. A former address redirects; a timeline that is no longer live is 410."""
    revision = live_at(request, slug)
    if revision is None:
        return render(request, "410.html", {"gone": "timeline"}, status=410)
    if revision.slug != slug:
        return redirect(revision, permanent=True)
    return timeline_page(request, revision)


@require_safe
def timeline_embed(request: TimedRequest, slug: str) -> HttpResponse:
    """Show a timeline in a frame on any other site, while it is live."""
    revision = live_at(request, slug)
    if revision and revision.slug != slug:
        return redirect("timelines:timeline_embed", revision.slug, permanent=True)
    context: dict[str, Any] = {"timeline": None, "address": f"{settings.PUBLIC_URL}/"}
    if revision:
        surrogate_keys.tag(request, f"timeline-{revision.subject_id}")
        address = settings.PUBLIC_URL + revision.get_absolute_url()
        timeline = timeline_view(revision, request.now)
        context = {"timeline": timeline, "address": address, "corrections": corrections(revision, request)}
    return allow_framing(render(request, "timelines/timeline_embed.html", context, status=200 if revision else 410))


@require_safe
def timeline_json(request: TimedRequest, slug: str) -> HttpResponse:
    """Return the events of a timeline as JSON, for programs of any site."""
    revision = live_at(request, slug)
    if revision is None:
        return HttpResponse("This timeline is no longer available.", content_type="text/plain", status=410)
    if revision.slug != slug:
        return redirect("timelines:timeline_json", revision.slug, permanent=True)
    surrogate_keys.tag(request, f"timeline-{revision.subject_id}")
    data = as_json(timeline_view(revision, request.now), revision, corrections(revision, request))
    headers = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False})


@require_safe
def timeline_image(request: TimedRequest, slug: str) -> HttpResponse:
    """Return the image of a timeline for link previews, as JPEG."""
    revision = live_at(request, slug)
    if revision is None:
        return gone()
    if revision.slug != slug:
        return redirect("timelines:timeline_image", revision.slug, permanent=True)
    surrogate_keys.tag(request, f"timeline-{revision.subject_id}")
    return HttpResponse(share_image(timeline_view(revision, request.now, pictures={})), content_type="image/jpeg")


@require_safe
def oembed_detail(request: TimedRequest) -> HttpResponse:
    """Tell another site how to show the timeline at `?url=`, as oEmbed does. 404 for any other address, and for XML."""
    slug = slug_at(request.GET.get("url", "")) if request.GET.get("format", "json") == "json" else ""
    revision = live_at(request, slug) if slug else None
    if revision is None:
        raise Http404("There is no timeline at this address, or not in this format: only JSON is offered.")
    surrogate_keys.tag(request, f"timeline-{revision.subject_id}")
    headers = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse(oembed(revision, request.GET), headers=headers, json_dumps_params={"ensure_ascii": False})


def live_at(request: TimedRequest, slug: str) -> TimelineRevision | None:
    """Return the live revision of the timeline that has or had this slug; None if it is no longer live, or else 404."""
    address = get_object_or_404(TimelineAddress, slug=slug, since__lte=request.now)
    found: TimelineRevision | None = (
        TimelineRevision.objects.live(request.now).filter(subject=address.timeline_id).first()
    )
    return found


def corrections(revision: TimelineRevision, request: TimedRequest) -> list[Notice]:
    """Return the corrections of a timeline that readers have by now."""
    return notices(TimelineCorrection.objects.filter(subject=revision.subject_id, at__lte=request.now))


def timeline_page(request: TimedRequest, revision: TimelineRevision) -> HttpResponse:
    """Render a version as of `request.now`, for readers and previews."""
    surrogate_keys.tag(request, f"timeline-{revision.subject_id}")
    related = stories(revision.subject_id, request.now)
    asked = asked_for(request.GET)
    timeline = timeline_view(
        revision,
        request.now,
        show=KEY if asked.key_only else ALL,
        lane=asked.lane,
        newest_first=asked.newest_first,
        reports=related,
    )
    context = {
        "revision": revision,
        "timeline": timeline,
        "choices": choices(asked, timeline),
        "structured_data": timeline_data(timeline, revision.first_published_at),
        "corrections": corrections(revision, request),
        "embed_code": embed_code(timeline.title, timeline.url),
        "stories": [story for story in related if not story.event],
    }
    return render(request, "timelines/timeline_detail.html", context)
