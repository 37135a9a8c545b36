"""An address in capitals leads to the page that was meant, in one step, and tells nothing about what is not public."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.delivery import cached_pages
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    edited,
    published,
)
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FERRY = "/2024/11/08/ferry/"
WRONG = {
    "/WORLD/": "/world/",
    "/WORLD": "/world/",
    "/%C5%81%C3%93D%C5%B9/": "/%C5%82%C3%B3d%C5%BA/",
    "/World/feed/": "/world/feed/",
    "/tags/Ukraine/": "/tags/ukraine/",
    "/Tags/Ukraine": "/tags/ukraine/",
    "/tags/UKRAINE/feed.json": "/tags/ukraine/feed.json",
    "/Authors/Mira-Lind/": "/authors/mira-lind/",
    "/Timelines/Kursk/": "/timelines/kursk/",
    "/2024/11/08/Ferry/": FERRY,
    "/2024/11/08/Ferry.JSON": "/2024/11/08/ferry.json",
    "/2024/11/08/FERRY/changes/": f"{FERRY}changes/",
    "/2024/11/08/Before/": "/2024/11/08/after/",
    "/About/": "/about/",
    "/Archive/": "/archive/",
    "/Search/?q=Ferry&from=2024": "/search/?q=Ferry&from=2024",
    "/World/?before=20300101T000000.000000-1": "/world/?before=20300101T000000.000000-1",
    "/Robots.txt": "/robots.txt",
}


@pytest.fixture
def site(now: Any, desk: User) -> None:
    world = SectionFactory(name="World", slug="world")
    tag, author = TagFactory(name="Ukraine", slug="ukraine"), AuthorFactory(name="Mira Lind", slug="mira-lind")
    SectionFactory(name="Łódź", slug="łódź")
    published(slug="ferry", section=world, tagged_with=[tag], authors=[author])
    moved = published(slug="before", section=world)
    actions.publish(moved, desk, revision=edited(moved, slug="after"), change=Change.MINOR)
    now.shift(1)
    actions.publish(TimelineFactory(slug="kursk"), desk)
    actions.publish(StandingPageFactory(slug="about"), desk)
    now.shift(1)


def test_an_address_in_the_wrong_case_leads_to_the_right_one_in_one_step(site: None, client: Client) -> None:
    for asked, meant in WRONG.items():
        response = client.get(asked)
        assert (response.status_code, response["Location"]) == (301, meant)
        assert client.get(meant).status_code == 200, meant
        assert client.head(asked)["Location"] == meant


def test_what_is_not_public_is_the_same_404_in_every_case(site: None, client: Client, desk: User, writer: User) -> None:
    ArticleFactory(slug="a-draft", owner=writer)
    published(slug="waiting", at=NINE + HOUR)
    actions.save(StandingPageFactory(slug="plans", owner=writer), writer)
    nothing = client.get("/2024/11/08/Nothing-At-All/")
    for address in ("/2024/11/08/A-Draft/", "/2024/11/08/Waiting/", "/Plans/", "/No/Such/Page/"):
        response = client.get(address)
        assert response.status_code == 404
        assert response.content == nothing.content
        assert not response.has_header("Location")


def test_no_address_leads_to_another_host(site: None, client: Client) -> None:
    for address in ("//World/", "//EXAMPLE.org/", "/\\World/", "/World/%0D%0AX: y/"):
        assert client.get(address).get("Location", "/").startswith("//") is False


def test_only_reading_is_redirected(site: None, client: Client) -> None:
    assert client.post("/World/").status_code == 405
    assert client.post("/Timelines/Kursk/").status_code == 405


def test_a_right_address_costs_no_query_more(site: None, settings: Any) -> None:
    queries(Client())  # what every page shows is remembered from here on
    with_it = queries(Client())
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("wrong_case")]
    assert with_it == queries(Client())


def queries(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(FERRY).status_code == 200
    # A prepared statement of PostgreSQL has no text here; it is counted all the same.
    return [(query["sql"] or "prepared").split(" WHERE ")[0] for query in captured]


def test_spellings_do_not_fill_the_page_cache(site: None, client: Client, settings: Any) -> None:
    settings.PAGE_CACHE = True
    assert client.get("/WoRlD/").status_code == 301
    assert not cached_pages.count_in_memory()
    client.get("/world/")
    assert cached_pages.count_in_memory() == 1
