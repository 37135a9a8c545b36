"""What every public page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import Section


def site(_request: HttpRequest) -> dict[str, Any]:
    """Template context: the newsroom's name, its address, and the sections of the first level (one query, if shown)."""
    return {
        "newsroom_name": settings.NEWSROOM_NAME,
        "public_url": settings.PUBLIC_URL,
        "sections": SimpleLazyObject(lambda: list(Section.objects.filter(depth=0))),
    }
