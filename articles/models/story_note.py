"""Notes that colleagues write to each other on a story."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from articles.models.article import Article
from newsroom.text import plain_text


class StoryNoteQuerySet(models.QuerySet["StoryNote"]):
    def unresolved(self) -> Self:
        return self.filter(resolved_at=None)


class StoryNote(models.Model):
    """A note on a story. It is part of no version, and readers never see it. Written by `articles.notes.actions`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="notes", verbose_name="story")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = plain_text.TextField("note", max_length=4000)
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = StoryNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} on {self.article}"
