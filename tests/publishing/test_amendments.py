"""A correction's wording is replaced by another row; the old wording stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.delivery import current_generation
from newsroom.publishing import actions
from newsroom.publishing.corrections import Notice, Wording, notices
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.publishing.conftest import NINE
from tests.publishing.notes.models import Note, NoteCorrection

HOUR = timedelta(hours=1)


@pytest.fixture
def corrected(note: Note, desk: User, now: Any) -> NoteCorrection:
    actions.publish(note, desk)
    now.shift(HOUR)
    made: NoteCorrection = actions.correct(note, desk, text="It was teh ferry.")
    now.shift(HOUR)
    return made


def page(note: Note, query: str = "") -> str:
    return reverse("admin:notes_note_verb", args=[note.pk, "correct"]) + query


def signed_in(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def texts(note: Note, at: Any) -> list[str]:
    return [notice.text for notice in notices(note.corrections.filter(at__lte=at))]


def test_an_amendment_replaces_the_wording_and_keeps_the_earlier_one(
    note: Note, desk: User, corrected: NoteCorrection
) -> None:
    amended = actions.amend_correction(note, desk, corrected, text="It was the ferry. ")
    assert notices(note.corrections.all()) == [
        Notice(
            id=amended.pk,
            kind="correction",
            text="It was the ferry.",
            at=NINE + HOUR,
            amended=NINE + 2 * HOUR,
            earlier=(Wording("It was teh ferry.", NINE + HOUR, NINE + 2 * HOUR),),
        )
    ]


def test_before_it_was_amended_the_earlier_wording_is_what_readers_had(
    note: Note, desk: User, corrected: NoteCorrection
) -> None:
    actions.amend_correction(note, desk, corrected, text="It was the ferry.")
    assert texts(note, NINE + 2 * HOUR - timedelta(microseconds=1)) == ["It was teh ferry."]
    assert texts(note, NINE + 2 * HOUR) == ["It was the ferry."]


def test_an_amended_correction_keeps_its_place_among_others(
    note: Note, desk: User, corrected: NoteCorrection, now: Any
) -> None:
    actions.correct(note, desk, text="Second.")
    now.shift(HOUR)
    once = actions.amend_correction(note, desk, corrected, text="First.")
    now.shift(HOUR)
    actions.amend_correction(note, desk, once, text="First!")
    assert texts(note, NINE + 9 * HOUR) == ["First!", "Second."]
    assert list(note.corrections.latest_wordings(NINE + 3 * HOUR).values_list("text", flat=True)) == [
        "Second.",
        "First.",
    ]


def test_an_amendment_is_audited_and_seen_by_readers_at_once(note: Note, desk: User, corrected: NoteCorrection) -> None:
    before = current_generation.read()
    actions.amend_correction(note, desk, corrected, text="It was the ferry.")
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.actor, entry.reason) == ("amend_correction", desk, "It was the ferry.")
    assert current_generation.read() != before


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "words"), [(" ", "Write what was wrong"), ("It was teh ferry. ", "The correction already says this.")]
)
def test_an_amendment_that_says_nothing_new_is_refused(
    note: Note, desk: User, corrected: NoteCorrection, text: str, words: str
) -> None:
    with pytest.raises(ActionRefused, match=words):
        actions.amend_correction(note, desk, corrected, text=text)
    assert note.corrections.count() == 1


def test_of_two_amendments_of_one_wording_the_second_is_refused(
    note: Note, desk: User, corrected: NoteCorrection
) -> None:
    actions.amend_correction(note, desk, corrected, text="It was the ferry.")
    with pytest.raises(ActionRefused, match="Somebody else amended this"):
        actions.amend_correction(note, desk, corrected, text="It was a ferry.")


@pytest.mark.once
def test_who_may_not_correct_may_not_amend(note: Note, writer: User, corrected: NoteCorrection) -> None:
    with pytest.raises(PermissionRefused):
        actions.amend_correction(note, writer, corrected, text="It was the ferry.")
    assert signed_in(writer).get(page(note, f"?amends={corrected.pk}")).status_code == 403


@pytest.mark.once
def test_the_page_lists_what_readers_have_been_told_and_amends_it(
    note: Note, desk: User, corrected: NoteCorrection
) -> None:
    client = signed_in(desk)
    assert f'href="?amends={corrected.pk}"' in client.get(page(note)).content.decode()
    form = client.get(page(note, f"?amends={corrected.pk}")).content.decode()
    assert "It was teh ferry.</textarea>" in form
    client.post(page(note), {"amends": corrected.pk, "text": "It was the ferry."})
    assert texts(note, NINE + 9 * HOUR) == ["It was the ferry."]
    assert "It was teh ferry." in client.get(page(note)).content.decode()


@pytest.mark.once
def test_the_page_shows_a_notice_as_readers_will_see_it_and_stores_nothing(
    note: Note, desk: User, corrected: NoteCorrection
) -> None:
    typed = {"kind": "clarification", "text": "It <b>sails</b>.\n\nDaily.", "_look": "1"}
    shown = signed_in(desk).post(page(note), typed).content.decode()
    assert '<strong class="correction__kind">Clarification</strong>' in shown
    assert "<p>It &lt;b&gt;sails&lt;/b&gt;.</p>" in shown
    assert note.corrections.count() == 1


@pytest.mark.parametrize("amends", ["999", "x", "-1"])
def test_a_correction_that_is_not_there_is_not_amended_and_none_is_added(
    note: Note, desk: User, corrected: NoteCorrection, amends: str
) -> None:
    typed = {"amends": amends, "kind": "note", "text": "It was the ferry."}
    assert signed_in(desk).post(page(note), typed).status_code == 200
    assert note.corrections.count() == 1


@pytest.mark.once
def test_the_history_tells_of_the_amendment(note: Note, desk: User, corrected: NoteCorrection) -> None:
    actions.amend_correction(note, desk, corrected, text="It was the ferry.")
    history = signed_in(desk).get(reverse("admin:notes_note_history", args=[note.pk])).content.decode()
    assert "amended a correction: “It was the ferry.”" in history
    assert "added a correction: “It was teh ferry.”" in history
