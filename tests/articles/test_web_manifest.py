from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse


def test_manifest_names_the_newsroom_and_icons_that_exist(client: Client, db: None, settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Ellery Lantern"
    response = client.get(reverse("web_manifest"))
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == "The Ellery Lantern"
    assert [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert manifest["id"] == manifest["scope"] == manifest["start_url"] == "/"
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


@pytest.mark.once
@pytest.mark.django_db
def test_the_favicon_is_found_at_the_address_that_never_changes(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert finders.find(response["Location"].removeprefix("/static/"))
