from typing import Any

from django.core.management.base import BaseCommand

from newsroom.search import desk_index
from newsroom.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Rebuild readers’ search index from what is published and scheduled, and the desk’s from all drafts. "
        "The site keeps running."
    )

    def handle(self, **_options: Any) -> None:
        for kind, count in dict(rebuild()).items():  # the last count of each
            self.stdout.write(f"{kind}: {count} versions in the index")
        for kind, count in dict(desk_index.rebuild()).items():
            self.stdout.write(f"{kind}: {count} in the desk’s index")
