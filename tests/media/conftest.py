from typing import Any

import pytest
from django.core.files.base import ContentFile

from newsroom.media import actions as media_actions
from newsroom.media.models import MediaFile
from tests.conftest import NINE as NINE
from tests.media.factories import mp4


@pytest.fixture
def video(writer: Any, now: Any) -> MediaFile:
    """A video that was uploaded."""
    return media_actions.upload(ContentFile(mp4(), "ferry.mp4"), writer, title="The ferry")
