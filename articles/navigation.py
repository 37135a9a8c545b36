"""The context that every public page needs for its header and footer."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section, StandingPageRevision
from articles.models.standing_page import address
from articles.sections import section_tree
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds
from newsroom.text.ap_style import newsroom_day

MOST = 8  # items in the navigation bar, with "More" counted as one


def site(request: TimedRequest) -> dict[str, Any]:
    """Return the newsroom's name, address and day, the top sections and the footer. Queries only after a change."""
    tree: Any = SimpleLazyObject(lambda: section_tree(request))
    return {
        "newsroom_name": settings.NEWSROOM_NAME,
        "public_url": settings.PUBLIC_URL,
        "today": SimpleLazyObject(lambda: newsroom_day(request.now)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
        "section_tree": tree,
        "sections": SimpleLazyObject(lambda: tree.top),
        "sections_in_sight": SimpleLazyObject(lambda: _in_sight(tree.top)),
        "more_sections": SimpleLazyObject(lambda: tree.top[len(_in_sight(tree.top)) :]),
    }


class FooterLink(NamedTuple):
    title: str
    url: str
    live_from: datetime
    live_until: datetime | None


def footer_links(request: TimedRequest) -> list[FooterLink]:
    """Return the standing pages live at `request.now` for the footer, in order. Queries only after a change."""
    links = remember(request, "footer", _scheduled_links)
    return [link for link in links if holds(link.live_from, link.live_until, request.now)]


def _scheduled_links() -> list[FooterLink]:
    pages = StandingPageRevision.objects.scheduled().filter(in_footer=True).order_by("footer_order", "title", "id")
    rows = pages.values_list("title", "slug", "live_from", "live_until")
    return [FooterLink(title, address(slug), live_from, live_until) for title, slug, live_from, live_until in rows]


def _in_sight(sections: list[Section]) -> list[Section]:
    return sections if len(sections) <= MOST else sections[: MOST - 1]
