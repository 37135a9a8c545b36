"""Which site generation is the current one, asked by every request before any data; and how a silent database is noticed."""

import select
import threading
import time
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection

from newsroom import database
from newsroom.delivery import outage
from newsroom.publishing.models import SiteGeneration

CURRENT = f"SELECT number FROM {SiteGeneration._meta.db_table} WHERE id = 1"  # noqa: S608  no value of anybody's

ANSWERS_WITHIN = 2.0  # seconds; no time limit of a server's own runs while the server hangs
REST = 1.0  # seconds between two tries while the database is away

_away_until = 0.0  # 0: it answered when it was last asked
_trying = threading.Lock()


class DatabaseAway(OperationalError):
    """The database does not answer. It was tried just now, by this request or by another of this process."""


def read() -> int:
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
            number = _select()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            if time.monotonic() < _away_until:
                raise  # another request has found out meanwhile
            number = _select()
    except (OperationalError, InterfaceError) as error:
        if connection.in_atomic_block or (not database.is_away(error) and not database.is_busy(error)):
            raise
        connection.close()
        _away_until = time.monotonic() + REST
        outage.say("The database does not answer; kept pages are served. %s", str(error).partition("\n")[0])
        raise DatabaseAway("The database does not answer.") from error
    _away_until = 0.0
    return number


def _select() -> int:
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


def forget() -> None:
    """Drop what is known of an outage: for tests."""
    global _away_until
    _away_until = 0.0
