"""A newer file of a timeline changes the events that are here, and nothing that it doesn't say."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom.publishing import actions
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory
from timelines.exchange.importing import export_content, import_again, import_content, read_again, read_file
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]
EVENTS = [
    {"headline": "Troops cross the border", "date_text": "Aug. 6, 2024", "place": "Sudzha", "is_key": True},
    {"headline": "A strike", "date_text": "Aug. 9, 2024", "body": "<p>In Kostiantynivka.</p>"},
    {"headline": "Still to come", "date_text": "2025"},
]


@pytest.fixture
def timeline(writer: User) -> Timeline:
    made: Timeline = TimelineFactory(owner=writer, title="Kursk", events=EVENTS)
    return made


def slide(headline: str, when: str, **more: Any) -> dict[str, Any]:
    return {"text": {"headline": headline, **more.pop("text", {})}, "start_date": when, **more}


def file(*slides: dict[str, Any]) -> bytes:
    return json.dumps({"events": slides}).encode()


def rows(timeline: Timeline) -> list[tuple[str, str]]:
    return [(event.headline, event.date_text) for event in Timeline.objects.get(pk=timeline.pk).events.all()]


def again(timeline: Timeline, data: bytes, user: User, name: str = "kursk.json") -> None:
    update = read_again(timeline, data, name)
    import_again(timeline, update.content, timeline.head.number, user)


def test_our_own_table_edited_in_a_spreadsheet_changes_its_rows_alone(timeline: Timeline, writer: User) -> None:
    keys = {event.headline: event.pk for event in timeline.events.all()}
    table = list(csv.DictReader(io.StringIO(export_content(timeline, "csv").removeprefix("\ufeff"))))
    table[2] |= {"Headline": "A missile strike", "Text": ""}
    out = io.StringIO()
    writing = csv.DictWriter(out, table[0])
    writing.writeheader()
    writing.writerows([*table[:3], {"Headline": "A visit", "When": "Aug. 14, 2024"}])
    again(timeline, out.getvalue().encode(), writer, "kursk.csv")
    assert rows(timeline) == [
        ("Troops cross the border", "Aug. 6, 2024"),
        ("A missile strike", "Aug. 9, 2024"),
        ("A visit", "Aug. 14, 2024"),
        ("Still to come", "2025"),
    ]
    first, second = timeline.events.all()[:2]
    assert (first.pk, second.pk) == (keys["Troops cross the border"], keys["A strike"])
    assert (first.place, first.is_key, second.body) == ("Sudzha", True, "<p>In Kostiantynivka.</p>")


def test_a_file_of_another_program_is_matched_by_its_ids_then_by_date_and_headline(writer: User) -> None:
    first = file(slide("One", "2024-08-06", unique_id="a"), slide("Two", "2024-08-07", unique_id="b"))
    timeline = import_content(read_file(first, "x.json").content, writer)
    keys = [event.pk for event in timeline.events.all()]
    newer = file(
        slide("Two, corrected", "2024-08-08", unique_id="b"), slide("One", "2024-08-06"), slide("3", "2024-09")
    )
    again(timeline, newer, writer)
    assert rows(timeline) == [("One", "Aug. 6, 2024"), ("Two, corrected", "Aug. 8, 2024"), ("3", "September 2024")]
    assert [event.pk for event in timeline.events.all()][:2] == keys


def test_the_same_file_changes_nothing(timeline: Timeline, writer: User) -> None:
    before = timeline.snapshot()
    for form in ("json", "csv", "timelinejs", "ics"):
        update = read_again(timeline, export_content(timeline, form).encode(), f"kursk.{form}")
        assert update.content == before, form
        assert update.missing == []


@pytest.mark.parametrize("form", ["csv", "timelinejs", "ics"])
def test_a_file_that_cannot_say_something_does_not_change_it(form: str, writer: User) -> None:
    picture = PictureFactory(credit="AP", alt="A post")
    source = {"text": "Agency", "url": "https://example.org/a"}
    marked = "<p>One <strong>bold</strong> word.</p><p>Two.</p>"
    events = [
        {"headline": "At a time", "date_text": "Aug. 6, 2024, 3 p.m.", "body": marked, "sources": [source]},
        {"headline": "About then", "date_text": "circa Aug. 9, 2024", "is_key": True, "picture": picture},
        {"headline": "So: a colon", "date_text": "Putin’s reaction"},
        {"headline": "When: nobody knows", "date_text": ""},
        {"headline": "A day with a name", "date_text": "D-Day (June 6, 1944)"},
    ]
    timeline = TimelineFactory(owner=writer, title="Kursk", events=events)
    update = read_again(timeline, export_content(timeline, form).encode(), f"kursk.{form}")
    assert update.content == timeline.snapshot()
    assert (update.losses, update.missing) == ([], [])


def test_events_of_another_timeline_are_not_taken_over(timeline: Timeline, writer: User) -> None:
    other = TimelineFactory(owner=writer, title="Other", events=[{"headline": "Elsewhere", "date_text": "2023"}])
    again(timeline, export_content(other, "json").encode(), writer)
    assert rows(other) == [("Elsewhere", "2023")]
    assert ("Elsewhere", "2023") in rows(timeline)


def test_changes_are_reviewed_and_then_saved(timeline: Timeline, client: Client, writer: User) -> None:
    client.force_login(writer)
    address = f"/admin/timelines/timeline/{timeline.pk}/import/"
    assert f'href="{address}"' in client.get(f"/admin/timelines/timeline/{timeline.pk}/change/").content.decode()
    data = file(slide("A strike", "2024-08-10"), slide("A visit", "2024-08-14"))
    page = client.post(address, {"file": SimpleUploadedFile("kursk.json", data)})
    text = page.content.decode()
    assert "2 events of this timeline aren’t in the file and stay" in text
    assert "<del>" in text
    assert rows(timeline)[1] == ("A strike", "Aug. 9, 2024")
    saved = client.post(address, {"review": "1", "reviewed": page.context["ways"][0].signed})
    assert saved.headers["Location"].endswith("/change/")
    assert rows(timeline)[1:3] == [("A strike", "Aug. 10, 2024"), ("A visit", "Aug. 14, 2024")]
    assert timeline.head.note == "Imported again"


def test_a_review_of_an_older_version_is_refused_and_says_the_cure(
    timeline: Timeline, client: Client, writer: User
) -> None:
    client.force_login(writer)
    address = f"/admin/timelines/timeline/{timeline.pk}/import/"
    page = client.post(address, {"file": SimpleUploadedFile("x.json", file(slide("A visit", "2024-08-14")))})
    timeline.title = "Kursk, day by day"
    timeline.save()
    actions.save(timeline, writer)
    sent = {"review": "1", "reviewed": page.context["ways"][0].signed}
    told = client.post(address, sent, follow=True).content.decode()
    assert "Somebody saved this timeline in the meantime: choose the file again." in told
    assert len(rows(timeline)) == 3


def test_what_was_reviewed_for_one_timeline_is_not_saved_in_another(
    timeline: Timeline, client: Client, writer: User
) -> None:
    client.force_login(writer)
    other = TimelineFactory(owner=writer, title="Other", events=[{"headline": "Elsewhere", "date_text": "2023"}])
    page = client.post(
        f"/admin/timelines/timeline/{timeline.pk}/import/",
        {"file": SimpleUploadedFile("x.json", file(slide("A visit", "2024-08-14")))},
    )
    sent = {"review": "1", "reviewed": page.context["ways"][0].signed}
    client.post(f"/admin/timelines/timeline/{other.pk}/import/", sent)
    assert rows(other) == [("Elsewhere", "2023")]


def test_nobody_imports_into_somebody_elses_draft(timeline: Timeline, client: Client) -> None:
    client.force_login(journalist("stranger"))
    address = f"/admin/timelines/timeline/{timeline.pk}/import/"
    assert client.post(address, {"file": SimpleUploadedFile("x.json", file())}).status_code in (403, 404)
