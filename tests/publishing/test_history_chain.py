"""What is altered outside the desk is found: every column of every audit row, version, and schedule."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from io import StringIO
from itertools import product
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from newsroom.publishing import actions, constraints
from newsroom.publishing.actions.base import performing
from newsroom.publishing.history_chain import DERIVED, VERSION, History
from newsroom.publishing.models import AuditEntry, Change, fingerprint
from tests.publishing.conftest import NINE, edited, written
from tests.publishing.notes.models import Note

HOUR = timedelta(hours=1)


@pytest.fixture
def live(note: Note, desk: User, now: time_machine.Traveller) -> Note:
    """Return a note with a live version, one due at noon, a fix of both, and a draft; the database refuses nothing."""
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 3 * HOUR, change=Change.MINOR)
    now.shift(HOUR)
    actions.correct(note, desk, text="It was 11,000.")
    edited(note, desk, headline="Draft")
    connection.check_constraints()  # PostgreSQL alters no table with checks pending
    constraints.drop()  # until the test’s transaction is rolled back
    return note


def faults(known: str = "") -> list[str]:
    return list(History(known).faults())


def other(value: Any, name: str) -> Any:
    """Return a value of the same kind that differs as little as it can."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    if isinstance(value, list):
        return [*value, ["2024-11-08T14:00:00+00:00", 1]]
    if isinstance(value, dict):
        return {**value, "schema": 9} if "schema" in value else {**value, "9": "0" * 64}
    if value is None:
        return 7 if name == "revision" else NINE + 99 * HOUR
    return value + timedelta(microseconds=1)


def test_untouched_history_has_no_faults(live: Note) -> None:
    history = History()
    assert list(history.faults()) == []
    assert (history.rows, history.versions, history.uncovered) == (AuditEntry.objects.count(), 3, 0)
    assert history.head == AuditEntry.objects.earliest("-id").sha256


def test_each_column_of_each_audit_row_is_covered(live: Note, chief: User) -> None:
    names = [field.attname for field in AuditEntry._meta.concrete_fields if not field.primary_key]
    for entry, name in product(AuditEntry.objects.order_by("id"), names):
        had = getattr(entry, name)
        rows = AuditEntry.objects.filter(pk=entry.pk)
        rows.update(**{name: chief.pk if name in {"actor_id", "approver_id"} else other(had, name)})
        assert f"Audit row {entry.pk} " in faults()[0], name
        rows.update(**{name: had})
    assert faults() == []


def test_each_column_of_each_published_version_is_covered(live: Note, chief: User) -> None:
    for revision, name in product(live.revisions.exclude(live_from=None), (*VERSION, "content", *DERIVED)):
        had = getattr(revision, name)
        put = {"author_id": chief.pk, "number": 9, "based_on_id": live.head.pk}.get(name) or other(had, name)
        rows = live.revisions.filter(pk=revision.pk)
        rows.update(**{name: put})
        assert any(f"ersion {revision.number} of note {live.pk} " in fault for fault in faults()), name
        rows.update(**{name: had})
    assert faults() == []


ALTERED: dict[str, Callable[[Note], Any]] = {
    "first row": lambda note: AuditEntry.objects.filter(pk=AuditEntry.objects.latest("-id").pk)._raw_delete("default"),
    "row between": lambda note: AuditEntry.objects.filter(verb="publish")._raw_delete("default"),
    "draft": lambda note: note.revisions.filter(number=3)._raw_delete("default"),
    "past transition": lambda note: note.transitions.filter(at=NINE).delete(),
    "transition to come": lambda note: note.transitions.filter(at__gt=NINE).update(at=NINE + 4 * HOUR),
    "transition added": lambda note: note.transitions.create(at=NINE + 9 * HOUR, by=note.owner),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_removed_moved_or_added_is_found(live: Note, what: str) -> None:
    ALTERED[what](live)
    assert faults()


def test_content_with_a_matching_hash_is_still_found(live: Note) -> None:
    revision = live.revisions.get(number=1)
    content = revision.content | {"headline": "Forged"}
    live.revisions.filter(number=1).update(content=content, sha256=fingerprint(content))
    assert faults() == [
        f"Version 1 of note {live.pk} was altered: its author, time, note, or hash isn’t what the audit log says."
    ]


def test_version_that_a_live_fix_puts_into_the_schedule_is_covered(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    blocks = [{"key": "k", "text": "Due"}]
    actions.publish(note, desk, revision=edited(note, desk, blocks=blocks), at=NINE + 3 * HOUR, change=Change.MINOR)
    actions.fix_live(note, desk, {"headline": "Fixed"})
    assert set(AuditEntry.objects.filter(verb="fix_live").latest("id").versions) == {"3", "4"}
    assert faults() == []


def test_rows_removed_from_the_end_are_found_by_a_hash_kept_elsewhere(live: Note) -> None:
    kept = AuditEntry.objects.earliest("-id")
    assert faults(kept.sha256) == []
    AuditEntry.objects.filter(pk=kept.pk)._raw_delete("default")
    assert "No audit row has the hash" in faults(kept.sha256)[0]


def test_published_note_that_vanished_with_its_rows_in_the_log_kept_is_found(live: Note, writer: User) -> None:
    pk = live.pk
    for rows in (live.corrections, live.transitions, live.revisions, Note.objects.filter(pk=pk)):
        rows.all()._raw_delete("default")
    assert faults() == [f"Note {pk} was published and is missing."]


def test_chain_holds_over_several_subjects_in_one_action(note: Note, desk: User, now: Any) -> None:
    second = written("Second", note.owner)
    with performing("mark", note, second, actor=desk, permission="publishing.publish"):
        pass
    with transaction.atomic(), performing("mark", second, actor=desk, permission="publishing.publish"):
        pass
    assert AuditEntry.objects.filter(verb="mark", public=True).count() == 3
    assert faults() == []


def test_rows_from_before_the_chain_are_chained_by_the_migration(live: Note) -> None:
    AuditEntry.objects.update(sha256="", public=False, versions={})
    connection.check_constraints()
    import_module("newsroom.publishing.migrations.0003_history_chain").chain(apps, None)
    history = History()
    assert list(history.faults()) == []
    assert history.uncovered == 2


def test_command_names_the_first_alteration_and_the_newest_hash(live: Note) -> None:
    out, err = StringIO(), StringIO()
    call_command("verify_history", stdout=out)
    assert f"Newest hash: {AuditEntry.objects.earliest('-id').sha256}" in out.getvalue()
    first = AuditEntry.objects.latest("-id")
    AuditEntry.objects.update(reason="forged")
    with pytest.raises(CommandError, match="altered outside the desk"):
        call_command("verify_history", stdout=out, stderr=err)
    assert err.getvalue().count("Audit row") == 1
    assert f"Audit row {first.pk} " in err.getvalue()


def test_command_refuses_what_is_not_a_hash(db: None) -> None:
    with pytest.raises(CommandError, match="64 characters"):
        call_command("verify_history", "--known", "abc")
