"""The form that signs readers up for a newsletter. The browser sends it to the provider that the publication names."""

from typing import Any

from newsroom.publication.current import publication
from newsroom.publication.models import Publication
from newsroom.publication.page_policy import note_hosts


def newsletter(request: Any) -> Publication | None:
    """Return the publication if it has a newsletter, and note that the page's policy must let its form go there."""
    found = publication()
    if not found.newsletter_address:
        return None
    note_hosts(request, [f"https://{found.newsletter_host}"], "form-action")
    return found
