"""Feeds as other people's programs read them: feedparser takes each without a complaint, and its standard's rules hold."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from lxml import etree, html

from newsroom.demo.loading import load

RSS = ["/feed/", "/world/feed/", "/tags/{tag}/feed/", "/authors/{author}/feed/"]
JSON = [*(f"{address[:-1]}.json" for address in RSS)]
ATOM = ["/feed.atom"]


@pytest.fixture(params=["no", "yes"], ids=["standfirst", "full text"])
def newsroom(request: pytest.FixtureRequest, settings: Any, db: None) -> None:
    """The demo, with feeds of either kind."""
    settings.FEED_FULL_TEXT = request.param == "yes"
    load(make_renditions=False)


def feeds(client: Client, addresses: list[str]) -> Iterator[tuple[str, bytes]]:
    from articles.models import Author, Tag

    tag, author = Tag.objects.filter(listings__isnull=False)[0], Author.objects.filter(listings__isnull=False)[0]
    for address in addresses:
        place = address.format(tag=tag.slug, author=author.slug)
        response = client.get(place)
        assert response.status_code == 200, place
        yield place, response.content


def is_absolute(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)


def expect_clean(markup: str) -> None:
    """What W3C's feed validator refuses in content: relative addresses, scripts, styles, forms."""
    tree = html.fragment_fromstring(markup, create_parent="div")
    assert all(url.startswith("mailto:") or is_absolute(url) for url in tree.xpath("//@href | //@src"))
    assert not tree.xpath("//script | //style | //form | //iframe | //object | //@style | //@onclick")


def test_feedparser_takes_every_feed(newsroom: None, client: Client) -> None:
    for version, addresses in (("rss20", RSS), ("atom10", ATOM)):
        for place, body in feeds(client, addresses):
            parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
            assert not parsed.bozo, (place, parsed.get("bozo_exception"))
            assert parsed.version == version, place
            assert parsed.entries, place
            assert len({entry.id for entry in parsed.entries}) == len(parsed.entries), place
            for entry in parsed.entries:
                assert entry.title
                assert is_absolute(entry.link)
                assert entry.published_parsed
                expect_clean("".join(content.value for content in entry.get("content", [])))


def test_rss_keeps_the_rules_of_its_board(newsroom: None, client: Client) -> None:
    for place, body in feeds(client, RSS):
        (channel,) = etree.fromstring(body)
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert len(channel.findall(name)) == 1, (place, name)
            assert channel.findtext(name), (place, name)
        (own,) = channel.findall("{*}link[@rel='self']")
        assert own.get("href") == f"http://testserver{place}"
        parsedate_to_datetime(channel.findtext("lastBuildDate"))
        stamps = []
        for item in channel.findall("item"):
            assert item.findtext("title")
            assert item.find("guid").get("isPermaLink") == "false"
            stamps.append(parsedate_to_datetime(item.findtext("pubDate")))
            assert len(item.findall("enclosure")) <= 1
            for enclosure in item.findall("enclosure"):
                assert set(enclosure.attrib) == {"url", "length", "type"}
                assert int(enclosure.get("length")) > 0
        assert stamps == sorted(stamps, reverse=True)


def test_atom_keeps_the_rules_of_rfc_4287(newsroom: None, client: Client) -> None:
    ((_, body),) = feeds(client, ATOM)
    feed = etree.fromstring(body)
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{{*}}{name}")) == 1
    updated = []
    for entry in feed.findall("{*}entry"):
        for name in ("id", "title", "updated", "published"):
            assert len(entry.findall(f"{{*}}{name}")) == 1, name
        assert re.fullmatch(r"tag:[a-z.]+,\d{4}-\d\d-\d\d:story-\d+", entry.findtext("{*}id"))
        times = [datetime.fromisoformat(entry.findtext(f"{{*}}{name}")) for name in ("published", "updated")]
        assert times[0].tzinfo
        assert times[0] <= times[1]
        updated.append(times[1])
        assert len(entry.findall("{*}link[@rel='alternate']")) == 1
        for author in [*feed.findall("{*}author"), *entry.findall("{*}author")]:
            assert author.findtext("{*}name")
            assert is_absolute(author.findtext("{*}uri"))
    assert datetime.fromisoformat(feed.findtext("{*}updated")) == max(updated)


FEED: dict[str, type] = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "description": str,
    "icon": str,
}
FEED |= {"favicon": str, "language": str, "items": list}
ITEM: dict[str, type] = {
    "id": str,
    "url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
}
ITEM |= {"date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str}
ITEM |= {"attachments": list}
ATTACHMENT = {"url": str, "mime_type": str, "title": str, "size_in_bytes": int, "duration_in_seconds": int}


def test_json_feed_keeps_the_rules_of_its_version(newsroom: None, client: Client) -> None:
    for place, body in feeds(client, JSON):
        feed = json.loads(body)
        assert {"version", "title", "items"} <= set(feed) <= set(FEED)
        assert all(isinstance(value, FEED[name]) for name, value in feed.items())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"http://testserver{place}"
        assert all(is_absolute(feed[name]) for name in ("home_page_url", "feed_url", "icon", "favicon"))
        assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 0
        for item in feed["items"]:
            assert set(item) <= set(ITEM)
            assert all(value and isinstance(value, ITEM[name]) for name, value in item.items())
            assert ("content_html" in item) != ("content_text" in item)
            assert is_absolute(item["url"])
            assert all(is_absolute(item["image"]) for _ in range("image" in item))
            assert all(datetime.fromisoformat(item[f"date_{name}"]).tzinfo for name in ("published", "modified"))
            assert all(set(author) <= {"name", "url", "avatar"} and author for author in item.get("authors", []))
            assert all(isinstance(tag, str) for tag in item.get("tags", []))
            for each in item.get("attachments", []):
                assert {"url", "mime_type"} <= set(each) <= set(ATTACHMENT)
                assert all(isinstance(value, ATTACHMENT[name]) for name, value in each.items())
                assert is_absolute(each["url"])
            expect_clean(item.get("content_html", ""))
