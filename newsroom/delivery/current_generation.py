"""The current site generation, which every request reads before any data; and how a dead database is noticed."""

import threading
import time

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections

from newsroom import database
from newsroom.delivery import libpq, outage
from newsroom.publishing.models import SiteGeneration

CURRENT = f"SELECT number FROM {SiteGeneration._meta.db_table} WHERE id = 1"  # noqa: S608  a constant

ANSWERS_WITHIN = 2.0  # seconds; a hanging server doesn't enforce its own time limits
REST = 1.0  # seconds between two tries while the database is down

_away_until = 0.0  # 0: it answered the last query
_trying = threading.Lock()


class DatabaseAway(OperationalError):
    """The database does not answer this process."""


def read() -> int:
    """Return the site generation; 0 before the first publication. One query without the ORM, as every page pays for it.

    Being the first query of a request, it also replaces a dead connection. Raises DatabaseAway if no server answers;
    from then on one request a second tries again, and the others fail at once.
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
                raise  # another request has found this out
            number = _select()
    except (OperationalError, InterfaceError) as error:
        if connection.in_atomic_block or (not database.is_away(error) and not database.is_busy(error)):
            raise
        connection.close()
        _away_until = time.monotonic() + REST
        outage.say("The database does not answer; cached pages are served. %s", str(error).partition("\n")[0])
        raise DatabaseAway("The database does not answer.") from error
    _away_until = 0.0
    return number


def _select() -> int:
    default = connections[DEFAULT_DB_ALIAS]
    if not default.in_atomic_block:  # it is in tests
        default.close_if_unusable_or_obsolete()  # as Django does when it takes over from the front
    if default.vendor == "postgresql":
        return libpq.number(default, CURRENT, within=ANSWERS_WITHIN) or 0
    with default.cursor() as cursor:
        cursor.execute(CURRENT)
        row = cursor.fetchone()
    return row[0] if row else 0


def forget() -> None:
    """Reset this module, for tests."""
    global _away_until
    _away_until = 0.0
