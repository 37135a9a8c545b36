"""manage.py index_pictures: for pictures that came before there was a search, or when newsroom.images.library_search has changed."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from PIL import Image

from newsroom.images import library_search
from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import likeness


class Command(BaseCommand):
    help = "Brings into line the words by which pictures are found, and looks at those whose likeness is not known."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for picture in Picture.objects.to_render().iterator(chunk_size=500):
            library_search.index(picture)
            done += 1
        for file in PictureFile.objects.filter(likeness=None, picture__taken_down_at=None).iterator(chunk_size=500):
            with default_storage.open(file.image.name) as opened, Image.open(opened) as image:
                PictureFile.objects.filter(pk=file.pk).update(likeness=likeness(image))
        self.stdout.write(f"{done} picture{'' if done == 1 else 's'} can be found.")
