"""What every public page shows around its content."""

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section
from articles.pages.footer import footer_links
from articles.sections import SectionTree, section_tree
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.ap_style import newsroom_day

MOST = 8  # sections in sight, with "More" counted as one


def site(request: TimedRequest) -> dict[str, Any]:
    """Template context: the newsroom's name, address and day, the sections of the first level, the pages in the footer.

    They cost no query but on the first page that shows them after a change of the site.
    """
    tree: Any = SimpleLazyObject(lambda: section_tree(request))
    return {
        "newsroom_name": settings.NEWSROOM_NAME,
        "public_url": settings.PUBLIC_URL,
        "today": SimpleLazyObject(lambda: newsroom_day(request.now)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
        "section_tree": tree,
        "sections": SimpleLazyObject(lambda: _top(tree)),
        "sections_in_sight": SimpleLazyObject(lambda: _in_sight(_top(tree))[0]),
        "more_sections": SimpleLazyObject(lambda: _in_sight(_top(tree))[1]),
    }


def _top(tree: SectionTree) -> list[Section]:
    """The sections of the first level, in their order."""
    return [section for section in tree.sections.values() if section.depth == 0]


def _in_sight(sections: list[Section]) -> tuple[list[Section], list[Section]]:
    """The sections that the navigation shows at once, and those behind its "More"."""
    cut = len(sections) if len(sections) <= MOST else MOST - 1
    return sections[:cut], sections[cut:]
