"""The desk of timelines, through the real views."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from newsroom.publishing import actions
from tests.people import journalist
from tests.timelines.factories import TimelineFactory
from tests.timelines.typing_in import errors, typed, with_event
from timelines.event_forms import EventFormSet
from timelines.models import Timeline
from timelines.sources import as_lines, from_lines

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD = "/admin/timelines/timeline/add/"
READING = "/admin/timelines/timeline/reading/"


@pytest.fixture
def writer(client: Client, db: None, now: time_machine.Traveller) -> User:
    """A journalist, signed in."""
    user = journalist(username="writer")
    client.force_login(user)
    return user


def test_a_journalist_writes_a_timeline_and_it_is_recorded(client: Client, writer: User) -> None:
    fields = typed(client, ADD) | {"title": "Kursk", "slug": "kursk"}
    fields = with_event(
        fields, date_text="Nov. 7", headline="Budapest", sources="Agency | example.org/a\nOur own reporter"
    )
    fields = with_event(fields, date_text="The reaction", headline="A counter-strike")
    fields = with_event(fields, date_text="Aug. 6", headline="It begins", body="<p>Hi<script>x</script></p>")
    assert client.post(ADD, fields).status_code == 302
    timeline = Timeline.objects.get()
    content = timeline.head.read()
    assert timeline.owner == writer
    assert [event["headline"] for event in content["events"]] == ["It begins", "Budapest", "A counter-strike"]
    assert content["events"][0]["body"] == "<p>Hi</p>"
    assert content["events"][1]["sources"] == [
        {"text": "Agency", "url": "https://example.org/a"},
        {"text": "Our own reporter", "url": ""},
    ]


def test_a_place_between_two_numbers_puts_an_undated_event_there(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    fields = with_event(typed(client, path), date_text="The first hours", headline="Villages fall", position="15")
    assert client.post(path, fields).status_code == 302
    events = [event.date_text for event in timeline.events.all()]
    assert events == ["Aug. 6, 2024", "The first hours", "Putin’s reaction", "The reinforcements", "Nov. 7, 2024"]
    assert timeline.head.number == 2


def test_the_page_says_how_many_events_a_calendar_can_show(client: Client, writer: User) -> None:
    page = client.get(f"/admin/timelines/timeline/{TimelineFactory(owner=writer).pk}/change/").content.decode()
    assert "Calendars show 2 of 4 events" in page


def test_an_unchanged_save_makes_no_version(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    assert client.post(path, typed(client, path)).status_code == 302
    assert timeline.head.number == 1


def test_an_impossible_date_is_shown_as_typed_with_the_cure(client: Client, writer: User) -> None:
    fields = with_event(typed(client, ADD) | {"title": "Kursk"}, date_text="Feb. 30, 2024", headline="Never")
    response = client.post(ADD, fields)
    assert "Feb. 30" in errors(response)
    assert 'value="Feb. 30, 2024"' in response.content.decode()
    assert not Timeline.objects.exists()


def test_the_reading_of_a_saved_date_is_shown_below_its_field(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer, events=[{"date_text": "Aug. 6-9", "headline": "It begins"}])
    html = client.get(f"/admin/timelines/timeline/{timeline.pk}/change/").content.decode()
    assert (
        '<output class="date-reading" for="id_events-0-date_text">reads as: Aug. 6 to Aug. 9, 2024 (no year typed)</output>'
        in html
    )


def test_the_page_allows_its_scripts_under_the_policy(client: Client, writer: User) -> None:
    response = client.get(ADD)
    assert "js/date_reading.js" in response.content.decode()
    assert "'unsafe-inline'" not in response["Content-Security-Policy"].split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    ("text", "about", "other"),
    [
        ("Aug. 6", "", "Aug. 6, 2023"),
        ("Aug. 6", "2022", "Aug. 6, 2024"),
        ("Aug. 6", "2024", "Aug. 6, 2023"),
        ("Aug. 6, 2024", "2022", ""),
        ("yesterday", "2022", ""),
        ("The reaction", "2022", ""),
        ("Aug. 6", "x", "Aug. 6, 2023"),
    ],
)
def test_a_date_without_a_year_offers_another_likely_one(
    client: Client, writer: User, now: Any, text: str, about: str, other: str
) -> None:
    client.force_login(writer)
    assert client.get(READING, {"text": text, "about": about}).json()["other"] == other


def test_a_date_without_a_year_is_read_with_its_weekday_and_says_whose_year_it_has(
    client: Client, writer: User
) -> None:
    client.force_login(writer)

    def told(**asked: str) -> tuple[str, str]:
        answer = client.get(READING, {"text": "Aug. 6", **asked}).json()
        return answer["reading"], answer["note"]

    assert told() == ("reads as: Tuesday, Aug. 6, 2024", "year taken from today; type a year to change it")
    assert told(about="2022") == (
        "reads as: Saturday, Aug. 6, 2022",
        "year taken from the story; type a year to change it",
    )
    assert told(text="Aug. 6, 2022") == ("reads as: Saturday, Aug. 6, 2022", "")


@pytest.mark.parametrize(
    ("text", "reading", "refused"),
    [
        ("Aug. 6-9", "reads as: Aug. 6 to Aug. 9, 2024", False),
        ("Feb. 30", "Feb. 30", True),
        ("Putin’s reaction", "is a label", False),
        ("", "", False),
    ],
)
def test_a_date_is_read_as_one_types(client: Client, writer: User, text: str, reading: str, refused: bool) -> None:
    answer = client.get(READING, {"text": text}).json()
    assert reading in answer["reading"]
    assert answer["refused"] is refused


def test_dates_are_read_for_the_staff_alone(client: Client, db: None) -> None:
    assert client.get(READING, {"text": "Aug. 6"}).status_code == 302


def test_somebody_elses_draft_is_not_to_be_found(client: Client, writer: User) -> None:
    other = TimelineFactory()
    path = f"/admin/timelines/timeline/{other.pk}/change/"
    assert client.get(path).status_code in (302, 403, 404)
    assert client.post(path, {"title": "Mine now"}).status_code in (302, 403, 404)
    other.refresh_from_db()
    assert other.title != "Mine now"


def test_preview_is_the_page_that_readers_get(client: Client, desk: User, now: time_machine.Traveller) -> None:
    timeline = TimelineFactory(slug="kursk")
    live = actions.publish(timeline, desk)
    client.force_login(desk)
    preview = client.get(f"/admin/timelines/timeline/{timeline.pk}/preview/?revision={live.number}")
    assert preview.status_code == 200
    bodies = [found.content.partition(b"<main")[2] for found in (preview, client.get("/timelines/kursk/"))]
    assert bodies[0] == bodies[1] != b""


def test_two_journalists_on_different_events_both_get_their_words(client: Client, desk: User, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    stale = typed(client, path)
    client.force_login(desk)
    assert client.post(path, typed(client, path) | {"events-0-headline": "Theirs"}).status_code == 302
    client.force_login(writer)
    assert client.post(path, stale | {"events-3-headline": "Mine"}).status_code == 302
    headlines = [event["headline"] for event in timeline.head.read()["events"]]
    assert (headlines[0], headlines[3]) == ("Theirs", "Mine")


def test_an_undated_event_is_anchored_by_the_name_of_another(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    html = client.get(path).content.decode()
    assert '<option value="Nov. 7, 2024 · Zelensky speaks in Budapest">' in html
    fields = typed(client, path)
    refused = client.post(path, fields | {"events-1-after": "Something else"})
    assert "There is no event “Something else”" in errors(refused)
    chosen = fields | {"events-1-after": "Nov. 7, 2024 · Zelensky speaks in Budapest"}
    assert client.post(path, chosen).status_code == 302
    *_, budapest, reaction, reinforcements = timeline.head.read()["events"]
    assert reaction["after"] == budapest["key"]
    assert reinforcements["date"]["text"] == "The reinforcements"
    fields = typed(client, path)
    assert fields["events-2-after"] == "Nov. 7, 2024 · Zelensky speaks in Budapest"
    assert client.post(path, fields).status_code == 302
    assert timeline.head.number == 2


def test_an_anchor_is_let_go_with_the_event_it_names(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    budapest = "Nov. 7, 2024 · Zelensky speaks in Budapest"
    fields = typed(client, path) | {"events-1-after": budapest, "events-3-DELETE": "on"}
    assert client.post(path, fields).status_code == 302
    assert [event["after"] for event in timeline.head.read()["events"]] == [None, None, None]


def row(fields: dict[str, Any], prefix: str, **values: str) -> dict[str, Any]:
    """The same with one more lane or era."""
    number = int(fields[f"{prefix}-TOTAL_FORMS"])
    more = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**fields, f"{prefix}-TOTAL_FORMS": number + 1, **more}


def test_groups_are_in_order_of_their_numbers_and_hold_an_event(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    fields = row(typed(client, path), "lanes", name="Diplomacy", position="2")
    fields = row(row(fields, "lanes", name="On the ground", position="1"), "lanes", name="Elsewhere", position="")
    assert client.post(path, fields).status_code == 302
    lanes = timeline.head.read()["lanes"]
    assert [lane["name"] for lane in lanes] == ["On the ground", "Diplomacy", "Elsewhere"]
    assert client.post(path, typed(client, path) | {"events-3-lane": lanes[1]["key"]}).status_code == 302
    assert timeline.head.read()["events"][3]["lane"] == lanes[1]["key"]


def test_an_era_is_read_and_one_without_a_time_is_refused(client: Client, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    fields = row(typed(client, path), "eras", title="The war", date_text="One day", position="")
    assert "Enter dates such as" in errors(client.post(path, fields))
    assert client.post(path, fields | {"eras-0-date_text": "since Feb. 24, 2022"}).status_code == 302
    (era,) = timeline.head.read()["eras"]
    assert (era["title"], era["date"]["edtf"]) == ("The war", "2022-02-24/..")


def test_a_source_is_waived_by_an_editor_and_not_by_a_journalist(client: Client, writer: User, desk: User) -> None:
    unsourced = {"date_text": "Aug. 6, 2024", "headline": "It begins", "sources": []}
    timeline = TimelineFactory(owner=writer, events=[unsourced, unsourced | {"headline": "It ends"}])
    path = f"/admin/timelines/timeline/{timeline.pk}/change/"
    waiving = {"events-0-sources_waived": "on", "waive_sources": "on"}
    assert client.post(path, typed(client, path) | waiving).status_code == 302
    assert not timeline.events.filter(sources_waived=True).exists()
    client.force_login(desk)
    assert client.post(path, typed(client, path) | {"events-0-sources_waived": "on"}).status_code == 302
    assert timeline.events.filter(sources_waived=True).count() == 1
    assert client.post(path, typed(client, path) | {"waive_sources": "on"}).status_code == 302
    assert timeline.events.filter(sources_waived=True).count() == 2


@pytest.mark.parametrize(
    ("lines", "stored"),
    [
        ("Agency", [("Agency", "")]),
        ("https://example.org/a", [("", "https://example.org/a")]),
        ("Agency | https://example.org/a\n\nThe ministry", [("Agency", "https://example.org/a"), ("The ministry", "")]),
        ("The report, https://example.org/a", [("The report,", "https://example.org/a")]),
        ("Agency | example.org/a", [("Agency", "https://example.org/a")]),
    ],
)
def test_sources_are_edited_as_lines(lines: str, stored: list[tuple[str, str]]) -> None:
    found = from_lines(lines)
    assert [(source["text"], source["url"]) for source in found] == stored
    assert from_lines(as_lines(found)) == found


@pytest.mark.parametrize("line", ["Agency | javascript:alert(1)", "Agency | not an address", "| ftp://example.org"])
def test_a_source_with_no_web_address_is_refused_with_the_cure(line: str) -> None:
    with pytest.raises(ValidationError, match=r"isn't a web address\. Enter one such as https"):
        from_lines(line)


def test_a_long_timeline_is_edited_in_parts_and_keeps_every_event(
    client: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EventFormSet, "SHOWN", 50)  # 120 events make three parts
    years = [{"date_text": str(year), "headline": f"In {year}"} for year in range(1904, 2024)]
    timeline = TimelineFactory(owner=writer, events=years)
    path = f"/admin/timelines/timeline/{timeline.pk}/change/?events=2"
    fields = typed(client, path)
    assert fields["events-INITIAL_FORMS"] == 50
    assert fields["events-0-headline"] == "In 1954"
    fields |= {"events-0-headline": "Changed", "events-1-date_text": "Feb. 30", "_continue": "Save"}
    refused = client.post(path, fields)
    assert "Feb. 30" in errors(refused)
    fields = with_event(fields | {"events-1-DELETE": "on"}, date_text="1900", headline="Before it all")
    fields = with_event(with_event(fields, date_text="A label"), date_text="Another label")
    assert client.post(path, fields)["Location"].endswith("?events=2")
    events = timeline.head.read()["events"]
    expected = [f"In {year}" for year in range(1904, 2024) if year != 1955]
    expected[50] = "Changed"
    assert [event["date"]["text"] for event in events[:3]] == ["1900", "A label", "Another label"]
    assert [event["headline"] for event in events[3:]] == expected
    assert typed(client, path)["events-0-headline"] == "In 1951"
    assert 'href="?events=3"' in client.get(path).content.decode()
