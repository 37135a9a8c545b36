"""A full disk: the desk reports it, no half-written file stays, and readers' pages still work."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from newsroom import database
from newsroom.images.models import Picture
from tests.images.factories import photo
from tests.publishing.test_admin import signed_in


@contextmanager
def no_space(most: int = 10_000) -> Iterator[None]:
    """Keep every file of this process below so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_in(directory: Path) -> set[Path]:
    return {path for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize("alias", ["default", "sealed"])
def test_half_a_file_is_no_file(alias: str) -> None:
    storage: Any = storages[alias]
    with pytest.raises(OSError, match="too large") as refused, no_space():
        storage.save("half/file.jpg", ContentFile(photo(2000, 1500)))
    assert database.is_full(refused.value)
    assert not files_in(Path(storage.location, "half"))
    assert storage.save("half/file.jpg", ContentFile(b"whole")) == "half/file.jpg"
    storage.delete("half/file.jpg")


@pytest.mark.parametrize("alias", ["default", "outage"])
def test_half_a_page_is_no_page(alias: str) -> None:
    with pytest.raises(OSError, match="too large"), no_space(100):
        caches[alias].set("page", "x".join(map(str, range(10_000))))
    assert caches[alias].get("page") is None
    assert not files_in(Path(settings.CACHES[alias]["LOCATION"]))


def test_a_reader_gets_the_page_that_cannot_be_kept(client: Client, db: None, settings: Any) -> None:
    settings.PAGE_CACHE = True
    client.get("/robots.txt")
    with no_space(100):
        assert client.get("/timelines/").status_code == 200


@pytest.mark.postgresql  # SQLite's own file could not grow either
@pytest.mark.parametrize("many", [False, True])
def test_an_upload_that_finds_no_space_is_refused_with_the_reason(desk: User, many: bool) -> None:
    client, before = signed_in(desk), files_in(Path(default_storage.location))  # type: ignore[attr-defined]
    bridge = SimpleUploadedFile("bridge.jpg", photo(2000, 1500), "image/jpeg")
    with no_space():
        if many:
            answer = client.post("/admin/images/picture/upload/", {"photos": [bridge]})
        else:
            words = {"alt": "A bridge over the river at dawn", "file": bridge, "focus_x": 50, "focus_y": 50}
            answer = client.post("/admin/images/picture/add/", words)
    assert database.FULL in answer.text
    assert "A bridge over the river at dawn" in answer.text or many
    assert not Picture.objects.exists()
    assert files_in(Path(default_storage.location)) == before  # type: ignore[attr-defined]


@pytest.mark.sqlite  # of PostgreSQL's disk this process knows nothing
def test_a_database_that_is_full_is_no_database_that_is_away(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute("PRAGMA freelist_count")
        (free,) = cursor.fetchone()
        cursor.execute("CREATE TABLE large (words text)")
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(Exception, match="full") as refused:
            cursor.execute("INSERT INTO large VALUES (%s)", ["x" * (free * 65_536 + 1_000_000)])
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert database.is_full(refused.value)
    assert not database.is_away(refused.value)
