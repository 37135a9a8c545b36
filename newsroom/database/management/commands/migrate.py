"""manage.py migrate: Django's command, after a check that this database can be migrated at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from newsroom import __version__
from newsroom.database import is_busy

OURS = {"articles", "newsroom", "timelines"}  # the packages of the wheel


class Command(migrate.Command):
    """Refuses databases of newer releases, and of versions before 1.0, whose migrations were rewritten."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        if unknown := unknown_migrations(options["database"]):
            raise CommandError(f"{_cure(options['database'])} (It has {unknown[0]}, which this version doesn't.)")
        with briefly_waiting(connections[options["database"]]):
            return super().handle(*args, **options)


@contextmanager
def briefly_waiting(connection: Any) -> Iterator[None]:
    """Give up on a lock after two seconds, as whoever asks for a table waits behind its change; web processes wait three."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 2000")
    try:
        yield
    except OperationalError as error:
        if not is_busy(error):
            raise
        raise CommandError(
            "Something, such as a backup, has held a lock for two seconds. What was migrated until then stays. Run "
            f"`migrate` again once it is over. ({str(error).splitlines()[0]})"
        ) from error
    finally:
        if not connection.in_atomic_block:
            connection.close()


def unknown_migrations(database: str = "default") -> list[str]:
    """Return the migrations of our apps that the database has and this version doesn't."""
    ours = {config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in OURS}
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    known = set(on_disk) | {replaced for migration in on_disk.values() for replaced in migration.replaces}
    applied = MigrationRecorder(connections[database]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known)


def _cure(database: str) -> str:
    if settings.NEWSROOM_DEMO:
        return (
            "This demo database was made by another version. "
            f"Remove {settings.VAR_DIR} (everything in it belongs to the demo) and run `make run` again."
        )
    name = connections[database].settings_dict["NAME"]
    return (
        f"The database {name} was made by a newer release, or before 1.0, and {__version__} can't use it. Nothing was changed. "
        "Go back to the version that made it. What was made before 1.0 moves by `export_archive` there and `import_archive` "
        "into an empty database here."
    )
