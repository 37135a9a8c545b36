"""manage.py render_revisions: update the stored HTML of stories after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.stored_html import render_again


class Command(BaseCommand):
    help = (
        "Updates the stored HTML of stories that another version of this program made. Until then, their pages are "
        "correct but slower. You can stop it at any time and run it again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = render_again()
        self.stdout.write(f"Updated {made} version{'' if made == 1 else 's'}.")
