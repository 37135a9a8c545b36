"""What a process remembers for as long as the site generation lasts: the sections, the names of things."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock

Remembered = TypeVar("Remembered")
A_DAY = timedelta(days=1)

# The generation, and what is remembered of it. Replaced as one, so that no lock is needed.
_memory: tuple[int, dict[str, Any]] = (0, {})


def remember(request: TimedRequest, name: str, make: Callable[[], Remembered]) -> Remembered:
    """What `make()` returns, remembered under `name` by this process for as long as the site generation lasts.

    For what every page shows and no instant changes: the sections, the names of things. Use a name for a thing, not one
    for each of many rows; what `make` returns is shared by all requests, so nobody may change it. Only what is asked
    with GET or HEAD remembers: anything else may be inside an action that is rolled back.
    """
    global _memory
    if request.method not in ("GET", "HEAD"):
        return make()
    number, values = _memory
    if number != request.generation:
        values = {}
        _memory = (request.generation, values)
    if name not in values:
        values[name] = make()
    value: Remembered = values[name]
    return value


def remember_upcoming(request: TimedRequest, name: str, make: Callable[[datetime], Remembered]) -> Remembered:
    """What `make(instant)` returns: all that is live at an instant, or due after it. It may say more of the past.

    Remembered as by `remember`, from a day ago on, for a request that began before this one may ask, too; where
    `request.now` is before that, made for it alone.
    """

    def remembered() -> tuple[datetime, Remembered]:
        since = clock.now() - A_DAY
        return since, make(since)

    since, found = remember(request, name, remembered)
    return found if request.now >= since else make(request.now)


def forget() -> None:
    """Drop everything: for tests, whose generations come again after each rollback."""
    global _memory
    _memory = (0, {})
