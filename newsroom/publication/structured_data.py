"""The publication as JSON-LD (schema.org), for search engines."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from newsroom.publication.current import publication
from newsroom.publication.links import Link


def organization() -> dict[str, Any]:
    """Describe the newsroom, the publisher of its pages and the author of unsigned stories."""
    site, ours = settings.PUBLIC_URL, publication()
    icon = ours.icon("512") or static("icons/icon-512.png")
    found = {
        "@type": "NewsMediaOrganization",
        "@id": f"{site}/#newsroom",
        "name": ours.name,
        "url": f"{site}/",
        "logo": {"@type": "ImageObject", "url": site + icon, "width": 512, "height": 512},
        "correctionsPolicy": f"{site}/corrections/",
    }
    if ours.accounts:
        found["sameAs"] = [url for _, url in ours.accounts]
    return found


def whole_organization(policies: Mapping[str, Link]) -> dict[str, Any]:
    """Describe it with its contact, owner and policies, as the home page does."""
    ours, found = publication(), organization()
    contact = {"email": ours.email, "telephone": ours.phone}
    optional = {
        "slogan": ours.tagline,
        "address": ours.address,
        "contactPoint": {"@type": "ContactPoint", "contactType": "newsroom", **_given(contact)}
        if any(contact.values())
        else None,
        **{key: settings.PUBLIC_URL + link.url for key, link in policies.items()},
    }
    return found | _given(optional)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
