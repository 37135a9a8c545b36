"""The standing pages at the foot of every page: no query, and right to the second."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import StandingPageRevision
from articles.models.standing_page import address
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds


@dataclass(frozen=True)
class FooterLink:
    """A standing page as the footer names it from `live_from` until `live_until`."""

    title: str
    url: str
    live_from: datetime
    live_until: datetime | None


def footer_links(request: TimedRequest) -> list[FooterLink]:
    """The pages live at `request.now` that ask for a place in the footer, in their order.

    Kept are all intervals, past and coming; which of them holds the instant is asked anew for every page.
    """
    links = remember(request, "footer", _of_all_times)
    return [link for link in links if holds(link.live_from, link.live_until, request.now)]


def _of_all_times() -> list[FooterLink]:
    pages = StandingPageRevision.objects.scheduled().filter(in_footer=True).order_by("footer_order", "title", "id")
    return [
        FooterLink(title, address(slug), live_from, live_until)
        for title, slug, live_from, live_until in pages.values_list("title", "slug", "live_from", "live_until")
    ]
