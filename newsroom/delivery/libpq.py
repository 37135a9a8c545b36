"""Prepared statements through libpq, the C library under psycopg, as a cursor costs more than PostgreSQL's answer.

Only for reading. psycopg's own prepared statements must be off, as they are by default in Django: after a rollback it
deallocates all of a connection's.
"""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from socket import SHUT_RDWR
from socket import socket as Socket  # noqa: N812  a class
from threading import Lock, Thread
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.numeric import Int8

SUCCESS = psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK

_numbers = count(1)


class _Watch:
    """Ends queries that take too long. Waiting in libpq, a thread can't look at the clock; waiting in Python costs more.

    A thread, which begins with the first query of a process, looks four times a second and closes the socket.
    """

    def __init__(self) -> None:
        self.ends: dict[int, float] = {}  # by socket, on the monotonic clock
        self.ending = Lock()
        self.process = 0

    def begin(self, socket: int, within: float) -> None:
        """Close this socket unless `over` is called for it within so many seconds."""
        if self.process != os.getpid():  # it has begun, or was forked
            self.process, self.ends = os.getpid(), {}
            Thread(target=self._look, name="libpq watch", daemon=True).start()
        self.ends[socket] = time.monotonic() + within

    def over(self, socket: int) -> bool:
        """Return whether the socket was closed."""
        if self.ends.pop(socket, None) is not None:
            return False
        with self.ending:  # so that the number of the socket isn't another one's by then
            return True

    def _look(self) -> None:
        while True:
            time.sleep(0.25)
            for socket, ends in list(self.ends.items()):
                if ends < time.monotonic():
                    with self.ending:
                        if self.ends.pop(socket, None) is not None:
                            with Socket(fileno=os.dup(socket)) as copy, suppress(OSError):
                                copy.shutdown(SHUT_RDWR)


_watch = _Watch()


class _Statements:
    """The statements that one connection knows: their names by their SQL."""

    def __init__(self, pgconn: Any) -> None:
        self.pgconn = pgconn
        self.names: dict[str, bytes] = {}

    def ask(self, sql: str, values: Any, types: Any, formats: Any, within: float | None) -> Any:
        """Return psycopg's result, or raise its error."""
        if within is None:
            return self._ask(sql, values, types, formats)
        socket = self.pgconn.socket
        _watch.begin(socket, within)
        try:
            result = self._ask(sql, values, types, formats)
        except psycopg.Error as error:
            if _watch.over(socket):
                raise psycopg.OperationalError(f"The database did not answer within {within:g} seconds.") from error
            raise
        _watch.over(socket)
        return result

    def _ask(self, sql: str, values: Any, types: Any, formats: Any) -> Any:
        try:
            name = self.names.get(sql)
            if name is None:
                name = f"newsroom_{next(_numbers)}".encode()
                _checked(self.pgconn.prepare(name, sql.encode(), types))
                self.names[sql] = name
            return _checked(self.pgconn.exec_prepared(name, values, formats))
        except psycopg.Error:
            self.names.pop(sql, None)  # the next request prepares it again, since its tables may have changed
            raise


def _checked(result: Any) -> Any:
    """Return the result. Raise psycopg's error if it is one."""
    if result.status not in SUCCESS:
        raise psycopg.errors.error_from_result(result)
    return result


_known: WeakKeyDictionary[Any, _Statements] = WeakKeyDictionary()


def rows(
    database: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any] = (), within: float | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a query with placeholders $1, $2 … Raise Django's errors, as a cursor does.

    The server prepares it once for each connection, for the types of the first parameters; integers are all bigint.
    With `within`, raise OperationalError if it hasn't answered after so many seconds.
    """
    statements = _statements(database)
    with database.wrap_database_errors:
        transformer = Transformer(database.connection)
        # psycopg sends an integer in as few bytes as it fits: of one statement, all must have the same number.
        sized = [Int8(value) if type(value) is int else value for value in parameters]
        values = transformer.dump_sequence(sized, [PyFormat.AUTO] * len(sized))
        result = statements.ask(sql, values, transformer.types, transformer.formats, within)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)


def number(database: BaseDatabaseWrapper, sql: str, within: float | None = None) -> int | None:
    """Return the one integer that a query finds, or None if it finds no row. Like `rows`, at less cost."""
    statements = _statements(database)
    with database.wrap_database_errors:
        result = statements.ask(sql, None, None, None, within)
        return int(result.get_value(0, 0)) if result.ntuples else None


def _statements(database: BaseDatabaseWrapper) -> _Statements:
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    connected: Any = database.connection
    found = _known.get(connected)
    if found is None:
        found = _known[connected] = _Statements(connected.pgconn)
    return found
