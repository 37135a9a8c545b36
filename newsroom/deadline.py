"""A time limit for the work of one request, such as reading an uploaded file.

A thread can't be stopped from outside, so the work calls `check` at every line, tag or text; tests/growth tests that the
time between two checks stays short. The clock is the thread's CPU time, so a busy machine doesn't stop an import.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlinePassed(Exception):
    """The work took longer than its deadline."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Make `check` raise DeadlinePassed after so much CPU time of this thread; the nearer of nested deadlines counts."""
    ends = time.thread_time() + seconds
    before = _ends.get()
    token = _ends.set(ends if before is None else min(ends, before))
    try:
        check()
        yield
    finally:
        _ends.reset(token)


def check() -> None:
    """Raise DeadlinePassed if a deadline has passed."""
    ends = _ends.get()
    if ends is not None and time.thread_time() >= ends:
        raise DeadlinePassed
