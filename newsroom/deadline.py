"""A time limit for what one request may ask of the site, such as reading a file that somebody sent.

No thread can be stopped from outside, and signals reach the main thread alone. So the work looks at the clock itself,
at every line, tag or text: `check` costs a tenth of a microsecond. That what lies between two checks stays short,
whatever the text, is what tests/growth is for.
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
    """Have `check` raise DeadlinePassed when so many seconds have passed; of two deadlines the nearer one counts."""
    ends = time.monotonic() + seconds
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
    if ends is not None and time.monotonic() >= ends:
        raise DeadlinePassed
