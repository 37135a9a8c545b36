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
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.numeric import Int8

SUCCESS = psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK

# For each connection, the names of the statements that it knows, by their SQL.
_names: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()
_numbers = count(1)


def rows(sql: str, parameters: Sequence[Any] = (), within: float | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a query with placeholders $1, $2 … Raise Django's errors, as a cursor does.

    The server prepares it once for each connection, for the types of the first parameters; integers are all bigint.
    With `within`, raise OperationalError if it hasn't answered after so many seconds.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        connected = database.connection
        transformer = Transformer(connected)
        # psycopg sends an integer in as few bytes as it fits: of one statement, all must have the same number.
        sized = [Int8(value) if type(value) is int else value for value in parameters]
        values = transformer.dump_sequence(sized, [PyFormat.AUTO] * len(sized))
        result = _ask(connected, sql, values, transformer.types, transformer.formats, within)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)


def _ask(connected: Any, sql: str, values: Any, types: Any, formats: Any, within: float | None) -> Any:
    pgconn, names = connected.pgconn, _names.setdefault(connected, {})
    try:
        if sql not in names:
            name = f"newsroom_{next(_numbers)}".encode()
            pgconn.send_prepare(name, sql.encode(), types)
            _answer(pgconn, within)
            names[sql] = name
        pgconn.send_query_prepared(names[sql], values, formats)
        return _answer(pgconn, within)
    except psycopg.Error:
        names.pop(sql, None)  # the next request prepares it anew, as its tables may have changed
        raise


def _answer(pgconn: Any, within: float | None) -> Any:
    """Return the result of what was sent. Raise psycopg's error if it failed, or if nothing came for so long."""
    waiting, socket = select.poll(), pgconn.socket
    while True:
        waiting.register(socket, select.POLLIN | select.POLLOUT if pgconn.flush() else select.POLLIN)
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
