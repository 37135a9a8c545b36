"""Counts of the readers who came by an old address.

Each process counts in memory and adds to the rows once in a while, after an answer has been sent, so that no reader
waits for a lock. Counting is not an action: readers notice nothing. A process that is killed forgets at most the counts of
the last seconds.
"""

import logging
import threading
import time
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import F

from newsroom.archive.models import Redirect

logger = logging.getLogger(__name__)

EVERY = 10.0  # seconds between two writes of a process

_lock = threading.Lock()
_counted: Counter[int] = Counter()
_last: dict[int, datetime] = {}
_due = 0.0


def count(redirect: int, now: datetime) -> None:
    """Count a reader who came by the redirect with that id."""
    with _lock:
        _counted[redirect] += 1
        _last[redirect] = now


def store_if_due(**_signal: Any) -> None:
    """Add to the rows what was counted, unless that was done seconds ago: a receiver of `request_finished`."""
    if _counted and time.monotonic() >= _due:
        store()


def store() -> None:
    """Add to the rows what was counted. If the database is busy, keep it for the next time."""
    global _due
    with _lock:
        _due = time.monotonic() + EVERY
        counted, last = dict(_counted), dict(_last)
        _counted.clear()
        _last.clear()
    for redirect, number in counted.items():
        try:
            Redirect.objects.filter(pk=redirect).update(hits=F("hits") + number, last_hit=last[redirect])
        except DatabaseError:
            logger.info("The readers of a redirect couldn’t be stored; retrying later.")
            with _lock:
                _counted[redirect] += number
                _last.setdefault(redirect, last[redirect])


def forget() -> None:
    """Reset this module, for tests."""
    global _due
    with _lock:
        _counted.clear()
        _last.clear()
        _due = 0.0
