"""The shared cache without Redis: files, which any process of this machine reads in 40 µs."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

ONE_IN = 50


class PageFiles(FileBasedCache):
    """Django's file cache, culled at one write in fifty, because listing 2,000 files made each write cost 2 ms.

    The oldest files go first, so that pages of earlier site generations, which nobody asks for any more, make room for
    those of the current one.
    """

    def _cull(self) -> None:
        if random.randrange(ONE_IN) != 0:  # noqa: S311  not a secret
            return
        files: list[str] = self._list_cache_files()  # type: ignore[attr-defined]
        if len(files) >= self._max_entries:
            files.sort(key=_written_at)
            for name in files[: len(files) // self._cull_frequency]:
                self._delete(name)  # type: ignore[attr-defined]


def _written_at(name: str) -> int:
    try:
        return Path(name).stat().st_mtime_ns
    except FileNotFoundError:  # another process has just removed it
        return 0


class CounterFiles(PageFiles):
    """A file cache whose counts only one process at a time changes; Django's own loses counts between two."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with self._alone():
            return super().add(key, value, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` and return the count, which then lasts for the cache's TIMEOUT."""
        with self._alone():
            return super().incr(key, delta, version)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined]
        with Path(self._dir, "lock").open("a") as lock:  # type: ignore[attr-defined]
            locks.lock(lock, locks.LOCK_EX)
            yield
