from typing import Any

from django.core.management.base import BaseCommand

from newsroom.search.index import rebuild


class Command(BaseCommand):
    help = "Rebuild the search index from what is published and scheduled. The site keeps running."

    def handle(self, **_options: Any) -> None:
        for kind, count in dict(rebuild()).items():  # the last count of each
            self.stdout.write(f"{kind}: {count} versions in the index")
