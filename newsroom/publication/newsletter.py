"""The form that signs readers up for a newsletter. The browser sends it to the provider that the publication names."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.current import publication
from newsroom.publication.models import Publication


def newsletter(request: Any) -> Publication | None:
    """Return the publication if it has a newsletter, and note that the page's policy must let its form go there."""
    found = publication()
    if not found.newsletter_address:
        return None
    request.newsletter_host = host_of(found.newsletter_address)
    return found


def host_of(address: str) -> str:
    """Return the origin of a web address: https://letters.example."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def allow_newsletter(request: TimedRequest, response: HttpResponse) -> None:
    """Let the page's form be sent to the provider."""
    if host := getattr(request, "newsletter_host", None):
        allowed: dict[str, list[str]] = dict(getattr(response, "_csp_update", None) or {})
        allowed["form-action"] = [*allowed.get("form-action", ()), host]
        response._csp_update = allowed  # type: ignore[attr-defined]  # as django-csp's decorators do
