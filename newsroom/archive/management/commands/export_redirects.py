"""manage.py export_redirects: write every redirect as CSV."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.archive.redirects import csv_file


class Command(BaseCommand):
    help = "Writes every redirect as CSV to the standard output: the old address and what it leads to."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in csv_file.written():
            self.stdout.write(line, ending="")
