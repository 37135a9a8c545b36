"""The worker's tasks for media files."""

from django_tasks import task

from newsroom.images.sealed_storage import seal_file
from newsroom.media.models import MediaFile


@task()
def seal(pk: int) -> None:
    """Move a taken-down file out of public reach, in case the process that took it down died."""
    if media := MediaFile.objects.filter(pk=pk, taken_down_at__isnull=False).first():
        seal_file(media.stored_as)
