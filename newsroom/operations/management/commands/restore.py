from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.operations import backup


class Command(BaseCommand):
    help = "Restore a backup into this installation, whose database and media must be empty."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="What `manage.py backup` made.")

    def handle(self, *, directory: Path, **_options: Any) -> None:
        try:
            restored = backup.restore(directory)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the site as of {restored.made_at}.")
        self.stdout.write("Run `manage.py migrate` next: it renews permissions, roles and the database’s guards.")
