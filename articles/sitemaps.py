"""The sitemap: an index of months, and for each month its stories."""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision
from newsroom.publishing.middleware import TimedRequest


class MonthSitemap(Sitemap[ArticleRevision]):
    """The stories first published in a month of the newsroom's zone, as they are live at `now`."""

    limit = 50_000  # as the protocol allows; a month has fewer

    def __init__(self, first_day: date, now: datetime) -> None:
        self.now = now
        following = date(first_day.year + first_day.month // 12, first_day.month % 12 + 1, 1)
        self.begins, self.ends = _midnight(first_day), _midnight(following)

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """The site's own name, whatever name it was asked by."""
        return urlsplit(settings.PUBLIC_URL).netloc

    def items(self) -> list[ArticleRevision]:
        """One query; a list, so that the paginator counts it without another."""
        month = ArticleRevision.objects.live(self.now).filter(
            first_published_at__gte=self.begins, first_published_at__lt=self.ends
        )
        return list(month.newest_first().only("subject_id", "slug", "address_day", "updated_at", "first_published_at"))

    def lastmod(self, item: ArticleRevision) -> datetime | None:
        """The public "updated" time: a minor fix leaves it alone."""
        return item.updated_at


@require_safe
def sitemap_index(request: TimedRequest) -> HttpResponse:
    """The months that have live stories, newest first, and the timelines."""
    months = ArticleRevision.objects.live(request.now).dates("address_day", "month", order="DESC")
    addresses = [reverse("sitemap_month", args=[f"{month:%Y}", f"{month:%m}"]) for month in months]
    addresses.append(reverse("sitemap_timelines"))
    context = {"sitemaps": [{"location": settings.PUBLIC_URL + address} for address in addresses]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


@require_safe
def sitemap_month(request: TimedRequest, year: str, month: str) -> HttpResponse:
    """The live stories of a month."""
    found = MonthSitemap(date(int(year), int(month), 1), request.now)
    return sitemap_views.sitemap(request, {"stories": found})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
