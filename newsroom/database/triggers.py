"""Triggers with which the database itself refuses a statement, on PostgreSQL and SQLite.

"Now" in a trigger is the application's clock: on SQLite a function (`lend_clock` of publishing/constraints.py), on
PostgreSQL the setting newsroom.now of the action's transaction, or its own clock. Only the owner of the tables may set
any time; other roles must be within a minute of PostgreSQL's clock, as an action may wait for a lock before it writes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction


class Refusal(NamedTuple):
    """A trigger: before `event`, if `when` holds, the statement fails with `message`.

    `when` may use {now}, {differs} (null-safe "is not equal") and {table}. With `reads_rows` it queries other rows.
    """

    name: str
    event: str
    when: str
    message: str
    reads_rows: bool = False


# The search path is fixed, so that no function or temporary table of the same name can replace what these call
# (pg_temp is searched first unless it is named).
NOW = """CREATE OR REPLACE FUNCTION newsroom_now() RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$ DECLARE said timestamptz := nullif(current_setting('newsroom.now', true), '')::timestamptz;
BEGIN
    IF said IS NULL THEN
        RETURN clock_timestamp();
    END IF;
    IF said NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 minute' AND NOT pg_has_role(
        current_user, (SELECT proowner FROM pg_proc WHERE oid = '{schema}.newsroom_now()'::regprocedure), 'USAGE'
    ) THEN
        RAISE EXCEPTION 'newsroom.now is % and not the time: set the clocks of the web and database machines', said
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN said;
END $$"""
REFUSE = """CREATE OR REPLACE FUNCTION newsroom_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$ BEGIN RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"""

# Each trigger that is enabled, and each exclusion constraint, with what made it.
PRESENT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, obj_description(pg_trigger.oid, 'pg_trigger') FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE NOT tgisinternal AND tgenabled = 'O' AND relnamespace = current_schema()::regnamespace
        UNION ALL SELECT conname, obj_description(oid, 'pg_constraint') FROM pg_constraint
            WHERE contype = 'x' AND connamespace = current_schema()::regnamespace""",
}


def install(rules: Mapping[str, Iterable[Refusal]], exclusions: Mapping[str, str] | None = None) -> None:
    """Create the triggers of these tables (name -> refusals), and on PostgreSQL exclusion constraints (table -> statement).

    What is there as it should be isn't touched: `migrate` does this while the site runs, and to make such a constraint
    again would keep readers waiting. What isn't is replaced in one transaction, so that no moment is unguarded.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        schema = ""
        if connection.vendor == "postgresql":
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
            cursor.execute(NOW.format(schema=schema))
            cursor.execute(REFUSE)
        cursor.execute(PRESENT[connection.vendor])
        present = dict(cursor.fetchall())
        for table, refusals in rules.items():
            for refusal in refusals:
                *functions, trigger = _statements(table, refusal, schema)
                for function in functions:
                    cursor.execute(function)
                _make(table, refusal.name, "TRIGGER", trigger, present)
        for table, exclusion in (exclusions or {}).items():
            _make(table, "alone", "CONSTRAINT", exclusion, present)


def _make(table: str, name: str, kind: str, statement: str, present: Mapping[str, str]) -> None:
    """Run a statement unless it has made what is present. PostgreSQL keeps in a comment which one did."""
    made_by = statement
    if connection.vendor == "postgresql":
        made_by = hashlib.sha256(statement.encode()).hexdigest()
    if present.get(f"{table}_{name}") == made_by:
        return
    drop([table], [name])
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"COMMENT ON {kind} {table}_{name} ON {table} IS '{made_by}'")


def drop(tables: Iterable[str], names: Iterable[str]) -> None:
    """Remove the triggers and, on PostgreSQL, the constraints with these names from the tables."""
    names = list(names)
    with connection.cursor() as cursor:
        for table in tables:
            for name in names:
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
                    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{name}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")


def _statements(table: str, rule: Refusal, schema: str) -> list[str]:
    if connection.vendor == "sqlite":
        when = rule.when.format(now="newsroom_now()", differs="IS NOT", table=table)
        moment = "AFTER" if rule.name.startswith("alone") else "BEFORE"
        return [
            f"CREATE TRIGGER {table}_{rule.name} {moment} {rule.event} ON {table} "
            f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{table}: {rule.message}'); END"
        ]
    when = rule.when.format(now="newsroom_now()", differs="IS DISTINCT FROM", table=table)
    trigger = f"CREATE TRIGGER {table}_{rule.name} BEFORE {rule.event} ON {table}"
    refuse = f"EXECUTE FUNCTION newsroom_refuse('{rule.message}')"
    if rule.event == "TRUNCATE":
        return [f"{trigger} FOR EACH STATEMENT {refuse}"]
    if not rule.reads_rows:
        return [f"{trigger} FOR EACH ROW WHEN ({when}) {refuse}"]
    # PostgreSQL allows no subquery in a trigger's condition, so a function checks it.
    return [
        f"CREATE OR REPLACE FUNCTION {table}_{rule.name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = {schema}, pg_temp AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{table}: {rule.message}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"{trigger} FOR EACH ROW EXECUTE FUNCTION {table}_{rule.name}()",
    ]
