"""Public pages of timelines."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.corrections import notices
from newsroom.text.plain_text import whole_number
from timelines.filters import asked_for, choices
from timelines.models import TimelineAddress, TimelineCorrection, TimelineRevision
from timelines.related_stories import stories
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
    return render(request, "timelines/timeline_list.html", {"timelines": found[:ON_A_PAGE], "more": more})


@require_safe
def timeline_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """Show a timeline. A former address redirects; a timeline that is no longer live is 410."""
    address = get_object_or_404(TimelineAddress, slug=slug, since__lte=request.now)
    revision = TimelineRevision.objects.live(request.now).filter(subject=address.timeline_id).first()
    if revision is None:
        return render(request, "410.html", {"gone": "timeline"}, status=410)
    if revision.slug != slug:
        return redirect(revision, permanent=True)
    return timeline_page(request, revision)


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
        "corrections": notices(TimelineCorrection.objects.filter(subject=revision.subject_id, at__lte=request.now)),
        "stories": [story for story in related if not story.event],
    }
    return render(request, "timelines/timeline_detail.html", context)
