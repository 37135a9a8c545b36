"""manage.py render_revisions: after an upgrade, make the HTML that stories carry anew."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.stored_html import render_anew


class Command(BaseCommand):
    help = (
        "Makes the HTML that versions of stories carry, where it was made by another version of this program. Until it "
        "has run, their pages are right but slower. It may be stopped at any time and begun again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = render_anew()
        self.stdout.write(f"{made} version{'' if made == 1 else 's'} rendered anew.")
