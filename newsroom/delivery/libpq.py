"""Prepared statements through libpq, the C library under psycopg, as a cursor costs more than PostgreSQL's answer.

Only for reading. psycopg's own prepared statements must be off, as they are by default in Django: after a rollback it
deallocates all of a connection's.
"""

import select
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.numeric import Int8

SUCCESS = psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK

_numbers = count(1)


class _Statements:
    """The statements that one connection knows: their names by their SQL."""

    def __init__(self, pgconn: Any) -> None:
        self.pgconn = pgconn
        self.names: dict[str, bytes] = {}
        self.waiting = select.poll()

    def ask(self, sql: str, values: Any, types: Any, formats: Any, within: float | None) -> Any:
        """Return psycopg's result, or raise its error."""
        try:
            name = self.names.get(sql)
            if name is None:
                name = f"newsroom_{next(_numbers)}".encode()
                self.pgconn.send_prepare(name, sql.encode(), types)
                self._answer(within)
                self.names[sql] = name
            self.pgconn.send_query_prepared(name, values, formats)
            return self._answer(within)
        except psycopg.Error:
            self.names.pop(sql, None)  # the next request prepares it anew, as its tables may have changed
            raise

    def _answer(self, within: float | None) -> Any:
        """Return the result of what was sent. Raise an error if it failed, or if nothing came for so long."""
        pgconn, waiting = self.pgconn, self.waiting
        while True:
            waiting.register(pgconn.socket, select.POLLIN | select.POLLOUT if pgconn.flush() else select.POLLIN)
            if not waiting.poll(within and within * 1000):
                raise psycopg.OperationalError(f"The database did not answer within {within:g} seconds.")
            pgconn.consume_input()
            if not pgconn.is_busy():
                break
        result = pgconn.get_result()
        pgconn.get_result()  # None, which ends the answer
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
