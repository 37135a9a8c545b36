from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from newsroom import roles
from newsroom.publishing import actions, clock
from newsroom.roles import grant
from tests.conftest import NINE as NINE
from tests.publishing.notes.models import Note

grant(roles.JOURNALIST, "notes.add_note", "notes.change_note", "notes.view_note")


@pytest.fixture
def note(now: Any, writer: User) -> Note:
    return written("First", writer)


def written(headline: str, owner: User, **fields: Any) -> Note:
    """Return a note, saved once."""
    note = Note(headline=headline, owner=owner, created_at=clock.now(), **fields)
    note.save()
    actions.save(note, owner)
    return note


def edited(note: Note, by: User, **fields: Any) -> Any:
    """Change and save these fields of the note; return its new head."""
    note.refresh_from_db()
    for name, value in fields.items():
        setattr(note, name, value)
    note.save()
    return actions.save(note, by)


def shown(note: Note, at: datetime) -> str | None:
    """Return the headline that readers see at that instant."""
    revision = note.live(at)
    return revision.content["headline"] if revision else None
