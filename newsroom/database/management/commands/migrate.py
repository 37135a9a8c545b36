"""manage.py migrate: Django's command, after a check that this database can be migrated at all."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class Command(migrate.Command):
    """Refuses databases of older versions, because migrations may be rewritten until 1.0."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        if unknown := unknown_migrations(options["database"]):
            raise CommandError(f"{_cure(options['database'])} (It has {unknown[0]}, which no longer exists.)")
        return super().handle(*args, **options)


def unknown_migrations(database: str = "default") -> list[str]:
    """Return the migrations of our apps that the database has and this version doesn't."""
    ours = {config.label for config in apps.get_app_configs() if _is_ours(config.path)}
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    known = set(on_disk) | {replaced for migration in on_disk.values() for replaced in migration.replaces}
    applied = MigrationRecorder(connections[database]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known)


def _is_ours(path: str) -> bool:
    return path.startswith(str(settings.BASE_DIR)) and "site-packages" not in path


def _cure(database: str) -> str:
    if settings.NEWSROOM_DEMO:
        return (
            "This demo database was made by an older version. "
            f"Remove {settings.VAR_DIR} (everything in it belongs to the demo) and run `make run` again."
        )
    name = connections[database].settings_dict["NAME"]
    return (
        f"The database {name} was made by an older version and can't be migrated: until version 1.0, "
        "migrations may be rewritten. Go back to the version that made it, or start with an empty database. "
        "Nothing was changed."
    )
