"""manage.py load_demo: load the demo newsroom."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from newsroom.demo import loading


class Command(BaseCommand):
    help = "Loads the demo newsroom, unless there are stories already. Demo mode only (NEWSROOM_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-renditions", action="store_true", help="Show the pictures in full size. Faster.")

    def handle(self, *args: Any, no_renditions: bool, **options: Any) -> None:
        if not settings.NEWSROOM_DEMO:
            raise CommandError(
                "The demo's passwords are public, so it is loaded only with NEWSROOM_DEMO=1. "
                "`make run` sets that, with a separate database."
            )
        loaded = loading.load(make_renditions=not no_renditions, say=partial(say, self.stdout))
        if not loaded and not no_renditions:
            loading.finish_renditions()
        self.stdout.write("The demo is loaded." if loaded else "There are stories already: nothing to load.")
        self.stdout.write(
            "Sign in as journalist, editor or administrator (or as one of the writers: elias, june, tomas, priya, owen, hana, ruth).\n"
            f"Everyone’s password is {loading.PASSWORD}."
        )


def say(stdout: OutputWrapper, words: str) -> None:
    """Print at once, even to a pipe."""
    stdout.write(words)
    stdout.flush()
