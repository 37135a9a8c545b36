"""Mail that was sent or waits: whose it is and what it is about. Its words and links are made when it is sent."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from newsroom.text import plain_text


class MailQuerySet(models.QuerySet["Mail"]):
    def unsent(self) -> Self:
        """Return what could not be sent and isn't tried again by itself."""
        return self.filter(sent_at=None, given_up=True)

    def claim(self, mail: "Mail") -> bool:
        """Count an attempt at `mail`, unless another worker has begun one. No lock is held while it is sent."""
        return bool(self.filter(pk=mail.pk, sent_at=None, tries=mail.tries).update(tries=F("tries") + 1))

    def older_than(self, age: timedelta, now: datetime) -> Self:
        return self.filter(created_at__lt=now - age)


class Mail(models.Model):
    """One message to one address. Written by `newsroom.mail.actions`.

    The row holds no text: a link that opens an account must not be where anyone who reads the database finds it.
    """

    kind = plain_text.CharField(max_length=40, editable=False)
    about = models.PositiveBigIntegerField(null=True, editable=False)
    to = models.EmailField(editable=False)
    created_at = models.DateTimeField(editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    given_up = models.BooleanField(default=False, editable=False)
    error = plain_text.TextField(blank=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "mail"
        default_permissions = ("view", "change")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="mail_mail_unsent", condition=Q(sent_at=None, given_up=True)),
            models.Index(fields=["created_at"], name="mail_mail_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ').capitalize()} to {self.to}"
