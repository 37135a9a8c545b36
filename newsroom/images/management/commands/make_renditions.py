"""manage.py make_renditions: for use without a worker, or after the sizes in newsroom.images.renditions changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F

from newsroom.images.models import PictureFile
from newsroom.images.renditions import has_share_image, make_renditions, missing


class Command(BaseCommand):
    help = "Makes every missing rendition of the photos in the library now."

    def handle(self, *args: Any, **options: Any) -> None:
        shown = PictureFile.objects.filter(picture__current=F("pk"), picture__taken_down_at=None)
        done = 0
        for file in shown.select_related("picture").iterator(chunk_size=500):
            if missing(file) or not has_share_image(file):
                make_renditions(file)
                done += 1
        self.stdout.write(f"Made renditions of {done} photo{'' if done == 1 else 's'}.")
