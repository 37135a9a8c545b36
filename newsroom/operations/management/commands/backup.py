from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.operations import backup


class Command(BaseCommand):
    help = "Back up the database, the media, and the restricted files as of one instant, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="A directory that doesn’t exist yet.")

    def handle(self, *, directory: Path, **_options: Any) -> None:
        try:
            made = backup.make(directory)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        for name in made.missing:
            self.stderr.write(f"{name} is named by a row and was in no storage.")
        self.stdout.write(
            f"{directory} has the database and, besides it, files: {len(made.files) - 1:,}, as of {made.made_at}."
        )
        self.stdout.write("It has restricted files too: protect it. Check it with `manage.py verify`.")
