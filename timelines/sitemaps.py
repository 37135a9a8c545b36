"""Sitemap of the live timelines."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from newsroom.delivery.request_clock import TimedRequest
from timelines.models import TimelineRevision


class TimelineSitemap(Sitemap[TimelineRevision]):
    """The timelines live at `now` (aware): the newest 50,000, as many as the protocol allows."""

    limit = 50_000

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.PUBLIC_URL).netloc

    def items(self) -> list[TimelineRevision]:
        """Return a list, so that the paginator needs no query to count it."""
        newest = TimelineRevision.objects.live(self.now).newest_first()
        return list(newest.only("subject_id", "slug", "updated_at")[: self.limit])

    def lastmod(self, item: TimelineRevision) -> datetime | None:
        """Return the public "updated" time, which a minor fix doesn't change."""
        return item.updated_at


@require_safe
def sitemap_timelines(request: TimedRequest) -> HttpResponse:
    """Answer with the sitemap of live timelines."""
    return sitemap_views.sitemap(request, {"timelines": TimelineSitemap(request.now)})
