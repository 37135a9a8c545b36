"""Where the bytes of a taken-down picture go: out of the public storage, into a sealed one that no address leads to."""

import posixpath
from collections.abc import Iterable
from typing import IO

from django.core.files.storage import default_storage, storages

from newsroom.images.models import Picture, PictureFile


def seal_picture(picture: Picture) -> None:
    """Move every file of a taken-down picture out of public reach. Can be done again."""
    for file in picture.files.all():
        seal(file)


def seal(file: PictureFile) -> None:
    """Move every byte of `file` out of public reach: the stored original is kept sealed, its renditions are deleted.

    Can be done again at any time, and moves what was left or has come since.
    """
    for name in _renditions(file):
        default_storage.delete(name)
    original = file.image.name
    if default_storage.exists(original):
        if not storages["sealed"].exists(original):
            with default_storage.open(original) as public:
                storages["sealed"].save(original, public)
        default_storage.delete(original)


def erase(files: Iterable[PictureFile]) -> None:
    """Delete every byte of `files` from the public storage."""
    for file in files:
        for name in (*_renditions(file), file.image.name):
            default_storage.delete(name)


def open_sealed(file: PictureFile) -> IO[bytes]:
    """The sealed original, for reading in binary. Raises FileNotFoundError while it has not been sealed."""
    return storages["sealed"].open(file.image.name)


def _renditions(file: PictureFile) -> list[str]:
    """All that django-imagefield has ever made of the file: crops of an earlier focal point are in no record any more."""
    made = file.image._process_base(file.image.name)
    try:
        _, names = default_storage.listdir(made.path)
    except FileNotFoundError:
        return []
    return [posixpath.join(made.path, name) for name in names if name.startswith(made.basename)]
