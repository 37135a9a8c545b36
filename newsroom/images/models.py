"""Pictures, every version of their bytes, and the words by which they are found. Only newsroom.images.actions writes them."""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from imagefield.fields import ImageField, PPOIField

from newsroom.images.picture_html import SHAPES, Rendered, render
from newsroom.search.word_rows import FiledWord
from newsroom.text import plain_text


def within_rights(at: datetime, via: str = "") -> Q:
    """Match what readers may have at `at`; `via` is the lookup path to it, such as "file__"."""
    return (
        (Q(**{f"{via}usable_from": None}) | Q(**{f"{via}usable_from__lte": at}))
        & (Q(**{f"{via}usable_until": None}) | Q(**{f"{via}usable_until__gt": at}))
        & Q(**{f"{via}taken_down_at": None})
    )


def usable(at: datetime, via: str = "") -> Q:
    """Match pictures that readers may see at `at`; `via` is the lookup path to them, such as "lead_picture__"."""
    return within_rights(at, via) & Q(**{f"{via}current__isnull": False})


def rights_constraint(name: str) -> models.CheckConstraint:
    """Return the constraint of a RightsWindow: rights begin before they end."""
    return models.CheckConstraint(
        condition=Q(usable_from=None) | Q(usable_until=None) | Q(usable_from__lt=F("usable_until")),
        name=name,
        violation_error_message="The rights end before they begin. Enter a later end, or leave one of them blank.",
    )


class RightsWindow(models.Model):
    """From when until when readers may have a photo or another file: half-open; None for no limit."""

    usable_from = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Readers don’t see it before this time. Leave blank for no limit.",
    )
    usable_until = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Readers don’t see it after this time. Leave blank for no limit.",
    )
    taken_down_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def usable_at(self, at: datetime) -> bool:
        return (
            self.taken_down_at is None
            and (self.usable_from is None or self.usable_from <= at)
            and (self.usable_until is None or at < self.usable_until)
        )


SMALLEST_CROP = 0.1  # of the width of the photo

# Said wherever alt text is written.
ALT_RULE = "One sentence on what the photo shows, without “photo of”. A story needs it, here or in the photo library."


Row = TypeVar("Row", bound=RightsWindow)


class RightsQuerySet(models.QuerySet[Row]):
    def rights_end_after(self, now: datetime) -> Self:
        """Return those whose rights end later than `now`, the soonest first, with what a list shows of them."""
        return self.filter(taken_down_at=None, usable_until__gt=now).order_by("usable_until", "id")


class PictureQuerySet(RightsQuerySet["Picture"]):
    def rights_end_after(self, now: datetime) -> Self:
        return super().rights_end_after(now).select_related("current")

    def usable(self, at: datetime) -> Self:
        """Return those that readers may see at `at`."""
        return self.filter(usable(at))

    def unused(self) -> Self:
        """Return those that no row of any app refers to: no draft, no version, no portrait. They may be deleted."""
        found = self
        for relation in Picture._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
                rows: Any = relation.related_model._base_manager
                found = found.filter(~Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return found

    def to_render(self) -> Self:
        """Fetch the current file along, so that `render` makes no query."""
        return self.select_related("current")


class Picture(RightsWindow):
    """A picture: its words, its rights, and the version of its bytes that is shown."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = plain_text.CharField(max_length=200, help_text="For finding it in the library. Readers don’t see it.")
    alt = plain_text.CharField(
        "alt text",
        max_length=300,
        blank=True,
        help_text=ALT_RULE,
    )
    caption = plain_text.TextField(blank=True, help_text="The default caption. A story can use its own.")
    credit = plain_text.CharField(max_length=200, blank=True, help_text="As published with the photo: Jane Doe/Agency.")
    source = plain_text.CharField(max_length=200, blank=True, help_text="Where it came from. Readers don’t see it.")
    taken = plain_text.CharField("date taken", max_length=60, blank=True, help_text="As far as it is known.")
    taken_on = models.DateField(
        null=True, editable=False, db_index=True, help_text="What `taken` says, for the library’s filter."
    )
    copyright = plain_text.CharField(
        "copyright notice", max_length=200, blank=True, help_text="In the owner’s words. Readers don’t see it."
    )
    restrictions = plain_text.TextField(
        "usage restrictions",
        blank=True,
        max_length=2000,
        help_text="Such as “No sales, no archive”. Shown wherever the photo is chosen, and before a story is published.",
    )
    mandatory_credit = plain_text.CharField(
        max_length=200, blank=True, help_text="What the credit must contain. No story is published without it."
    )
    keywords = plain_text.CharField(
        max_length=500, blank=True, help_text="For searching the library, separated by commas. Readers don’t see them."
    )
    current = models.ForeignKey("PictureFile", models.RESTRICT, null=True, editable=False, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(editable=False, db_index=True)
    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = "photo"
        ordering: ClassVar = ["-uploaded_at", "-id"]
        permissions: ClassVar = [
            ("take_down_picture", "Can take down pictures"),
            ("open_sealed_picture", "Can open pictures that were taken down"),
        ]
        constraints: ClassVar = [rights_constraint("images_picture_rights")]

    def __str__(self) -> str:
        return f"{self.title} ({self.credit})" if self.credit else self.title

    def usable_at(self, at: datetime) -> bool:
        return self.current_id is not None and super().usable_at(at)

    @property
    def owes_credit(self) -> bool:
        """Whether its credit lacks the mandatory one; case and punctuation don't matter."""
        owed, given = (" ".join(re.findall(r"\w+", text.casefold())) for text in (self.mandatory_credit, self.credit))
        return owed not in given

    def render(self, **options: Any) -> Rendered:
        """Return what a template needs to show it; for the options see `newsroom.images.picture_html.render`."""
        return render(self, **options)


def file_name(file: "PictureFile", filename: str) -> str:
    """Return the storage name: nobody can guess the key, and other bytes get another name, so caches keep it forever."""
    key = file.picture.key.hex
    return f"pictures/{key[:2]}/{key}-{file.sha256[:16]}.{filename.rpartition('.')[2]}"


class PictureFile(models.Model):
    """One version of a picture's bytes, which never change, and a record of what is made from them."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    image = ImageField(
        upload_to=file_name, max_length=200, width_field="width", height_field="height", ppoi_field="ppoi"
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    ppoi = PPOIField(
        "focal point",
        validators=[
            RegexValidator(r"^(0(\.\d+)?|1(\.0+)?)x(0(\.\d+)?|1(\.0+)?)$", "Enter two shares from 0 to 1, as 0.3x0.25.")
        ],
        help_text="0.5x0.5 is the center, 0x0 the top left corner.",
    )
    crops = models.JSONField(
        default=dict,
        blank=True,
        help_text="What a shape shows, if not the largest part around the focal point: left, top and width, as shares.",
    )
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the stored bytes.")
    likeness = models.BigIntegerField(
        null=True, help_text="A 64-bit hash; pictures that look alike differ in few bits."
    )
    filename = plain_text.CharField(max_length=200, help_text="As uploaded.")
    renditions = models.JSONField(
        default=list, blank=True, help_text="Those that are ready: shape, type, width, height, name in the storage."
    )
    shared = models.JSONField(null=True, blank=True, help_text="The JPEG for feeds and link previews.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["picture", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["picture", "number"], name="images_picturefile_number"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="images_picturefile_size"),
        ]

    def __str__(self) -> str:
        return f"{self.picture.title}, file {self.number}"

    def clean(self) -> None:
        for shape, box in self.crops.items():
            self.check_crop(shape, box)

    def check_crop(self, shape: str, box: Sequence[float]) -> None:
        """Raise ValidationError for a crop that isn't a part of the photo."""
        if shape not in SHAPES or len(box) != 3:
            raise ValidationError(f"Photos have no crop {shape!r}.")
        left, top, across, down = self._pixels(shape, box)
        if across < SMALLEST_CROP * self.width:
            raise ValidationError(f"Make this part larger: at least {SMALLEST_CROP:.0%} of the width.")
        if min(left, top) < 0 or left + across > self.width + 1 or top + down > self.height + 1:
            raise ValidationError("This part goes beyond the edge of the photo. Move it, or make it smaller.")

    def crop(self, shape: str) -> tuple[float, float, float, float] | None:
        """Return left, top, width and height in pixels of what the desk chose for a shape; None if it chose nothing."""
        return self._pixels(shape, self.crops[shape]) if shape in self.crops else None

    def _pixels(self, shape: str, box: Sequence[float]) -> tuple[float, float, float, float]:
        left, top, width = box
        across, down = map(int, shape.split(":"))
        return left * self.width, top * self.height, width * self.width, width * self.width * down / across

    @property
    def share_image(self) -> Any:
        """What `shared` says, if that is a JPEG; None otherwise. Earlier versions recorded a WebP."""
        return self.shared if self.shared and self.shared["type"] == "image/jpeg" else None

    @property
    def focus(self) -> tuple[float, float]:
        """The focal point as shares of width and height, from the top left corner."""
        x, _, y = self.ppoi.partition("x")
        return float(x), float(y)


class PictureWord(FiledWord):
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="words")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word", "picture"], name="images_pictureword_once"),
        ]
