"""What a worker does for the picture desk. Nothing a reader sees needs it: until then, pages show the stored original."""

from django_tasks import task

from newsroom.images import renditions, sealed_storage
from newsroom.images.models import Picture, PictureFile


@task()
def make_renditions(file_id: int) -> None:
    """Make what is missing of one file; nothing if the file is gone."""
    if file := PictureFile.objects.select_related("picture").filter(pk=file_id).first():
        renditions.make_renditions(file)


@task()
def seal(picture_id: int) -> None:
    """Move the files of a taken-down picture out of public reach, in case the process that took it down died on the way."""
    if picture := Picture.objects.filter(pk=picture_id, taken_down_at__isnull=False).first():
        sealed_storage.seal_picture(picture)
