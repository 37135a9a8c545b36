"""Notes that colleagues write to each other on a story."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from articles.models.article import Article
from newsroom.text import plain_text


class StoryNoteQuerySet(models.QuerySet["StoryNote"]):
    def unresolved(self) -> Self:
        """Filter by open notes; a reply is not open or resolved by itself."""
        return self.filter(resolved_at=None, reply_to=None)

    def in_threads(self) -> Self:
        """Order notes by age, each followed by its replies."""
        return self.order_by(Coalesce("reply_to", "pk"), "pk")


class StoryNote(models.Model):
    """A note on a story. It is part of no version, and readers never see it. Written by `articles.notes.actions`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="notes", verbose_name="story")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = plain_text.TextField("note", max_length=4000)
    written_at = models.DateTimeField()
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = StoryNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} on {self.article}"
