"""Write the whole newsroom as an archive: rows as JSON Lines, and files beside them. Memory stays the same at any size."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import storages
from django.db import connection, transaction

from newsroom.archive.rows import FORMAT, VERSION, Kind, kinds, line_of
from newsroom.images.storage import PART, sha256_of, stored_sha256, whole_files
from newsroom.publishing.exceptions import ActionRefused

MANIFEST = "archive.json"
UNFINISHED = "archive.json.part"
PLACES = {"media": "default", "restricted": "sealed"}  # the folder -> the storage
PIECE = 1024 * 1024  # bytes

Say = Callable[[str], None]


def export(folder: Path, *, restricted: bool = False, say: Say = lambda text: None) -> None:
    """Write an archive into `folder`; one that is there is written again. Raises ActionRefused.

    All rows are of one instant. Files are copied after them; those that are there already are left alone, so that an
    interrupted export goes on. `restricted` adds the files that were taken down.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()) and not any((folder / name).exists() for name in (MANIFEST, UNFINISHED)):
        raise ActionRefused(f"{folder} has other files. Name a new or an empty directory.")
    (folder / UNFINISHED).touch()
    (folder / MANIFEST).unlink(missing_ok=True)
    for old in folder.glob("*.jsonl"):
        old.unlink()
    files: dict[str, Any] = {}
    with _one_instant():
        for kind in kinds():
            files[kind.file] = _write(folder / kind.file, kind.rows())
            say(f"{kind.file}: {files[kind.file]['lines']} lines")
        ids = _ids()
    for place, storage in PLACES.items():
        if place == "media" or restricted:
            name = f"{place}.jsonl"
            files[name] = _write(folder / name, _copied(storages[storage], folder / place, say))
            say(f"{name}: {files[name]['lines']} files")
    manifest = {"format": FORMAT, "version": VERSION, "files": files, "ids": ids}
    (folder / UNFINISHED).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    (folder / UNFINISHED).replace(folder / MANIFEST)


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> dict[str, Any]:
    digest, lines = hashlib.sha256(), 0
    with path.open("wb") as out:
        for row in rows:
            line = line_of(row)
            digest.update(line)
            out.write(line)
            lines += 1
    return {"lines": lines, "sha256": digest.hexdigest()}


@contextmanager
def _one_instant() -> Iterator[None]:
    """Read everything as it is now, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    waiting: Any = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        waiting, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = waiting  # type: ignore[attr-defined]


def numbered() -> list[Kind]:
    """Return the kinds whose ids the database gives."""
    return [each for each in kinds() if each.model._meta.auto_field and not each.model._meta.auto_created]


def _ids() -> dict[str, int]:
    """Return the last id that each table gave, of rows that are gone, too: audit rows and merged tags still name them."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for kind in numbered():
            table = kind.model._meta.db_table
            if kind.label == "auth.group":
                continue
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, kind.model._meta.pk.column])
                (sequence,) = cursor.fetchone()
                cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s AND seq > 0", [table])
            if row := cursor.fetchone():
                found[kind.label] = row[0]
    return found


def _copied(storage: Any, folder: Path, say: Say) -> Iterator[dict[str, Any]]:
    """Copy every file of a storage into `folder`, and yield its line."""
    for name in whole_files(storage):
        target = folder / name
        try:
            digest = stored_sha256(storage, name)
            if not (target.exists() and digest == sha256_of(target)):
                target.parent.mkdir(parents=True, exist_ok=True)
                part = target.with_name(f"{target.name}{PART}")
                with storage.open(name) as source, part.open("wb") as out:
                    shutil.copyfileobj(source, out, PIECE)
                part.replace(target)
        except FileNotFoundError:  # taken down, or replaced, since the walk began
            say(f"{name} was removed while it was to be copied; it is left out.")
            continue
        yield {"path": name, "sha256": digest, "size": target.stat().st_size}
