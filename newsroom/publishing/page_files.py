"""The shared cache where there is no Redis: files, which any process of this machine reads in 40 µs."""

import random

from django.core.cache.backends.filebased import FileBasedCache

ONE_IN = 50


class PageFiles(FileBasedCache):
    """Django's cache of files, counted at one write in fifty: to list 2,000 names each time made a write cost 2 ms."""

    def _cull(self) -> None:
        if random.randrange(ONE_IN) == 0:  # noqa: S311  nobody's secret
            super()._cull()  # type: ignore[misc]
