"""Sitemaps against the schema of sitemaps.org, as the npm package `sitemap` carries it."""

from pathlib import Path

import pytest
from django.test import Client
from lxml import etree

from newsroom.demo.loading import load

SCHEMA = Path(__file__).parent / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def index(db: None, client: Client) -> list[str]:
    """The demo's sitemaps, and that of its news."""
    load(make_renditions=False)
    places = etree.fromstring(client.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")
    return ["/sitemap-news.xml", *(place.text.partition("testserver")[2] for place in places)]


def test_every_sitemap_is_valid(index: list[str], client: Client) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert len(index) > 3
    for place in index:
        tree = etree.fromstring(client.get(place).content)
        for extension in tree.xpath("//*[namespace-uri() != namespace-uri(/*)]"):  # theirs are schemas of Google's
            if (parent := extension.getparent()) is not None:
                parent.remove(extension)
        if len(tree):
            schema.assertValid(tree)
        else:
            assert place == "/sitemap-news.xml"  # Google takes an empty one


def test_every_address_in_them_answers(index: list[str], client: Client) -> None:
    for place in index:
        for loc in etree.fromstring(client.get(place).content).iter(f"{SITEMAP}loc"):
            assert client.get(loc.text.partition("testserver")[2]).status_code == 200, loc.text
