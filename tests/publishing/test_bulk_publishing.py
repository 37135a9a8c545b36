"""Publish in the list: many rows at one instant, all or none, or a result for each row."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.delivery import current_generation
from newsroom.publishing import actions, generation
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.models import AuditEntry, Change
from tests.conftest import NINE
from tests.people import editor, journalist
from tests.publishing.conftest import edited, shown, written
from tests.publishing.notes.models import Note
from tests.publishing.test_admin import signed_in, url

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def sent(user: User, notes: list[Note], **typed: Any) -> str:
    chosen = {"action": "bulk_publish", "_selected_action": [note.pk for note in notes], "_do": "1", "when": "now"}
    page: str = signed_in(user).post(url("changelist"), chosen | typed).content.decode()
    return page


@pytest.mark.parametrize("rows", ["each", pytest.param("all", marks=pytest.mark.once)])
def test_fifty_rows_go_live_at_one_instant(now: Any, desk: User, writer: User, rows: str) -> None:
    notes = [written(f"Note {number}", writer) for number in range(50)]
    page = sent(desk, notes, rows=rows)
    assert page.count("Published: it is live now.") == 50
    assert {note.live(NINE).live_from for note in notes} == {NINE}
    assert AuditEntry.objects.filter(verb="publish", at=NINE).count() == 50
    assert current_generation.read() == NINE.timestamp() * generation.MICROSECONDS  # bumped once


@pytest.mark.once
def test_one_can_go_back_without_publishing(now: Any, desk: User, writer: User) -> None:
    chosen = {"action": "bulk_publish", "_selected_action": [written("Ready", writer).pk]}
    page = signed_in(desk).post(url("changelist"), chosen).content.decode()
    assert f'<a href="{url("changelist")}">Back</a>' in page


def test_all_or_nothing_publishes_nothing_where_one_is_not_ready(now: Any, desk: User, writer: User) -> None:
    ready, unready = written("Ready", writer), written("", writer)
    page = sent(desk, [ready, unready], rows="all")
    assert "Nothing was done" in page
    assert "Not done. Not ready for readers. Write a headline." in page
    assert "Not done. This could be published, but another one couldn’t." in page
    assert not AuditEntry.objects.filter(verb="publish").exists()
    assert ready.live(NINE) is None


def test_a_result_per_row_publishes_the_others(now: Any, desk: User, writer: User) -> None:
    ready, unready = written("Ready", writer), written("", writer)
    page = sent(desk, [ready, unready], rows="each")
    assert "Published: it is live now." in page
    assert "Not done. Not ready for readers. Write a headline." in page
    assert (shown(ready, NINE), shown(unready, NINE)) == ("Ready", None)
    assert AuditEntry.objects.filter(verb="publish").count() == 1


@pytest.mark.once
def test_a_row_that_one_may_not_publish_is_refused_alone(now: Any) -> None:
    breaking = journalist("breaking", "publishing.publish_own_breaking")
    own, others = written("Own", breaking), written("Others", editor("other"))
    publications = [Publication(own), Publication(others)]
    results = actions.publish_together(publications, breaking, each=True)
    assert results[0] == own.live(NINE)
    assert "You don’t have permission to publish" in str(results[1])


@pytest.mark.once
def test_the_page_says_what_preflight_finds_in_each_row(now: Any, desk: User, writer: User) -> None:
    chosen = {"action": "bulk_publish", "_selected_action": [written("", writer).pk, written("Ready", writer).pk]}
    page = signed_in(desk).post(url("changelist"), chosen).content.decode()
    assert page.count("1 thing to check") == 1
    assert "Write a headline." in page
    assert 'name="rows"' in page


@pytest.mark.once
def test_scheduled_versions_take_the_change_over_where_that_is_left_ticked(now: Any, desk: User, writer: User) -> None:
    note = written("First", writer)
    actions.publish(note, desk)
    edited(note, writer, headline="Later")
    actions.publish(note, desk, at=NINE + HOUR, change=Change.MINOR)
    edited(note, writer, headline="First", blocks=[{"key": "a", "text": "New"}])
    sent(desk, [note], change="minor", carry="on")
    assert shown(note, NINE + HOUR) == "Later"
    assert note.live(NINE + HOUR).content["blocks"] == [{"key": "a", "text": "New"}]


def test_the_queries_of_an_action_grow_with_its_rows_and_not_faster(now: Any, desk: User, writer: User) -> None:
    counts = {}
    actions.publish(written("What one may do is asked once", writer), desk)
    for rows in (1, 10, 50):
        publications = [Publication(written(f"Note {number}", writer)) for number in range(rows)]
        with CaptureQueriesContext(connection) as asked:
            actions.publish_together(publications, desk)
        counts[rows] = len(asked)
    a_row = (counts[50] - counts[10]) / 40
    assert a_row == (counts[10] - counts[1]) / 9  # a straight line
    assert a_row <= 16
    assert counts[1] - a_row <= 16  # the frame itself
