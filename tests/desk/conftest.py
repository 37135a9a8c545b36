"""The demo, loaded once for a module: its tests only read, or undo what they do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

LOADED_AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # 10:30 a.m. in New York


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo as `load_demo` leaves it, rolled back after the module."""
    with (
        time_machine.travel(LOADED_AT, tick=False),
        django_db_blocker.unblock(),
        override_settings(NEWSROOM_DEMO=True),
        transaction.atomic(),
    ):
        call_command("load_demo", no_renditions=True, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None) -> Iterator[time_machine.Traveller]:
    """The demo, at the instant at which it was loaded."""
    with time_machine.travel(LOADED_AT, tick=False) as traveller:
        yield traveller
