"""The database refuses invalid rows, whoever writes them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from newsroom.publishing import actions, constraints
from newsroom.publishing.models import AuditEntry, Change
from tests.publishing.conftest import NINE, edited, written
from tests.publishing.notes.models import Note, NoteCorrection, NoteTransition

HOUR = timedelta(hours=1)


@pytest.fixture
def live(note: Note, desk: User, now: time_machine.Traveller) -> Note:
    """Return a note published at nine, with a second version due at noon; it is ten."""
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 3 * HOUR, change=Change.MINOR)
    edited(note, desk, headline="Draft")
    now.shift(HOUR)
    actions.correct(note, desk, text="It was 11,000.")
    return note


def first(note: Note) -> Any:
    return note.revisions.filter(number=1)


def third(note: Note) -> Any:
    return note.revisions.filter(number=3)


HAND_MADE: dict[str, Callable[[Note], Any]] = {
    "overlap by update": lambda note: third(note).update(live_from=NINE + 2 * HOUR),
    "overlap with what is scheduled": lambda note: third(note).update(live_from=NINE + 4 * HOUR),
    "interval that ends before it starts": lambda note: third(note).update(
        live_from=NINE + 8 * HOUR, live_until=NINE + 7 * HOUR
    ),
    "end without a start": lambda note: third(note).update(live_until=NINE + 7 * HOUR),
    "start in the past": lambda note: third(note).update(live_from=NINE - HOUR, live_until=NINE),
    "start of the past moved": lambda note: first(note).update(live_from=NINE + timedelta(minutes=1)),
    "start of the past removed": lambda note: first(note).update(live_from=None, live_until=None),
    "end moved into the past": lambda note: first(note).update(live_until=NINE + timedelta(minutes=1)),
    "content changed": lambda note: third(note).update(content={"schema": 1}),
    "number changed": lambda note: third(note).update(number=9),
    "author changed": lambda note: third(note).update(author=User.objects.create_user("other")),
    "what was live deleted": lambda note: first(note)._raw_delete(using="default"),
    "past transition moved": lambda note: note.transitions.filter(at=NINE).update(at=NINE + 2 * HOUR),
    "past transition deleted": lambda note: note.transitions.filter(at=NINE).delete(),
    "future transition moved into the past": lambda note: note.transitions.filter(at__gt=NINE + HOUR).update(
        at=NINE - HOUR
    ),
    "transition added in the past": lambda note: note.transitions.create(at=NINE - HOUR, by=note.owner),
    "correction changed": lambda note: note.corrections.update(text="It was 12,000."),
    "amended twice": lambda note: [amendment(note, note.corrections.earliest("id")) for _ in range(2)],
    "amends itself": lambda note: amendment(note, NoteCorrection(pk=9), pk=9),
    "amends another note's": lambda note: amendment(written("Other", note.owner), note.corrections.earliest("id")),
    "amends what comes later": lambda note: amendment(note, note.corrections.earliest("id"), at=NINE - HOUR),
    "amends as another kind": lambda note: amendment(note, note.corrections.earliest("id"), kind="note"),
    "correction deleted": lambda note: note.corrections.all().delete(),
    "audit row changed": lambda note: AuditEntry.objects.update(reason="nothing"),
    "audit row deleted": lambda note: AuditEntry.objects.all().delete(),
}


def amendment(note: Note, amends: NoteCorrection, **fields: Any) -> NoteCorrection:
    """Write a row that replaces the wording of `amends`, without the action."""
    made = {"kind": "correction", "text": "It was 13,000.", "at": NINE + 5 * HOUR, "by": note.owner} | fields
    return NoteCorrection.objects.create(subject=note, amends=amends, **made)


@pytest.mark.parametrize("write", HAND_MADE.values(), ids=HAND_MADE.keys())
def test_hand_made_writes_are_refused(live: Note, write: Callable[[Note], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(live)


def test_overlap_by_insert_is_refused(live: Note, desk: User) -> None:
    revision = third(live).get()
    revision.pk, revision.number, revision.live_from = None, 4, NINE + 2 * HOUR
    with pytest.raises(IntegrityError), transaction.atomic():
        revision.save(force_insert=True)


def test_the_future_may_be_rearranged(live: Note, desk: User) -> None:
    actions.unschedule(live, desk, at=NINE + 3 * HOUR)
    third(live).get().delete()


def test_refusals_are_in_place(db: None) -> None:
    assert missing() == set()


def missing() -> set[str]:
    """Return the refusals that the database lacks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {name for (name,) in cursor.fetchall()}
    wanted = {
        f"{model._meta.db_table}_{refusal.name}"
        for model in constraints._guarded()
        for refusal in constraints.refusals(model)
    }
    if connection.vendor == "postgresql":
        wanted |= {
            f"{revision._meta.db_table}_alone"
            for revision in [NoteTransition._meta.get_field("revision").related_model]
        }
    return wanted - present


def test_a_migrate_touches_no_table_whose_guards_are_as_they_should_be(db: None) -> None:
    constraints.install()
    with CaptureQueriesContext(connection) as queries:
        constraints.install()
    statements = [query["sql"] for query in queries]
    assert [sql for sql in statements if "DROP" in sql or "CREATE TRIGGER" in sql or "ALTER" in sql] == []


def test_a_guard_that_was_changed_is_made_again(db: None) -> None:
    constraints.install()
    table = "articles_articletransition"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_kept")
            find = f"SELECT tgenabled FROM pg_trigger WHERE tgname = '{table}_kept'"
        else:
            find = f"SELECT sql FROM sqlite_master WHERE name = '{table}_kept'"
            cursor.execute(find)
            [made] = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {table}_kept")
            cursor.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT 1; END")
        constraints.install()
        cursor.execute(find)
        [found] = cursor.fetchone()
    assert found == ("O" if connection.vendor == "postgresql" else made)
