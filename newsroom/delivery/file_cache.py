"""The shared cache where there is no Redis: files, which any process of this machine reads in 40 µs."""

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
    """Django's cache of files, counted at one write in fifty: to list 2,000 names each time made a write cost 2 ms."""

    def _cull(self) -> None:
        if random.randrange(ONE_IN) == 0:  # noqa: S311  nobody's secret
            super()._cull()  # type: ignore[misc]


class CounterFiles(PageFiles):
    """Counts kept in files: one process at a time adds to one. Django's own cache of files loses counts between two."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Django's, by one process at a time."""
        with self._alone():
            return super().add(key, value, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """The count with `delta` added to it; it then lasts for the cache's TIMEOUT."""
        with self._alone():
            return super().incr(key, delta, version)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined]
        with Path(self._dir, "lock").open("a") as lock:  # type: ignore[attr-defined]
            locks.lock(lock, locks.LOCK_EX)
            yield
