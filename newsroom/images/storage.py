"""File storage that never leaves half a file, and what backups, archives and the sweep read of any storage."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, Storage

PART = ".part"  # half a file, of an upload that goes on or was interrupted


class WholeFiles(FileSystemStorage):
    """Django's storage, writing to a temporary name first, so that a full disk or a killed process does no harm."""

    def _save(self, name: str, content: Any) -> str:
        part = f"{name}.{uuid4().hex}{PART}"
        path = Path(self.path(part))
        try:
            super()._save(part, content)  # type: ignore[misc]
            path.replace(self.path(name))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return name


def names_in(storage: Storage, directory: str = "") -> Iterator[str]:
    """Yield the names of all files below a directory of a storage, half files too, in order."""
    try:
        directories, names = storage.listdir(directory)
    except FileNotFoundError:  # nothing was ever stored there
        return
    prefix = f"{directory}/" if directory else ""
    yield from (f"{prefix}{name}" for name in sorted(names))
    for each in sorted(directories):
        yield from names_in(storage, f"{prefix}{each}")


def whole_files(storage: Storage) -> Iterator[str]:
    """Yield the names of all whole files in a storage, in order."""
    return (name for name in names_in(storage) if not name.endswith(PART))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stored_sha256(storage: Storage, name: str) -> str:
    """Return the SHA-256 of a stored file, in hex. Raises FileNotFoundError."""
    with storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
