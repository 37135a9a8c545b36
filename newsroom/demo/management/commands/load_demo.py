"""manage.py load_demo: a newsroom to look at, with its stories, people and pictures."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.demo import loading


class Command(BaseCommand):
    help = "Loads the demo newsroom, unless there are stories already. Demo mode only (NEWSROOM_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-renditions", action="store_true", help="Show the pictures as drawn; quicker.")

    def handle(self, *args: Any, no_renditions: bool, **options: Any) -> None:
        if not settings.NEWSROOM_DEMO:
            raise CommandError(
                "Everybody knows the demo's passwords, so it is loaded only with NEWSROOM_DEMO=1. "
                "`make run` sets that, on a database of its own."
            )
        loaded = loading.load(make_renditions=not no_renditions, say=self._say)
        if not loaded and not no_renditions:
            loading.finish_renditions()
        self.stdout.write("The demo is loaded." if loaded else "There are stories already: nothing to load.")
        self.stdout.write(
            "Sign in as journalist, editor or administrator (or as one of the writers: elias, june, tomas, priya, owen, hana, ruth).\n"
            f"The password is {loading.PASSWORD} for each of them."
        )

    def _say(self, words: str) -> None:
        """At once, also where the output is a pipe."""
        self.stdout.write(words)
        self.stdout.flush()
