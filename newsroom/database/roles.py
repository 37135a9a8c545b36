"""The two PostgreSQL roles: `migrate` runs as the owner of the tables, the site as a role that can't lift the guards.

The owner can empty tables, disable triggers and act at another time than the present (triggers.py), as archive imports
and the demo do. `migrate` creates the site's role, which DATABASE_WEB_URL names, and grants it what it needs.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg import sql

NEEDED = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def install(**_signal: Any) -> None:
    """Create the role of DATABASE_WEB_URL, if that is set, and grant it what it needs. Idempotent."""
    if connection.vendor == "postgresql" and settings.DATABASE_WEB_URL:
        named = urlsplit(settings.DATABASE_WEB_URL)
        grant(unquote(named.username or ""), unquote(named.password or ""))


def grant(role: str, password: str = "") -> None:
    """Let `role` read and write rows, in future tables too, and nothing else. A site that runs as it never notices."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), current_schema(), (SELECT rolsuper FROM pg_roles WHERE rolname = %s)",
            [role],
        )
        owner, database, schema, is_superuser = cursor.fetchone()
        if role == owner or is_superuser:
            raise ImproperlyConfigured(
                f"DATABASE_WEB_URL is not usable: {role} owns the tables or is a superuser. Name a separate role, "
                "such as newsroom_web, and name the owner in the DATABASE_URL of `migrate`."
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
        for table in sorted(_append_only() & set(connection.introspection.table_names(cursor))):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), **words)
            )


def _append_only() -> set[str]:
    """Return the tables whose rows never change, and that of the migrations, which only the owner writes."""
    models = (model for model in apps.get_models() if getattr(model, "APPEND_ONLY", False))
    return {model._meta.db_table for model in models} | {"django_migrations"}
