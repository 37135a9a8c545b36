"""Photos, restricted files and backups on storage that speaks S3: as on a disk."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage, storages
from django.test import Client

from newsroom.archive.export import export
from newsroom.archive.importing import take_in_files
from newsroom.images import actions as picture_actions
from newsroom.images.renditions import make_renditions
from newsroom.operations import backup
from tests.images.conftest import uploaded
from tests.s3 import BUCKET, KEYS, make_bucket, s3, storages_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.xdist_group("s3")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3() as address:
        make_bucket(address)
        yield address


@pytest.fixture(autouse=True)
def bucket(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give each test the bucket, empty, as the storage of the site."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | storages_in(server)
    bucket = boto3.resource("s3", endpoint_url=server).Bucket(BUCKET)
    bucket.objects.all().delete()
    return bucket


def names(bucket: Any) -> list[str]:
    return [each.key for each in bucket.objects.all()]


def test_a_photo_is_kept_in_the_bucket_and_served_by_the_site(desk: User, client: Client, bucket: Any) -> None:
    file = uploaded(desk).files.get()
    make_renditions(file)
    file.refresh_from_db()
    assert all(name.startswith("media/") for name in names(bucket))
    assert len(names(bucket)) > len(file.renditions) > 3
    for name in (file.image.name, file.renditions[0]["name"]):
        address = default_storage.url(name)
        assert address == f"/media/{name}"
        with default_storage.open(name) as stored:
            assert b"".join(client.get(address).streaming_content) == stored.read()  # type: ignore[attr-defined]


def test_a_photo_that_is_taken_down_is_under_sealed_alone(desk: User, chief: User, client: Client, bucket: Any) -> None:
    picture = uploaded(desk)
    file = picture.files.get()
    make_renditions(file)
    picture_actions.take_down(picture, chief, reason="Court order")
    assert names(bucket) == [f"sealed/{file.image.name}"]
    assert client.get(f"/media/{file.image.name}").status_code == 404
    with storages["sealed"].open(file.image.name) as sealed:
        assert sealed.read(2) == b"\xff\xd8"


def test_a_file_that_is_gone_from_the_bucket_is_not_found(desk: User, client: Client, bucket: Any) -> None:
    name = uploaded(desk).files.get().image.name
    bucket.objects.all().delete()
    assert client.get(f"/media/{name}").status_code == 404


def test_a_backup_holds_what_is_in_the_bucket(desk: User, bucket: Any, tmp_path: Path) -> None:
    name = uploaded(desk).files.get().image.name
    made = backup.make(tmp_path / "backup")
    assert f"media/{name}" in made.files
    assert list(backup.faults(tmp_path / "backup")) == []


def test_an_archive_takes_the_files_of_the_bucket_along(desk: User, tmp_path: Path, bucket: Any) -> None:
    file = uploaded(desk).files.get()
    export(tmp_path)
    written = [str(each.relative_to(tmp_path)) for each in sorted((tmp_path / "media").rglob("*")) if each.is_file()]
    assert written == names(bucket)
    with default_storage.open(file.image.name) as stored:
        assert (tmp_path / "media" / file.image.name).read_bytes() == stored.read()
    bucket.objects.all().delete()
    take_in_files(tmp_path, json.loads((tmp_path / "archive.json").read_text())["files"])
    assert written == names(bucket)
