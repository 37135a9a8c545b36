"""Pasted lists: every line is reviewed before it becomes an event."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.people import journalist
from tests.timelines.factories import TimelineFactory
from timelines.exchange.content import Setting
from timelines.models import Timeline
from timelines.pasting import Line, lines

SETTING = Setting(date(2024, 11, 8))
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
    assert list(lines(text, SETTING)) == read


SHAPES = {
    "a year as a heading, then days with dashes": (
        "1914[edit]\n* June 28 – The archduke is shot.\n* 28 July - War is declared.\n1915\n* May 7 — A liner is sunk.",
        [
            ("June 28, 1914", "The archduke is shot."),
            ("28 July 1914", "War is declared."),
            ("May 7, 1915", "A liner is sunk."),
        ],
    ),
    "days with their years, after a dash": (
        "— Jan. 6, 2021: Rioters storm the Capitol.\n— Aug. 1, 2023: He is indicted.",
        [("Jan. 6, 2021", "Rioters storm the Capitol."), ("Aug. 1, 2023", "He is indicted.")],
    ),
    "a day as a heading, then times that nothing follows": (
        "Jan. 6, 2021\n12:53 p.m. The barricades are breached.\n1:05 p.m. House members meet\n2:24 p.m. — He tweets",
        [
            ("Jan. 6, 2021, 12:53 p.m.", "The barricades are breached."),
            ("Jan. 6, 2021, 1:05 p.m.", "House members meet"),
            ("Jan. 6, 2021, 2:24 p.m.", "He tweets"),
        ],
    ),
    "a month as a heading, then the day alone": (
        "## August 2024\n6: It begins\n7th – It goes on",
        [("August 6, 2024", "It begins"), ("August 7th 2024", "It goes on")],
    ),
    "a year before Christ": ("44 B.C.\nMarch 15: Caesar is killed", [("March 15, 44 B.C.", "Caesar is killed")]),
    "headings inside headings": ("2023\nJune\n4: It begins", [("June 4, 2023", "It begins")]),
    "an event below each day": (
        "5 November 2024\nHe wins the election.\n\n6 November 2024\nShe concedes.",
        [("5 November 2024", "He wins the election."), ("6 November 2024", "She concedes.")],
    ),
    "bullets below a year": ("1991\n• A coup\n• A treaty", [("1991", "A coup"), ("1991", "A treaty")]),
    "a heading with nothing below": ("1991\n1992\n• A treaty", [("1991", ""), ("1992", "A treaty")]),
    "a table": (
        "Date\tEvent\nAug. 6\tIt begins\n\tIt rains\nAug. 7\tIt ends",
        [("Aug. 6", "It begins"), ("Aug. 6", "It rains"), ("Aug. 7", "It ends")],
    ),
    "a table with a column of times": ("When\tTime\tWhat\nAug. 6\t3 p.m.\tIt begins", [("Aug. 6 3 p.m.", "It begins")]),
    "words that the entry above explains": (
        "On Nov. 5, he wins\nThe next day, she concedes\nLater that day: A speech\n"
        "Three days later – A visit\n3 p.m.: A walk\nThat evening — A dinner",
        [
            ("Nov. 5", "He wins"),
            ("Nov. 6, 2024", "She concedes"),
            ("Nov. 6, 2024", "A speech"),
            ("Nov. 9, 2024", "A visit"),
            ("Nov. 9, 2024, 3 p.m.", "A walk"),
            ("the evening of Nov. 9, 2024", "A dinner"),
        ],
    ),
    "bold lead-ins": (
        "**Aug. 6** Troops cross\n**Aug. 7:** They go on\n**The reaction.** He speaks",
        [("Aug. 6", "Troops cross"), ("Aug. 7", "They go on"), ("The reaction", "He speaks")],
    ),
    "lead-ins whose bold was lost": (
        "Aug. 6 Troops cross\nAug. 7. They go on\n(Aug. 8) They rest",
        [("Aug. 6", "Troops cross"), ("Aug. 7", "They go on"), ("Aug. 8", "They rest")],
    ),
    "the longest date": (
        "Aug. 6–9: It rains\nAug. 6 – Nine people die\n2024 – 24 people die\n3 p.m. Kyiv time Aug. 9: It stops",
        [
            ("Aug. 6–9", "It rains"),
            ("Aug. 6", "Nine people die"),
            ("2024", "24 people die"),
            ("3 p.m. Kyiv time Aug. 9", "It stops"),
        ],
    ),
    "German days": (
        "6. August 2024: Es beginnt\n7. August 2024: Es regnet",
        [("6. August 2024", "Es beginnt"), ("7. August 2024", "Es regnet")],
    ),
    "an impossible date": ("Feb. 30 – It snows", [("Feb. 30", "It snows")]),
    "sentences that begin like a date": (
        "May I go, he asks\nMonday, bloody Monday\n24, she says\nThe next day: Nothing is above",
        [
            ("", "May I go, he asks"),
            ("", "Monday, bloody Monday"),
            ("", "24, she says"),
            ("The next day", "Nothing is above"),
        ],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_of_this_shape_is_read_with_whole_dates(shape: str) -> None:
    text, expected = SHAPES[shape]
    assert [(line.when, line.headline) for line in lines(text, SETTING)] == expected


def test_paragraphs_below_a_day_are_one_event() -> None:
    text = "Aug. 6, 2024\nTroops cross the border\nThey meet nobody.\n\nThey go on.\nAug. 7\nIt rains"
    assert list(lines(text, SETTING)) == [
        Line("Aug. 6, 2024", "Troops cross the border", "They meet nobody. They go on."),
        Line("Aug. 7, 2024", "It rains"),
    ]


def test_later_cells_of_a_table_are_the_text() -> None:
    assert list(lines("Aug. 6\tIt begins\tAt dawn\tReuters", SETTING)) == [
        Line("Aug. 6", "It begins", "At dawn Reuters")
    ]


@given(st.text(max_size=400))
def test_no_word_of_a_list_is_lost(text: str) -> None:
    said = " ".join(f"{line.when} {line.headline} {line.body}" for line in lines(text, SETTING))
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
    assert "reads as: Tuesday, Aug. 6, 2024" in html
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
@pytest.mark.parametrize(
    ("order", "read"), [("month first", "Tuesday, Sept. 11, 2001"), ("day first", "Friday, Nov. 9, 2001")]
)
@pytest.mark.parametrize("more", ["", "13/11/2015: It goes on\n11/13/2016: It ends"], ids=["open", "contradicting"])
def test_numeric_dates_whose_order_nothing_settles_are_asked_about(
    client: Client, timeline: Timeline, order: str, read: str, more: str
) -> None:
    path, pasted = f"/admin/timelines/timeline/{timeline.pk}/paste/", {"text": f"9/11/2001: It begins\n{more}"}
    asked = client.post(path, pasted).content.decode()
    assert "Is 9/11/2001 Sept. 11, 2001 or Nov. 9, 2001? Choose one." in asked
    assert f'value="{order}"' in asked
    assert "9/11/2001: It begins" in asked
    answered = client.post(path, pasted | {"order": order}).content.decode()
    assert f"reads as: {read}<" in answered


@pytest.mark.once
def test_a_list_is_read_in_the_language_of_its_timeline(client: Client, timeline: Timeline) -> None:
    Timeline.objects.filter(pk=timeline.pk).update(language="es")
    path = f"/admin/timelines/timeline/{timeline.pk}/paste/"
    _, fields = review(client, path, "ayer: Llegan los barcos\na mediados de agosto de 2023: Empieza")
    client.post(path, fields | {"save": "1"})
    dates = {event.headline: event.date["edtf"] for event in timeline.events.all() if event.date}
    assert dates["Empieza"] == "2023-08-~11/2023-08-~20"
    assert dates["Llegan los barcos"] == "2024-11-07"
