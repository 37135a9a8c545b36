"""An action whose lock came late happens when the lock was obtained, and says so in the audit.

For tests/publishing/ once actions run in `performing` (lock the subjects, lock the generation row, then read the clock).
It fails in the frame `acting`, which reads the clock before the generation row is locked.
"""

import threading
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from newsroom.publishing import clock, generation, verbs
from newsroom.publishing.models import AuditEntry
from tests.people import administrator, editor
from tests.publishing.conftest import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("verb", ["publish", "withdraw", "take_down"])
def test_an_action_never_happens_before_its_lock_was_obtained(verb: str) -> None:
    desk: User = editor()
    chief: Any = administrator()
    note = written("First", desk)
    if verb != "publish":
        verbs.publish(note, desk)

    def act() -> None:
        try:
            if verb == "publish":
                verbs.publish(note, desk)
            elif verb == "withdraw":
                verbs.withdraw(note, desk)
            else:
                verbs.take_down(note, chief, reason="Court order")
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        generation.bump()  # holds the row (on SQLite, the database)
        thread.start()
        time.sleep(0.7)  # long enough that the action waits
        released = clock.now()
    thread.join()
    entry = AuditEntry.objects.filter(verb=verb).get()
    assert entry.at >= released
    assert all(line.at >= released for line in note.transitions.filter(at__gte=entry.at))
