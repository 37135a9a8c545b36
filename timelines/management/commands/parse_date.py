"""Shows how a date would be read: `manage.py parse_date "early August" --today 2024-11-08`."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from newsroom.publishing import clock
from timelines.dates import DateError, DateValue, display, parse


def day(text: str) -> date:
    """Read a reference date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” isn't a valid date: write it as YYYY-MM-DD, such as 2024-11-08.") from error


def described(read: DateValue | DateError, today: date) -> dict[str, Any]:
    """Return a reading as plain JSON: `..` for open, "" for what a label or a refused date doesn't have."""
    error = read.message if isinstance(read, DateError) else None
    value = DateValue("") if isinstance(read, DateError) else read
    no_bound = "" if value.undated else ".."
    return {
        "text": read.text,
        "edtf": value.edtf,
        "start": value.start or no_bound,
        "end": value.end or no_bound,
        "precision": "invalid" if error else value.precision,
        "display": display(value, today),
        "flags": value.flags,
        "warnings": list(value.warnings),
        "error": error,
    }


class Command(BaseCommand):
    help = "Prints how TEXT would be read as a date, as one JSON object. Exits with status 1 for a refused date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help="A date as a journalist types it; after -- if it begins with a hyphen.")
        parser.add_argument("--today", type=day, help="The reference date, YYYY-MM-DD; by default today.")

        parser.add_argument(
            "--language", default="", help="Its language, such as en, fr or uk; by default any, if sure."
        )

    def handle(self, *args: Any, text: str, today: date | None, language: str = "", **options: Any) -> None:
        reference = today or timezone.localdate(clock.now(), timezone.get_default_timezone())
        fiscal = settings.NEWSROOM_FISCAL_YEAR_START
        read = parse(text, reference, zone=settings.TIME_ZONE, fiscal_year_start=fiscal, language=language)
        self.stdout.write(json.dumps(described(read, reference), ensure_ascii=False))
        if isinstance(read, DateError):
            raise SystemExit(1)
