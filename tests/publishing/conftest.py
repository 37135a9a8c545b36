from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from newsroom.publishing import clock, roles, verbs
from newsroom.publishing.roles import grant
from tests.people import administrator, editor, journalist
from tests.publishing.notes.models import Note

NINE = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York

grant(roles.JOURNALIST, "notes.add_note", "notes.change_note", "notes.view_note")


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Stand still at 9 a.m. on Nov. 8, 2024, until moved."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def writer(db: None) -> User:
    return journalist(username="writer")


@pytest.fixture
def desk(db: None) -> User:
    return editor(username="desk")


@pytest.fixture
def chief(db: None) -> User:
    return administrator(username="chief")


@pytest.fixture
def note(now: Any, writer: User) -> Note:
    return written("First", writer)


def written(headline: str, owner: User, **fields: Any) -> Note:
    """A note in the working copy, saved once."""
    note = Note(headline=headline, owner=owner, created_at=clock.now(), **fields)
    note.save()
    verbs.save(note, owner)
    return note


def edited(note: Note, by: User, **fields: Any) -> Any:
    """The note with those fields changed and saved: its new head."""
    note.refresh_from_db()
    for name, value in fields.items():
        setattr(note, name, value)
    note.save()
    return verbs.save(note, by)


def shown(note: Note, at: datetime) -> str | None:
    """The headline that readers see at that instant."""
    revision = note.live(at)
    return revision.content["headline"] if revision else None
