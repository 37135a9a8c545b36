"""The standing pages in the footer."""

from datetime import datetime
from typing import NamedTuple

from articles.models import StandingPageRevision
from articles.models.standing_page import address
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds


class FooterLink(NamedTuple):
    title: str
    url: str
    live_from: datetime
    live_until: datetime | None


def footer_links(request: TimedRequest) -> list[FooterLink]:
    """Return the pages live at `request.now` that belong in the footer, in order. Queries only after a change."""
    links = remember(request, "footer", _scheduled_links)
    return [link for link in links if holds(link.live_from, link.live_until, request.now)]


def _scheduled_links() -> list[FooterLink]:
    pages = StandingPageRevision.objects.scheduled().filter(in_footer=True).order_by("footer_order", "title", "id")
    return [
        FooterLink(title, address(slug), live_from, live_until)
        for title, slug, live_from, live_until in pages.values_list("title", "slug", "live_from", "live_until")
    ]
