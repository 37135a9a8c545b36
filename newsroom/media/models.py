"""The newsroom's own videos, recordings and documents. Only newsroom.media.actions writes them."""

import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from newsroom.images.models import Picture, RightsQuerySet, RightsWindow, rights_constraint, within_rights
from newsroom.text import plain_text
from newsroom.text.languages import language_tag

TYPES = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "pdf": "application/pdf",
}  # by extension


class Kind(models.TextChoices):
    VIDEO = "video", "Video"
    AUDIO = "audio", "Audio"
    DOCUMENT = "document", "Document"


class MediaFileQuerySet(RightsQuerySet["MediaFile"]):
    def rights_end_after(self, now: datetime) -> Self:
        return super().rights_end_after(now).select_related("poster__current")

    def to_render(self, at: datetime) -> Self:
        """Return those that readers may have at `at`, with their posters, so that a template makes no query."""
        return self.filter(within_rights(at)).select_related("poster__current")

    def unused(self) -> Self:
        """Return those that no row of any app refers to: no draft and no version. They may be deleted."""
        found = self
        for relation in MediaFile._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
                rows: Any = relation.related_model._base_manager
                found = found.filter(~models.Exists(rows.filter(**{relation.field.name: models.OuterRef("pk")})))
        return found


def file_name(file: "MediaFile", filename: str) -> str:
    """Return the storage name: nobody can guess the key, and other bytes get another name, so caches keep it forever."""
    key = file.key.hex
    return f"files/{key[:2]}/{key}-{file.sha256[:16]}.{filename.rpartition('.')[2]}"


class MediaFile(RightsWindow):
    """A video, a recording or a document: its bytes, which never change, and the words that go with it everywhere."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, editable=False)
    title = plain_text.CharField(max_length=200, help_text="Readers see it, unless a story uses its own.")
    credit = plain_text.CharField(max_length=200, blank=True, help_text="As published with it: Jane Doe/Agency.")
    poster = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="A photo that shows until readers press play.",
    )
    captions = plain_text.TextField(
        blank=True, help_text="WebVTT, for viewers who can’t hear. Starts with the line WEBVTT."
    )
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[language_tag],
        help_text="Spoken or written in it. A language tag (BCP 47): en, uk, ar, pt-BR.",
    )
    transcript = plain_text.TextField(
        blank=True, help_text="Everything that is said and heard, as text. A blank line begins a paragraph."
    )
    file = models.FileField(upload_to=file_name, max_length=200, editable=False)
    size = models.BigIntegerField(editable=False, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True, editable=False, help_text="Of the bytes.")
    filename = plain_text.CharField(max_length=200, editable=False, help_text="As uploaded.")
    seconds = models.PositiveIntegerField(null=True, editable=False, help_text="The length, if the file says it.")
    pages = models.PositiveIntegerField(null=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(editable=False, db_index=True)

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]
        permissions: ClassVar = [
            ("take_down_mediafile", "Can take down media files"),
            ("open_sealed_mediafile", "Can open media files that were taken down"),
        ]
        constraints: ClassVar = [rights_constraint("media_mediafile_rights")]

    def __str__(self) -> str:
        return f"{self.title} ({self.credit})" if self.credit else self.title

    @property
    def stored_as(self) -> str:
        """The name of its bytes in the storage."""
        return str(self.file.name)

    @property
    def type(self) -> str:
        """The media type, such as "video/mp4"."""
        return TYPES[self.stored_as.rpartition(".")[2]]

    @property
    def url(self) -> str:
        return str(default_storage.url(self.stored_as))

    @property
    def captions_url(self) -> str:
        """The address of the captions, another one when they change; "" without any."""
        if not self.captions:
            return ""
        digest = sha256(self.captions.encode()).hexdigest()[:16]
        return reverse("media_captions", args=[self.key.hex, digest])

    @property
    def length(self) -> str:
        """The length as people write it: "1:05", "1:02:03"; "" if it isn't known."""
        if self.seconds is None:
            return ""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def iso_length(self) -> str:
        """The length as ISO 8601 writes it: "PT65S"; "" if it isn't known."""
        return "" if self.seconds is None else f"PT{self.seconds}S"
