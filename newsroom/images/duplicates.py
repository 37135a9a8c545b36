"""Whether the library already has a photo: checked before a second copy is made."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F

from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import Intake

NEAR = 4  # bits of 64 in which files that look alike may differ: other sizes and qualities of a photo differ in fewer
FLAT = (0, -1)  # the likeness of every even surface


class Known(NamedTuple):
    """A picture in the library that is the same file, or only looks like it."""

    picture: Picture
    same: bool

    def __str__(self) -> str:
        if self.same:
            return f"This photo is already in the library: “{self.picture}”."
        return f"This looks like a photo in the library: “{self.picture}”."


def known(intake: Intake) -> Known | None:
    """Return the picture that has or had this file (its stored bytes, without metadata), else the most similar one."""
    available = Picture.objects.to_render().filter(taken_down_at=None)
    if same := available.filter(files__sha256=intake.sha256).first():
        return Known(same, same=True)
    if intake.likeness in FLAT:
        return None
    shown: Any = PictureFile.objects.filter(picture__current=F("pk"), picture__taken_down_at=None)
    rows = shown.exclude(likeness=None).order_by().values_list("picture", "likeness").iterator(chunk_size=5_000)
    near = [
        (differing, pk)
        for pk, likeness in rows
        if (differing := ((likeness ^ intake.likeness) & (2**64 - 1)).bit_count()) <= NEAR
    ]
    return Known(available.get(pk=min(near)[1]), same=False) if near else None


def refuse_taken_down(intake: Intake) -> None:
    """Raise ValidationError if this very file was taken down: it must not come back under another name."""
    if PictureFile.objects.filter(sha256=intake.sha256, picture__taken_down_at__isnull=False).exists():
        raise ValidationError(
            "This photo was taken down for legal reasons and can’t be used again. Ask an administrator.",
            code="taken_down",
        )
