"""The button that comes next for a draft, by its state and its user, and what pressing it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.next_step import steps
from newsroom.publishing.admin.state import state_of
from newsroom.publishing.models import Change, Review
from tests.people import administrator, editor, journalist
from tests.publishing.conftest import edited, written
from tests.publishing.notes.models import Note

pytestmark = pytest.mark.once
HOUR = timedelta(hours=1)


def draft(note: Note, desk: User) -> None:
    pass


def submitted(note: Note, desk: User) -> None:
    actions.submit(note, note.owner)


def sent_back(note: Note, desk: User) -> None:
    submitted(note, desk)
    actions.send_back(note, desk, note="Who says so?")


def approved(note: Note, desk: User) -> None:
    submitted(note, desk)
    actions.approve(note, desk)


def scheduled(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=clock.now() + HOUR)


def scheduled_and_changed(note: Note, desk: User) -> None:
    scheduled(note, desk)
    edited(note, note.owner, headline="Second")


def live(note: Note, desk: User) -> None:
    actions.publish(note, desk)


def live_and_changed(note: Note, desk: User) -> None:
    live(note, desk)
    edited(note, note.owner, headline="Second")


def live_and_submitted(note: Note, desk: User) -> None:
    live_and_changed(note, desk)
    submitted(note, desk)


def live_and_approved(note: Note, desk: User) -> None:
    live_and_submitted(note, desk)
    actions.approve(note, desk)


def published_by_its_writer(note: Note, desk: User) -> None:
    actions.publish(note, note.owner)


def unpublished(note: Note, desk: User) -> None:
    live(note, desk)
    actions.unpublish(note, desk)


def binned(note: Note, desk: User) -> None:
    actions.bin(note, desk)


def taken_down(note: Note, desk: User) -> None:
    actions.take_down(note, administrator(), reason="The court says so")


# What a state offers: to its writer, to an editor; in brackets what comes next once they typed.
EACH_STATE: list[tuple[Callable[[Note, User], None], str, str]] = [
    (draft, "Submit (Submit)", "Publish… (Publish…)"),
    (submitted, "Save (Save)", "Approve (Approve)"),
    (sent_back, "Submit (Submit)", "Publish… (Publish…)"),
    (approved, "Save (Submit)", "Publish… (Publish…)"),
    (scheduled, "Save (Submit)", "Save (Publish…)"),
    (scheduled_and_changed, "Submit (Submit)", "Publish… (Publish…)"),
    (live, "Save (Submit)", "Save (Publish changes…)"),
    (live_and_changed, "Submit (Submit)", "Publish changes… (Publish changes…)"),
    (live_and_submitted, "Save (Save)", "Approve (Approve)"),
    (live_and_approved, "Save (Submit)", "Publish changes… (Publish changes…)"),
    (unpublished, "Save (Submit)", "Save (Publish…)"),
    (binned, "Save (Save)", "Save (Save)"),
    (taken_down, "Save (Save)", "Save (Save)"),
]


def offered(note: Note, user: User) -> str:
    """Return the label of the button that stands out, and of the one that does once something is typed."""
    note = Note.objects.get(pk=note.pk)
    found = steps(note, state_of(note, clock.now() + timedelta(seconds=1)), user)
    return f"{found.next.label if found.next else 'Save'} ({found.typed.label if found.typed else 'Save'})"


@pytest.mark.parametrize(
    ("reach", "for_writer", "for_editor"), EACH_STATE, ids=[reach.__name__ for reach, _, _ in EACH_STATE]
)
def test_each_state_has_one_button_for_each_role(
    note: Note, writer: User, desk: User, reach: Callable[[Note, User], None], for_writer: str, for_editor: str
) -> None:
    reach(note, desk)
    assert offered(note, writer) == for_writer
    assert offered(note, desk) == for_editor


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (draft, "Submit (Submit)"),
        (submitted, "Save (Save)"),
        (approved, "Publish… (Submit)"),
        (live, "Save (Submit)"),
        (live_and_changed, "Submit (Submit)"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_an_editor_who_wrote_it_submits_where_a_second_reader_is_required(
    now: Any, desk: User, settings: Any, reach: Callable[[Note, User], None], expected: str
) -> None:
    settings.SECOND_READER = True
    own = written("By the desk", desk)
    reach(own, editor())
    assert offered(own, desk) == expected


def test_a_writer_who_may_publish_breaking_news_publishes_and_an_editor_reads_it_afterward(
    now: Any, desk: User
) -> None:
    reporter = journalist(permission="publishing.publish_own_breaking")
    own = written("Breaking", reporter)
    assert offered(own, reporter) == "Publish… (Publish…)"
    published_by_its_writer(own, desk)
    assert offered(own, reporter) == "Save (Publish changes…)"
    assert offered(own, desk) == "Approve (Approve)"


def test_what_does_not_come_next_is_offered_beside_it(note: Note, writer: User, desk: User) -> None:
    def others(user: User) -> list[str]:
        found = Note.objects.get(pk=note.pk)
        return [step.label for step in steps(found, state_of(found, clock.now()), user).others]

    assert (others(writer), others(desk)) == ([], ["Submit", "Approve"])
    submitted(note, desk)
    assert (others(writer), others(desk)) == ([], ["Publish…"])
    scheduled(note, desk)
    assert (others(writer), others(desk)) == ([], ["Publish…"])


def pressed(note: Note, user: User, button: str, **fields: Any) -> tuple[Note, str]:
    """Press a button of the form, after typing into it; return the note as it is then, and the page that follows."""
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    typed = {"headline": note.headline, "blocks": "[]", "_base": note.head.number} | fields
    page = client.post(reverse("admin:notes_note_change", args=[note.pk]), typed | {button: "1"}, follow=True)
    return Note.objects.get(pk=note.pk), page.content.decode()


def test_approve_saves_what_was_typed_and_approves_that_version(note: Note, writer: User, desk: User) -> None:
    submitted(note, desk)
    after, page = pressed(note, desk, "_approve", headline="Sharper")
    assert (after.head.number, after.head.content["headline"]) == (2, "Sharper")
    assert (after.head.approved_by, after.review) == (desk, Review.APPROVED)
    assert "You approved version 2." in page


def test_approve_without_a_change_approves_the_version_that_was_read(note: Note, desk: User) -> None:
    submitted(note, desk)
    after, _ = pressed(note, desk, "_approve")
    assert (after.head.number, after.head.approved_by) == (1, desk)


def test_a_version_with_words_that_the_editor_has_not_seen_is_not_approved(
    note: Note, writer: User, desk: User
) -> None:
    submitted(note, desk)
    edited(note, writer, blocks=[{"key": "a", "text": "Added meanwhile"}])
    note.refresh_from_db()
    after, page = pressed(note, desk, "_approve", headline="Sharper", _base=1)
    assert (after.head.content["headline"], after.head.approved_by, after.review) == ("Sharper", None, "submitted")
    assert "Not approved yet. Read what was changed while you were editing, then approve it." in page


def test_approve_by_the_writer_is_saved_and_refused_in_words(
    note: Note, writer: User, desk: User, settings: Any
) -> None:
    settings.SECOND_READER = True
    submitted(note, desk)
    after, page = pressed(note, desk, "_approve", headline="By the desk")
    assert (after.head.content["headline"], after.head.approved_by, after.review) == ("By the desk", None, "submitted")
    assert "Saved, but not approved. This newsroom requires a second reader, and you wrote this." in page


def test_approve_by_a_journalist_is_saved_and_refused_in_words(note: Note, writer: User) -> None:
    after, page = pressed(note, writer, "_approve", headline="Mine")
    assert (after.head.content["headline"], after.head.approved_by) == ("Mine", None)
    assert "Saved, but not approved. You don’t have permission to approve “Mine”. Ask an editor." in page


def test_publish_saves_what_was_typed_and_opens_the_page_that_publishes(note: Note, desk: User) -> None:
    after, page = pressed(note, desk, "_publish", headline="Sharper")
    assert after.head.content["headline"] == "Sharper"
    assert '<input type="hidden" name="revision" value="2"' in page


def test_a_save_that_voids_an_approval_says_so(note: Note, writer: User, desk: User) -> None:
    approved(note, desk)
    _, page = pressed(note, writer, "_continue", headline="Changed after that")
    assert "Version 1 was approved. With your changes, it needs approval again." in page
    _, page = pressed(note, writer, "_continue", headline="Changed again")
    assert "was approved" not in page


def test_a_change_to_a_live_story_voids_nothing(note: Note, writer: User, desk: User) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), change=Change.MINOR)
    note.refresh_from_db()
    _, page = pressed(note, writer, "_continue", headline="Third")
    assert "was approved" not in page
