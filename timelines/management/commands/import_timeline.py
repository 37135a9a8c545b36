"""Imports a timeline: `manage.py import_timeline kursk.json --publish`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.publishing.exceptions import ActionRefused
from timelines.exchange.importing import import_content, importer, read_file
from timelines.exchange.untrusted import NotATimeline


class Command(BaseCommand):
    help = (
        "Imports a timeline (TimelineJS, newsroom JSON, CSV or iCalendar) and prints one JSON object: slug, events, "
        "undated, losses, date_warnings. Exits with status 1 and a one-line message if the file isn't a timeline."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file, in any of the formats.")
        parser.add_argument("--publish", action="store_true", help="Publish it now, waiving missing sources.")
        parser.add_argument("--by", default="", metavar="USERNAME", help="The account to act as; by default “import”.")

    def handle(self, *args: Any, file: Path, publish: bool, by: str, **options: Any) -> None:
        try:
            reading = read_file(file.read_bytes(), file.name)
            timeline = import_content(reading.content, importer(by), publish=publish)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from None
        except (NotATimeline, ActionRefused) as refusal:
            raise CommandError(f"{file}: {refusal}") from None
        report = {
            "slug": timeline.slug,
            "events": len(reading.content["events"]),
            "undated": reading.undated,
            "losses": [asdict(loss) for loss in reading.losses],
            "date_warnings": [asdict(warning) for warning in reading.date_warnings],
        }
        self.stdout.write(json.dumps(report, ensure_ascii=False))
