"""What the database itself refuses: two versions live at once, a changed past, a deleted public record.

PostgreSQL: an exclusion constraint that needs no extension, and triggers. SQLite: triggers alone, which
Django's table rebuilds silently drop. So everything is put in place again after every migrate; dropping
and creating is idempotent. "Past" is judged by the application's clock: SQLite calls it as the function
newsroom_now(); on PostgreSQL that function takes the setting newsroom.now of the action's transaction, and its own
clock where a hand-made statement has not set one. Anybody can set it, so it is believed of the role that owns the
tables (imports and tests act in a time of their own), and of any other within a minute of PostgreSQL's clock: an action
reads its clock once and may wait for a lock before it writes.
"""

from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from newsroom.publishing import clock
from newsroom.publishing.models import AuditEntry, Correction, Revision, Transition, concrete


class Refusal(NamedTuple):
    """A trigger: before `event`, where `when` holds, the statement fails with `message`."""

    name: str
    event: str
    when: str
    message: str


APPEND_ONLY = [
    Refusal("kept", "DELETE", "TRUE", "this record is never deleted"),
    Refusal("fixed", "UPDATE", "TRUE", "this record never changes"),
]
SCHEDULE = [
    Refusal("kept", "DELETE", "OLD.at <= {now}", "a transition of the past is never deleted"),
    Refusal("fixed", "UPDATE", "OLD.at <= {now} OR NEW.at < {now}", "a transition of the past never changes"),
    Refusal("due", "INSERT", "NEW.at < {now}", "nothing is scheduled in the past"),
]
OVERLAP = """NEW.live_from IS NOT NULL AND EXISTS (
    SELECT 1 FROM {table} other WHERE other.subject_id = NEW.subject_id AND other.id <> NEW.id
    AND other.live_from IS NOT NULL
    AND (other.live_until IS NULL OR other.live_until > NEW.live_from)
    AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"""
AMENDED = """NEW.amends_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} amended WHERE amended.id = NEW.amends_id AND amended.subject_id = NEW.subject_id
    AND amended.kind = NEW.kind AND amended.at < NEW.at)"""


# Its owner is the role that installs it, which owns the tables too. The search path is fixed, or a function or a
# temporary table of the same name as one that it asks could stand in for it (pg_temp is searched first unless named).
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
EMPTIED = Refusal("emptied", "TRUNCATE", "TRUE", "this table is never emptied")


def refusals(model: Any) -> list[Refusal]:
    """What is refused on that model's table."""
    # SQLite has no TRUNCATE: there it is a DELETE of every row.
    return _of_rows(model) + ([EMPTIED] if connection.vendor == "postgresql" else [])


def _of_rows(model: Any) -> list[Refusal]:
    if issubclass(model, Transition):
        return SCHEDULE
    if issubclass(model, Correction):
        return [*APPEND_ONLY, Refusal("amends", "INSERT", AMENDED, "an amendment follows a notice of the same story")]
    if issubclass(model, AuditEntry):
        return APPEND_ONLY
    fixed = " OR ".join(f"NEW.{_column(model, name)} {{differs}} OLD.{_column(model, name)}" for name in Revision.FIXED)
    rules = [
        Refusal("kept", "DELETE", "OLD.live_from <= {now}", "what was live is never deleted"),
        Refusal("fixed", "UPDATE", fixed, "a revision never changes"),
        Refusal(
            "past",
            "UPDATE",
            "(NEW.live_from {differs} OLD.live_from AND (OLD.live_from <= {now} OR NEW.live_from < {now}))"
            " OR (NEW.live_until {differs} OLD.live_until AND (OLD.live_until <= {now} OR NEW.live_until < {now}))",
            "when something was live never changes",
        ),
    ]
    if connection.vendor == "sqlite":
        overlap = "two versions would be live at once"
        rules += [Refusal(f"alone_{event.lower()}", event, OVERLAP, overlap) for event in ("INSERT", "UPDATE")]
    return rules


def install(**_signal: Any) -> None:
    """Put every refusal in place on the tables that exist."""
    drop()
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        schema = ""
        if connection.vendor == "postgresql":
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
            cursor.execute(NOW.format(schema=schema))
            cursor.execute(REFUSE)
        for model in _guarded():
            if model._meta.db_table in existing:
                for statement in _statements(model, schema):
                    cursor.execute(statement)


def drop() -> None:
    """Take every refusal away: before reinstalling, or to wipe a whole database (`flush`)."""
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in _guarded()} & set(connection.introspection.table_names()):
            for name in ("kept", "fixed", "due", "past", "amends", "alone_insert", "alone_update", "emptied"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_alone")


def _guarded() -> list[Any]:
    return [*concrete(Revision), *concrete(Transition), *concrete(Correction), AuditEntry]


def _column(model: Any, field: str) -> str:
    return str(model._meta.get_field(field).column)


def _statements(model: Any, schema: str) -> list[str]:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{rule.name} {'AFTER' if rule.when is OVERLAP else 'BEFORE'} {rule.event} ON {table} "
            f"WHEN {rule.when.format(now='newsroom_now()', differs='IS NOT', table=table)} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {rule.message}'); END"
            for rule in refusals(model)
        ]
    statements = []
    for rule in refusals(model):
        when = rule.when.format(now="newsroom_now()", differs="IS DISTINCT FROM", table=table)
        trigger = f"CREATE TRIGGER {table}_{rule.name} BEFORE {rule.event} ON {table}"
        refuse = f"EXECUTE FUNCTION newsroom_refuse('{rule.message}')"
        if rule is EMPTIED:
            statements.append(f"{trigger} FOR EACH STATEMENT {refuse}")
        elif rule.when is AMENDED:  # the condition of a trigger may not ask other rows there: its function does
            statements += [
                f"CREATE OR REPLACE FUNCTION {table}_{rule.name}() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path = {schema}, pg_temp AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{table}: {rule.message}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
                f"{trigger} FOR EACH ROW EXECUTE FUNCTION {table}_{rule.name}()",
            ]
        else:
            statements.append(f"{trigger} FOR EACH ROW WHEN ({when}) {refuse}")
    if issubclass(model, Revision):
        statements.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_alone EXCLUDE USING gist "
            "(int8range(subject_id, subject_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&) "
            "WHERE (live_from IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE"
        )
    return statements


@receiver(connection_created)
def lend_clock(connection: Any, **_signal: Any) -> None:
    """Let SQLite's triggers ask the application's clock, in the text form in which Django stores instants."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "newsroom_now", 0, lambda: str(connection.ops.adapt_datetimefield_value(clock.now()))
        )
