"""Files in the storages that no row names: left by a process that was killed between a file and its row.

Only names that the photo library and the media room make are considered; whatever else is there belongs to somebody else.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import Storage, storages

from newsroom.images.models import PictureFile
from newsroom.images.storage import PART, names_in
from newsroom.media.models import MediaFile

AGE = timedelta(days=1)  # a file is stored before its row; a younger one may be waiting for it
BATCH = 500  # names that are looked up at once
# <key>-<SHA-256>.jpg, and of its renditions: <key>-<SHA-256>-<what was made>.webp
NAMES = {
    "pictures": re.compile(r"(?P<stem>(?P<key>[0-9a-f]{32})-[0-9a-f]{16})\.\w+"),
    "files": re.compile(r"(?P<stem>(?P<key>[0-9a-f]{32})-[0-9a-f]{16})\.\w+"),
    "__processed__": re.compile(r"(?P<stem>(?P<key>[0-9a-f]{32})-[0-9a-f]{16})-[0-9a-f]+\.\w+"),
}


def delete_orphans(now: datetime) -> int:
    """Delete files older than a day that no row names, and renditions of such files. Return how many."""
    storage, deleted, batch = storages["default"], 0, dict[str, re.Match[str]]()
    for name, match in _ours(storage):
        batch[name] = match
        if len(batch) == BATCH:
            deleted += _delete_unnamed(storage, batch, now)
            batch = {}
    return deleted + _delete_unnamed(storage, batch, now)


def delete_partial(now: datetime) -> int:
    """Delete what uploads and renditions that were interrupted more than a day ago left unfinished. Return how many."""
    deleted = 0
    for alias in ("default", "sealed"):
        storage = storages[alias]
        for name in names_in(storage):
            if name.endswith(PART) and _is_old(storage, name, now):
                storage.delete(name)
                deleted += 1
    return deleted


def _ours(storage: Storage) -> Iterator[tuple[str, re.Match[str]]]:
    for directory, pattern in NAMES.items():
        for name in names_in(storage, directory):
            if match := pattern.fullmatch(name.rpartition("/")[2]):
                yield name, match


def _delete_unnamed(storage: Storage, batch: dict[str, re.Match[str]], now: datetime) -> int:
    keys = {UUID(match["key"]) for match in batch.values()}
    named = set(PictureFile.objects.filter(picture__key__in=keys).values_list("image", flat=True))
    named |= set(MediaFile.objects.filter(key__in=keys).values_list("file", flat=True))
    stems = {name.rpartition("/")[2].rpartition(".")[0] for name in named}
    unnamed = [name for name, match in batch.items() if match["stem"] not in stems]
    orphans = [name for name in unnamed if _is_old(storage, name, now)]  # a bucket is asked for the age of each
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _is_old(storage: Storage, name: str, now: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < now - AGE
    except FileNotFoundError:  # deleted since it was listed
        return False
