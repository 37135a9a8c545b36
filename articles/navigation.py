"""What every public page shows around its content."""

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section
from articles.pages.footer import footer_links
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.ap_style import newsroom_day

MOST = 8  # sections in sight, with "More" counted as one


def site(request: TimedRequest) -> dict[str, Any]:
    """Template context: the newsroom's name, address and day, the sections of the first level, the pages in the footer.

    They cost no query but on the first page that shows them after a change of the site.
    """
    return {
        "newsroom_name": settings.NEWSROOM_NAME,
        "public_url": settings.PUBLIC_URL,
        "today": SimpleLazyObject(lambda: newsroom_day(request.now)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
        "sections": SimpleLazyObject(lambda: remember(request, "sections", _sections)),
        "sections_in_sight": SimpleLazyObject(lambda: _in_sight(request)[0]),
        "more_sections": SimpleLazyObject(lambda: _in_sight(request)[1]),
    }


def _in_sight(request: TimedRequest) -> tuple[list[Section], list[Section]]:
    """The sections that the navigation shows at once, and those behind its "More"."""
    sections = remember(request, "sections", _sections)
    cut = len(sections) if len(sections) <= MOST else MOST - 1
    return sections[:cut], sections[cut:]


def _sections() -> list[Section]:
    return list(Section.objects.filter(depth=0))
