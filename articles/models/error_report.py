"""What readers say is wrong in a story: a queue for the editors."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.revision import ArticleRevision
from newsroom.text import plain_text


class Status(models.TextChoices):
    NEW = "new", "New"
    LOOKING = "looking", "Being looked at"
    CORRECTED = "corrected", "Corrected"
    NO_ERROR = "no_error", "No error"


SETTLED = (Status.CORRECTED, Status.NO_ERROR)


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def visible_to(self, user: Any) -> Self:
        """Those this person may read: what quotes a version that was taken down is for administrators alone."""
        return self if user.has_perm("publishing.open_sealed") else self.filter(revision__sealed_at=None)


class ErrorReport(models.Model):
    """One report of a reader without an account. Written by `articles.error_reports.actions`."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", verbose_name="story")
    revision = models.ForeignKey(
        ArticleRevision, models.PROTECT, related_name="+", help_text="The version that was live when it was sent."
    )
    what = plain_text.TextField("what is wrong")
    passage = plain_text.TextField("the words in question", blank=True)
    email = models.EmailField("e-mail", blank=True, help_text="To answer; deleted when the report is settled.")
    sender = models.CharField(
        max_length=64, blank=True, editable=False, help_text="A keyed hash of the network address, until it is settled."
    )
    sent_at = models.DateTimeField(editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.NEW, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who looks at it",
    )
    note = plain_text.TextField(blank=True, help_text="What was found. Readers do not see it.")

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["status", "-id"], name="articles_errorreport_queue"),
            models.Index(fields=["sender", "sent_at"], name="articles_errorreport_sender"),
        ]

    def __str__(self) -> str:
        return f"Error report {self.pk}"
