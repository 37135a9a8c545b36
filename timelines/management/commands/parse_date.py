"""How a date would be read: `manage.py parse_date "early August" --today 2024-11-08`."""

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
    """A reference date from the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a date: write it as YYYY-MM-DD, such as 2024-11-08.") from error


def described(read: DateValue | DateError, today: date) -> dict[str, Any]:
    """The reading as plain JSON: `..` for open, "" for what a label or a refused date does not have."""
    if isinstance(read, DateError):
        empty = dict.fromkeys(("edtf", "start", "end"), "")
        return {
            "text": read.text,
            **empty,
            "precision": "invalid",
            "display": "",
            "flags": {},
            "warnings": [],
            "error": read.message,
        }
    no_bound = "" if read.undated else ".."
    return {
        "text": read.text,
        "edtf": read.edtf,
        "start": read.start or no_bound,
        "end": read.end or no_bound,
        "precision": read.precision,
        "display": display(read, today),
        "flags": read.flags,
        "warnings": list(read.warnings),
        "error": None,
    }


class Command(BaseCommand):
    help = "Prints one JSON object: how TEXT would be read as a date. Exit status 1 for a refused date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help="A date as a journalist types it; after -- if it begins with a hyphen.")
        parser.add_argument(
            "--today", type=day, help="The reference date, YYYY-MM-DD; today in the newsroom's zone if left out."
        )

    def handle(self, *args: Any, text: str, today: date | None, **options: Any) -> None:
        reference = today or timezone.localdate(clock.now(), timezone.get_default_timezone())
        read = parse(text, reference, zone=settings.TIME_ZONE, fiscal_year_start=settings.NEWSROOM_FISCAL_YEAR_START)
        self.stdout.write(json.dumps(described(read, reference), ensure_ascii=False))
        if isinstance(read, DateError):
            raise SystemExit(1)
