"""Fill a database of its own: as many invented stories as one likes, to measure on."""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from tests.bench.archive import filling


class Command(BaseCommand):
    help = (
        "Adds invented stories until the archive holds COUNT of them, published from 2004 to now. Nothing is removed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, help="How many stories the archive is to hold, such as 10000.")
        parser.add_argument(
            "--processes", type=int, help="How many processes fill; left out, one for each processor (SQLite: one)."
        )
        parser.add_argument("--pictures", type=int, default=0, help="How many invented pictures there are to be, too.")
        parser.add_argument("--no-renditions", action="store_true", help="Show the pictures as drawn; quicker.")
        parser.add_argument(
            "--yes-into-this-database",
            action="store_true",
            help="Fill even though people’s stories are here; the invented ones will stand among them.",
        )

    def handle(
        self,
        *args: Any,
        count: int,
        processes: int | None,
        pictures: int,
        no_renditions: bool,
        yes_into_this_database: bool,
        **options: Any,
    ) -> None:
        if filling.stories_of_people() and not yes_into_this_database:
            raise CommandError(
                "This database holds people’s stories, and published stories cannot be removed again. Name an empty "
                "database in DATABASE_URL; or, if readers may find invented stories among the real ones, add "
                "--yes-into-this-database."
            )
        if connection.vendor != "postgresql":  # it has one writer at a time
            processes = 1
        began, had = time.monotonic(), filling.filled()
        steps = filling.fill(
            count,
            processes=processes or os.cpu_count() or 1,
            make_renditions=not no_renditions,
            invented_pictures=pictures,
        )
        for filled in steps:
            pace = (filled - had) / (time.monotonic() - began)
            self.stdout.write(f"\r{filled:,} of {count:,} stories, {pace:,.0f} a second ", ending="")
            self.stdout.flush()
        self.stdout.write(f"\nThe archive holds {filling.filled():,} stories.")
