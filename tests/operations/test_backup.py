"""A backup is made while the site runs, and what is restored from it is the same."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from newsroom.images import actions as picture_actions
from newsroom.operations import backup, database_copy
from newsroom.operations.models import Mark
from newsroom.publishing import actions
from tests.articles.factories import ArticleFactory
from tests.images.conftest import uploaded
from tests.images.factories import photo, turned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("backup")]


@pytest.fixture(autouse=True)
def _empty_storages(tmp_path: Path, settings: Any) -> None:
    """Give each test storages of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "sealed": settings.STORAGES["sealed"] | {"OPTIONS": {"location": tmp_path / "sealed"}}
    }


@pytest.fixture
def site(desk: User, chief: User) -> None:
    """Make a live story, a draft, a photo, and one that was taken down."""
    story = ArticleFactory(owner=desk, headline="The harbor is open")
    actions.publish(story, desk)
    ArticleFactory(owner=desk, headline="A draft")
    uploaded(desk)
    second = uploaded(desk, photo(600, 900), "second.jpg")
    picture_actions.take_down(second, chief, reason="Court order")


@pytest.fixture
def other_database(tmp_path: Path) -> Iterator[str]:
    """Return the DATABASE_URL of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield _url(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _url(name: str) -> str:
    connection.ensure_connection()
    parameters = connection.connection.info.get_parameters() | {"dbname": ""}
    user, password = parameters.pop("user"), connection.connection.info.password
    query = urlencode({key: value for key, value in parameters.items() if key in {"host", "port"}})
    return f"postgresql://{user}:{password}@/{name}?{query}"


def manage(*arguments: object, database: str, var: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of an installation with that database and VAR_DIR."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {
        "SECRET_KEY": "k" * 50,
        "PUBLIC_URL": "http://testserver",
        "DATABASE_URL": database,
        "VAR_DIR": str(var),
    }
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def rows(database: str) -> dict[str, Any]:
    """Return every row of every table, but for the generation, which a restore raises, and what it leaves a mark of."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as opened:
            tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in _wanted(tables)}
    with psycopg.connect(database) as opened:
        tables = [
            name for (name,) in opened.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        ]
        return {
            name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"').fetchall())) for name in _wanted(tables)
        }


def marks(database: str) -> list[str]:
    """Return what a database says happened to it."""
    sql = "SELECT name FROM operations_mark"
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as opened:
            return [name for (name,) in opened.execute(sql)]
    with psycopg.connect(database) as other:
        return [name for (name,) in other.execute(sql).fetchall()]


def _wanted(tables: list[str]) -> list[str]:
    return [name for name in tables if name not in ("publishing_sitegeneration", "operations_mark")]


def here() -> str:
    name = str(connection.settings_dict["NAME"])
    return f"sqlite:///{name}" if connection.vendor == "sqlite" else _url(name)


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_restored_backup_has_every_row_and_every_file(site: None, tmp_path: Path, other_database: str) -> None:
    call_command("backup", tmp_path / "backup")
    call_command("verify", tmp_path / "backup")
    restored = manage("restore", tmp_path / "backup", database=other_database, var=tmp_path / "var")
    assert restored.returncode == 0, restored.stderr
    assert rows(other_database) == rows(here())
    assert list(Mark.objects.values_list("name", flat=True)) == [Mark.BACKUP]  # that was made here; there:
    assert marks(other_database) == [Mark.RESTORE]
    assert len(files(tmp_path / "sealed")) == 1
    for place in ("media", "sealed"):
        assert files(tmp_path / "var" / place) == files(tmp_path / place)
    again = manage("restore", tmp_path / "backup", database=other_database, var=tmp_path / "var")
    assert "The database isn’t empty" in again.stderr


def test_what_is_altered_missing_or_added_is_named(site: None, tmp_path: Path) -> None:
    made = backup.make(tmp_path / "backup")
    photo = next(name for name in made.files if name.startswith("media/"))
    copy = tmp_path / "backup" / photo
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    (tmp_path / "backup" / "sealed" / "new").write_bytes(b"")
    assert set(backup.faults(tmp_path / "backup")) == {f"{photo} was altered.", "sealed/new is not in the manifest."}
    copy.unlink()
    with pytest.raises(CommandError, match="can’t be trusted"):
        call_command("verify", tmp_path / "backup")


def test_a_damaged_database_is_found_even_if_its_checksum_is_right(site: None, tmp_path: Path) -> None:
    made = backup.make(tmp_path / "backup")
    [name] = [name for name in made.files if name.startswith("database.")]
    data = (tmp_path / "backup" / name).read_bytes()
    (tmp_path / "backup" / name).write_bytes(b"\0" * 200 + data[200:])
    assert f"{name} is damaged" in database_copy.fault(tmp_path / "backup")


def test_a_photo_taken_down_meanwhile_is_among_the_restricted_files(
    site: None, chief: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = uploaded(chief, turned(), "third.jpg")
    usual = database_copy.make

    def make(directory: Path) -> set[str]:
        named = usual(directory)
        if picture.taken_down_at is None:
            picture_actions.take_down(picture, chief, reason="Court order")
            picture.refresh_from_db()
        return named

    monkeypatch.setattr(database_copy, "make", make)
    made = backup.make(tmp_path / "backup")
    name = picture.files.get().image.name
    assert f"sealed/{name}" in made.files
    assert f"media/{name}" not in made.files


def test_a_file_that_was_lost_before_is_reported_and_the_rest_backed_up(
    site: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [lost] = (tmp_path / "media").rglob("*.jpg")
    lost.unlink()
    call_command("backup", tmp_path / "backup")
    assert f"{lost.relative_to(tmp_path / 'media')} is named by a row" in capsys.readouterr().err


def test_a_full_disk_leaves_no_backup(site: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space"):
        backup.make(tmp_path / "backup")
    assert not list(tmp_path.glob("backup*"))


def test_a_directory_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letter.txt").touch()
    with pytest.raises(CommandError, match="Name a new directory"):
        call_command("backup", tmp_path / "backup")
    with pytest.raises(CommandError, match=r"no readable manifest\.json"):
        call_command("restore", tmp_path / "backup")


def test_a_backup_is_not_restored_over_files_of_another_site(site: None, tmp_path: Path) -> None:
    call_command("backup", tmp_path / "backup")
    default_storage.save("other.txt", (tmp_path / "backup" / "manifest.json").open("rb"))
    with pytest.raises(CommandError, match="The database isn’t empty"):
        call_command("restore", tmp_path / "backup")
    assert storages["default"].exists("other.txt")


@pytest.mark.postgresql
def test_postgresqls_programs_are_told_nothing_that_only_a_newer_one_knows(db: None) -> None:
    told = conninfo_to_dict(database_copy._conninfo())
    assert told.keys() <= {"host", "port", "user", "dbname", "options", "client_encoding", "connect_timeout", "tcp_user_timeout"} | {
        "keepalives_idle", "keepalives_interval", "keepalives_count"
    }  # fmt: skip
    assert told["dbname"] == connection.settings_dict["NAME"]
