"""The context that every public page needs for its header and footer."""

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section
from articles.pages.footer import footer_links
from articles.sections import section_tree
from newsroom.delivery.request_clock import TimedRequest
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


def _in_sight(sections: list[Section]) -> list[Section]:
    return sections if len(sections) <= MOST else sections[: MOST - 1]
