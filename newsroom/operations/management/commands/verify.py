from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.operations import backup


class Command(BaseCommand):
    help = "Check that a backup is whole: each file by its checksum, and the database by reading it. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="What `manage.py backup` made.")

    def handle(self, *, directory: Path, **_options: Any) -> None:
        try:
            faults = list(backup.faults(directory))
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{directory} can’t be trusted. Use another backup, and make a new one.")
        manifest = backup.read(directory)
        self.stdout.write(
            f"{directory} is whole, with its database and files: {len(manifest.files) - 1:,}, as of {manifest.made_at}."
        )
