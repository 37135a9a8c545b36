"""The standing pages that readers see now, as menus, footers and policies link to them."""

from datetime import datetime
from typing import NamedTuple

from articles.models import StandingPageRevision
from articles.models.standing_page import address
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds


class LivePage(NamedTuple):
    revision: int
    page: int
    title: str
    url: str
    in_footer: bool
    live_from: datetime
    live_until: datetime | None


def live_pages(request: TimedRequest) -> list[LivePage]:
    """Return the standing pages live at `request.now`, in the order of the footer. Queries only after a change."""
    pages = remember(request, "standing pages", _scheduled_pages)
    return [page for page in pages if holds(page.live_from, page.live_until, request.now)]


def _scheduled_pages() -> list[LivePage]:
    pages = StandingPageRevision.objects.scheduled().order_by("footer_order", "title", "id")
    rows = pages.values_list("pk", "subject", "title", "slug", "in_footer", "live_from", "live_until")
    return [LivePage(pk, page, title, address(slug), *rest) for pk, page, title, slug, *rest in rows]
