"""Who else has a story open is said to whoever has it open."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from newsroom.publishing.models import Presence
from tests.people import editor
from tests.publishing.notes.models import Note
from tests.publishing.test_admin import signed_in, url
from tests.publishing.test_autosave import sent

pytestmark = pytest.mark.django_db


def here(by: User, note: Note) -> Any:
    return signed_in(by).post(url("here", note.pk))


def others(by: User, note: Note) -> str:
    said: str = here(by, note).json()["others"]
    return said


def test_who_has_it_open_is_said_to_the_others_until_they_leave(note: Note, desk: User, writer: User, now: Any) -> None:
    assert others(writer, note) == ""
    assert others(desk, note) == "Also here: writer."
    assert others(writer, note) == f"Also here: {desk.username}."
    now.shift(149)
    assert others(desk, note) == "Also here: writer."
    now.shift(2)
    assert others(desk, note) == ""


def test_who_signs_out_has_nothing_open(note: Note, desk: User, writer: User, now: Any) -> None:
    client = signed_in(writer)
    client.post(url("here", note.pk))
    assert others(desk, note) == "Also here: writer."
    page = client.post("/admin/logout/").content.decode()
    assert "You’re signed out." in page
    assert 'href="/admin/login/"' in page
    assert others(desk, note) == ""


def test_who_types_is_named_once(note: Note, desk: User, writer: User, now: Any) -> None:
    here(editor("grace"), note)
    here(writer, note)
    sent(signed_in(writer), writer, note)
    assert others(desk, note) == "Also editing: writer (0\xa0minutes ago). Also here: grace."
    assert sent(signed_in(desk), desk, note).json()["others"] == others(desk, note)


def test_the_newest_version_is_said_too(note: Note, desk: User) -> None:
    assert here(desk, note).json()["newest"] == note.head.number


def test_a_user_has_one_row_for_a_story_and_old_rows_go(note: Note, desk: User, writer: User, now: Any) -> None:
    for _ in range(3):
        here(desk, note)
        now.shift(60)
    assert Presence.objects.count() == 1
    now.shift(24 * 3600)
    here(writer, note)
    assert [row.user for row in Presence.objects.all()] == [writer]


def test_it_costs_few_queries(note: Note, desk: User, writer: User, django_assert_max_num_queries: Any) -> None:
    client = signed_in(desk)
    here(writer, note)
    client.post(url("here", note.pk))
    with django_assert_max_num_queries(8):
        client.post(url("here", note.pk))


def test_it_is_sent_not_read(note: Note, desk: User) -> None:
    assert signed_in(desk).get(url("here", note.pk)).status_code == 405
