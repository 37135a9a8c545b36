"""Read an archive into an empty database, whole or not at all.

The rows are written in one transaction, so nobody sees half a newsroom, and a stopped import leaves nothing but files, which
the next one finds. Past dates are accepted by this action alone: for its transaction, the database is told that all of it
is yet to come. On PostgreSQL only the owner of the tables can tell it so.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import storages
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Max

from newsroom.archive import deriving
from newsroom.archive.export import MANIFEST, PLACES, UNFINISHED, numbered
from newsroom.archive.rows import BATCH, FIRST, FORMAT, VERSION, Damaged, Kind, kinds, row_of
from newsroom.images.storage import sha256_of, stored_sha256
from newsroom.publication.current import stored
from newsroom.publication.models import Publication
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing, tell_database
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import AuditEntry, Revision, fingerprint

ACTION, PERMISSION = "import_archive", "archive.import_archive"
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)  # before everything that an archive can hold

Say = Callable[[str], None]


def import_archive(
    folder: Path, username: str, *, dry_run: bool = False, say: Say = lambda text: None
) -> dict[str, int]:
    """Import the archive in `folder`, in the name of one of its people, and return how many rows of each kind it has.

    Files come first, and those that are there already are left alone. The second time, only missing files are added: the
    database knows the archive by its audit row. `dry_run` does everything but keep it. Raises Damaged, ActionRefused.
    """
    manifest, sha256 = _manifest(folder)
    counts = {kind.label: _checked(folder, kind, manifest["files"]) for kind in kinds()}
    say(f"Checked {sum(counts.values())} rows.")
    done = AuditEntry.objects.filter(verb=ACTION, reason__contains=sha256).first()
    if not done:
        _refuse_unless_empty()
    take_in_files(folder, manifest["files"], dry_run=dry_run, say=say)
    if done:
        say(f"This archive was imported on {done.at:%Y-%m-%d %H:%M} UTC. Nothing was changed.")
        return counts
    try:
        with transaction.atomic():
            _take_in_rows(folder, manifest, f"Archive {sha256}: {sum(counts.values())} rows", username, say)
            transaction.set_rollback(dry_run)
    except IntegrityError as error:
        raise Damaged(f"Rows don’t fit together. Nothing was imported. The database says: {error}") from error
    return counts


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    path = folder / MANIFEST
    if (folder / UNFINISHED).exists() and not path.exists():
        raise Damaged(f"{folder} isn’t finished. Run export_archive again, with the same directory.")
    try:
        data = path.read_bytes()
        manifest = json.loads(data)
        files = manifest["files"]
        known = manifest["format"] == FORMAT and all({"lines", "sha256"} <= each.keys() for each in files.values())
    except FileNotFoundError:
        raise Damaged(f"{folder} has no {MANIFEST}, so it is no archive. Name the directory of one.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Damaged(f"{path} isn’t that of an archive. Copy the archive again.") from None
    if not known or manifest["version"] != VERSION:
        raise Damaged(
            f"{path} has format {manifest['format']} {manifest.get('version')}; this program reads {FORMAT} {VERSION}. "
            "Import it with the version that wrote it, or a later one."
        )
    ours = {kind.file for kind in kinds()} | {f"{place}.jsonl" for place in PLACES}
    unknown = {name for name, each in files.items() if each["lines"]} - ours
    if manifest.get("derive"):
        unknown |= {kind.file for kind in kinds() if kind.label in deriving.FOLLOWING} & files.keys()
        if unknown:
            raise Damaged(f"{path} says that these follow from versions: {', '.join(sorted(unknown))}. Leave them out.")
    if unknown:
        raise Damaged(f"This program doesn’t know {', '.join(sorted(unknown))}. Install the apps that wrote them.")
    return manifest, hashlib.sha256(data).hexdigest()


def _lines(folder: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a file with their line numbers. Raises Damaged for the first line that was altered."""
    number = 0
    try:
        with (folder / name).open("rb") as file:
            for number, line in enumerate(file, 1):
                yield number, row_of(line)
    except FileNotFoundError:
        raise Damaged(f"{name} is missing. Copy the archive again.") from None
    except ValueError as error:
        raise Damaged(f"{name}, line {number}: {error}. Copy the archive again.") from None


def _checked(folder: Path, kind: Kind, files: dict[str, Any]) -> int:
    """Read a whole file, and return how many rows it has. Raises Damaged."""
    listed = files.get(kind.file)
    if listed is None:  # written by a program that has no such rows
        return 0
    count = 0
    for number, row in _lines(folder, kind.file):
        count = number
        try:
            kind.read(row)
        except Exception as error:  # whatever a field says of a value
            raise Damaged(f"{kind.file}, line {number}: {error}.") from None
        if issubclass(kind.model, Revision) and fingerprint(row["content"]) != row["sha256"]:
            raise Damaged(f"{kind.file}, line {number}: the text isn’t the one whose SHA-256 is recorded.")
    if count != listed["lines"]:
        raise Damaged(f"{kind.file} ends after line {count}; it should have {listed['lines']}. Copy the archive again.")
    if sha256_of(folder / kind.file) != listed["sha256"]:
        raise Damaged(f"{kind.file}: lines were replaced or moved. Copy the archive again.")
    return count


def _refuse_unless_empty() -> None:
    full = [
        str(kind.model._meta.verbose_name_plural)
        for kind in kinds()
        if kind.label != "auth.group" and kind.model._base_manager.exists()
    ]
    if full:
        raise ActionRefused(
            f"This database isn’t empty: it has {', '.join(full[:5])}. Ids in an archive are kept, so it can only be "
            "imported into a new database, after `migrate` and before anything else: its people are in the archive."
        )


def take_in_files(folder: Path, files: dict[str, Any], *, dry_run: bool = False, say: Say = lambda text: None) -> None:
    """Put the files of an archive, whose archive.json has these `files`, into the storages. Raises Damaged."""
    for place, storage_name in PLACES.items():
        name = f"{place}.jsonl"
        if name not in files:
            continue
        storage, number = storages[storage_name], 0
        for number, row in _lines(folder, name):
            path = folder / place / row["path"]
            if not path.resolve().is_relative_to((folder / place).resolve()):
                raise Damaged(f"{name}, line {number}: {row['path']} is outside of the archive.")
            if not path.is_file() or sha256_of(path) != row["sha256"]:
                what = "was altered" if path.is_file() else "is missing"
                raise Damaged(f"{name}, line {number}: {place}/{row['path']} {what}. Copy the archive again.")
            if not dry_run:
                _store(storage, path, row)
        if number != files[name]["lines"]:
            raise Damaged(f"{name} ends after line {number}; it should have {files[name]['lines']}.")
        say(f"{place}: {number} files")


def _store(storage: Any, path: Path, row: dict[str, Any]) -> None:
    if storage.exists(row["path"]):
        if stored_sha256(storage, row["path"]) == row["sha256"]:
            return
        raise ActionRefused(f"There is another file {row['path']} already. Empty the directory of uploads first.")
    with path.open("rb") as source:
        storage.save(row["path"], File(source))


def _take_in_rows(folder: Path, manifest: dict[str, Any], reason: str, username: str, say: Say) -> None:
    found = [kind for kind in kinds() if kind.file in manifest["files"]]
    for kind in found:
        if kind.label in FIRST:
            _insert(folder, kind)
    actor = User.objects.filter(username=username).first()
    if actor is None:
        raise ActionRefused(f"The archive has no user {username}. Name an administrator of the archive with --by.")
    with performing(ACTION, Publication(), actor=actor, permission=PERMISSION, reason=reason) as [act]:
        with clock.pretending(BEGINNING):
            _tell(BEGINNING)
            for kind in found:
                if kind.label not in FIRST:
                    _insert(folder, kind)
                    say(kind.label)
            if manifest.get("derive"):
                deriving.from_versions(actor, act.now, BEGINNING)
        _tell(act.now)
        connection.check_constraints()
        _continue_ids(manifest.get("ids", {}))
        say("Rebuilding search and stored pages …")
        deriving.search_and_stored_pages()
        act.subject = stored()


def _tell(now: datetime) -> None:
    try:
        tell_database(now)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT newsroom_now()")
    except IntegrityError:
        raise ActionRefused(
            "Only the owner of the tables can import past dates. Use the DATABASE_URL with which you run `migrate`."
        ) from None


def _insert(folder: Path, kind: Kind) -> None:
    rows = _lines(folder, kind.file)
    while batch := list(islice(rows, BATCH)):
        try:
            kind.insert([kind.read(row) for _, row in batch])
        except DatabaseError as error:
            place = f"{kind.file}, lines {batch[0][0]} to {batch[-1][0]}"
            raise Damaged(f"{place}: the database refuses them. Nothing was imported. It says: {error}") from error


def _continue_ids(given: dict[str, int]) -> None:
    """Let every table go on after the last id that it ever gave."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for sql in connection.ops.sequence_reset_sql(no_style(), [kind.model for kind in kinds()]):
                cursor.execute(sql)
        for kind in numbered():
            table, key = kind.model._meta.db_table, kind.model._meta.pk.column
            highest = kind.model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
            last = max(int(given.get(kind.label, 0)), highest)
            if connection.vendor == "postgresql":
                if last:
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, key, last])
                continue
            # An empty table may have given ids before.
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
            if last and not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
