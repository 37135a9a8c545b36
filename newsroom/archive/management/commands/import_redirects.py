"""manage.py import_redirects FILE: add redirects from a CSV file, all of them or none."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.archive.redirects import actions, csv_file
from newsroom.publishing.exceptions import ActionRefused


class Command(BaseCommand):
    help = (
        "Adds redirects from a CSV file: the old address, and what it leads to (an address of this site or another, or "
        "410). All of them or none: what is refused is listed by line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, metavar="USERNAME", help="Who does it, for the audit log: an editor."
        )

    def handle(self, *args: Any, file: Path, by: str, **options: Any) -> None:
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {by}. Name one who may change redirects, such as an editor.")
        try:
            plan = actions.put(csv_file.read(file.read_bytes()), user)
        except OSError as error:
            raise CommandError(f"{file} can’t be read: {error.strerror}.") from error
        except ActionRefused as refusal:
            raise CommandError(f"Nothing was imported.\n{refusal}") from refusal
        self.stdout.write(f"Redirects: {plan}.")
