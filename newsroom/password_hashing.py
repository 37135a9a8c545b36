"""One password hash at a time in each process, behind everything that readers wait for.

A hash takes a quarter of a second of CPU on purpose. Sixteen at once took every thread and both cores: a reader's page
took two seconds.
"""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher

NICENESS = 10  # a tenth of what a reader's page gets, where both want the same core
WAITING = 1  # behind the one that is being hashed; each holds one of the four threads of a process
SECONDS = 5  # after which an attempt that found no place may try again

_places = threading.BoundedSemaphore(1 + WAITING)
_known_places = threading.BoundedSemaphore(1)


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere a priority belongs to a process
        this = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, this, os.getpriority(os.PRIO_PROCESS, this) + NICENESS)


_hashing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password-hash", initializer=_step_back)


class OneAtATimePasswordHasher(PBKDF2PasswordHasher):
    """Django's hasher (its hashes are the same), with a queue: OpenSSL lets the other threads work meanwhile."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return _hashing.submit(super().encode, password, salt, iterations).result()


@contextmanager
def place_in_queue(known: bool) -> Iterator[bool]:
    """Hold one of the few places of this process for people who sign in; yields whether there was one.

    A browser in which somebody has signed in before finds one that strangers cannot take.
    """
    taken = next((places for places in ([_known_places] if known else []) + [_places] if places.acquire(False)), None)
    try:
        yield taken is not None
    finally:
        if taken:
            taken.release()
