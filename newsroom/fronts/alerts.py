"""Breaking news as readers see it, over every page. Known for a generation, so that it costs no page a query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models import ArticleRevision
from articles.models.revision import address
from newsroom.delivery.memory import remember_upcoming
from newsroom.delivery.request_clock import TimedRequest
from newsroom.fronts.models import AlertRevision
from newsroom.publishing.intervals import holds
from newsroom.publishing.models import Content


@dataclass(frozen=True)
class ShownAlert:
    """A line of breaking news; `url` is "" where it leads nowhere now."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class _Known:
    """Versions with their intervals: of alerts, and of the stories they lead to."""

    alerts: list[tuple[int, datetime, datetime | None, Content]]
    stories: list[tuple[int, datetime, datetime | None, str]]


def alerts_of(request: TimedRequest) -> list[ShownAlert]:
    """What is breaking at `request.now`, the newest first; the one that is previewed before all."""
    now = request.now
    known = remember_upcoming(request, "alerts", _known)
    preview = getattr(request, "preview", None)
    if isinstance(preview, AlertRevision):
        # Where it leads is asked anew: its version may be one that nobody has scheduled.
        known = _known(now, preview)
    live = [line for line in known.alerts if holds(line[1], line[2], now)]
    urls = {story: url for story, begins, ends, url in known.stories if holds(begins, ends, now)}
    return [_shown(content, urls) for _, _, _, content in sorted(live, key=lambda line: line[1], reverse=True)]


def _known(since: datetime, preview: Any = None) -> _Known:
    found: Any = AlertRevision.objects.live_or_waiting(since)
    alerts = [(each.subject_id, each.live_from, each.live_until, each.read()) for each in found]
    if preview:
        alerts = [line for line in alerts if line[0] != preview.subject_id]
        alerts.append((preview.subject_id, since, None, preview.read()))
    stories = {content["story"] for _, _, _, content in alerts if content["story"]}
    led_to = ArticleRevision.objects.live_or_waiting(since).filter(subject__in=stories) if stories else []
    return _Known(
        alerts,
        [(each.subject_id, each.live_from, each.live_until, address(each.address_day, each.slug)) for each in led_to],
    )


def _shown(content: Content, urls: dict[int, str]) -> ShownAlert:
    return ShownAlert(content["label"], content["text"], content["url"] or urls.get(content["story"], ""))
