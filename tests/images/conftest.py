from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from newsroom.images import pictures
from newsroom.images.models import Picture
from tests.images.factories import photo
from tests.people import administrator, journalist

NINE = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Stand still at 9 a.m. on Nov. 8, 2024, until moved."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def writer(db: None) -> User:
    return journalist(username="writer")


@pytest.fixture
def chief(db: None) -> User:
    return administrator(username="chief")


@pytest.fixture
def picture(now: Any, writer: User) -> Picture:
    """Uploaded for good, with its bytes in the storage; no rendition made yet."""
    return uploaded(writer)


def uploaded(by: User, data: bytes = b"", name: str = "bridge.jpg", **words: Any) -> Picture:
    return pictures.upload(ContentFile(data or photo(1600, 1200), name), by, **{"alt": "A bridge", **words})
