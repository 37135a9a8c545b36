"""Errors that readers report: a queue for editors."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.revision import ArticleRevision
from newsroom.text import plain_text


class Status(models.TextChoices):
    NEW = "new", "New"
    LOOKING = "looking", "Under review"
    CORRECTED = "corrected", "Corrected"
    NO_ERROR = "no_error", "No error"


SETTLED = (Status.CORRECTED, Status.NO_ERROR)


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def visible_to(self, user: Any) -> Self:
        """Leave out reports on versions that were taken down, unless this user may open sealed versions."""
        return self if user.has_perm("publishing.open_sealed") else self.filter(revision__sealed_at=None)


class ErrorReport(models.Model):
    """A report by a reader without an account. Written by `articles.error_reports.actions`."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", verbose_name="story")
    revision = models.ForeignKey(
        ArticleRevision, models.PROTECT, related_name="+", help_text="The version that was live when it was sent."
    )
    what = plain_text.TextField("what’s wrong")
    passage = plain_text.TextField(blank=True)
    email = models.EmailField(blank=True, help_text="For a reply. Deleted when the report is closed.")
    sender = models.CharField(
        max_length=64, blank=True, editable=False, help_text="A keyed hash of the network address, until it is closed."
    )
    sent_at = models.DateTimeField(editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.NEW, editable=False)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = plain_text.TextField(blank=True, help_text="What you found. Readers don’t see this.")

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = "correction request"
        indexes: ClassVar = [
            models.Index(fields=["status", "-id"], name="articles_errorreport_queue"),
            models.Index(fields=["sender", "sent_at"], name="articles_errorreport_sender"),
        ]

    def __str__(self) -> str:
        return f"Correction request {self.pk}"
