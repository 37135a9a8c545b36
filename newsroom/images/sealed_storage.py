"""The bytes of taken-down pictures: moved from the public storage into a sealed one that has no address."""

import posixpath
from collections.abc import Iterable
from typing import IO

from django.core.files.storage import default_storage, storages

from newsroom.images.models import Picture, PictureFile


def seal_picture(picture: Picture) -> None:
    """Move every file of a taken-down picture out of public reach."""
    for file in picture.files.all():
        seal(file)


def seal(file: PictureFile) -> None:
    """Seal the stored original of `file` and delete its renditions. Idempotent: moves what is left or new."""
    for name in _renditions(file):
        default_storage.delete(name)
    seal_file(file.image.name)


def seal_file(name: str) -> None:
    """Move a file from the public storage to the sealed one, under the same name. Idempotent."""
    if default_storage.exists(name):
        if not storages["sealed"].exists(name):
            with default_storage.open(name) as public:
                storages["sealed"].save(name, public)
        default_storage.delete(name)


def erase(files: Iterable[PictureFile]) -> None:
    """Delete every byte of `files` from the public storage."""
    for file in files:
        for name in (*_renditions(file), file.image.name):
            default_storage.delete(name)


def open_sealed(file: PictureFile) -> IO[bytes]:
    """Open the sealed original for reading. Raises FileNotFoundError until it is sealed."""
    return storages["sealed"].open(file.image.name)


def _renditions(file: PictureFile) -> list[str]:
    """Return every rendition ever made of the file, including unrecorded crops of an earlier focal point."""
    made = file.image._process_base(file.image.name)
    try:
        _, names = default_storage.listdir(made.path)
    except FileNotFoundError:
        return []
    return [posixpath.join(made.path, name) for name in names if name.startswith(made.basename)]
