"""Time limits for the database, and what its errors mean: busy, down, or disk full.

Web processes give up on locks and statements after seconds (`limit_waiting`); commands wait longer. PostgreSQL ends
idle transactions, because a forgotten one would block every publication.
"""

import errno
import sqlite3
from typing import Any

from django.db import InterfaceError, OperationalError, connections

FULL = "The server’s disk is full. Nothing was saved, but your text is here. Tell the people who run the server."
BUSY = "The database is busy. Nothing was saved, but your text is here."
AWAY = "The database isn’t responding. Nothing was saved, but your text is here."
LOST = (
    "The database stopped responding. Your text is here, and it may have been saved: check the page in another window "
    "before you send it again."
)
# PostgreSQL's codes for: lock not available, statement timeout, deadlock, serialization failure, idle transaction.
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001", "25P03"})
# Connections that were closed, or one too many. An error without a code means that no server answered.
AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "53300"})
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
AWAY_CODES = BUSY_CODES | {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}

# Milliseconds, for requests; newsroom/settings.py has those of commands, and these override them.
REQUESTS = {"lock_timeout": 3_000, "statement_timeout": 30_000, "idle_in_transaction_session_timeout": 30_000}


def limit_waiting() -> None:
    """Set the time limits of web requests for this process, before its first query."""
    limits = [f"-c {name}={milliseconds}" for name, milliseconds in REQUESTS.items()]
    for connection in connections.all():
        if connection.vendor == "postgresql":
            given: dict[str, Any] = connection.settings_dict["OPTIONS"]
            given["options"] = " ".join([given.get("options", ""), *limits]).strip()


def is_busy(error: BaseException) -> bool:
    """Return whether a retry may work: another transaction holds a lock, or the server is overloaded."""
    return _state(error) in BUSY_STATES or _code(error) in BUSY_CODES


def is_away(error: BaseException) -> bool:
    """Return whether the database can't be reached."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state, code = _state(error), _code(error)
    if code is not None:
        return code in AWAY_CODES
    return state is None or state in AWAY_STATES or state.startswith("08")


def is_full(error: BaseException) -> bool:
    """Return whether the disk is full, for the database or an upload."""
    if isinstance(error, OSError):
        return error.errno in FULL_NUMBERS
    return _state(error) == "53100" or _code(error) == sqlite3.SQLITE_FULL


def is_trouble(error: BaseException) -> bool:
    """Return whether the database is busy or down, or the disk is full, rather than the query being wrong."""
    return isinstance(error, (OperationalError, InterfaceError)) or is_busy(error) or is_full(error)


def excuse(error: Exception) -> str:
    """Return a message for a row that was not saved because of `error`; re-raise other errors."""
    if is_full(error):
        return FULL
    if is_busy(error):
        return BUSY
    raise error


def _state(error: BaseException) -> str | None:
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state


def _code(error: BaseException) -> int | None:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
