"""The database of a backup: one file, as of one instant, made without stopping anything."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from psycopg.conninfo import make_conninfo

SQLITE, DUMP = "database.sqlite3", "database.dump"


def make(directory: Path) -> set[str]:
    """Write the database into `directory`. Return the names of all files that its rows name, as of the same instant."""
    return _dump(directory / DUMP) if connection.vendor == "postgresql" else _copy(directory / SQLITE)


def fault(directory: Path) -> str:
    """Return why the copy can't be read, or nothing."""
    if (directory / SQLITE).exists():
        with closing(sqlite3.connect(f"file:{directory / SQLITE}?mode=ro", uri=True)) as copy:
            try:
                (found,) = copy.execute("PRAGMA integrity_check").fetchone()
            except sqlite3.DatabaseError as error:
                found = str(error)
        return "" if found == "ok" else f"{SQLITE} is damaged: {found}."
    listed = _run(["pg_restore", "--list", str(directory / DUMP)])
    return f"{DUMP} is damaged: {listed.stderr.strip()}" if listed.returncode else ""


def restore(directory: Path) -> None:
    """Write the copy into the database, which must be empty. All or nothing."""
    if connection.vendor == "postgresql":
        _postgresql("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", directory / DUMP)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(directory / SQLITE)) as copy:
        copy.backup(connection.connection)


def _named() -> list[tuple[str, str]]:
    """Return (table, column) of everything that holds the name of a stored file."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def _query() -> str:
    parts = (f"SELECT {column} FROM {table} WHERE {column} <> ''" for table, column in _named())  # noqa: S608
    return " UNION ".join(parts)


def _copy(path: Path) -> set[str]:
    connection.ensure_connection()
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, also for those who open it
        return {name for (name,) in copy.execute(_query())}


def _dump(path: Path) -> set[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # pg_dump reads what this transaction sees
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        cursor.execute(_query())
        named = {name for (name,) in cursor.fetchall()}
        _postgresql("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
    return named


def _postgresql(tool: str, *arguments: Any) -> None:
    """Run one of PostgreSQL's programs on the database of this connection; the password is in no list of processes."""
    done = _run([tool, *map(str, arguments), f"--dbname={_conninfo()}"], PGPASSWORD=connection.connection.info.password)
    if done.returncode:
        raise CommandError(f"{tool} failed: {done.stderr.strip()}")


def _conninfo() -> str:
    """Return what connects to the same database, of what the settings name: older programs than psycopg know no more."""
    connection.ensure_connection()
    named = connection.get_connection_params().keys()
    parameters = connection.connection.info.get_parameters()
    return make_conninfo(**{name: value for name, value in parameters.items() if name in named})


def _run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    if not shutil.which(command[0]):
        raise CommandError(
            f"{command[0]} isn’t installed. Install PostgreSQL’s client (apt-get install postgresql-client)."
        )
    return subprocess.run(  # noqa: S603  no shell; the arguments are the installation's own
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
