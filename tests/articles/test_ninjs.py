"""A story as ninjs 3.1. The rules below are those of IPTC's schema, said in our words: the schema is not ours to ship."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from articles.blocks import Figure, TimelineEmbed, new
from articles.models import Kind
from newsroom.images import actions as picture_actions
from newsroom.images.renditions import make_at_once
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, SECOND
from tests.articles.factories import AuthorFactory, SectionFactory, TagFactory, desk, edited, published
from tests.images.conftest import uploaded
from tests.people import administrator, journalist
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db

FERRY = "/2024/11/08/ferry.json"


@pytest.fixture(autouse=True)
def _whole(settings: Any) -> None:
    """Most of what follows is about the whole text, which is given away where feeds give it."""
    settings.FEED_FULL_TEXT = True


def is_uri(value: Any) -> bool:
    """As RFC 3986 writes them, with a scheme."""
    return isinstance(value, str) and bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", value))


def is_instant(value: Any) -> bool:
    """As RFC 3339 writes them, with an offset."""
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def one_of(*values: str) -> Any:
    return lambda value: value in values


def each(shape: dict[str, Any], *required: str) -> Any:
    """A list of objects that have those properties and no others."""
    return lambda value: isinstance(value, list) and all(fits(item, shape, *required) for item in value)


def fits(item: Any, shape: dict[str, Any], *required: str) -> bool:
    assert isinstance(item, dict)
    for name in required:
        assert name in item, f"{name} is missing in {item}"
    for name, value in item.items():
        assert name in shape, f"{name} is no property of the standard"
        assert shape[name](value), f"{name} may not be {value!r}"
    return True


WORDS = {"role": is_text, "contentType": is_text, "value": is_text}
CONCEPT = {"name": is_text, "rel": is_text, "uri": is_uri, "literal": is_text}
RENDITION = {
    "name": is_text,
    "href": is_uri,
    "contentType": is_text,
    "title": is_text,
    "format": is_text,
    "width": is_count,
    "height": is_count,
    "sizeInBytes": is_count,
    "aspectRatio": is_text,
}
ITEM: dict[str, Any] = {
    "uri": is_uri,
    "type": one_of("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"),
    "representationType": one_of("full", "partial"),
    "pubStatus": one_of("usable", "withheld", "canceled"),
    **dict.fromkeys(("firstCreated", "versionCreated", "contentCreated"), is_instant),
    **dict.fromkeys(
        ("language", "title", "by", "located", "copyrightHolder", "copyrightNotice", "usageTerms"), is_text
    ),
    "headlines": each(WORDS, "value"),
    "descriptions": each(WORDS, "value"),
    "bodies": each({**WORDS, "charCount": is_count, "wordCount": is_count}, "value"),
    "subjects": each({**CONCEPT, "creator": is_text}),
    "people": each(CONCEPT),
    "infoSources": each({"name": is_text, "role": is_text, "uri": is_uri, "literal": is_text}),
    "genres": each({"name": is_text, "uri": is_text, "literal": is_text}),
    "renditions": each(RENDITION, "name"),
    "altIds": each({"role": is_text, "value": is_text}),
    "standard": lambda value: fits(value, {"name": is_text, "version": is_text, "schema": is_uri}),
}
ASSOCIATED = {**ITEM, "name": is_text, "rel": is_text}
ITEM["associations"] = each(ASSOCIATED, "name", "uri")


def asked(client: Client, address: str = FERRY) -> dict[str, Any]:
    """The item at an address, which must be as the standard says."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    item: dict[str, Any] = response.json()
    assert fits(item, ITEM, "uri")
    return item


def ferry(**fields: Any) -> Any:
    return published(
        **{
            "slug": "ferry",
            "headline": "Ferry & sons",
            "standfirst": "It sails.",
            "section": SectionFactory(slug="world", name="World"),
            "tagged_with": [TagFactory(name="Ferries", slug="ferries")],
            "authors": [AuthorFactory(name="Ann Bell", slug="ann"), AuthorFactory(name="Bo Lund", slug="bo")],
            **fields,
        }
    )


def test_it_holds_the_story(client: Client, now: Any) -> None:
    article = ferry(
        kicker="Ships", dateline="HULL, England", kind=Kind.ANALYSIS, text="<p>One &amp; two.</p><p>Three.</p>"
    )
    item = asked(client)
    assert item["uri"] == f"tag:testserver,2024-11-08:story-{article.pk}"
    assert item["standard"]["version"] == "3.1"
    assert (item["type"], item["pubStatus"], item["representationType"]) == ("text", "usable", "full")
    assert [line["value"] for line in item["headlines"]] == ["Ferry & sons", "Ships"]
    rich, plain = item["bodies"]
    assert rich["contentType"] == "text/html"
    assert "<p><strong>HULL, England</strong> — One &amp; two.</p><p>Three.</p>" in rich["value"]
    assert plain["contentType"] == "text/plain"
    assert plain["value"].endswith("One & two.\n\nThree.")
    assert plain["charCount"] == len(plain["value"])
    assert (item["by"], item["located"]) == ("Ann Bell and Bo Lund", "HULL, England")
    assert item["genres"] == [{"name": "Analysis", "uri": "http://cv.iptc.org/newscodes/genre/Analysis"}]
    assert [subject["name"] for subject in item["subjects"]] == ["Ferries", "World"]
    assert item["copyrightNotice"] == "© 2024 The Newsroom"
    assert item["descriptions"] == [{"role": "summary", "contentType": "text/plain", "value": "It sails."}]
    assert item["renditions"][0]["href"] == "http://testserver/2024/11/08/ferry/"


@pytest.mark.once
def test_it_leads_to_the_page_and_the_page_to_it(client: Client, now: Any) -> None:
    ferry()
    assert client.get(FERRY)["Link"] == '<http://testserver/2024/11/08/ferry/>; rel="canonical"'
    assert (
        'type="application/json" title="ninjs" href="http://testserver/2024/11/08/ferry.json"'
        in client.get("/2024/11/08/ferry/").text
    )


@pytest.mark.once
def test_a_new_version_is_the_same_item_with_its_corrections(client: Client, now: Any) -> None:
    article = ferry()
    before = asked(client)
    now.shift(HOUR)
    revision = edited(article, slug="boat", headline="Boats")
    actions.publish(article, desk(), revision=revision, change=Change.CORRECTION, correction="It was a boat.")
    moved = client.get(FERRY)
    assert (moved.status_code, moved["Location"]) == (301, "/2024/11/08/boat.json")
    after = asked(client, "/2024/11/08/boat.json")
    assert after["uri"] == before["uri"]
    assert after["firstCreated"] == before["firstCreated"] == "2024-11-08T14:00:00+00:00"
    assert after["versionCreated"] == "2024-11-08T15:00:00+00:00"
    assert {
        "role": "correction",
        "contentType": "text/plain",
        "value": "Correction, Nov. 8, 10 a.m. EST: It was a boat.",
    } in (after["descriptions"])


@pytest.mark.once
def test_pictures_come_with_their_renditions_while_readers_may_see_them(client: Client, now: Any) -> None:
    lead, figure = (uploaded(journalist(), alt=alt, credit="Ada Lens") for alt in ("A ferry", "A deck"))
    assert lead.current
    make_at_once(lead.current)
    ferry(lead_picture=lead, rows=[new(Figure, picture=figure)])
    first, second = asked(client)["associations"]
    assert (first["name"], first["type"], first["by"]) == ("lead", "picture", "Ada Lens")
    assert {"role": "alt", "contentType": "text/plain", "value": "A ferry"} in first["descriptions"]
    assert len(first["renditions"]) == 3
    for place in (first["uri"], *(line["href"] for line in first["renditions"])):
        assert client.get(urlsplit(place).path).status_code == 200
    assert second["name"] == "figure-1"
    picture_actions.set_rights(
        lead, desk(), usable_from=None, usable_until=datetime.fromisoformat("2024-11-08T14:30:00+00:00")
    )
    now.shift(HOUR)
    assert [each["name"] for each in asked(client)["associations"]] == ["figure-1"]


@pytest.mark.once
@pytest.mark.parametrize("address", [FERRY, "/2024/11/08/nothing.json", "/2024/13/08/ferry.json"])
def test_what_readers_have_never_seen_is_not_found(address: str, client: Client, now: Any) -> None:
    published(slug="ferry", at=datetime.fromisoformat("2024-11-08T15:00:00+00:00"))
    assert client.get(address).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("verb", ["unpublish", "take_down"])
def test_what_is_gone_is_gone(verb: str, client: Client, now: Any) -> None:
    article = ferry()
    if verb == "unpublish":
        actions.unpublish(article, desk())
    else:
        actions.take_down(article, administrator(), reason="Court order")
    now.shift(SECOND)
    response = client.get(FERRY)
    assert response.status_code == 410
    assert "Ferry &" not in response.text


@pytest.mark.once
def test_an_address_with_letters_of_another_script_is_its_own(client: Client, now: Any) -> None:
    article = ferry(slug="пором")
    url = article.live(datetime.fromisoformat("2024-11-08T14:00:00+00:00")).get_absolute_url()
    assert client.get(url).status_code == 200
    assert asked(client, f"{url.rstrip('/')}.json")["renditions"][0]["href"] == f"http://testserver{url}"


def test_it_costs_few_queries(client: Client, now: Any, django_assert_max_num_queries: Any) -> None:
    timeline = TimelineFactory()
    actions.publish(timeline, desk())
    ferry(rows=[new(TimelineEmbed, timeline=timeline)])
    client.get(FERRY)
    with django_assert_max_num_queries(5):
        asked(client)


@pytest.mark.once
def test_without_full_text_in_feeds_it_is_partial_and_holds_no_text(client: Client, now: Any, settings: Any) -> None:
    settings.FEED_FULL_TEXT = False
    ferry(text="<p>The whole story.</p>", rows=[new(TimelineEmbed, timeline=TimelineFactory(title="Voyages"))])
    item = asked(client)
    assert item["representationType"] == "partial"
    assert "bodies" not in item
    assert "whole story" not in str(item)
    assert item["descriptions"][0]["value"] == "It sails."
