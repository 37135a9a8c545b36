"""The live timelines, for search engines."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap

from timelines.models import TimelineRevision


class TimelineSitemap(Sitemap[Any]):
    """Those live at `now` (aware): the view that serves the sitemap makes this from its request's clock."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def items(self) -> Any:
        return TimelineRevision.objects.live(self.now).newest_first()

    def lastmod(self, revision: TimelineRevision) -> datetime | None:
        return revision.updated_at
