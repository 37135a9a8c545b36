"""The events of a timeline are edited within the story that shows it."""

from typing import Any

import pytest
from django.test import Client

from tests.articles.test_article_detail import timeline
from tests.people import editor, journalist
from timelines.models import Event, Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]
ADDRESS = "/admin/articles/article/timeline-events/"


def post(client: Client, **asked: Any) -> Any:
    return client.post(ADDRESS, asked, content_type="application/json")


def rows(strait: Timeline) -> list[tuple[str, str]]:
    return [(event.date_text, event.headline) for event in strait.events.order_by("position")]


@pytest.fixture
def strait(client: Client) -> Timeline:
    """A timeline of two events, whose owner is signed in."""
    owner = editor("the-owner")
    client.force_login(owner)
    return timeline("The ferry is built", "The ferry sinks", owner=owner)


def test_events_are_told_in_order_with_how_their_dates_are_read(client: Client, strait: Timeline) -> None:
    sinks = strait.events.get(headline="The ferry sinks")
    post(client, timeline=strait.pk, rows=[{"key": str(sinks.pk), "when": "Aug. 6", "headline": sinks.headline}])
    told = post(client, timeline=strait.pk).json()["events"]
    assert [(row["headline"], row["when"]) for row in told] == [
        ("The ferry is built", ""),
        ("The ferry sinks", "Aug. 6"),
    ]
    assert told[1]["reading"] == "reads as: Tuesday, Aug. 6, 2024 (no year typed)"


def test_the_sources_of_an_event_are_edited_one_a_line_and_stay_where_a_row_does_not_name_them(
    client: Client, strait: Timeline
) -> None:
    built, sinks = strait.events.order_by("position")
    typed = {"key": str(built.pk), "when": "", "headline": built.headline, "sources": "Harbor office | harbor.example"}
    (told, other) = post(client, timeline=strait.pk, rows=[typed, {"key": str(sinks.pk), "when": "1912"}]).json()[
        "events"
    ]
    assert (told["sources"], other["sources"]) == ("Harbor office | https://harbor.example", "")
    post(client, timeline=strait.pk, rows=[{"key": str(built.pk), "when": "1905"}])
    assert Event.objects.get(pk=built.pk).sources == [{"text": "Harbor office", "url": "https://harbor.example"}]
    assert Event.objects.get(pk=built.pk).headline == "The ferry is built"
    refused = post(client, timeline=strait.pk, rows=[typed | {"sources": "Agency | http://"}])
    assert refused.json()["error"].startswith("Event 1: “http://” isn't a web address.")


def test_a_date_without_a_year_is_in_that_of_the_story(client: Client, strait: Timeline) -> None:
    rows = [
        {"key": "", "when": "Aug. 6", "headline": "It sails"},
        {"key": "", "when": "May 2023", "headline": "It is sold"},
    ]
    told = post(client, timeline=strait.pk, rows=rows, year=2022).json()["events"]
    assert {row["headline"]: row["reading"] for row in told if row["when"]} == {
        "It sails": "reads as: Saturday, Aug. 6, 2022 (no year typed)",
        "It is sold": "reads as: May 2023 (May 1 to May 31, 2023)",
    }


def test_events_are_changed_added_and_removed_and_the_rest_of_them_stays(client: Client, strait: Timeline) -> None:
    built, sinks = strait.events.order_by("position")
    Event.objects.filter(pk=sinks.pk).update(place="Harwich", body="<p>It was dark.</p>")
    sent = [
        {"key": str(sinks.pk), "when": "Aug. 6", "headline": "The ferry sank"},
        {"key": "", "when": "The reaction", "headline": "Nobody sails"},
        {"key": "", "when": "", "headline": ""},
    ]
    answer = post(client, timeline=strait.pk, rows=sent, gone=[str(built.pk)])
    assert [row["when"] for row in answer.json()["events"]] == ["Aug. 6", "The reaction"]
    assert rows(strait) == [("Aug. 6", "The ferry sank"), ("The reaction", "Nobody sails")]
    sinks.refresh_from_db()
    assert (sinks.place, sinks.body) == ("Harwich", "<p>It was dark.</p>")
    assert Timeline.objects.get().head.note == "Edited in a story"


def test_what_somebody_else_wrote_meanwhile_stays(client: Client, strait: Timeline) -> None:
    built, sinks = strait.events.order_by("position")
    opened = [{"key": str(event.pk), "when": event.date_text, "headline": event.headline} for event in (built, sinks)]
    theirs = [opened[0] | {"headline": "The ferry is built at last", "was": opened[0]}, opened[1] | {"was": opened[1]}]
    assert post(client, timeline=strait.pk, rows=theirs).status_code == 200
    mine = [opened[0] | {"when": "Aug. 6", "was": opened[0]}, opened[1] | {"headline": "It sinks", "was": opened[1]}]
    assert post(client, timeline=strait.pk, rows=mine).status_code == 200
    assert rows(strait) == [("Aug. 6", "The ferry is built at last"), ("", "It sinks")]
    sinks.delete()
    assert post(client, timeline=strait.pk, rows=[opened[1] | {"was": opened[1]}]).status_code == 200
    assert rows(strait) == [("Aug. 6", "The ferry is built at last")]


def test_the_same_field_changed_twice_is_merged_by_words_or_asked_about(client: Client, strait: Timeline) -> None:
    built, sinks = strait.events.order_by("position")
    opened = [{"key": str(event.pk), "when": event.date_text, "headline": event.headline} for event in (built, sinks)]

    def change(row: dict[str, Any], **fields: str) -> dict[str, Any]:
        return row | fields | {"was": row}

    theirs = [
        change(opened[0], headline="The old ferry is built", when="Aug. 6"),
        change(opened[1], headline="The ferry sank"),
    ]
    post(client, timeline=strait.pk, rows=theirs)
    mine = [
        change(opened[0], headline="The ferry is built at last", when="Aug. 7"),
        change(opened[1], headline="The ferry drowns"),
    ]
    answer = post(client, timeline=strait.pk, rows=mine).json()["events"]
    assert [(row["when"], row["headline"], row.get("asked")) for row in answer] == [
        ("Aug. 6", "The old ferry is built at last", ["when"]),
        ("", "The ferry sank", ["headline"]),
    ]
    assert rows(strait) == [("Aug. 6", "The old ferry is built at last"), ("", "The ferry sank")]
    chosen = [change(answer[0]), change(answer[1], headline="The ferry drowns")]
    told = post(client, timeline=strait.pk, rows=chosen).json()["events"]
    assert not any("asked" in row for row in told)
    assert rows(strait)[1] == ("", "The ferry drowns")


def test_a_date_that_cannot_be_is_refused_with_its_event_and_nothing_is_stored(
    client: Client, strait: Timeline
) -> None:
    built, sinks = strait.events.order_by("position")
    sent = [
        {"key": str(built.pk), "when": "", "headline": "Renamed"},
        {"key": str(sinks.pk), "when": "Feb. 30", "headline": "x"},
    ]
    answer = post(client, timeline=strait.pk, rows=sent)
    assert answer.status_code == 400
    assert "Event 2" in answer.json()["error"]
    assert rows(strait) == [("", "The ferry is built"), ("", "The ferry sinks")]


def test_nobody_edits_the_timeline_of_somebody_else(client: Client, strait: Timeline) -> None:
    client.force_login(journalist("somebody-else"))
    [event, _] = strait.events.order_by("position")
    answer = post(client, timeline=strait.pk, rows=[{"key": str(event.pk), "when": "", "headline": "Taken over"}])
    assert answer.status_code == 403
    assert rows(strait)[0] == ("", "The ferry is built")


@pytest.mark.parametrize(
    "asked", [{"rows": 7}, {"rows": [7]}, {"rows": [{}] * 600}, {"rows": [], "gone": 7}, {"timeline": 0}]
)
def test_what_makes_no_sense_is_refused_in_words(client: Client, strait: Timeline, asked: dict[str, Any]) -> None:
    answer = post(client, **{"timeline": strait.pk, **asked})
    assert answer.status_code == 400
    assert answer.json()["error"]
