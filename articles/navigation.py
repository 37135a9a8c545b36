"""What every public page shows around its content."""

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section
from articles.pages.footer import footer_links
from newsroom.publishing.generation import kept
from newsroom.publishing.middleware import TimedRequest
from newsroom.publishing.wording import newsroom_day


def site(request: TimedRequest) -> dict[str, Any]:
    """Template context: the newsroom's name, address and day, the sections of the first level, the pages in the footer.

    They cost no query but on the first page that shows them after a change of the site.
    """
    return {
        "newsroom_name": settings.NEWSROOM_NAME,
        "public_url": settings.PUBLIC_URL,
        "today": SimpleLazyObject(lambda: newsroom_day(request.now)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
        "sections": SimpleLazyObject(lambda: kept(request, "sections", _sections)),
    }


def _sections() -> list[Section]:
    return list(Section.objects.filter(depth=0))
