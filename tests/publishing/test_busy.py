"""A busy lock is reported within seconds; nothing is saved, and nothing typed is lost."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection

from newsroom import database
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing import actions
from newsroom.publishing.admin import PublishableAdmin, publishable
from newsroom.publishing.models import AuditEntry, SiteGeneration
from tests.images.factories import PictureFactory
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note
from tests.publishing.test_admin import saved, signed_in, url

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 100  # milliseconds, in place of seconds
TYPED = "A headline that took some time"


@pytest.fixture
def story(note: Note, desk: User) -> Note:
    actions.publish(note, desk)
    return note


@contextmanager
def locked(row: Any) -> Iterator[None]:
    """Hold a lock on `row` in another connection. On SQLite that locks the whole database."""
    other = connection.copy()
    with connection.cursor() as impatient:
        if connection.vendor == "sqlite":
            impatient.execute(f"PRAGMA busy_timeout = {SOON}")
        else:
            impatient.execute(f"SET lock_timeout = {SOON}")
    connection.close_at = None  # a request that came through the front would begin with another, patient one
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT 1 FROM {row._meta.db_table} WHERE id = %s FOR UPDATE", [row.pk])
        yield
    finally:
        other.close()
        connection.close()


def test_a_story_that_cannot_be_saved_comes_back_with_its_text(story: Note, desk: User) -> None:
    client = signed_in(desk)
    with locked(story):
        answer = saved(client, story, 1, headline=TYPED)
    assert answer.status_code == 503
    assert database.BUSY in answer.text
    assert TYPED in answer.text
    assert "Send again" in answer.text
    assert story.revisions.count() == 1
    assert saved(client, story, 1, headline=TYPED).status_code == 302


def test_the_page_of_an_action_comes_back_filled_in(story: Note, desk: User) -> None:
    client, audited = signed_in(desk), AuditEntry.objects.count()
    page = url("verb", story.pk, "unpublish")
    with locked(SiteGeneration.objects.get()):
        answer = client.post(page, {"when": "now", "reason": TYPED})
    assert answer.status_code == 503
    assert database.BUSY in answer.text
    assert TYPED in answer.text
    assert AuditEntry.objects.count() == audited
    assert client.post(page, {"when": "now", "reason": TYPED}).status_code == 302


def test_rows_of_a_bulk_action_say_each_what_became_of_them(story: Note, desk: User) -> None:
    other, typed = written("Second", desk), {"action": "bulk_approve", "_do": "1"}
    client = signed_in(desk)
    with locked(story):
        answer = client.post(url("changelist"), typed | {"_selected_action": [story.pk, other.pk]})
    assert answer.text.count(database.BUSY) == (2 if connection.vendor == "sqlite" else 1)


def test_what_is_kept_by_itself_is_sent_again_by_the_page(story: Note, desk: User) -> None:
    key = uuid4()
    sent = {"key": str(key), "user": str(desk.pk), "subject": story.pk, "serial": 1, "typed": [["headline", TYPED]]}
    client = signed_in(desk)

    def keep(serial: int) -> Any:
        return client.post(url("keep"), json.dumps(sent | {"serial": serial}), content_type="application/json")

    assert keep(1).status_code == 200
    with locked_key(key):
        answer = keep(2)
    assert (answer.status_code, answer.json()["refused"]) == (503, database.BUSY)
    assert answer["Retry-After"]
    assert keep(2).status_code == 200


@contextmanager
def locked_key(key: Any) -> Iterator[None]:
    """Do the same for an autosave row, whose key is not called id."""
    with locked(SiteGeneration.objects.get()):
        other = connection.copy()
        if connection.vendor == "postgresql":
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM publishing_autosave WHERE key = %s FOR UPDATE", [key])
        try:
            yield
        finally:
            other.close()


def test_the_words_of_a_picture_come_back(db: None, desk: User, now: Any) -> None:
    picture = PictureFactory(title="Bridge")
    SiteGeneration.objects.get_or_create(pk=1)
    picture_actions.edit(picture, desk, title="Bridge at dawn")
    client = signed_in(desk)
    typed = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": picture.pk, "form-0-title": TYPED}
    typed |= {f"form-0-{word}": getattr(picture, word) for word in ("alt", "caption", "credit")}
    with locked(picture):
        answer = client.post(f"/admin/images/picture/correct/?picture={picture.pk}", typed)
    assert database.BUSY in answer.text
    assert TYPED in answer.text
    assert Picture.objects.get().title == "Bridge at dawn"


def test_one_who_has_waited_for_a_lock_does_not_wait_again(
    story: Note, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, post = [], PublishableAdmin._posted
    monkeypatch.setattr(PublishableAdmin, "_posted", lambda *args: tries.append(1) or post(*args))  # type: ignore[func-returns-value]
    monkeypatch.setattr(publishable, "AT_ONCE", SOON / 2_000)
    client = signed_in(desk)
    with locked(story):
        assert saved(client, story, 1, headline=TYPED).status_code == 503
    assert len(tries) == 1


@pytest.mark.postgresql
def test_a_web_process_waits_less_than_a_command(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits() == ["1min", "0", "10min"]
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", dict(connection.settings_dict["OPTIONS"]))
    database.limit_waiting()
    assert limits() == ["3s", "30s", "30s"]
    connection.close()


def limits() -> list[str]:
    """Return the time limits of a new connection: lock, statement, idle transaction."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        return list(cursor.fetchone())


@pytest.mark.postgresql
def test_a_statement_that_takes_too_long_is_busy_and_a_wrong_one_is_not(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        with pytest.raises(OperationalError) as late:
            cursor.execute("SELECT pg_sleep(5)")
        cursor.execute("SET statement_timeout = 0")
    connection.close()
    assert database.is_busy(late.value)
    assert not database.is_away(late.value)
