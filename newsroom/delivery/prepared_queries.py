"""Prepared queries for the busiest pages, compiled to SQL once, because compiling takes longer than answering.

A prepared query is still a QuerySet with `live(at)`, so what readers may see is defined in one place. PostgreSQL plans
it once for each connection (newsroom/delivery/libpq.py).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from psycopg import RawCursor
from psycopg.sql import Literal

from newsroom.delivery import libpq

Arguments = ParamSpec("Arguments")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # (parameter, argument)
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]  # (column, functions, expression)

    def rows(self, database: BaseDatabaseWrapper, arguments: tuple[Any, ...]) -> list[Row]:
        parameters = list(self.parameters)
        for place, argument in self.places:
            parameters[place] = _adapted(database, arguments[argument], parameters[place])
        found = self._asked(database, parameters)
        return [self._converted(row) for row in found] if self.converters else found

    def _asked(self, database: BaseDatabaseWrapper, parameters: list[Any]) -> list[Row]:
        watched = database.execute_wrappers or database.queries_logged
        if database.vendor == "postgresql" and not watched:
            return libpq.rows(database, self.sql, parameters)
        with database.cursor() as cursor:
            if database.vendor == "postgresql":  # whose placeholders are $1, $2 …
                cursor.cursor = RawCursor(cursor.connection)
            cursor.execute(self.sql, parameters)
            rows: list[Row] = cursor.fetchall()
        return rows

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for column, functions, expression in self.converters:
            for function in functions:
                values[column] = function(values[column], expression, connection)
        return tuple(values)


def prepared(build: Callable[Arguments, QuerySet[Any, Any]]) -> Callable[Arguments, list[Row]]:
    """Decorate a function that returns a QuerySet of `values_list`, so that it returns its rows in a list.

    Its arguments are positional: aware datetimes, dates, integers or strings, each used unchanged in a filter or a
    Value; others raise TypeError. The function runs once for each database with stand-ins, so it must not branch on
    their values.
    """
    statements: dict[str, _Statement] = {}

    @wraps(build)
    def ask(*arguments: Arguments.args, **none: Arguments.kwargs) -> list[Row]:
        if none:
            raise TypeError(f"{build.__name__} is prepared: give its arguments by place.")
        database = connections[DEFAULT_DB_ALIAS]
        statement = statements.get(database.vendor)
        if statement is None:
            statement = statements[database.vendor] = _prepare(build, arguments)
        return statement.rows(database, arguments)

    return ask


def _prepare(build: Callable[..., QuerySet[Any, Any]], arguments: tuple[Any, ...]) -> _Statement:
    stand_ins = [_stand_in(argument, place) for place, argument in enumerate(arguments)]
    compiler = build(*stand_ins).query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    places = [
        (place, argument)
        for place, parameter in enumerate(parameters)
        for argument, stand_in in enumerate(stand_ins)
        if parameter == _adapted(connection, stand_in, parameter)
    ]
    if missing := set(range(len(arguments))) - {argument for _, argument in places}:
        raise TypeError(f"The query of {build.__name__} does not use its arguments {sorted(missing)} as they are.")
    if connection.vendor == "postgresql":
        sql, parameters, places = _numbered(sql, parameters, dict(places))
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    return _Statement(
        sql,
        tuple(parameters),
        tuple(places),
        tuple((column, tuple(found), each) for column, (found, each) in converters.items()),
    )


def _numbered(
    sql: str, parameters: Sequence[Any], places: Mapping[int, int]
) -> tuple[str, list[Any], list[tuple[int, int]]]:
    """Replace the placeholders of arguments by $1, $2 …, one for each argument and type, and inline the constants."""
    numbers: dict[tuple[int, type], int] = {}
    kinds: list[Any] = []
    coming = iter(enumerate(parameters))

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        place, parameter = next(coming)
        if place not in places:
            return str(Literal(parameter).as_string(connection.connection))
        key = (places[place], type(parameter))
        if key not in numbers:
            kinds.append(parameter)
        return f"${numbers.setdefault(key, len(kinds))}"

    sql = re.sub("%%|%s", written, sql)
    return sql, kinds, [(number - 1, argument) for (argument, _), number in numbers.items()]


def _stand_in(argument: Any, place: int) -> Any:
    """Return a value of the same type that occurs in no query otherwise."""
    match argument:
        case datetime():
            return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=place + 1)
        case date():
            return date(1, 1, 2 + place)
        case bool() | None:
            raise TypeError(f"A prepared query cannot ask with {argument!r}: write two queries.")
        case int():
            return 2_111_222_000 + place  # fits a column of four bytes
        case str():
            return f"\ufdd0{place}"
    raise TypeError(f"A prepared query cannot ask with {argument!r}.")


def _adapted(database: BaseDatabaseWrapper, value: Any, parameter: Any) -> Any:
    """Return `value` as the database expects it in place of `parameter`."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return database.ops.adapt_datefield_value(value)
    if isinstance(value, int) and isinstance(parameter, int):
        return type(parameter)(value)  # psycopg tells integers of several sizes apart
    return value
