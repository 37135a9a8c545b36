"""Pictures, every version of their bytes, and the words by which they are found. Written by newsroom.images.actions alone."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from imagefield.fields import ImageField, PPOIField

from newsroom.search.word_rows import FiledWord
from newsroom.text import plain_text

if TYPE_CHECKING:
    from newsroom.images.picture_html import Rendered


def usable(at: datetime, via: str = "") -> Q:
    """Readers may see the picture at `at`: inside its rights, not taken down, with a file.

    `via` is the way to it from what is asked for, such as "lead_picture__".
    """
    return (
        (Q(**{f"{via}usable_from": None}) | Q(**{f"{via}usable_from__lte": at}))
        & (Q(**{f"{via}usable_until": None}) | Q(**{f"{via}usable_until__gt": at}))
        & Q(**{f"{via}taken_down_at": None, f"{via}current__isnull": False})
    )


class PictureQuerySet(models.QuerySet["Picture"]):
    def usable(self, at: datetime) -> Self:
        """Those that readers may see at `at`."""
        return self.filter(usable(at))

    def rights_end_within(self, days: int, now: datetime) -> Self:
        """Those that readers may see no longer at some instant of the `days` after `now`, the soonest first."""
        soon = (now, now + timedelta(days=days))
        return self.filter(taken_down_at=None, usable_until__gt=soon[0], usable_until__lte=soon[1]).order_by(
            "usable_until", "id"
        )

    def unused(self) -> Self:
        """Those that no row of any room refers to: no draft, no version, no portrait. They may be deleted."""
        found = self
        for relation in Picture._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
                rows: Any = relation.related_model._base_manager
                found = found.filter(~Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return found

    def to_render(self) -> Self:
        """With the file that is shown, so that `render` asks the database for nothing."""
        return self.select_related("current")


class Picture(models.Model):
    """A picture as the newsroom knows it: its words, its rights and the version of its bytes that is shown."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = plain_text.CharField(
        max_length=200, help_text="For finding it again in the library; readers do not see it."
    )
    alt = plain_text.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, in one sentence, for people who cannot see it. A story cannot be published without. "
        "Not the caption, and no “picture of”.",
    )
    caption = plain_text.TextField(blank=True, help_text="The usual caption; a story may use its own.")
    credit = plain_text.CharField(
        max_length=200, blank=True, help_text="As it is printed beside the picture: Jane Doe/Agency."
    )
    source = plain_text.CharField(max_length=200, blank=True, help_text="Where it came from; readers do not see it.")
    taken = plain_text.CharField(
        "taken on", max_length=60, blank=True, help_text="When it was taken, as far as is known."
    )
    copyright = plain_text.CharField(
        "copyright notice", max_length=200, blank=True, help_text="As its owner words it; readers do not see it."
    )
    keywords = plain_text.CharField(
        max_length=500, blank=True, help_text="For finding it again, comma-separated; readers do not see them."
    )
    usable_from = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="Readers do not see it before this instant. Empty: no limit."
    )
    usable_until = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="From this instant on readers no longer see it. Empty: no limit.",
    )
    current = models.ForeignKey("PictureFile", models.RESTRICT, null=True, editable=False, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(editable=False, db_index=True)
    taken_down_at = models.DateTimeField(null=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]
        permissions: ClassVar = [
            ("take_down_picture", "Can take down pictures"),
            ("open_sealed_picture", "Can open pictures that were taken down"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(usable_from=None) | Q(usable_until=None) | Q(usable_from__lt=F("usable_until")),
                name="images_picture_rights",
                violation_error_message="The rights end before they begin: give a later end, or leave one of the two empty.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.credit})" if self.credit else self.title

    def usable_at(self, at: datetime) -> bool:
        """Whether readers may see it at `at` (aware). The same rule as `PictureQuerySet.usable`."""
        return (
            self.taken_down_at is None
            and self.current_id is not None
            and (self.usable_from is None or self.usable_from <= at)
            and (self.usable_until is None or at < self.usable_until)
        )

    def render(self, **options: Any) -> "Rendered":
        """What a template needs to show it; see `newsroom.images.picture_html.render` for the options."""
        from newsroom.images.picture_html import render  # rendering stands on the models

        return render(self, **options)


def file_name(file: "PictureFile", filename: str) -> str:
    """Where the bytes lie: nobody can guess the key, and other bytes are another address, to be cached for ever."""
    key = file.picture.key.hex
    return f"pictures/{key[:2]}/{key}-{file.sha256[:16]}.{filename.rpartition('.')[2]}"


class PictureFile(models.Model):
    """One version of a picture's bytes. The bytes never change; what is made from them is recorded here."""

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
            RegexValidator(r"^(0(\.\d+)?|1(\.0+)?)x(0(\.\d+)?|1(\.0+)?)$", "Give two shares from 0 to 1, as 0.3x0.25.")
        ],
        help_text="0.5x0.5 is the middle, 0x0 the top left corner.",
    )
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the stored bytes.")
    likeness = models.BigIntegerField(
        null=True, help_text="What it looks like, in 64 bits: pictures that look alike differ in few of them."
    )
    filename = plain_text.CharField(max_length=200, help_text="What the sender called it.")
    renditions = models.JSONField(
        default=list,
        blank=True,
        help_text="What is ready to be shown: shape, type, width, height, name in the storage.",
    )
    shared = models.JSONField(
        null=True,
        blank=True,
        help_text="The one of them that is given away, in feeds and wherever somebody shares the story; with its bytes.",
    )
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

    @property
    def focus(self) -> tuple[float, float]:
        """The focal point as shares of width and height, from the top left corner."""
        x, _, y = self.ppoi.partition("x")
        return float(x), float(y)

    def names(self) -> list[str]:
        """Every name this version has in the storage."""
        return [self.image.name, *(rendition["name"] for rendition in self.renditions)]


class PictureWord(FiledWord):
    """One of the words by which a picture is found; see newsroom.images.library_search."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="words")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word", "picture"], name="images_pictureword_once"),
        ]
