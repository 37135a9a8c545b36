"""A backup of the whole installation, made while the site runs: the database, the media, and the restricted files.

A backup is a directory: `manifest.json` (what it is, and the SHA-256 of every other file), `database.sqlite3` or
`database.dump` (PostgreSQL's own format), `media/` and `sealed/`. It appears under its name when it is complete.

The database is copied as of one instant. Files are copied before it and once more after it; files never change, and what
takes one away (a take-down, a discarded photo) raises the site's removal number or removes a row. So files and database
belong together if that number is the same afterwards and every file that a row of the copy names was copied. Otherwise
the backup begins again, and copies only what is new.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from newsroom.images.models import Picture
from newsroom.images.sealed_storage import seal_file, seal_picture
from newsroom.images.storage import sha256_of, whole_files
from newsroom.media.models import MediaFile
from newsroom.operations import database_copy
from newsroom.operations.models import Mark
from newsroom.publishing import clock, generation
from newsroom.publishing.models import SiteGeneration

FORMAT = 1
MANIFEST = "manifest.json"
STORED = {"media": "default", "sealed": "sealed"}  # directory of the backup -> name of the storage
TRIES = 5
CHUNK = 1024 * 1024  # bytes


class BackupError(Exception):
    """What is wrong with a backup, or why it can't be made or restored, and the cure."""


@dataclass
class Manifest:
    """What a backup says of itself."""

    made_at: str
    database: str
    migrations: list[str]
    format: int = FORMAT
    files: dict[str, str] = field(default_factory=dict)  # path in the backup -> SHA-256, in hex
    missing: list[str] = field(default_factory=list)  # named by a row, and in no storage when the backup was made


def make(directory: Path) -> Manifest:
    """Back up this installation to `directory`, which must not exist or be empty. The site keeps running.

    Raises BackupError, and OSError if the disk is full; `directory` then doesn't exist.
    """
    if directory.exists() and any(directory.iterdir()):
        raise BackupError(f"{directory} isn’t empty. Name a new directory.")
    partial = directory.with_name(f"{directory.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        manifest = _copied(partial)
        manifest.files = {str(path.relative_to(partial)): sha256_of(path) for path in sorted(_files(partial))}
        (partial / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")
        partial.replace(directory)
        Mark.objects.set(Mark.BACKUP, datetime.fromisoformat(manifest.made_at))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def _copied(directory: Path) -> Manifest:
    for _ in range(TRIES):
        removal = _removals()
        for place in STORED:
            _copy_files(place, directory / place)
        made_at = clock.now().isoformat()
        named = database_copy.make(directory)
        for place in STORED:
            _copy_files(place, directory / place)
        missing = sorted(name for name in named if not any((directory / place / name).exists() for place in STORED))
        gone = [name for name in missing if not any(storages[storage].exists(name) for storage in STORED.values())]
        if _removals() == removal and missing == gone:
            migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
            return Manifest(made_at, connection.vendor, migrations, missing=missing)
    raise BackupError(f"Files were removed during each of {TRIES} tries. Try again when less is going on.")


def _removals() -> int:
    return SiteGeneration.objects.values_list("removal", flat=True).filter(pk=1).first() or 0


def _copy_files(place: str, directory: Path) -> None:
    """Copy what is new in a storage; delete from the copy what is no longer there."""
    storage = storages[STORED[place]]
    names = set(whole_files(storage))
    for path in list(_files(directory)):
        if path.relative_to(directory).as_posix() not in names:
            path.unlink()
    for name in sorted(names):
        path = directory / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with storage.open(name) as stored, path.open("wb") as copy:
                shutil.copyfileobj(stored, copy, CHUNK)
        except FileNotFoundError:  # removed since it was listed; the backup finds out whether that matters
            path.unlink(missing_ok=True)


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in directory.rglob("*") if path.is_file())


def read(directory: Path) -> Manifest:
    """Return the manifest of a backup. Raises BackupError if there is none, or if a newer release made it."""
    try:
        values = json.loads((directory / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{directory} is no backup: it has no readable {MANIFEST}.") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise BackupError(f"{directory} was made by another release, in another format. Use the release that made it.")
    return Manifest(**values)


def faults(directory: Path) -> Iterator[str]:
    """Yield what differs from the manifest, and whether the database in the backup can be read. Changes nothing."""
    manifest = read(directory)
    for name, sha256 in manifest.files.items():
        path = directory / name
        if not path.is_file():
            yield f"{name} is missing."
        elif sha256_of(path) != sha256:
            yield f"{name} was altered."
    here = {str(path.relative_to(directory)) for path in _files(directory)} - {MANIFEST}
    yield from (f"{name} is not in the manifest." for name in sorted(here - manifest.files.keys()))
    if fault := database_copy.fault(directory):
        yield fault


def _mark_restored() -> None:
    """Leave what the alert "restored" is about, unless the backup is of a release that had none."""
    if Mark._meta.db_table in connection.introspection.table_names():
        Mark.objects.set(Mark.RESTORE)


def restore(directory: Path) -> Manifest:
    """Put a backup into this installation, whose database and storages must be empty. Raises BackupError."""
    manifest = read(directory)
    if found := next(faults(directory), ""):
        raise BackupError(f"{found} Nothing was restored; use another backup.")
    if manifest.database != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.database}, and DATABASE_URL names {connection.vendor}. To change from one to the "
            "other, use export_archive and import_archive."
        )
    if connection.introspection.table_names():
        raise BackupError("The database isn’t empty. Name a new one in DATABASE_URL; nothing was restored.")
    for place, storage in STORED.items():
        if any(f"{place}/{name}" not in manifest.files for name in whole_files(storages[storage])):
            raise BackupError(f"The {place} storage has files of another site. Move them away; nothing was restored.")
    for name in manifest.files:
        place, _, stored_as = name.partition("/")
        # What is there is from a restore that was interrupted: files are stored whole or not at all.
        if place in STORED and not storages[STORED[place]].exists(stored_as):
            with (directory / name).open("rb") as copy:
                storages[STORED[place]].save(stored_as, File(copy))
    database_copy.restore(directory)
    _mark_restored()
    # A take-down commits before it moves the bytes; the copy may be from between the two.
    for picture in Picture.objects.exclude(taken_down_at=None):
        seal_picture(picture)
    for media in MediaFile.objects.exclude(taken_down_at=None):
        seal_file(media.stored_as)
    generation.bump()
    return manifest
