from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User

from tests.people import administrator, editor

NINE = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Stand still at 9 a.m. on Nov. 8, 2024, until moved."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(db: None) -> User:
    return editor(username="desk")


@pytest.fixture
def chief(db: None) -> User:
    return administrator(username="chief")
