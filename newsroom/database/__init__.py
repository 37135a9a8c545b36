"""How long the database is waited for, and what its errors mean: busy, away, or neither.

A request must end while somebody waits for it. So a web process gives up on a lock and on a statement after seconds
(`limit_waiting`), and PostgreSQL ends a transaction in which nothing happens any more: one forgotten transaction would
otherwise hold up every publication. Commands (migrate, rebuild_search, the worker) have no limit for a statement, and
wait longer for a lock. A server that vanished is noticed by TCP (keepalives), one that hangs by `current_generation.read`.
"""

import errno
import sqlite3
from typing import Any

from django.db import InterfaceError, OperationalError, connections

FULL = "The newsroom’s disk is full. Nothing was saved, your text is here. Tell whoever runs the server."
BUSY = "Busy. Nothing was saved, your text is here."
AWAY = "The newsroom’s database does not answer. Nothing was saved, your text is here."
LOST = (
    "The newsroom’s database stopped answering. Your text is here. It may have been saved: look at the page in another window "
    "before you send it again."
)
# What PostgreSQL calls: a lock not available, a statement canceled by its time limit, a deadlock, a serialization
# failure, a transaction ended because nothing happened in it.
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001", "25P03"})
# A connection that failed, one that was ended, too many of them. Where no server was reached there is no state at all.
AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "53300"})
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
AWAY_CODES = BUSY_CODES | {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}

# Milliseconds, for requests; newsroom/settings.py has those of commands. Of a setting given twice the last counts.
REQUESTS = {"lock_timeout": 3_000, "statement_timeout": 30_000, "idle_in_transaction_session_timeout": 30_000}


def limit_waiting() -> None:
    """Have this process give up as soon as a web request should: for newsroom/wsgi.py, before anything is asked."""
    limits = [f"-c {name}={milliseconds}" for name, milliseconds in REQUESTS.items()]
    for connection in connections.all():
        if connection.vendor == "postgresql":
            given: dict[str, Any] = connection.settings_dict["OPTIONS"]
            given["options"] = " ".join([given.get("options", ""), *limits]).strip()


def is_busy(error: BaseException) -> bool:
    """Whether the same would work a little later: something else holds a lock, or the server has too much to do."""
    return _state(error) in BUSY_STATES or _code(error) in BUSY_CODES


def is_away(error: BaseException) -> bool:
    """Whether no database could be asked."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state, code = _state(error), _code(error)
    if code is not None:
        return code in AWAY_CODES
    return state is None or state in AWAY_STATES or state.startswith("08")


def is_full(error: BaseException) -> bool:
    """Whether there is no space left, for the database or for an upload."""
    if isinstance(error, OSError):
        return error.errno in FULL_NUMBERS
    return _state(error) == "53100" or _code(error) == sqlite3.SQLITE_FULL


def is_trouble(error: BaseException) -> bool:
    """Whether what we stand on is at fault and not the question: the database is busy or away, or the disk full."""
    return isinstance(error, (OperationalError, InterfaceError)) or is_busy(error) or is_full(error)


def excuse(error: Exception) -> str:
    """What to say of one row among many that was not saved for such a reason; any other error is raised again."""
    if is_full(error):
        return FULL
    if is_busy(error):
        return BUSY
    raise error


def _state(error: BaseException) -> str | None:
    """PostgreSQL's five letters for what happened."""
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state


def _code(error: BaseException) -> int | None:
    """SQLite's primary code for what happened."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
