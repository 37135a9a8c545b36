"""manage.py export_archive DIR: write the whole newsroom as Newsroom JSON Lines, with its files beside."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.archive.export import export
from newsroom.publishing.exceptions import ActionRefused


class Command(BaseCommand):
    help = (
        "Writes everything a newsroom owns into a directory: rows as JSON Lines, uploads beside them, checksums for all. "
        "The site keeps running. Stopped, it goes on when you run it again. Drafts are in it: keep it as safe as a backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--restricted", action="store_true", help="Add the files that were taken down.")

    def handle(self, *args: Any, directory: Path, restricted: bool, **options: Any) -> None:
        try:
            export(directory, restricted=restricted, say=self.stdout.write)
        except (ActionRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The archive is in {directory}.")
