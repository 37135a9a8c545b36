"""A change published while a version is scheduled is merged into it, and stays when that version goes live."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.state import state_of
from newsroom.publishing.exceptions import ActionRefused, EditConflict
from newsroom.publishing.models import Change
from tests.conftest import NINE
from tests.publishing.conftest import edited, shown
from tests.publishing.notes.models import Note
from tests.publishing.test_admin import seen, signed_in, url

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
A, B = ({"key": key, "text": text} for key, text in (("a", "One"), ("b", "Two")))


def text_at(note: Note, at: Any) -> list[str]:
    return [block["text"] for block in note.live(at).content["blocks"]]


@pytest.fixture
def waiting(now: Any, note: Note, desk: User) -> Note:
    """Return a note: version 2 is live; version 3, which is scheduled, has another headline."""
    actions.publish(note, desk, revision=edited(note, desk, blocks=[A, B]))
    edited(note, desk, headline="Later")
    actions.publish(note, desk, at=NINE + HOUR, change=Change.SUBSTANTIVE)
    now.shift(60)
    return note


def test_without_carrying_readers_get_the_old_words_back(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    actions.publish(waiting, desk, change=Change.MINOR)
    assert text_at(waiting, NINE + HOUR - SECOND) == ["One, fixed", "Two"]
    assert text_at(waiting, NINE + HOUR) == ["One", "Two"]


def test_the_change_is_carried_into_what_waits(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    live = actions.publish(waiting, desk, change=Change.MINOR, carry=True)
    assert text_at(waiting, NINE + HOUR - SECOND) == text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]
    assert (shown(waiting, NINE + HOUR - SECOND), shown(waiting, NINE + HOUR)) == ("First", "Later")
    assert waiting.live(NINE + HOUR).note == "Change of version 4 carried into version 3"
    assert waiting.live(NINE + HOUR).approved_by == desk
    assert waiting.head == live  # the draft says what readers see, and nothing counts as unpublished
    assert waiting.head.read() == Note.objects.get(pk=waiting.pk).snapshot()


@pytest.mark.once
def test_the_state_says_that_nothing_is_missing_once_the_change_is_carried(waiting: Note, desk: User) -> None:
    edited(waiting, desk, blocks=[A | {"text": "One, fixed"}, B])
    actions.publish(waiting, desk, change=Change.MINOR, carry=True)
    assert str(state_of(waiting, clock.now())).endswith("next version 10 a.m.")
    edited(waiting, desk, blocks=[A | {"text": "One, fixed twice"}, B])
    assert str(state_of(waiting, clock.now())).endswith("next version 10 a.m., leaves out the last change")


@pytest.mark.once
def test_a_version_that_says_so_already_stays_as_it_is(waiting: Note, desk: User) -> None:
    count = waiting.revisions.count()
    actions.publish(waiting, desk, revision=edited(waiting, desk, headline="Now"), change=Change.MINOR)
    actions.publish(waiting, desk, revision=waiting.revisions.get(number=3), at=NINE + 2 * HOUR, change=Change.MINOR)
    actions.publish(waiting, desk, revision=waiting.revisions.get(number=1), change=Change.MINOR, carry=False)
    assert waiting.revisions.count() == count + 1


def test_the_change_is_carried_into_every_version_that_waits(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="Much later")
    actions.publish(waiting, desk, at=NINE + 2 * HOUR, change=Change.SUBSTANTIVE)
    edited(waiting, desk, headline="First", blocks=[A, B | {"text": "Two, fixed"}])
    actions.publish(waiting, desk, change=Change.MINOR, carry=True)
    for at, headline in ((NINE + HOUR, "Later"), (NINE + 2 * HOUR, "Much later")):
        assert (shown(waiting, at), text_at(waiting, at)) == (headline, ["One", "Two, fixed"])


@pytest.mark.once
def test_what_is_scheduled_is_carried_into_what_waits_after_it_only(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    actions.publish(waiting, desk, at=NINE + HOUR / 2, change=Change.MINOR, carry=True)
    assert text_at(waiting, NINE + HOUR / 2) == text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]
    edited(waiting, desk, headline="Last", blocks=[A | {"text": "One, again"}, B])
    actions.publish(waiting, desk, at=NINE + 2 * HOUR, change=Change.MINOR, carry=True)
    assert text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]


@pytest.mark.once
def test_where_nothing_is_live_the_change_is_that_from_the_version_both_are_based_on(
    note: Note, desk: User, now: Any
) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    edited(note, desk, headline="First, fixed")
    actions.publish(note, desk, carry=True)
    assert shown(note, NINE + SECOND) == shown(note, NINE + HOUR) == "First, fixed"


@pytest.mark.once
def test_words_that_replaced_those_of_the_waiting_version_replace_them_there_too(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="Later, and better")
    actions.publish(waiting, desk, change=Change.MINOR, carry=True)
    assert shown(waiting, NINE + HOUR) == "Later, and better"


@pytest.mark.once
def test_words_changed_on_both_sides_are_asked_about(waiting: Note, desk: User) -> None:
    mine = branch(waiting, desk)
    with pytest.raises(EditConflict) as conflict:
        actions.publish(waiting, desk, revision=mine, change=Change.MINOR, carry=True)
    assert [clash.path for clash in conflict.value.clashes] == ["headline"]
    assert shown(waiting, NINE + HOUR - SECOND) == "First"
    actions.publish(waiting, desk, revision=mine, change=Change.MINOR, carry=True, choices={"3:headline": "theirs"})
    assert shown(waiting, NINE + HOUR) == "Fixed"


def branch(note: Note, desk: User) -> Any:
    """Record a revision based on version 2, without the change of version 3."""
    actions.restore(note, desk, note.revisions.get(number=2))
    head = edited(note, desk, headline="Fixed")
    parent = note.revisions.get(number=2)
    rows = [note.revisions.create(**_row(head, number=head.number + 1, based_on=parent))]
    return rows[0]


def _row(revision: Any, **fields: Any) -> dict[str, Any]:
    names = ("subject", "content", "sha256", "author", "created_at", "note")
    return {name: getattr(revision, name) for name in names} | fields


def test_a_waiting_version_that_would_not_be_ready_refuses_the_change(waiting: Note, desk: User) -> None:
    actions.publish(waiting, desk, revision=edited(waiting, desk, headline="Now"), change=Change.MINOR)
    stale = waiting.revisions.get(number=3)
    assert stale.live_from == NINE + HOUR
    with pytest.raises(ActionRefused, match="Write a headline"):
        actions.publish(waiting, desk, revision=edited(waiting, desk, headline=""), change=Change.MINOR, carry=True)


@pytest.mark.once
def test_a_draft_newer_than_what_is_published_stays_the_draft(waiting: Note, desk: User) -> None:
    mine = edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    edited(waiting, desk, headline="Draft")
    actions.publish(waiting, desk, revision=mine, change=Change.MINOR, carry=True)
    assert waiting.head.read()["headline"] == Note.objects.get(pk=waiting.pk).headline == "Draft"
    assert text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]


# --- on the page ---------------------------------------------------------------------------------


@pytest.mark.once
def test_the_page_offers_to_carry_the_change_and_shows_it(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    client, typed = signed_in(desk), {"when": "now", "revision": 4, "change": "minor", "carry": "on"}
    page = client.get(url("verb", waiting.pk, "publish")).content.decode()
    assert 'name="carry"' in page
    assert "checked" in page.split('name="carry"')[1].split(">")[0]
    assert "What changes in the scheduled versions" in page
    assert "version 3" in page
    assert re.search(r"<ins>[^<]*fixed", page)
    done = client.post(url("verb", waiting.pk, "publish"), typed | seen(page), follow=True)
    assert "Published: it is live now. Also changed in the version scheduled for Nov. 8, 2024, 10 a.m." in done.text
    assert text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]


@pytest.mark.once
def test_what_was_not_shown_is_shown_first(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    client, typed = signed_in(desk), {"when": "now", "revision": 4, "change": "minor", "carry": "on"}
    page = client.post(url("verb", waiting.pk, "publish"), typed).content.decode()
    assert "What changes in the scheduled versions" in page
    assert waiting.live(NINE + HOUR / 2).number == 2
    client.post(url("verb", waiting.pk, "publish"), typed | seen(page))
    assert text_at(waiting, NINE + HOUR) == ["One, fixed", "Two"]


@pytest.mark.once
def test_without_the_tick_the_page_leaves_the_waiting_versions_alone(waiting: Note, desk: User) -> None:
    edited(waiting, desk, headline="First", blocks=[A | {"text": "One, fixed"}, B])
    typed = {"when": "now", "revision": 4, "change": "minor"}
    assert signed_in(desk).post(url("verb", waiting.pk, "publish"), typed).status_code == 302
    assert text_at(waiting, NINE + HOUR) == ["One", "Two"]


@pytest.mark.once
def test_the_page_asks_about_words_changed_on_both_sides(waiting: Note, desk: User) -> None:
    mine = branch(waiting, desk)
    client = signed_in(desk)
    typed = {"when": "now", "revision": mine.number, "change": "minor", "carry": "on"}
    page = client.post(url("verb", waiting.pk, "publish"), typed).content.decode()
    assert 'name="choose:3:headline"' in page
    again = client.post(url("verb", waiting.pk, "publish"), typed | seen(page)).content.decode()
    assert "For each conflict, choose which text to keep" in again
    client.post(url("verb", waiting.pk, "publish"), typed | seen(page) | {"choose:3:headline": "mine"})
    assert (shown(waiting, NINE + HOUR - SECOND), shown(waiting, NINE + HOUR)) == ("Fixed", "Later")


@pytest.mark.once
def test_where_nothing_waits_nothing_is_offered(note: Note, desk: User) -> None:
    assert 'name="carry"' not in signed_in(desk).get(url("verb", note.pk, "publish")).content.decode()
