"""Empty the database after a test that committed: only the tables that hold rows, and what migrations put there stays.

Django's flush would empty all hundred of them, and then make permissions, roles and triggers anew.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from newsroom.publishing import constraints

KEPT = {model._meta.db_table for model in (ContentType, Permission, Group, Group.permissions.through)}
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
}


def as_migrated() -> dict[str, Any]:
    """Return what migrations leave in an empty database: permissions, roles, triggers."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        held: dict[str, Any] = {"triggers": sorted(cursor.fetchall())}
        for table in sorted(KEPT):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            held[table] = cursor.fetchall()
    return held


def empty(migrated: dict[str, Any]) -> None:
    """Restore the database to the state `migrated`."""
    if as_migrated() != migrated:  # a test gave a role another permission, say
        flush()
        migrated |= as_migrated()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        full = _full(connection.introspection.django_table_names(only_existing=True, include_views=False))
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires, and no foreign key
            refusals = []
        else:
            refusals = [(name, sql) for name, sql in migrated["triggers"] if "RAISE(" in sql]
        for name, _ in refusals:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in full:
            cursor.execute(f"DELETE FROM {table}")
        for _, sql in refusals:
            cursor.execute(sql)


def flush() -> None:
    """Run Django's flush, and then what follows every migrate."""
    constraints.drop()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


def _full(tables: Iterable[str]) -> list[str]:
    """Return the tables that hold rows and must be emptied."""
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in sorted(set(tables) - KEPT))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]
