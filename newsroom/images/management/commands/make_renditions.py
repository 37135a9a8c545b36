"""manage.py make_renditions: for when no worker runs, or the sizes in newsroom.images.renditions have changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F

from newsroom.images.models import PictureFile
from newsroom.images.renditions import has_share_image, make_renditions, missing


class Command(BaseCommand):
    help = "Makes, at once, every rendition that is missing of the pictures in the library."

    def handle(self, *args: Any, **options: Any) -> None:
        shown = PictureFile.objects.filter(picture__current=F("pk"), picture__taken_down_at=None).select_related(
            "picture"
        )
        done = 0
        for file in shown.iterator(chunk_size=500):
            if missing(file) or not has_share_image(file):
                make_renditions(file)
                done += 1
        self.stdout.write(f"Renditions made of {done} picture{'' if done == 1 else 's'}.")
