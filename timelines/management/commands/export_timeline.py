"""Exports a timeline: `manage.py export_timeline kursk --format timelinejs > kursk.json`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.publishing.exceptions import ActionRefused
from timelines.exchange import FORMATS
from timelines.exchange.importing import export_content
from timelines.models import Timeline


class Command(BaseCommand):
    help = "Prints the newest saved version of a timeline. Exits with status 1 and a one-line message if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The last part of its web address, current or former.")
        parser.add_argument("--format", dest="form", required=True, choices=list(FORMATS))

    def handle(self, *args: Any, slug: str, form: str, **options: Any) -> None:
        found = Timeline.objects.filter(addresses__slug=slug).first() or Timeline.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no timeline “{slug}”: its slug is the last part of its address.")
        try:
            text = export_content(found, form)
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(text, ending="" if text.endswith("\n") else "\n")
