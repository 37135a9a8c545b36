"""manage.py import_archive DIR --by USERNAME: read an archive into an empty database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.archive.importing import import_archive
from newsroom.archive.rows import Damaged
from newsroom.publishing.exceptions import ActionRefused


class Command(BaseCommand):
    help = (
        "Reads an archive that export_archive wrote into an empty database, of either kind, whole or not at all. Stopped, "
        "it can be run again; once it is done, running it again changes nothing. Nobody has a password then: give "
        "yours with `changepassword`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="An administrator of the archive.")
        parser.add_argument("--dry-run", action="store_true", help="Check and import everything, then keep nothing.")

    def handle(self, *args: Any, directory: Path, by: str, dry_run: bool, **options: Any) -> None:
        try:
            counts = import_archive(directory, by, dry_run=dry_run, say=self.stdout.write)
        except (ActionRefused, Damaged, OSError) as error:
            raise CommandError(str(error)) from error
        done = "can be imported; nothing was kept" if dry_run else "is here"
        self.stdout.write(f"The archive {done}: {counts['articles.article']} stories, {counts['auth.user']} people.")
