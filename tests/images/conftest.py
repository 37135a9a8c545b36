from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from tests.conftest import NINE as NINE
from tests.images.factories import photo


@pytest.fixture
def picture(now: Any, writer: User) -> Picture:
    """A picture with its bytes in the storage, without renditions."""
    return uploaded(writer)


def uploaded(by: User, data: bytes = b"", name: str = "bridge.jpg", **words: Any) -> Picture:
    return picture_actions.upload(ContentFile(data or photo(1600, 1200), name), by, **{"alt": "A bridge", **words})
