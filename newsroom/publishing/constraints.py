"""What the database refuses: two versions live at once, a changed past, a deleted public record.

PostgreSQL: an exclusion constraint that needs no extension, and triggers. SQLite: triggers only, which Django's table
rebuilds silently drop; so what is missing or different is installed after every migrate.
"""

from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from newsroom.database import triggers
from newsroom.database.rows import concrete
from newsroom.database.triggers import Refusal
from newsroom.publishing import clock
from newsroom.publishing.models import AuditEntry, Correction, Revision, Transition

AMENDED = """NEW.amends_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} amended WHERE amended.id = NEW.amends_id AND amended.subject_id = NEW.subject_id
    AND amended.kind = NEW.kind AND amended.at < NEW.at)"""
OVERLAP = """NEW.live_from IS NOT NULL AND EXISTS (
    SELECT 1 FROM {table} other WHERE other.subject_id = NEW.subject_id AND other.id <> NEW.id
    AND other.live_from IS NOT NULL
    AND (other.live_until IS NULL OR other.live_until > NEW.live_from)
    AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"""
EXCLUSION = """ALTER TABLE {table} ADD CONSTRAINT {table}_alone EXCLUDE USING gist
    (int8range(subject_id, subject_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&)
    WHERE (live_from IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE"""

APPEND_ONLY = [
    Refusal("kept", "DELETE", "TRUE", "this record is never deleted"),
    Refusal("fixed", "UPDATE", "TRUE", "this record never changes"),
]
AMENDMENT = Refusal("amends", "INSERT", AMENDED, "an amendment follows a notice of the same story", reads_rows=True)
SCHEDULE = [
    Refusal("kept", "DELETE", "OLD.at <= {now}", "a transition of the past is never deleted"),
    Refusal("fixed", "UPDATE", "OLD.at <= {now} OR NEW.at < {now}", "a transition of the past never changes"),
    Refusal("due", "INSERT", "NEW.at < {now}", "nothing is scheduled in the past"),
]
REVISION = [
    Refusal("kept", "DELETE", "OLD.live_from <= {now}", "what was live is never deleted"),
    Refusal(
        "past",
        "UPDATE",
        "(NEW.live_from {differs} OLD.live_from AND (OLD.live_from <= {now} OR NEW.live_from < {now}))"
        " OR (NEW.live_until {differs} OLD.live_until AND (OLD.live_until <= {now} OR NEW.live_until < {now}))",
        "when something was live never changes",
    ),
]
SQLITE = [  # in place of the exclusion constraint
    Refusal(f"alone_{event.lower()}", event, OVERLAP, "two versions would be live at once", reads_rows=True)
    for event in ("INSERT", "UPDATE")
]
POSTGRESQL = [Refusal("emptied", "TRUNCATE", "TRUE", "this table is never emptied")]  # in SQLite, a DELETE of every row
NAMES = {each.name for each in (*APPEND_ONLY, AMENDMENT, *SCHEDULE, *REVISION, *SQLITE, *POSTGRESQL)} | {"alone"}


def refusals(model: Any) -> list[Refusal]:
    """Return what the database refuses on the table of `model`."""
    on_postgresql = connection.vendor == "postgresql"
    rules = list(APPEND_ONLY)
    if issubclass(model, Transition):
        rules = list(SCHEDULE)
    elif issubclass(model, Correction):
        rules.append(AMENDMENT)
    elif issubclass(model, Revision):
        columns = [model._meta.get_field(name).column for name in Revision.FIXED]
        fixed = " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns)
        rules = [*REVISION, Refusal("fixed", "UPDATE", fixed, "a revision never changes")]
        rules += [] if on_postgresql else SQLITE
    return rules + (POSTGRESQL if on_postgresql else [])


def install(**_signal: Any) -> None:
    """Install every refusal on the tables that exist, unless it is there."""
    tables = {model._meta.db_table: model for model in _guarded()}
    exclusions = {
        table: EXCLUSION.format(table=table) for table, model in tables.items() if issubclass(model, Revision)
    }
    triggers.install(
        {table: refusals(model) for table, model in tables.items()},
        exclusions if connection.vendor == "postgresql" else None,
    )


def drop() -> None:
    """Remove every refusal: before reinstalling, or to empty a whole database (`flush`)."""
    triggers.drop((model._meta.db_table for model in _guarded()), NAMES)


def _guarded() -> list[Any]:
    existing = set(connection.introspection.table_names())
    models = [*concrete(Revision), *concrete(Transition), *concrete(Correction), AuditEntry]
    return [model for model in models if model._meta.db_table in existing]


@receiver(connection_created)
def lend_clock(connection: Any, **_signal: Any) -> None:
    """Let SQLite's triggers ask the application's clock, in the text form in which Django stores instants."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "newsroom_now", 0, lambda: str(connection.ops.adapt_datetimefield_value(clock.now()))
        )
