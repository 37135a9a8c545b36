"""Home, sections, tags, authors, feeds, sitemap: the same stories at the same second, at the same cost."""

import re
from typing import Any

import pytest
from django.test import Client

from articles import taxonomy
from newsroom.delivery import current_generation
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    archive,
    desk,
    edited,
    published,
)
from tests.images.factories import PictureFactory

pytestmark = pytest.mark.django_db

LISTS = ["/", "/world/", "/world/europe/", "/tags/ferries/", "/authors/ann/"]
FEEDS = [*(f"{address}feed/" for address in LISTS), *(f"{address}feed.json" for address in LISTS), "/feed.atom"]
PLACES = [*LISTS, *FEEDS, "/sitemap-2024-11.xml", "/sitemap-news.xml"]


@pytest.fixture
def filed(db: None) -> dict[str, Any]:
    """Where the story of these tests is filed: World/Europe, Ferries, Ann Bell."""
    world = SectionFactory(slug="world", name="World")
    return {
        "section": SectionFactory(slug="europe", name="Europe", parent=world),
        "tagged_with": [TagFactory(slug="ferries", name="Ferries")],
        "authors": [AuthorFactory(slug="ann", name="Ann Bell")],
    }


def content(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def where_the_ferry_is(client: Client) -> list[str]:
    return [address for address in PLACES if "the-ferry" in content(client, address)]


def test_scheduled_story_is_absent_one_second_before_and_there_at_the_second(
    client: Client, now: Any, filed: dict[str, Any]
) -> None:
    published(slug="the-ferry", at=NINE + HOUR, **filed)
    now.move_to(NINE + HOUR - SECOND)
    assert where_the_ferry_is(client) == []
    now.move_to(NINE + HOUR)
    assert where_the_ferry_is(client) == PLACES


def test_unpublished_story_is_there_one_second_before_and_absent_at_the_second(
    client: Client, now: Any, filed: dict[str, Any]
) -> None:
    article = published(slug="the-ferry", **filed)
    actions.unpublish(article, desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert where_the_ferry_is(client) == PLACES
    now.move_to(NINE + HOUR)
    assert where_the_ferry_is(client) == []


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_each_story_once_in_its_live_version(
    address: str, client: Client, now: Any, filed: dict[str, Any]
) -> None:
    article = published(headline="First words", **filed)
    actions.publish(
        article, desk(), revision=edited(article, headline="Second words"), at=NINE + HOUR, change=Change.SUBSTANTIVE
    )
    assert "Second words" not in content(client, address)
    now.move_to(NINE + HOUR)
    html = content(client, address)
    assert html.count("Second words") == 1
    assert "First words" not in html


def test_a_story_moves_to_its_new_tag_with_the_version_that_carries_it(client: Client, now: Any) -> None:
    ferries, ports = TagFactory(slug="ferries"), TagFactory(slug="ports")
    article = published(headline="A story", tagged_with=[ferries])
    article.tagged.all().delete()
    article.tags.add(ports)
    actions.publish(article, desk(), revision=edited(article), at=NINE + HOUR, change=Change.MINOR)
    assert client.get("/tags/ports/").status_code == 404
    now.move_to(NINE + HOUR)
    assert client.get("/tags/ferries/").status_code == 404
    assert "A story" in content(client, "/tags/ports/")


@pytest.mark.parametrize(
    "address",
    ["/tags/ferries/", "/tags/ferries/feed/", "/tags/ferries/feed.json", "/authors/ann/", "/authors/ann/feed/"],
)
def test_a_page_whose_stories_are_all_unpublished_is_not_found(
    address: str, client: Client, now: Any, filed: dict[str, Any]
) -> None:
    ArticleFactory(**filed)
    published(at=NINE + HOUR, **filed)
    assert client.get(address).status_code == 404
    now.move_to(NINE + HOUR)
    assert client.get(address).status_code == 200


def test_a_picture_out_of_its_rights_is_absent_from_lists(client: Client, now: Any, filed: dict[str, Any]) -> None:
    published(lead_picture=PictureFactory(usable_until=NINE + HOUR), **filed)
    for address in LISTS:
        assert "<img" in content(client, address)
    now.move_to(NINE + HOUR)
    for address in LISTS:
        assert "<img" not in content(client, address)


def test_pages_of_a_list_together_hold_every_story_once_newest_first(
    client: Client, now: Any, filed: dict[str, Any]
) -> None:
    archive(60, filed["section"], filed["tagged_with"][0], filed["authors"][0], until=NINE)
    for number in range(5):
        published(headline=f"Same instant {number}", at=NINE, **filed)
    for address in LISTS:
        seen: list[str] = []
        query = "?before=newest" if address == "/" else ""  # a front is no list
        for _ in range(4):
            response = client.get(address + query)
            seen += re.findall(r'teaser__headline"><a href="[^"]*">(.*?)</a>', response.content.decode())
            query = response.context["following"]
            if not query:
                break
        assert len(seen) == len(set(seen)) == 65, address
        assert seen[5:] == [f"Old story {number}" for number in range(60)]


@pytest.mark.parametrize(
    "before", ["x", "20241108T140000.000000-", "99999999T000000.000000-1", "20241108T140000.000000-x"]
)
def test_a_place_that_no_list_gave_out_is_not_found(before: str, client: Client, now: Any) -> None:
    assert client.get("/", {"before": before}).status_code == 404


@pytest.mark.parametrize("stories", [10, 1_000])
def test_lists_cost_the_same_however_many_stories_there_are(
    stories: int, client: Client, now: Any, filed: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    archive(stories, filed["section"], filed["tagged_with"][0], filed["authors"][0], until=NINE)
    published(slug="ferry", lead_picture=PictureFactory(), **filed)
    for address, most in [
        ("/", 4),
        ("/world/", 4),
        ("/tags/ferries/", 5),
        ("/authors/ann/", 5),
        ("/2024/11/08/ferry/", 6),
        ("/feed/", 3),
        ("/feed.json", 3),
        ("/feed.atom", 3),
        ("/world/feed/", 3),
        ("/tags/ferries/feed/", 4),
        ("/authors/ann/feed.json", 4),
        ("/sitemap.xml", 2),
        ("/sitemap-2024-11.xml", 2),
        ("/sitemap-news.xml", 2),
        ("/sitemap-lists.xml", 5),
    ]:
        client.get(address)  # the first page after a change fetches sections and pictures once for all
        with django_assert_max_num_queries(most) as captured:
            assert client.get(address).status_code == 200, address
        said = " ".join(query["sql"] or "" for query in captured.captured_queries)  # None: a prepared one
        assert "COUNT(" not in said
        assert "OFFSET" not in said


def test_public_pages_set_no_cookie(client: Client, now: Any, filed: dict[str, Any]) -> None:
    published(slug="ferry", **filed)
    for address in (*PLACES, "/2024/11/08/ferry/", "/robots.txt", "/sitemap.xml"):
        assert not client.get(address).cookies


def test_a_renamed_tag_is_renamed_on_every_page_at_once(client: Client, now: Any, filed: dict[str, Any]) -> None:

    published(slug="ferry", **filed)
    before = current_generation.read()
    taxonomy.edit(filed["tagged_with"][0], desk(), name="Car ferries")
    assert "Car ferries" in content(client, "/2024/11/08/ferry/")
    assert current_generation.read() > before
