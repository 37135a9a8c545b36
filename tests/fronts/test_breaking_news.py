"""Breaking news on every page, between two instants, without a query."""

from typing import Any

import pytest
from django.test import Client

from newsroom.fronts.models import Alert
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.next_change import next_transition
from tests.articles.factories import desk, edited, published
from tests.fronts.conftest import HOUR, NINE, SECOND
from tests.fronts.factories import AlertFactory

pytestmark = pytest.mark.django_db


def breaking(client: Client, address: str = "/") -> str:
    """Return the breaking news of a page as HTML; "" if there is none."""
    html = client.get(address).content.decode()
    lines = html.partition('<div class="breaking__inner">')[2].partition("</div>")[0]
    return "".join(map(str.strip, lines.splitlines()))


def test_it_begins_and_ends_at_its_second_on_every_page(client: Client, now: Any) -> None:
    published(slug="ferry")
    alert = AlertFactory(text="The bridge is closed")
    actions.publish(alert, desk(), at=NINE + HOUR)
    actions.unpublish(alert, desk(), at=NINE + 2 * HOUR)
    assert next_transition(NINE) == NINE + HOUR
    assert next_transition(NINE + HOUR) == NINE + 2 * HOUR
    for address in ("/", "/2024/11/08/ferry/", "/timelines/"):
        for instant, there in ((HOUR - SECOND, False), (HOUR, True), (2 * HOUR - SECOND, True), (2 * HOUR, False)):
            now.move_to(NINE + instant)
            assert ("The bridge is closed" in breaking(client, address)) == there


@pytest.mark.once
def test_it_leads_to_its_story_while_that_is_live(client: Client, now: Any) -> None:
    story = published(slug="bridge", at=NINE + HOUR)
    actions.publish(AlertFactory(text="Closed & empty", story=story), desk())
    assert breaking(client) == "<p><strong>Breaking news</strong> Closed &amp; empty</p>"
    now.move_to(NINE + HOUR)
    assert (
        breaking(client) == '<p><strong>Breaking news</strong> <a href="/2024/11/08/bridge/">Closed &amp; empty</a></p>'
    )
    now.shift(SECOND)
    actions.publish(story, desk(), revision=edited(story, slug="river"), change="minor")
    assert 'href="/2024/11/08/river/"' in breaking(client)
    actions.unpublish(story, desk())
    now.shift(SECOND)
    assert "<a " not in breaking(client)


@pytest.mark.once
def test_the_newest_stands_first(client: Client, now: Any) -> None:
    actions.publish(AlertFactory(text="First", label="Live"), desk())
    now.shift(HOUR)
    actions.publish(AlertFactory(text="Second", label="", url="https://example.org/"), desk())
    assert breaking(client) == '<p><a href="https://example.org/">Second</a></p><p><strong>Live</strong> First</p>'


@pytest.mark.once
def test_a_changed_text_is_seen_when_it_is_published(client: Client, now: Any) -> None:
    alert = AlertFactory(text="Nine hurt")
    actions.publish(alert, desk())
    Alert.objects.update(text="Two hurt")
    alert.refresh_from_db()
    actions.save(alert, desk())
    assert "Nine hurt" in breaking(client)
    now.shift(HOUR)
    actions.publish(alert, desk())
    assert "Two hurt" in breaking(client)


@pytest.mark.once
def test_without_a_text_it_is_not_published(now: Any) -> None:
    with pytest.raises(ActionRefused, match="Write the alert"):
        actions.publish(AlertFactory(text=""), desk())


def test_it_costs_a_page_no_query(client: Client, now: Any, django_assert_max_num_queries: Any) -> None:
    client.get("/timelines/")
    with django_assert_max_num_queries(2):
        client.get("/timelines/")
    actions.publish(AlertFactory(story=published()), desk())
    client.get("/timelines/")
    with django_assert_max_num_queries(2):
        assert breaking(client, "/timelines/")
