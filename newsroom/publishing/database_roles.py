"""Two roles in PostgreSQL: the owner of the tables migrates; the site runs as one that may not touch what guards them.

Whoever owns a table may empty it, and switch its triggers off. So `migrate` runs as the owner, with DATABASE_WEB_URL
naming the other role as web and worker processes connect with it: it is made here if it is not there, and is granted
what they need after every migrate. The owner alone may act in another time than its own (constraints.py): what imports
an archive or loads the demo runs as the owner.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import sql

from newsroom.publishing.models import AuditEntry, Correction, concrete

NEEDED = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def install(**_signal: Any) -> None:
    """Make the role of DATABASE_WEB_URL, if there is one named, and grant it what it needs. Idempotent."""
    if connection.vendor == "postgresql" and settings.DATABASE_WEB_URL:
        named = urlsplit(settings.DATABASE_WEB_URL)
        grant(unquote(named.username or ""), unquote(named.password or ""))


def grant(role: str, password: str = "") -> None:
    """Let `role` read and write rows, and nothing else; tables that come later included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), current_schema(), (SELECT rolsuper FROM pg_roles WHERE rolname = %s)",
            [role],
        )
        owner, database, schema, is_superuser = cursor.fetchone()
        if role == owner or is_superuser:
            raise ImproperlyConfigured(
                f"DATABASE_WEB_URL is not usable: {role} owns the tables or is a superuser. Name a role of its own, "
                "such as newsroom_web, and in DATABASE_URL of `migrate` the owner."
            )
        words = {
            "role": sql.Identifier(role),
            "database": sql.Identifier(database),
            "schema": sql.Identifier(schema),
            "password": sql.Literal(password),
            "needed": NEEDED,
        }
        if is_superuser is None:
            cursor.execute(sql.SQL("CREATE ROLE {role} LOGIN PASSWORD {password}").format(**words))
        for statement in (
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
            "GRANT {needed} ON ALL TABLES IN SCHEMA {schema} TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {needed} ON TABLES TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**words))
        for table in sorted(_only_appended_to() & set(connection.introspection.table_names(cursor))):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), **words)
            )


def _only_appended_to() -> set[str]:
    """Tables of which no row ever changes, and that of the migrations, which the owner alone writes."""
    return {model._meta.db_table for model in (AuditEntry, *concrete(Correction))} | {"django_migrations"}
