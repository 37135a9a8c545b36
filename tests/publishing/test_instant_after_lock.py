"""An action that waits for a lock happens when it gets the lock, and its audit row says so."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from newsroom.publishing import actions, clock, generation
from newsroom.publishing.models import AuditEntry
from tests.people import administrator, editor
from tests.publishing.conftest import written

# SQLite has one lock for the whole database, which a transaction waits for as it begins.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def _waits_for_a_lock() -> bool:
    """Return whether another connection waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("verb", ["publish", "unpublish", "take_down"])
def test_an_action_never_happens_before_its_lock_was_obtained(verb: str) -> None:
    desk: User = editor()
    chief: Any = administrator()
    note = written("First", desk)
    if verb != "publish":
        actions.publish(note, desk)

    def act() -> None:
        try:
            if verb == "publish":
                actions.publish(note, desk)
            elif verb == "unpublish":
                actions.unpublish(note, desk)
            else:
                actions.take_down(note, chief, reason="Court order")
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        generation.hold()
        thread.start()
        while not _waits_for_a_lock():
            pass
        released = clock.now()
    thread.join()
    entry = AuditEntry.objects.filter(verb=verb).get()
    assert entry.at >= released
    assert all(line.at >= released for line in note.transitions.filter(at__gte=entry.at))
