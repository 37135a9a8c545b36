"""manage.py index_pictures: for use after newsroom.images.library_search changed."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from PIL import Image

from newsroom.images import library_search
from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import likeness


class Command(BaseCommand):
    help = "Reindexes the photo library for search, and computes missing likenesses."

    def handle(self, *args: Any, **options: Any) -> None:
        pictures = Picture.objects.to_render()
        for picture in pictures.iterator(chunk_size=500):
            library_search.index(picture)
        for file in PictureFile.objects.filter(likeness=None, picture__taken_down_at=None).iterator(chunk_size=500):
            with default_storage.open(file.image.name) as opened, Image.open(opened) as image:
                PictureFile.objects.filter(pk=file.pk).update(likeness=likeness(image))
        count = pictures.count()
        self.stdout.write(f"{count} photo{'' if count == 1 else 's'} indexed.")
