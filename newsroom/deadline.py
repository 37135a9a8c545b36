"""A time limit for what one request may ask of the site, such as reading a file that somebody sent.

No thread can be stopped from outside, and signals reach the main thread alone. So the work looks at the clock itself,
at every line, tag or text. That what lies between two checks stays short, whatever the text, is what tests/growth is for.

The clock is the CPU time of the thread: a busy machine must not stop an ordinary import.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlinePassed(Exception):
    """The work took longer than it may."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Have `check` raise DeadlinePassed when this thread has computed so long; of two deadlines the nearer one counts."""
    ends = time.thread_time() + seconds
    before = _ends.get()
    token = _ends.set(ends if before is None else min(ends, before))
    try:
        check()
        yield
    finally:
        _ends.reset(token)


def check() -> None:
    """Raise DeadlinePassed if there is a deadline and it has passed."""
    ends = _ends.get()
    if ends is not None and time.thread_time() >= ends:
        raise DeadlinePassed
