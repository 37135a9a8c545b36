"""The table of events on the page of a timeline, as the server makes it and as a browser without scripts sends it."""

from typing import Any

import lxml.html
import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.publishing import actions
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import AGENCY, TimelineFactory
from timelines.models import Timeline, TimelineLane

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def writer(client: Client, db: None, now: time_machine.Traveller) -> User:
    """A journalist, signed in."""
    user = journalist(username="writer")
    client.force_login(user)
    return user


def path_of(timeline: Timeline) -> str:
    return f"/admin/timelines/timeline/{timeline.pk}/change/"


def form_of(html: bytes) -> Any:
    page = lxml.html.fromstring(html.decode())
    for template in page.iter("template"):
        template.drop_tree()
    return page.get_element_by_id("timeline_form")


def sent_by(html: bytes) -> dict[str, Any]:
    """What a browser sends for the form of a page on which nobody touched anything."""
    return dict(form_of(html).form_values())


def full_timeline(owner: User, events: int = 3) -> Timeline:
    """A timeline whose events have a text, a photo, a group, a location and a link each."""
    film = {"url": "https://example.org/film", "caption": "A film", "credit": "TV", "alt": "x", "thumbnail": ""}
    rows = [
        {
            "date_text": f"Aug. {number % 28 + 1}, {1990 + number // 28}",
            "headline": f"Event {number}",
            "body": f"<p>What <strong>happened</strong> {number}.</p>",
            "place": "Sudzha",
            "media": film,
            "sources": [AGENCY, {"text": "Our reporter", "url": ""}],
            "is_key": number % 2 == 0,
            "picture": PictureFactory(),
            "picture_alt": "Another bridge",
        }
        for number in range(events)
    ]
    timeline: Timeline = TimelineFactory(owner=owner, events=[*rows, {"date_text": "A label", "headline": "Undated"}])
    timeline.events.update(lane=TimelineLane.objects.create(timeline=timeline, name="Diplomacy"))
    timeline.events.filter(date_text="A label").update(after=timeline.events.first())
    timeline.put_in_order()
    actions.save(timeline, owner)
    return timeline


def test_a_form_that_nobody_touched_saves_every_field_as_it_was(client: Client, writer: User) -> None:
    timeline = full_timeline(writer)
    before = timeline.head.read()
    assert client.post(path_of(timeline), sent_by(client.get(path_of(timeline)).content)).status_code == 302
    assert timeline.head.read() == before
    assert timeline.snapshot() == before


def test_without_scripts_the_empty_row_is_one_more_event(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    fields = sent_by(client.get(path_of(timeline)).content)
    assert fields["events-TOTAL_FORMS"] == "5"
    fields |= {"events-4-date_text": "Aug. 20, 2024", "events-4-headline": "They dig in"}
    assert client.post(path_of(timeline), fields).status_code == 302
    headlines = [event["headline"] for event in timeline.head.read()["events"]]
    assert headlines[3:] == ["They dig in", "Zelensky speaks in Budapest"]


def test_a_new_row_with_nothing_but_its_position_is_no_event(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    fields = sent_by(client.get(path_of(timeline)).content) | {"events-4-position": "15"}
    assert client.post(path_of(timeline), fields).status_code == 302
    assert timeline.events.count() == 4
    assert timeline.head.number == 1


def test_a_new_row_that_was_deleted_again_is_no_event(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    fields = sent_by(client.get(path_of(timeline)).content)
    fields |= {"events-4-date_text": "Feb. 30", "events-4-headline": "Never mind", "events-4-DELETE": "on"}
    assert client.post(path_of(timeline), fields).status_code == 302
    assert timeline.events.count() == 4


def test_refused_rows_come_back_in_the_order_and_with_the_words_that_were_sent(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    fields = sent_by(client.get(path_of(timeline)).content) | {
        "events-2-position": "15",
        "events-2-headline": "Moved up",
        "events-4-position": "12",
        "events-4-date_text": "Feb. 30, 2024",
        "events-4-sources": "Agency | javascript:alert(1)",
        "events-3-after": "Nothing of that name",
        "events-3-DELETE": "on",
        "events-0-place": "x" * 201,
    }
    form = form_of(client.post(path_of(timeline), fields).content)
    rows = form.find_class("event")
    assert [row.get("id") for row in rows] == ["events-0", "events-4", "events-2", "events-1", "events-3"]
    typed = dict(form.form_values())
    events = {name: value for name, value in fields.items() if name.startswith("events-")}
    assert {name: typed.get(name, "") for name in events} == events
    assert "Feb. 30 does not exist" in rows[1].xpath(".//td[contains(@class, 'field-date_text')]")[0].text_content()
    opened = [row.get("id") for row in rows if row.xpath(".//details[@open]")]
    assert opened == ["events-0", "events-3"]  # where a field was refused that is not in sight


def test_the_page_asks_the_database_as_often_for_many_events_as_for_few(client: Client, writer: User) -> None:
    asked = {}
    for events in (2, 60):
        timeline = full_timeline(writer, events)
        client.get(path_of(timeline))
        with CaptureQueriesContext(connection) as opening:
            html = client.get(path_of(timeline)).content
        fields = sent_by(html) | {"events-1-headline": "Changed"}
        with CaptureQueriesContext(connection) as saving:
            assert client.post(path_of(timeline), fields).status_code == 302
        asked[events] = (len(opening), len(saving))
    assert asked[60] == asked[2]
    assert asked[60][0] <= 20
    assert asked[60][1] <= 45


def test_a_colleague_reads_the_events_of_a_live_timeline(client: Client, writer: User, desk: User) -> None:
    timeline = full_timeline(desk)
    actions.publish(timeline, desk)
    page = lxml.html.fromstring(client.get(path_of(timeline)).content.decode())
    (table,) = page.find_class("events__table")
    assert "Aug. 1, 1990" in table.text_content()
    assert "What happened 0." in table.text_content()
    assert not page.xpath("//*[starts-with(@name, 'events-')]")
    assert page.xpath("//a[text()='History']")


def scale_of(client: Client, timeline: Timeline | None, *rows: Any, **more: Any) -> str:
    asked = {"timeline": timeline.pk if timeline else "", "rows": rows, **more}
    answer = client.post("/admin/timelines/timeline/scale/", asked, content_type="application/json")
    return str(answer.json()["html"])


def typed_row(number: int, when: str, headline: str = "It happens", **more: Any) -> dict[str, Any]:
    return {"row": f"events-{number}", "id": "", "when": when, "headline": headline, "is_key": False} | more


def test_the_scale_is_that_of_the_rows_as_they_are_typed(client: Client, writer: User) -> None:
    rows = [typed_row(n, f"Nov. {n}, 2024") for n in range(1, 5)]
    html = scale_of(client, None, *rows, typed_row(5, "Feb. 30"), typed_row(6, "Nov. 8, 2024", is_deleted=True))
    assert "4 events from Nov. 1 to Nov. 4" in html
    assert 'href="#events-4"' in html
    assert "#events-6" not in html
    assert "4 подій" not in html
    assert "4 події" in scale_of(client, None, *rows, language="uk")
    assert scale_of(client, None, *rows[:2]) == "", "two events need no scale"


def test_saved_events_keep_their_year_and_stay_where_no_row_is_sent_for_them(
    client: Client, writer: User, now: time_machine.Traveller
) -> None:
    days = ["Aug. 6", "Aug. 9", "Aug. 12"]
    timeline = TimelineFactory(events=[{"date_text": day, "headline": day} for day in days], owner=writer)
    first = timeline.events.first()
    now.shift(400 * 86_400)
    client.force_login(writer)
    html = scale_of(client, timeline, typed_row(0, "Aug. 6", id=str(first.pk)), typed_row(1, "Aug. 20, 2024"))
    assert "4 events from Aug. 6 to Aug. 20, 2024" in html


def test_the_scale_of_a_timeline_that_one_may_not_see_is_not_told(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=journalist(username="another"))
    assert scale_of(client, timeline) == ""
    for body in ("[]", "{", '{"rows": 1}'):
        answer = client.post("/admin/timelines/timeline/scale/", body, content_type="application/json")
        assert answer.status_code == 400
