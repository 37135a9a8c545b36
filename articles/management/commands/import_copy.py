"""manage.py import_copy story.docx: read a story from a file of copy, and save it as a draft with --save."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.copy_import.document import read_file
from articles.copy_import.limits import MAX_BYTES
from articles.copy_import.matching import best_match
from articles.copy_import.saving import save_draft, take_in_pictures
from articles.models import Article
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day
from timelines.exchange import NotATimeline
from timelines.exchange.importing import importer


class Command(BaseCommand):
    help = (
        "Reads a story (.docx, HTML, Markdown, plain text) and prints one JSON object: headline, standfirst, byline, "
        "dateline, blocks, events, related, words_in, words_out. Exits with status 1 and one line if it can’t."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file. Its format is detected from its content.")
        parser.add_argument("--save", action="store_true", help="Save it as a draft, with its timeline and links.")
        parser.add_argument("--by", default="", metavar="USERNAME", help="Whose draft it is; by default, “import”.")

    def handle(self, *args: Any, file: Path, save: bool, by: str, **options: Any) -> None:
        now = clock.now()
        try:
            with file.open("rb") as opened:
                reading = read_file(opened.read(MAX_BYTES + 1), file.name, newsroom_day(now))
            matches = [best_match(each.title, Article.objects.all(), now) for each in reading.related]
            if save:
                draft = save_draft(
                    reading,
                    importer(by),
                    intakes=take_in_pictures(reading),
                    matches=[match.story.pk if match and match.meant else None for match in matches],
                )
                for note in [f"Saved as draft {draft.story.pk}: “{draft.story}”.", *draft.notes]:
                    self.stderr.write(note)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from None
        except (ActionRefused, NotATimeline) as refusal:
            raise CommandError(f"{file}: {refusal}") from None
        for change in reading.changes:
            self.stderr.write(change)
        told = reading.as_json()
        for line, match in zip(told["related"], matches, strict=True):
            if match:
                line["score"] = match.score
                line["match"] = {"id": match.story.pk, "headline": match.story.headline} if match.meant else None
        self.stdout.write(json.dumps(told, ensure_ascii=False))
