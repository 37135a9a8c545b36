"""Whether the library has a photo already: asked before a second copy is made."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import Intake

NEAR = 4  # bits of 64 in which two files may differ that look alike: other sizes and qualities of one photo differ in fewer
FLAT = (0, -1)  # what even surfaces look like, all of them


@dataclass(frozen=True)
class Known:
    """A picture that the library has, and whether it is the same to the last bit or only looks so."""

    picture: Picture
    same: bool

    def __str__(self) -> str:
        if self.same:
            return f"The library has this photo already: “{self.picture}”."
        return f"This looks like “{self.picture}”, which the library has already."


def known(intake: Intake) -> Known | None:
    """The picture that has, or once had, this very file; failing that, the one that looks most like it.

    The same file: what is stored of it would be the same bytes, whatever the sender's notes in it.
    """
    standing = Picture.objects.to_render().filter(taken_down_at=None)
    if same := standing.filter(files__sha256=intake.sha256).first():
        return Known(same, same=True)
    if intake.likeness in FLAT:
        return None
    shown: Any = PictureFile.objects.filter(
        picture__current=F("pk"), picture__taken_down_at=None, likeness__isnull=False
    )
    near = [
        (differing, pk)
        for pk, likeness in shown.order_by().values_list("picture", "likeness").iterator(chunk_size=5_000)
        if (differing := ((likeness ^ intake.likeness) & (2**64 - 1)).bit_count()) <= NEAR
    ]
    return Known(standing.get(pk=min(near)[1]), same=False) if near else None


def refuse_taken_down(intake: Intake) -> None:
    """Raise ValidationError if this very file was taken down: it is not to come back under another name."""
    if PictureFile.objects.filter(sha256=intake.sha256, picture__taken_down_at__isnull=False).exists():
        raise ValidationError(
            "This photo was taken down for legal reasons and cannot be used again. Ask an administrator.",
            code="taken_down",
        )
