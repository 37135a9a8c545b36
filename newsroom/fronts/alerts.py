"""Breaking news as readers see it on every page; remembered for a site generation, so that it costs no query a page."""

from datetime import datetime
from typing import Any, NamedTuple

from articles.models import Article, ArticleRevision
from articles.models.revision import address
from newsroom.delivery.memory import remember_upcoming
from newsroom.fronts.models import AlertRevision
from newsroom.publishing.intervals import holds
from newsroom.publishing.models import Content


class ShownAlert(NamedTuple):
    """A breaking-news line; `url` is "" if it links nowhere at the moment."""

    label: str
    text: str
    url: str


class _Known(NamedTuple):
    """Versions with their intervals: of alerts, and of the stories that they link to."""

    alerts: list[tuple[int, datetime, datetime | None, Content]]
    stories: list[tuple[int, datetime, datetime | None, str]]


def alerts_of(request: Any) -> list[ShownAlert]:
    """Return the live alerts, the newest first, a previewed one before all; none on error pages without a clock."""
    if not (now := getattr(request, "now", None)):
        return []
    known = remember_upcoming(request, "alerts", _known)
    preview = getattr(request, "preview", None)
    if isinstance(preview, AlertRevision):
        known = _known(now, preview)  # looked up again: a previewed version may link to a story that isn't scheduled
    live = [line for line in known.alerts if holds(line[1], line[2], now)]
    urls = {story: url for story, begins, ends, url in known.stories if holds(begins, ends, now)}
    return [
        ShownAlert(content["label"], content["text"], content["url"] or urls.get(content["story"], ""))
        for _, _, _, content in sorted(live, key=lambda line: line[1], reverse=True)
    ]


def is_raised(request: Any, story: Article) -> bool:
    """Return whether breaking news about `story` is live."""
    alerts = remember_upcoming(request, "alerts", _known).alerts
    return any(content["story"] == story.pk and holds(begins, ends, request.now) for _, begins, ends, content in alerts)


def _known(since: datetime, preview: Any = None) -> _Known:
    found: Any = AlertRevision.objects.live_or_waiting(since)
    alerts = [(each.subject_id, each.live_from, each.live_until, each.read()) for each in found]
    if preview:
        alerts = [line for line in alerts if line[0] != preview.subject_id]
        alerts.append((preview.subject_id, since, None, preview.read()))
    stories = {content["story"] for _, _, _, content in alerts if content["story"]}
    linked = ArticleRevision.objects.live_or_waiting(since).filter(subject__in=stories) if stories else []
    return _Known(
        alerts,
        [(each.subject_id, each.live_from, each.live_until, address(each.address_day, each.slug)) for each in linked],
    )
