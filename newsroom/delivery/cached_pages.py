"""Finished pages: in this process's memory, and in the cache that all processes share (Redis or files).

A page is stored under the site generation, so nothing is ever purged.
"""

import gzip
import hashlib
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.metadata import distributions
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared

from newsroom.delivery.cdn import cdn

logger = logging.getLogger(__name__)

PROXIES = 4  # seconds
MARGIN = 2  # seconds
CDN = 60 * 60  # seconds: how long readers may see what is gone if the network can't be purged
A_DAY = 24 * 60 * 60  # seconds
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # in memory, where each process has its functions elsewhere
CODE = {"DJANGO_PROSE_EDITOR_EXTENSIONS"}  # settings of functions and static files, which are hashed as files
WORTH_ZIPPING = re.compile(r"text/|application/(?:\w+\+)?(?:json|xml|javascript)|image/svg")

IN_MEMORY = 200  # pages in this process's memory
LARGEST_IN_MEMORY = 128 * 1024  # bytes
REST = 10  # seconds to wait after the shared cache failed

Headers = list[tuple[str, str]]
Answer = tuple[Headers, bytes]


class Page(NamedTuple):
    """A finished answer, valid in [made_at, valid_until)."""

    made_at: datetime
    valid_until: datetime
    status: int
    etag: str
    plain: Answer
    zipped: Answer | None  # None if that saves nothing

    def answer(self, environ: Mapping[str, Any], now: datetime) -> Answer:
        """Return the headers and the body for the client of this request."""
        headers, body = self.zipped if self.zipped and accepts_gzip(environ) else self.plain
        left = self.valid_until - now
        headers = [*headers, ("Cache-Control", cache_control(left))]
        if settings.CDN_PURGE and (lifetime := self._of_cdn(left)):
            headers.append(lifetime)
        return headers, body

    def _of_cdn(self, left: timedelta) -> tuple[str, str] | None:
        """Return the header by which the content delivery network keeps the page longer than other proxies do."""
        network, seconds = cdn(), cdn_seconds(left)
        can_be_purged = self.status == 200 and any(name == "Surrogate-Key" for name, _ in self.plain[0])
        if not network or not can_be_purged or seconds <= PROXIES:
            return None
        return network.lifetime_header, f"max-age={seconds}"


_memory: OrderedDict[tuple[int, str], Page] = OrderedDict()  # the page that was used last is at the end
_memory_lock = Lock()
_shared_rests_until = 0.0


def find(generation: int, key: str, now: datetime) -> Page | None:
    """Return the page of this generation if there is one and it is valid at `now`."""
    place = generation, key
    page = _memory.get(place)
    if page and page.made_at <= now < page.valid_until:
        with suppress(KeyError):  # another thread may have dropped it
            _memory.move_to_end(place)
        return page
    found = _ask_shared("get", _shared_key(generation, key))
    page = Page(*found) if found else None
    if not page or not page.made_at <= now < page.valid_until:
        return None
    _remember(place, page)
    return page


def keep(generation: int, key: str, page: Page) -> None:
    """Store a page for this and other processes."""
    _remember((generation, key), page)
    lasts = min(A_DAY, int((page.valid_until - page.made_at).total_seconds()) + 1)
    _ask_shared("set", _shared_key(generation, key), tuple(page), lasts)


def page_of(made_at: datetime, valid_until: datetime, status: int, headers: Headers, etag: str, body: bytes) -> Page:
    """Return the page with all that needn't be worked out for each request: zipped, if that is worthwhile, and headers."""
    if etag:
        headers = [*headers, ("ETag", etag)]
    zipped = b""
    if WORTH_ZIPPING.match(dict(headers).get("Content-Type", "")) and len(body) > 500:
        zipped = gzip.compress(body, 6, mtime=0)
        headers = [*headers, ("Vary", "Accept-Encoding")]
    plain = [*headers, ("Content-Length", str(len(body)))], body
    if not zipped:
        return Page(made_at, valid_until, status, etag, plain, None)
    headers = [*headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(zipped)))]
    return Page(made_at, valid_until, status, etag, plain, (headers, zipped))


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Return whether the client of this request takes gzip."""
    return bool(ACCEPTS_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")))


def proxy_seconds(left: timedelta) -> int:
    """Return for how long proxies may hold a page that may change in `left`; 0 or less if they must not."""
    return min(PROXIES, int(left.total_seconds()) - MARGIN)


def cdn_seconds(left: timedelta) -> int:
    """Return for how long a network that is purged may hold a page that may change in `left`, and nginx in front of us did."""
    return min(CDN, int(left.total_seconds()) - MARGIN - PROXIES)


def cache_control(left: timedelta) -> str:
    """Return the Cache-Control header of a page that may change in `left`."""
    seconds = proxy_seconds(left)
    sharing = f"public, s-maxage={seconds}" if seconds > 0 else "private"
    return f"{sharing}, max-age=0, must-revalidate"


def count_in_memory() -> int:
    """Return how many pages this process remembers."""
    return len(_memory)


def forget() -> None:
    """Reset this module, for tests, whose generations repeat after each rollback."""
    global _shared_rests_until
    _memory.clear()
    _shared_rests_until = 0.0


@cache
def stamp() -> str:
    """Return a hash of this process's code, templates, static files, dependencies, settings and database.

    So a new release or setting never uses pages that the old one cached.
    """
    digest = hashlib.blake2b(digest_size=12)
    folders = {settings.BASE_DIR / "newsroom", settings.SITE_FILES / "templates"}
    folders |= {Path(config.path) for config in apps.get_app_configs() if "site-packages" not in config.path}
    if settings.THEME_DIR:
        folders.add(settings.THEME_DIR)
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    names = settings.STATIC_ROOT / "staticfiles.json"
    digest.update(names.read_bytes() if names.exists() else b"")
    digest.update(" ".join(sorted(f"{each.name}={each.version}" for each in distributions())).encode())
    for name, value in sorted(vars(import_module(os.environ["DJANGO_SETTINGS_MODULE"])).items()):
        if name.isupper() and name not in CODE:
            told = ADDRESS.sub("", f"{name}={value!r}\n")
            for place in (settings.VAR_DIR, settings.BASE_DIR):  # another machine may have them elsewhere
                told = told.replace(str(place), "")
            digest.update(told.encode())
    return digest.hexdigest()


def _remember(place: tuple[int, str], page: Page) -> None:
    """Store a page in memory, where the page that was used longest ago makes room."""
    _headers, body = page.plain
    if len(body) > LARGEST_IN_MEMORY:
        return
    with _memory_lock:
        _memory[place] = page
        _memory.move_to_end(place)
        if len(_memory) > IN_MEMORY:
            _memory.popitem(last=False)


def _shared_key(generation: int, key: str) -> str:
    return "page-" + hashlib.blake2b(f"{stamp()} {generation} {key}".encode(), digest_size=20).hexdigest()


def _ask_shared(verb: str, *words: Any) -> Any:
    """Return the shared cache's answer, or None if it fails; it is then left alone for a while."""
    global _shared_rests_until
    if time.monotonic() < _shared_rests_until:
        return None
    try:
        return getattr(shared, verb)(*words)
    except Exception:
        _shared_rests_until = time.monotonic() + REST
        logger.warning("The shared cache does not answer; retrying in %s seconds.", REST, exc_info=True)
        return None
