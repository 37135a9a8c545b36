"""The site generation: a number that grows with every change a reader could see.

A reader takes it before any data and keys the cache with it; an action locks it before it reads the clock and
bumps it last, inside its transaction. The row lock serializes actions, so instants and numbers grow together, and an
old page is never stored under a new number.
"""

import select
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.db.models.functions import Greatest

from newsroom import database
from newsroom.delivery import outage
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock
from newsroom.publishing.models import SiteGeneration

Kept = TypeVar("Kept")
CURRENT = f"SELECT number FROM {SiteGeneration._meta.db_table} WHERE id = 1"  # noqa: S608  no value of anybody's
MICROSECONDS = 1_000_000
A_DAY = timedelta(days=1)

ANSWERS_WITHIN = 2.0  # seconds; no time limit of a server's own runs while the server hangs
REST = 1.0  # seconds between two tries while the database is away

# What this process remembers, and of which generation it is. Replaced as one, so that no lock is needed.
_memory: tuple[int, dict[str, Any]] = (0, {})
_away_until = 0.0  # 0: it answered when it was last asked
_trying = threading.Lock()


class DatabaseAway(OperationalError):
    """The database does not answer. It was tried just now, by this request or by another of this process."""


def current() -> int:
    """The number to key cached pages with; 0 before the first publication. One query, past the ORM: every page pays it.

    As the first query of a request it finds out whether the connection that was kept from the one before still lives
    (a restarted database has closed it), and opens another: cheaper than Django's own check, which costs a query more.

    Raises DatabaseAway where no server answers. After that one request tries again, once a second; the others are told
    at once, and do not wait out the same time.
    """
    if not _away_until:
        return _tried()
    if time.monotonic() < _away_until or not _trying.acquire(blocking=False):
        raise DatabaseAway("The database did not answer a moment ago.")
    try:
        return _tried()
    finally:
        _trying.release()


def _tried() -> int:
    global _away_until
    try:
        try:
            number = _read()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            if time.monotonic() < _away_until:
                raise  # another request has found out meanwhile
            number = _read()
    except (OperationalError, InterfaceError) as error:
        if connection.in_atomic_block or (not database.is_away(error) and not database.is_busy(error)):
            raise
        connection.close()
        _away_until = time.monotonic() + REST
        outage.say("The database does not answer; kept pages are served. %s", str(error).partition("\n")[0])
        raise DatabaseAway("The database does not answer.") from error
    _away_until = 0.0
    return number


def _read() -> int:
    if connection.vendor == "postgresql":  # past Django's cursor as well, which costs both sides three times as much
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return _ask(connection.connection.pgconn)
    with connection.cursor() as cursor:
        cursor.execute(CURRENT)
        row = cursor.fetchone()
    return row[0] if row else 0


def _ask(pgconn: Any) -> int:
    """Ask libpq, and wait ANSWERS_WITHIN seconds for the answer and no longer."""
    pgconn.send_query(CURRENT.encode())
    ends = time.monotonic() + ANSWERS_WITHIN
    answer = select.poll()
    answer.register(pgconn.socket, select.POLLIN)
    found = 0
    while True:
        while pgconn.flush() or pgconn.is_busy():
            if not answer.poll(max(0.0, ends - time.monotonic()) * 1000):
                raise psycopg.OperationalError(f"The database did not answer within {ANSWERS_WITHIN:g} seconds.")
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            return found
        if result.status != psycopg.pq.ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(result)
        found = int(result.get_value(0, 0)) if result.ntuples else 0


def bump() -> None:
    """Let every cached page go stale. To be called last in the transaction that changed something.

    The number is a time (microseconds since 1970) as soon as it can be: after the return to a backup no number comes
    again under which pages of the lost days are cached. Where the clock stands or goes back, it is one more than before.
    """
    instant = int(clock.now().timestamp() * MICROSECONDS)
    while not SiteGeneration.objects.filter(pk=1).update(number=Greatest(F("number") + 1, instant)):
        if SiteGeneration.objects.get_or_create(pk=1, defaults={"number": instant})[1]:
            return  # the first of all; whoever came second goes round, and raises what the first has made


def remove() -> None:
    """Let go of every page that was kept before this transaction, during an outage of the database, too.

    To be called inside an action that takes something from readers: newsroom/publishing/outage.py says why that
    suffices. The action itself bumps as every other does.
    """
    bump()
    SiteGeneration.objects.filter(pk=1).update(removal=F("number"))
    outage.mark(SiteGeneration.objects.values_list("number", flat=True).get(pk=1))


def hold() -> None:
    """Lock the generation until the transaction ends: one action that readers notice is under way at a time.

    Rows of subjects are locked before it, never after it, by `performing`.
    """
    row = SiteGeneration.objects.select_for_update(no_key=True).filter(pk=1).values_list("number")
    if not row.first():
        SiteGeneration.objects.get_or_create(pk=1)  # waits for a transaction that has just created it
        row.first()


def kept(request: TimedRequest, name: str, make: Callable[[], Kept]) -> Kept:
    """What `make()` returns, remembered under `name` by this process for as long as the site generation lasts.

    For what every page shows and no instant changes: the sections, the names of things. Use a name for a thing, not one
    for each of many rows; what `make` returns is shared by all requests, so nobody may change it. Only what is asked
    with GET or HEAD remembers: anything else may be inside a verb that is rolled back.
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
    value: Kept = values[name]
    return value


def kept_to_come(request: TimedRequest, name: str, make: Callable[[datetime], Kept]) -> Kept:
    """What `make(instant)` returns: all that is live at an instant, or due after it. It may say more of the past.

    Remembered as by `kept`, from a day ago on, for a request that began before this one may ask, too; where
    `request.now` is before that, made for it alone.
    """

    def remembered() -> tuple[datetime, Kept]:
        since = clock.now() - A_DAY
        return since, make(since)

    since, found = kept(request, name, remembered)
    return found if request.now >= since else make(request.now)


def forget() -> None:
    """Drop what `kept` remembers, and any outage: for tests, whose generations come again after each rollback."""
    global _memory, _away_until
    _memory, _away_until = (0, {}), 0.0
