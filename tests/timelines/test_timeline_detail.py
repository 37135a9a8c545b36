"""A timeline's page: exact times, 404 and 410, honest dates, constant cost."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.images import actions as picture_actions
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.images.factories import PictureFactory
from tests.timelines.conftest import NINE
from tests.timelines.factories import DEMO, TimelineFactory, add_event
from timelines import related_stories
from timelines.models import Timeline
from timelines.related_stories import Story

pytestmark = pytest.mark.django_db

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
KURSK = "/timelines/kursk/"


def published(desk: User, **fields: Any) -> Timeline:
    """A timeline that is live now, at KURSK."""
    timeline: Timeline = TimelineFactory(slug="kursk", **fields)
    actions.publish(timeline, desk)
    return timeline


def renamed(timeline: Timeline, desk: User, slug: str, **publishing: Any) -> None:
    """Published again under another slug."""
    Timeline.objects.filter(pk=timeline.pk).update(slug=slug)
    actions.publish(timeline, desk, revision=actions.save(timeline, desk), change=Change.MINOR, **publishing)


def page(client: Client, path: str = KURSK) -> str:
    """The text of a page that is there."""
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def whens(html: str) -> list[str]:
    """Return the dates shown for the events, without markup."""
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r'<p class="event__when">(.*?)</p>', html)]


def test_scheduled_timeline_is_there_at_its_second_and_not_one_before(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(TimelineFactory(slug="kursk"), desk, at=NINE + HOUR)
    for instant, status in ((HOUR - SECOND, 404), (HOUR, 200), (HOUR + SECOND, 200)):
        now.move_to(NINE + instant)
        assert client.get(KURSK).status_code == status
        assert (KURSK in client.get("/timelines/").content.decode()) == (status == 200)
        assert (KURSK in client.get("/sitemap-timelines.xml").content.decode()) == (status == 200)


def test_unpublished_timeline_is_gone_from_its_second_on(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    actions.unpublish(published(desk), desk, at=NINE + HOUR)
    for instant, status in ((HOUR - SECOND, 200), (HOUR, 410), (HOUR + SECOND, 410)):
        now.move_to(NINE + instant)
        assert client.get(KURSK).status_code == status
        assert (KURSK in client.get("/timelines/").content.decode()) == (status == 200)


def test_taken_down_timeline_is_gone_and_as_of_an_earlier_instant_too(
    client: Client, chief: User, now: time_machine.Traveller
) -> None:
    timeline = published(chief)
    now.shift(60)
    actions.take_down(timeline, chief, reason="Court order")
    assert client.get(KURSK).status_code == 410
    now.move_to(NINE + SECOND)
    assert client.get(KURSK).status_code == 410


def test_draft_of_a_live_timeline_is_not_public(client: Client, desk: User, now: time_machine.Traveller) -> None:
    timeline = published(desk)
    add_event(timeline, date_text="Nov. 8", headline="Not to be seen yet")
    actions.save(timeline, desk)
    assert "Not to be seen yet" not in page(client)


def test_an_old_address_leads_to_the_new_one_from_the_instant_of_the_change(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    renamed(published(desk), desk, "kursk-2024", at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert client.get(KURSK).status_code == 200
    assert client.get("/timelines/kursk-2024/").status_code == 404
    now.move_to(NINE + HOUR)
    response = client.get(KURSK)
    assert (response.status_code, response["Location"]) == (301, "/timelines/kursk-2024/")
    assert client.get("/timelines/kursk-2024/").status_code == 200


@pytest.mark.once
def test_the_demo_timeline_shows_its_labels_in_place_and_dates_only_what_has_a_date(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    published(desk)
    html = page(client)
    assert whens(html) == ["Aug. 6", "Putin’s reaction", "The reinforcements", "Nov. 7"]
    assert re.findall(r'event__when"><bdi><time datetime="([^"]+)"', html) == ["2024-08-06", "2024-11-07"]
    assert html.count("event--undated") == 2
    assert html.count("event--key") == 1


@pytest.mark.once
def test_the_year_is_shown_when_it_is_not_the_readers(client: Client, desk: User, now: time_machine.Traveller) -> None:
    published(desk)
    new_year = datetime(2025, 1, 1, 5, tzinfo=UTC)  # midnight in New York
    now.move_to(new_year - SECOND)
    assert whens(page(client))[0] == "Aug. 6"
    now.move_to(new_year)
    assert whens(page(client))[0] == "Aug. 6, 2024"


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "shown", "attributes"),
    [
        ("2023", "2023", ["2023"]),
        ("August 2023", "August 2023", ["2023-08"]),
        ("Aug. 6-9", "Aug. 6-9", ["2024-08-06", "2024-08-09"]),
        ("44 B.C.", "44 B.C.", []),
        ("spring 2024", "spring 2024", []),
        ("circa 1250", "circa 1250", []),
    ],
)
def test_a_time_element_is_never_more_precise_than_what_was_typed(
    client: Client, desk: User, now: time_machine.Traveller, typed: str, shown: str, attributes: list[str]
) -> None:
    published(desk, events=[{"date_text": typed, "headline": "It happened"}])
    html = page(client)
    (when,) = re.findall(r'<p class="event__when">(.*?)</p>', html)
    assert whens(html) == [shown]
    assert re.findall(r'datetime="([^"]+)"', when) == attributes


@pytest.mark.once
def test_an_anchor_stays_when_other_events_are_added(client: Client, desk: User, now: time_machine.Traveller) -> None:
    timeline = published(desk)
    before = re.findall(r'id="(e-[0-9a-f]+)"', page(client))
    add_event(timeline, date_text="2022", headline="An earlier one")
    timeline.put_in_order()
    now.shift(60)
    actions.publish(timeline, desk, revision=actions.save(timeline, desk), change=Change.MINOR)
    assert re.findall(r'id="(e-[0-9a-f]+)"', page(client))[1:] == before


@pytest.mark.once
def test_a_picture_leaves_with_its_rights(client: Client, desk: User, now: time_machine.Traveller) -> None:
    picture = PictureFactory()
    picture_actions.set_rights(picture, desk, usable_from=None, usable_until=NINE + HOUR)
    published(desk, events=[{"headline": "It begins", "picture": picture, "picture_alt": "A tank on a road"}])
    now.move_to(NINE + HOUR - SECOND)
    assert 'alt="A tank on a road"' in page(client)
    now.move_to(NINE + HOUR)
    assert "A tank on a road" not in page(client)


def test_corrections_are_shown_from_their_instant_on(client: Client, desk: User, now: time_machine.Traveller) -> None:
    timeline = published(desk)
    now.shift(60)
    actions.correct(timeline, desk, text="It was Aug. 6, not Aug. 5.")
    assert "It was Aug. 6, not Aug. 5." in page(client)
    now.move_to(NINE)
    assert "It was Aug. 6, not Aug. 5." not in page(client)


def test_the_page_names_the_stories_that_carry_it_and_that_reported_an_event(
    client: Client, desk: User, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = published(desk)
    key = str(timeline.events.all()[1].pk)
    monkeypatch.setattr(related_stories, "_providers", [])
    related_stories.register_stories(
        lambda pk, at: [Story("Carries it", "/a/"), Story("Reported it", "/b/", event=key)] if pk == timeline.pk else []
    )
    html = page(client)
    assert '<a href="/b/">Reported it</a>' in html[html.index(f'id="e-{key[-12:]}"') : html.index("</ol>")]
    assert '<a href="/a/">Carries it</a>' in html[html.index("</ol>") :]


@pytest.mark.parametrize("length", [1, 100])
def test_the_page_has_a_constant_number_of_queries(
    client: Client, desk: User, now: time_machine.Traveller, length: int
) -> None:
    picture = PictureFactory()
    published(desk, events=[{**DEMO[0], "picture": picture}] * length)
    page(client)  # the first after a change fetches the sections once for all
    with CaptureQueriesContext(connection) as queries:
        page(client)
    assert len(queries) <= 6, [query["sql"] for query in queries]


@pytest.mark.once
def test_what_people_type_is_escaped(client: Client, desk: User, now: time_machine.Traveller) -> None:
    fields = {"date_text": "<b>when</b>", "headline": "<b>what</b>", "sources": [{"text": "<b>who</b>", "url": ""}]}
    published(desk, title="<b>title</b>", events=[fields])
    assert "<b>" not in page(client)
