"""manage.py import_copy story.docx: read a story from a file of copy, and save it as a draft with --save."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.copy_import.document import read_file
from articles.copy_import.limits import MAX_BYTES
from articles.copy_import.matching import best_match, with_archive
from articles.copy_import.saving import save_draft, take_in_pictures, with_fetched
from articles.models import Article
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day
from timelines.exchange import NotATimeline
from timelines.exchange.importing import importer


class Command(BaseCommand):
    help = (
        "Reads a story (.docx, .odt, .rtf, HTML, a saved page, .eml, Markdown, CSV, plain text) and prints one JSON object: "
        "headline, standfirst, byline, dateline, written_on, tags, blocks in order, events, related, losses, words_in, "
        "words_out and more. Exits with status 1 and one line if it can’t."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file. Its format is detected from its content.")
        parser.add_argument("--save", action="store_true", help="Save it as a draft, with its timeline and links.")
        parser.add_argument("--whole", action="store_true", help="Of a saved page, more than the article.")
        parser.add_argument("--fetch", action="store_true", help="With --save: fetch the photos at other sites.")
        parser.add_argument("--by", default="", metavar="USERNAME", help="Whose draft it is; by default, “import”.")

    def handle(self, *args: Any, file: Path, save: bool, by: str, whole: bool, fetch: bool, **options: Any) -> None:
        now = clock.now()
        try:
            with file.open("rb") as opened:
                reading = read_file(opened.read(MAX_BYTES + 1), file.name, newsroom_day(now), whole=whole)
            reading = with_archive(reading, Article.objects.all(), now)
            matches = [best_match(each.title, Article.objects.all(), now) for each in reading.related]
            if save:
                intakes = take_in_pictures(reading)
                draft = save_draft(
                    reading,
                    importer(by),
                    intakes=with_fetched(reading, intakes) if fetch else intakes,
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
