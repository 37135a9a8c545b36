"""What readers' templates may use of fronts: breaking news, over every page."""

from typing import Any

from newsroom.fronts.alerts import ShownAlert, alerts_of


def breaking_news(request: Any) -> list[ShownAlert]:
    """Return the lines of breaking news. None, and no query, while there is none."""
    return alerts_of(request) if hasattr(request, "now") else []


GLOBALS = {"breaking_news": breaking_news}
