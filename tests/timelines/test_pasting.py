"""Pasted lists: every line is reviewed before it becomes an event."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.people import journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline
from timelines.pasting import Line, lines

LIST = """
• Aug. 6: Ukrainian forces cross the border
• Putin’s reaction: The Kremlin orders a counter-strike
• Nov. 7, 3:30 p.m.: Zelensky speaks: “They are already taking casualties”
• Feb. 30: Nothing happens
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Aug. 6: It begins", [Line("Aug. 6", "It begins")]),
        ("- Aug. 6: It begins\n- Aug. 7: It goes on", [Line("Aug. 6", "It begins"), Line("Aug. 7", "It goes on")]),
        ("1. Aug. 6: It begins\n   in the morning", [Line("Aug. 6", "It begins in the morning")]),
        ("3:30 p.m.: It begins", [Line("3:30 p.m.", "It begins")]),
        ("No colon here", [Line("", "No colon here")]),
        ("Aug. 6:", [Line("Aug. 6", "")]),
        ("See https://example.org/a", [Line("", "See https://example.org/a")]),
        (f"{'x' * 201}: y", [Line("", "", f"{'x' * 201}: y")]),
        (f"Aug. 6: It all begins. {'More. ' * 40}", [Line("Aug. 6", "It all begins", ("More. " * 40).strip())]),
        ("\n \n", []),
    ],
)
def test_a_line_is_split_at_its_first_colon_that_a_space_follows(text: str, read: list[Line]) -> None:
    assert list(lines(text)) == read


@given(st.text(max_size=400))
def test_no_word_of_a_list_is_lost(text: str) -> None:
    said = " ".join(f"{line.when} {line.headline} {line.body}" for line in lines(text))
    for word in text.split():
        assert word.strip("-*+•·‣▪◦●○■□–—().:0123456789") in said


@pytest.fixture
def timeline(client: Client, db: None, now: time_machine.Traveller) -> Timeline:
    """A timeline of the demo’s events, and its writer signed in."""
    writer = journalist(username="writer")
    client.force_login(writer)
    found: Timeline = TimelineFactory(owner=writer)
    return found


def review(client: Client, path: str, text: str) -> tuple[Any, dict[str, Any]]:
    """The page that shows how the list was read, and what it would send."""
    response = client.post(path, {"text": text, "sources": "Our own reporter"})
    rows = response.context["rows"]
    fields = {"review": "1"}
    for form in (rows.management_form, *rows.forms):
        fields |= {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    fields |= {form["sources"].html_name: "Our own reporter" for form in rows.forms}
    return response, fields


@pytest.mark.once
def test_a_pasted_list_is_reviewed_then_becomes_events(client: Client, timeline: Timeline) -> None:
    path = f"/admin/timelines/timeline/{timeline.pk}/paste/"
    assert client.get(path).status_code == 200
    response, fields = review(client, path, LIST)
    html = response.content.decode()
    assert "reads as: Aug. 6, 2024" in html
    assert "“Putin’s reaction” is a label" in html
    assert "Feb. 30" in html
    assert "“Ukrainian forces cross the border” and “Ukrainian forces cross the border” are on the same day" in html
    assert timeline.events.count() == 4
    refused = client.post(path, fields | {"save": "1"})
    assert "Feb. 30" in str(refused.context["rows"].errors)
    assert timeline.events.count() == 4
    del fields["rows-0-chosen"]
    saved = client.post(path, fields | {"rows-3-date_text": "Feb. 28, 2023", "save": "1"})
    assert saved.status_code == 302
    assert [event.date_text for event in timeline.events.all()] == [
        *("Feb. 28, 2023", "Aug. 6, 2024", "Putin’s reaction", "The reinforcements"),
        *("Nov. 7, 2024", "Putin’s reaction", "Nov. 7, 3:30 p.m."),
    ]
    added = timeline.head.read()["events"][-1]
    assert added["headline"] == "Zelensky speaks: “They are already taking casualties”"
    assert added["sources"] == [{"text": "Our own reporter", "url": ""}]
    assert (timeline.head.number, timeline.head.note) == (2, "Pasted 3 events")


@pytest.mark.once
def test_reading_again_saves_nothing_and_keeps_what_was_typed(client: Client, timeline: Timeline) -> None:
    path = f"/admin/timelines/timeline/{timeline.pk}/paste/"
    _, fields = review(client, path, LIST)
    again = client.post(path, fields | {"rows-3-date_text": "early March", "again": "1"})
    assert "early March 2024" in again.content.decode()
    assert timeline.head.number == 1


@pytest.mark.once
def test_a_list_is_pasted_only_into_a_timeline_one_may_edit(client: Client, timeline: Timeline, desk: User) -> None:
    other = TimelineFactory(owner=desk)
    for answer in (client.get, client.post):
        assert answer(f"/admin/timelines/timeline/{other.pk}/paste/").status_code in (403, 404)


FIGURES = "9/11/2001: It begins\n13/11/2015: It goes on\n"


@pytest.mark.once
def test_one_date_of_a_pasted_list_tells_the_order_of_the_others(client: Client, timeline: Timeline) -> None:
    path = f"/admin/timelines/timeline/{timeline.pk}/paste/"
    response, fields = review(client, path, FIGURES)
    html = response.content.decode()
    assert "“13/11/2015” can only be day first" in html
    client.post(path, fields | {"save": "1"})
    dates = {event.headline: event.date["start"] for event in timeline.events.all() if event.date}
    assert (dates["It begins"], dates["It goes on"]) == ("2001-11-09", "2015-11-13")


@pytest.mark.once
def test_a_pasted_ambiguous_date_shows_how_it_was_read(client: Client, timeline: Timeline) -> None:
    response, _ = review(client, f"/admin/timelines/timeline/{timeline.pk}/paste/", "9/11/2001: It begins")
    html = response.content.decode()
    assert (
        "reads as: Sept. 11, 2001. 9/11/2001 is read in U.S. order, Sept. 11; for the other write 9 November 2001."
        in html
    )


@pytest.mark.once
def test_a_pasted_list_with_both_orders_has_a_warning(client: Client, timeline: Timeline) -> None:
    response, _ = review(client, f"/admin/timelines/timeline/{timeline.pk}/paste/", f"{FIGURES}11/13/2016: It ends")
    assert "Numeric dates contradict each other" in response.content.decode()
