"""The worker's tasks for pictures. No page waits for them: until then, pages show the stored original."""

from django_tasks import task

from newsroom.images import renditions, sealed_storage
from newsroom.images.models import Picture, PictureFile


@task()
def make_renditions(file_id: int) -> None:
    """Make the missing renditions of a file, if it still exists."""
    if file := PictureFile.objects.select_related("picture").filter(pk=file_id).first():
        renditions.make_renditions(file)


@task()
def seal(picture_id: int) -> None:
    """Move the files of a taken-down picture out of public reach, in case the process that took it down died."""
    if picture := Picture.objects.filter(pk=picture_id, taken_down_at__isnull=False).first():
        sealed_storage.seal_picture(picture)
