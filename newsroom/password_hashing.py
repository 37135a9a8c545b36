"""One password hash at a time in each process, at low priority.

A hash takes a quarter of a second of CPU on purpose; with sixteen at once, a reader's page took two seconds.
"""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher

NICENESS = 10  # a tenth of the CPU of a reader's page on the same core
WAITING = 1  # besides the one being hashed; each blocks one of a process's four threads
SECONDS = 5  # after which a refused attempt may try again

_places = threading.BoundedSemaphore(1 + WAITING)
_known_places = threading.BoundedSemaphore(1)


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere priorities are per process
        this = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, this, os.getpriority(os.PRIO_PROCESS, this) + NICENESS)


_hashing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password-hash", initializer=_step_back)


class OneAtATimePasswordHasher(PBKDF2PasswordHasher):
    """Django's hasher, with the same hashes, in a queue. OpenSSL lets the other threads run."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return _hashing.submit(super().encode, password, salt, iterations).result()


@contextmanager
def place_in_queue(known: bool) -> Iterator[bool]:
    """Hold one of this process's few places for sign-ins; yields whether there was one.

    A known browser (one that has signed in before) has a place that others can't take.
    """
    taken = next((places for places in ([_known_places] if known else []) + [_places] if places.acquire(False)), None)
    try:
        yield taken is not None
    finally:
        if taken:
            taken.release()
