"""Pages for what is not there lead on: search, sections and the latest stories."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from newsroom.publishing import actions
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import SectionFactory, StandingPageFactory, desk, published
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SEARCH = 'action="/search/" role="search"'


def test_an_unknown_address_offers_search_sections_and_the_latest_stories(client: Client, now: Any) -> None:
    published(slug="ferry", headline="Ferry sails", section=SectionFactory(name="World", slug="world"))
    published(slug="later", headline="Not yet", at=NINE + HOUR)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    for words in ("Page not found", SEARCH, '<a href="/world/">World</a>', '<a href="/2024/11/08/ferry/">Ferry sails'):
        assert words in response.text
    assert "Not yet" not in response.text


def test_a_story_that_is_gone_says_so_and_leads_on(client: Client, now: Any) -> None:
    story = published(slug="ferry", headline="Ferry sails")
    published(slug="bridge", headline="Bridge opens")
    actions.unpublish(story, desk())
    now.shift(SECOND)
    response = client.get("/2024/11/08/ferry/")
    assert response.status_code == 410
    assert "This story is no longer available." in response.text
    assert SEARCH in response.text
    assert "Bridge opens" in response.text
    assert "Ferry sails" not in response.text


def test_a_page_and_a_timeline_that_are_gone_are_called_what_they_were(client: Client, now: Any) -> None:
    page, timeline = StandingPageFactory(slug="about"), TimelineFactory(slug="kursk")
    for subject in (page, timeline):
        actions.publish(subject, desk())
        actions.unpublish(subject, desk())
    now.shift(SECOND)
    assert "This page is no longer available." in client.get("/about/").text
    assert "This timeline is no longer available." in client.get("/timelines/kursk/").text


@pytest.mark.sqlite  # on PostgreSQL the latest stories are asked past Django's cursor
def test_without_a_database_search_is_left(client: Client, now: Any) -> None:
    def away(execute: Any, sql: str, *given: Any) -> Any:
        if "articles_articlerevision" in sql:
            raise OperationalError("the database is away")
        return execute(sql, *given)

    published(slug="ferry", headline="Ferry sails")
    with connection.execute_wrapper(away):
        response = client.get("/no/such/page/")
    assert "Ferry sails" not in response.text
    assert response.status_code == 404
    assert SEARCH in response.text


def test_a_page_that_is_not_there_costs_one_query_more_and_one_for_redirects(
    client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        published(headline=f"Ferry {number}")
    client.get("/no/such/page/")  # the sections are kept
    with django_assert_max_num_queries(5):
        assert client.get("/no/such/page/").text.count("teaser--band") == 4
