"""A worker that is killed amid a picture's renditions leaves no half file, and another one continues."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult
from PIL import Image

from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture, PictureFile
from newsroom.images.renditions import missing
from tests.images.factories import photo
from tests.people import journalist
from tests.site.faults import manage, worker_killed
from tests.site.serving import site_environment

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def uploaded(width: int, height: int) -> Picture:
    """A picture with three renditions, and more to make."""
    return picture_actions.upload(ContentFile(photo(width, height), "bridge.jpg"), journalist(), alt="A bridge")


def killed_and_swept(picture: Picture, directory: Path, *, files: int) -> int:
    """Kill a worker once there are so many files, and requeue its task. Return how many there were."""
    environment = known(directory)
    made = worker_killed(picture, environment, kill_after=lambda number: number >= files)
    manage(environment, "sweep", "--minutes", "0")
    return made


def every_rendition_is_whole(picture: Picture, directory: Path) -> None:
    """Let a worker finish, then open everything that pages would show."""
    manage(known(directory), "db_worker", "--batch", "--no-startup-delay")
    file = PictureFile.objects.select_related("picture").get(picture=picture)
    assert missing(file) == []
    assert not DBTaskResult.objects.running().exists()
    for line in file.renditions:
        with default_storage.open(line["name"]) as stored:
            image = Image.open(io.BytesIO(stored.read()))
            image.load()
        assert image.size == (line["width"], line["height"])


def known(directory: Path) -> dict[str, str]:
    """The environment of a worker on the test database, with the files of this process."""
    return site_environment(directory, PUBLIC_URL=settings.PUBLIC_URL)


def test_a_worker_that_is_killed_amid_a_picture_leaves_nothing_undone(tmp_path: Path) -> None:
    picture = uploaded(700, 525)
    killed_and_swept(picture, tmp_path, files=4)
    every_rendition_is_whole(picture, tmp_path)
