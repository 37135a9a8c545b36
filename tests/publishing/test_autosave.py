"""Autosaved text is kept for its writer only, offered again, and never a version."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from newsroom.publishing import actions
from newsroom.publishing.admin import autosave
from newsroom.publishing.models import AuditEntry, Autosave, SiteGeneration
from tests.people import journalist
from tests.publishing.conftest import edited
from tests.publishing.notes.models import Note
from tests.publishing.test_admin import saved, signed_in, url

KEEP = "/admin/notes/note/keep/"
TYPED = [["headline", "Typed"], ["blocks", "[]"], ["_base", "1"]]


def sent(client: Any, by: User, note: Note | None, key: UUID | None = None, **more: Any) -> Any:
    """Return the document that the page's script sends."""
    document: dict[str, Any] = {
        "key": str(key or uuid4()),
        "user": str(by.pk),
        "subject": str(note.pk) if note else None,
    }
    document |= {"serial": 1, "typed": TYPED} | more
    return client.post(KEEP, json.dumps(document), content_type="application/json")


def kept(user: User, note: Note | None = None) -> list[Any]:
    return [
        row.typed["headline"][0]
        for row in autosave.kept_for(user, "notes.note", note.pk if note else None)
        if row.typed
    ]


def test_what_is_typed_is_kept_and_says_when(note: Note, desk: User) -> None:
    response = sent(signed_in(desk), desk, note)
    assert response.json() == {"kept": "9 a.m.", "others": "", "newest": 1}
    assert kept(desk, note) == ["Typed"]


@pytest.mark.long
@pytest.mark.once
def test_an_hour_of_typing_adds_no_version_no_audit_row_and_changes_nothing_for_readers(
    note: Note, desk: User, now: Any
) -> None:
    client, key = signed_in(desk), uuid4()
    before = note.revisions.count(), AuditEntry.objects.count(), SiteGeneration.objects.first()
    for serial in range(240):
        now.shift(15)
        assert sent(client, desk, note, key, serial=serial, typed=[["headline", f"Draft {serial}"]]).status_code == 200
    assert (note.revisions.count(), AuditEntry.objects.count(), SiteGeneration.objects.first()) == before
    assert kept(desk, note) == ["Draft 239"]
    note.refresh_from_db()
    assert note.headline == "First"


def test_what_arrives_late_does_not_replace_what_was_typed_after_it(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key, serial=2)
    assert sent(client, desk, note, key, serial=1, typed=[["headline", "Older"]]).status_code == 200
    assert kept(desk, note) == ["Typed"]


def test_two_windows_of_one_person_are_kept_side_by_side(note: Note, desk: User) -> None:
    client = signed_in(desk)
    sent(client, desk, note)
    sent(client, desk, note, typed=[["headline", "In the other window"]])
    assert set(kept(desk, note)) == {"Typed", "In the other window"}


def test_a_save_empties_what_its_page_had_kept_and_refuses_what_comes_after(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    assert saved(client, note, 1, headline="Typed", _kept=str(key)).status_code == 302
    assert kept(desk, note) == []
    assert sent(client, desk, note, key, serial=2).status_code == 409
    assert kept(desk, note) == []


@pytest.mark.once
def test_a_save_of_a_page_that_had_kept_nothing_refuses_what_is_still_on_its_way(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    saved(client, note, 1, headline="Typed", _kept=str(key))
    assert sent(client, desk, note, key).status_code == 409


def test_what_comes_late_and_was_saved_is_answered_without_a_conflict(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    saved(client, note, 1, headline="Typed", _kept=str(key))
    answer = sent(client, desk, note, key, late=True)
    assert (answer.status_code, answer.json()) == (200, {"saved": True})
    assert kept(desk, note) == []


@pytest.mark.once
def test_a_save_that_is_refused_keeps_it(note: Note, desk: User, writer: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    edited(note, writer, headline="Theirs")
    page = saved(client, note, 1, headline="Typed", _kept=str(key)).content.decode()
    assert kept(desk, note) == ["Typed"]
    assert f'name="_used" value="{key}"' in page


@pytest.mark.once
def test_what_was_never_saved_is_offered_with_when_and_what_differs(note: Note, desk: User, now: Any) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    now.shift(60)
    page = client.get(url("change", note.pk)).content.decode()
    assert "You have unsaved changes." in page
    assert "Autosaved 9 a.m." in page
    assert "<ins>Typed</ins>" in page
    assert reverse("admin:notes_note_kept", args=[key]) in page


@pytest.mark.once
def test_what_has_waited_on_a_computer_says_so_and_when_it_was_typed(note: Note, desk: User) -> None:
    sent(signed_in(desk), desk, note, late=True, age=20 * 60 * 1000)
    page = signed_in(desk).get(url("change", note.pk)).content.decode()
    assert "Autosaved 8:40 a.m., on the computer where you typed them" in page


@pytest.mark.once
def test_what_says_no_more_than_the_working_copy_is_not_offered(note: Note, desk: User) -> None:
    client = signed_in(desk)
    sent(client, desk, note, typed=[["headline", "First"], ["blocks", "[]"], ["_base", "1"]])
    assert "You have unsaved changes" not in client.get(url("change", note.pk)).content.decode()


@pytest.mark.once
def test_using_it_fills_the_form_in_and_stores_nothing(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    page = client.get(reverse("admin:notes_note_kept", args=[key])).content.decode()
    assert 'value="Typed"' in page
    assert "Not saved yet: these are your changes as autosaved 9 a.m." in page
    assert f'action="{url("change", note.pk)}"' in page
    assert "errornote" not in page
    assert note.revisions.count() == 1


@pytest.mark.once
def test_what_was_used_is_emptied_by_the_save_and_by_the_first_thing_that_is_kept_of_the_new_page(
    note: Note, desk: User
) -> None:
    client, first, second = signed_in(desk), uuid4(), uuid4()
    sent(client, desk, note, first)
    sent(client, desk, note, second, used=[str(first)], typed=[["headline", "Typed on"]])
    assert kept(desk, note) == ["Typed on"]
    saved(client, note, 1, headline="Typed on", _used=str(second))
    assert kept(desk, note) == []


@pytest.mark.once
def test_what_was_typed_over_an_older_version_is_merged_once_it_is_saved(note: Note, desk: User, writer: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    edited(note, writer, blocks=[{"key": "a", "text": "One"}])
    page = client.get(reverse("admin:notes_note_kept", args=[key])).content.decode()
    assert 'name="_base" value="1"' in page
    saved(client, note, 1, headline="Typed", _used=str(key))
    assert note.head.content == {"schema": 1, "headline": "Typed", "blocks": [{"key": "a", "text": "One"}]}


@pytest.mark.once
def test_a_new_story_that_was_never_saved_is_offered_where_one_is_begun(writer: User, now: Any) -> None:
    client, key = signed_in(writer), uuid4()
    sent(client, writer, None, key)
    assert "<ins>Typed</ins>" in client.get(url("add")).content.decode()
    page = client.get(reverse("admin:notes_note_kept", args=[key])).content.decode()
    assert f'action="{url("add")}"' in page
    client.post(url("add"), {"headline": "Typed", "blocks": "[]", "_used": str(key)})
    assert "You have unsaved changes" not in client.get(url("add")).content.decode()
    assert Note.objects.get().owner == writer


@pytest.mark.once
def test_it_can_be_discarded(note: Note, desk: User) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    response = client.post(reverse("admin:notes_note_kept", args=[key]))
    assert response["Location"] == url("change", note.pk)
    assert kept(desk, note) == []


@pytest.mark.once
def test_nobody_else_sees_it_but_who_is_typing_is_said(note: Note, desk: User, writer: User, now: Any) -> None:
    key = uuid4()
    sent(signed_in(writer), writer, note, key, typed=[["headline", "A secret thought"]])
    now.shift(120)
    client = signed_in(desk)
    page = client.get(url("change", note.pk)).content.decode()
    assert "Also editing: writer (2\xa0minutes ago)." in page
    assert sent(client, desk, note).json()["others"] == "Also editing: writer (2\xa0minutes ago)."
    assert "A secret thought" not in page + client.get(KEEP, {"subject": note.pk}).content.decode()
    assert client.get(reverse("admin:notes_note_kept", args=[key])).status_code == 302
    client.post(reverse("admin:notes_note_kept", args=[key]))
    assert sent(client, desk, note, key).status_code == 409
    assert kept(writer, note) == ["A secret thought"]


@pytest.mark.once
def test_nothing_is_kept_for_somebody_who_may_not_write_there(note: Note, writer: User) -> None:
    stranger = journalist("stranger")
    assert sent(signed_in(stranger), stranger, note).status_code == 404
    assert not Autosave.objects.exists()


def test_a_take_down_empties_what_anybody_has_kept_and_nothing_is_kept_after_it(
    note: Note, desk: User, chief: User, now: Any
) -> None:
    client, key = signed_in(desk), uuid4()
    sent(client, desk, note, key)
    actions.publish(note, desk)
    now.shift(1)
    actions.take_down(note, chief, reason="Court order")
    assert not Autosave.objects.filter(typed__isnull=False).exists()
    assert sent(client, desk, note).status_code == 410


@pytest.mark.once
def test_a_page_that_was_open_before_a_take_down_keeps_nothing_after_it_either(
    note: Note, desk: User, chief: User, now: Any
) -> None:
    client = signed_in(desk)
    actions.publish(note, desk)
    now.shift(1)
    actions.take_down(note, chief, reason="Court order")
    edited(note, chief, headline="Clean")
    assert sent(client, desk, note, typed=[["headline", "What was taken down"], ["_base", "1"]]).status_code == 410
    assert sent(client, desk, note, typed=[["headline", "Clean, too"], ["_base", "2"]]).status_code == 200
    assert client.get(url("change", note.pk)).status_code == 200


@pytest.mark.once
def test_words_that_another_person_typed_on_this_computer_are_not_taken_for_ones_own(note: Note, desk: User) -> None:
    assert sent(signed_in(desk), desk, note, user="999").status_code == 403
    assert not Autosave.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong", [{"key": "no key"}, {"typed": [["headline"]]}, {"typed": None}, {"serial": "soon"}, {"age": []}]
)
def test_what_no_page_sends_is_refused(note: Note, desk: User, wrong: dict[str, Any]) -> None:
    assert sent(signed_in(desk), desk, note, **wrong).status_code == 400
    assert signed_in(desk).post(KEEP, "[]", content_type="application/json").status_code == 400


@pytest.mark.once
def test_more_than_any_story_holds_is_refused(note: Note, desk: User) -> None:
    response = sent(signed_in(desk), desk, note, typed=[["headline", "x" * autosave.LARGEST]])
    assert (response.status_code, response.json()["refused"]) == (413, "This is too large to autosave. Save it.")


def test_letters_that_no_database_stores_do_no_harm(note: Note, desk: User) -> None:
    assert sent(signed_in(desk), desk, note, typed=[["headline", "a\0b\ud800c"]]).status_code == 200
    assert kept(desk, note) == ["ab?c"]


def test_of_many_windows_the_latest_twenty_are_kept(note: Note, desk: User, now: Any) -> None:
    for number in range(22):
        now.shift(1)
        sent(signed_in(desk), desk, note, typed=[["headline", f"Window {number}"]])
    assert kept(desk, note) == [f"Window {number}" for number in range(21, 1, -1)]


def test_what_is_finished_is_forgotten_after_a_month(note: Note, desk: User, now: Any) -> None:
    autosave.finish(desk, [uuid4()])
    now.shift(timedelta(days=31))
    autosave.finish(desk, [uuid4()])
    assert Autosave.objects.count() == 1
