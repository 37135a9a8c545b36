from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse


def test_manifest_names_the_newsroom_and_icons_that_exist(client: Client, db: None, settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Ellery Lantern"
    response = client.get(reverse("web_manifest"))
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == "The Ellery Lantern"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])
