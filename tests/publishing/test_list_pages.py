"""Lists of the admin go on from a row: each row is shown once, in any order, without counting and without OFFSET."""

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.articles.factories import AuthorFactory, TagFactory
from tests.people import administrator, journalist
from tests.publishing.test_admin import signed_in

TAGS, AUTHORS = "/admin/articles/tag/", "/admin/articles/author/"


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom.publishing.admin.lists.UncountedAdmin.list_per_page", 3)


@pytest.fixture
def chief(db: None) -> User:
    return administrator("chief")


def walked(user: User, path: str, query: str = "") -> list[list[str]]:
    """The ids on each page of a list, from the first to the last."""
    client, pages, following = signed_in(user), [], [query]
    while following:
        page = lxml.html.fromstring(client.get(path + following[0]).content.decode())
        pages.append(page.xpath("//input[@name='_selected_action']/@value"))
        following = page.xpath("//a[@rel='next']/@href")
    return pages


def test_the_pages_of_a_list_show_every_row_once_in_its_order(chief: User) -> None:
    tags = [TagFactory(name=f"Tag {number}") for number in range(7)]
    ids = [str(tag.pk) for tag in tags]
    assert walked(chief, TAGS) == [ids[:3], ids[3:6], ids[6:]]
    assert walked(chief, TAGS, "?o=-1") == [ids[:3:-1], ids[3:0:-1], ids[:1]]
    assert walked(chief, TAGS, "?q=Tag") == walked(chief, TAGS)


@pytest.mark.parametrize("query", ["?o=2", "?o=-2", "?o=3", "?o=-3.2"])
def test_rows_with_the_same_or_no_value_are_shown_once_too(query: str, chief: User) -> None:
    people = [journalist(name) for name in ("ada", "ben")]
    for number in range(8):
        AuthorFactory(name=f"Author {number}", user=people.pop() if number in (2, 5) else None, email="")
    pages = walked(chief, AUTHORS, query)
    assert [len(page) for page in pages] == [3, 3, 2]
    assert len({pk for page in pages for pk in page}) == 8


def test_a_deep_page_asks_the_same_as_the_first_one_and_skips_no_rows(chief: User) -> None:
    client, tags = signed_in(chief), TagFactory.create_batch(20)
    costs = []
    for path in (TAGS, f"{TAGS}?before={sorted(tags, key=lambda tag: tag.name)[9].pk}"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        costs.append(len(asked))
        assert not [each for each in asked if "OFFSET" in each["sql"]]
    assert costs[1] == costs[0] + 1  # the row that the page begins below
    assert costs[1] <= 12


@pytest.mark.parametrize("place", ["999999999", "x", "1.5", "99999999999999999999999", ""])
def test_a_place_that_is_gone_shows_the_first_page(place: str, chief: User) -> None:
    TagFactory(name="The only one")
    page = signed_in(chief).get(TAGS, {"before": place}).content.decode()
    assert "The only one" in page
    assert ("That page no longer exists" in page) == bool(place)


def test_a_link_that_sorts_or_filters_leads_to_the_first_page(chief: User) -> None:
    tags = TagFactory.create_batch(5)
    page = signed_in(chief).get(TAGS, {"before": tags[0].pk}).content.decode()
    links = lxml.html.fromstring(page).xpath("//thead//a/@href")
    assert links
    assert not [link for link in links if "before" in link]
