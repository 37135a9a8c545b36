"""Prepared statements through libpq, the C library under psycopg, as a cursor costs more than PostgreSQL's answer.

Only for reading. psycopg's own prepared statements must be off, as they are by default in Django: after a rollback it
deallocates all of a connection's.
"""

import select
import time
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.adapt import PyFormat, Transformer

SUCCESS = psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK

# For each connection, the names of the statements that it knows, by their SQL.
_names: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()
_numbers = count(1)


def rows(sql: str, parameters: Sequence[Any] = (), within: float | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a query with placeholders $1, $2 … Raise Django's errors, as a cursor does.

    The server prepares it once for each connection, for the types of the first parameters. With `within`, raise
    OperationalError if it hasn't answered after so many seconds.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        connected = connection.connection
        transformer = Transformer(connected)
        values = transformer.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
        types, formats = transformer.types or (), transformer.formats or ()
        result = _ask(connected, sql, values, types, formats, within)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)


def _ask(connected: Any, sql: str, values: Any, types: Any, formats: Any, within: float | None) -> Any:
    pgconn, names = connected.pgconn, _names.setdefault(connected, {})
    ends = None if within is None else time.monotonic() + within
    try:
        if sql not in names:
            name = f"newsroom_{next(_numbers)}".encode()
            pgconn.send_prepare(name, sql.encode(), types)
            _answer(pgconn, ends)
            names[sql] = name
        pgconn.send_query_prepared(names[sql], values, formats)
        return _answer(pgconn, ends)
    except psycopg.Error:
        names.pop(sql, None)  # the next request prepares it anew, as its tables may have changed
        raise


def _answer(pgconn: Any, ends: float | None) -> Any:
    """Return the result of what was sent. Raise psycopg's error if it failed or isn't there when the clock is at `ends`."""
    answer = select.poll()
    answer.register(pgconn.socket, select.POLLIN)
    last: Any = None
    while True:
        while pgconn.flush() or pgconn.is_busy():
            left = None if ends is None else max(0.0, ends - time.monotonic()) * 1000
            if not answer.poll(left):
                raise psycopg.OperationalError("The database did not answer in time.")
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            break
        last = result
    if last.status not in SUCCESS:
        raise psycopg.errors.error_from_result(last)
    return last
