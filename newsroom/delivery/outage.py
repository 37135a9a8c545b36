"""Which kept pages may be served while the database is away, and what must never be among them.

Outside the database, beside the kept pages (Redis, or VAR_DIR), lie two records:

- MARK, a number of the site generation: no page that was kept under a smaller number may be served.
- SEEN, for each of the latest generations the instant at which some process last read it as the current one.

A page is served while the database is away if the shared mark can be asked and is not above the page's number; if its
generation was the current one within the last OUTAGE_MINUTES; and if it is inside its own lifetime, which ends at the
next transition that was known when it was made: rights that run out, an unpublishing that was due, an embargo,
a pin.

What is promised. Of an ordinary change a reader may miss as much as was published between the moment the page was
last known to be right and the outage, for OUTAGE_MINUTES and no longer: an older page is better than none, and every
publication would otherwise take away the pages of the whole site. What an action takes from readers (a take-down,
an unpublishing, narrower rights, another file for a picture) never comes back. Such an action calls `generation.remove`:

1. It raises the generation to some number m in its own transaction. The row stays locked until that ends, so removals
   come one after another, and no other action gets a number meanwhile.
2. It writes MARK = m. Only then does it commit.

Every page that shows what was removed was made from data of before the commit. Whoever reads data reads the number
first, and until the commit nobody can read m: so such a page has a number below m, also one that is made after the
mark and before the commit, by whichever process, and however late it is kept. No clock takes part in this, and
nothing has to be ended: m is below every number that is read after the commit. If the action is rolled back after
all, or its process killed, the mark is higher than need be: until the next publication, whose number is above m, no
page is served during an outage. That is the whole harm.

The mark can be lost (Redis keeps it in memory). Then nothing is served, as where it cannot be asked. It is put back by
the next request of any process, under the lock on the generation row, so never while a removal is under way: the row
says under which number something was last removed. In the same way a mark is mended that could not be written because
the cache did not answer: a removal is not refused for that reason, since the law does not wait for a cache. Left open
is this alone: the cache hangs while something is removed, the database dies before any request came, and then the
cache answers again with its old memory.

Clocks only bound how long pages are served. Machines whose clocks differ shorten or lengthen that by the difference; an
instant that is still to come counts for nothing. Several machines need one Redis: a file marks its own machine alone.
"""

import hashlib
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.dispatch import receiver

from newsroom.publishing import clock, generation
from newsroom.publishing.models import SiteGeneration

logger = logging.getLogger(__name__)
MARK, SEEN = "mark", "seen"
BEAT = 15  # seconds between two notes of the same generation
REST = 1  # second for which records that could not be asked are left alone
GENERATIONS = 8  # that are remembered
MINUTE = 60  # seconds between two lines in the log

_noted: tuple[int, float] = (-1, 0.0)  # the generation noted last, and until when that is enough
_read_last: dict[int, datetime] = {}  # by this process itself
_rests_until = 0.0
_said_at: dict[str, float] = {}


def note(number: int) -> None:
    """Remember that this generation is the current one; at times, and at each new one, where other processes see it."""
    global _noted
    _read_last[number] = clock.now()
    if number == _noted[0] and time.monotonic() < _noted[1]:
        return
    _noted = (number, time.monotonic() + BEAT)
    _forget_older(_read_last)
    try:
        removal = SiteGeneration.objects.values_list("removal", flat=True).first()
        mark = _store().get(_key(MARK))
        if removal is not None and (mark is None or mark < removal):
            _put_back_mark()
        seen: dict[int, datetime] = {**(_store().get(_key(SEEN)) or {}), number: clock.now()}
        _forget_older(seen)
        _store().set(_key(SEEN), seen, None)
    except DatabaseError:
        return  # the next query reports it
    except Exception as error:
        say("What may be served during an outage of the database is not noted: %s", error, level=logging.INFO)


@receiver(generation.removed)
def mark(number: int, **_signal: Any) -> None:
    """Have no page served during an outage that was kept under a smaller number. See `generation.remove`."""
    try:
        _store().set(_key(MARK), number, None)
    except Exception:
        logger.exception(
            "The mark of a removal could not be written: it is written as soon as the shared cache answers."
        )


def servable(now: datetime) -> list[int]:
    """The generations whose kept pages may be served at `now` without the database, newest first; [] if none is known to."""
    global _rests_until
    window = timedelta(minutes=settings.OUTAGE_MINUTES)
    if not window or time.monotonic() < _rests_until:
        return []
    try:
        oldest, shared = _store().get(_key(MARK)), _store().get(_key(SEEN)) or {}
    except Exception as error:
        _rests_until = time.monotonic() + REST
        say("What may be served during an outage of the database cannot be asked: %s", error)
        return []
    if oldest is None:
        return []
    seen = shared | {number: max(at, shared.get(number, at)) for number, at in list(_read_last.items())}
    allowed = (number for number, at in seen.items() if number >= oldest and timedelta(0) <= now - at <= window)
    return sorted(allowed, reverse=True)


def say(what: str, *words: Any, level: int = logging.ERROR) -> None:
    """A line in the log, of each kind one a minute from this process: an outage must not fill a disk."""
    if time.monotonic() >= _said_at.get(what, 0.0):
        _said_at[what] = time.monotonic() + MINUTE
        logger.log(level, what, *words)


def forget() -> None:
    """Drop what this process remembers by itself: for tests."""
    global _noted, _rests_until
    _noted, _rests_until = (-1, 0.0), 0.0
    _read_last.clear()
    _said_at.clear()


def _put_back_mark() -> None:
    """Write the mark as the database has it; while a removal is under way the row is locked, and another request will."""
    with transaction.atomic():
        row = SiteGeneration.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=1).first()
        if row:
            _store().set(_key(MARK), row.removal, None)


def _forget_older(seen: dict[int, datetime]) -> None:
    for number in sorted(seen)[:-GENERATIONS]:
        del seen[number]


def _store() -> Any:
    return caches["outage"]


def _key(name: str) -> str:
    """Not of one release, as pages are: what one has removed, the other must not serve."""
    return f"{name}-{hashlib.blake2b(settings.PUBLIC_URL.encode(), digest_size=12).hexdigest()}"
