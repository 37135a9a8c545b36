"""Invitations, sessions of the desk, and what a user chooses for themselves."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core import signing
from django.db import models
from django.utils.crypto import get_random_string, salted_hmac

from newsroom.publishing import clock
from newsroom.text import plain_text

VALID = timedelta(days=3)
DEVICE, SINCE = "device", "signed_in_at"  # in a session
SALT = "newsroom.people.invitation"


def nonce() -> str:
    """Return what makes the links of one sending different from those of another."""
    return get_random_string(22)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Return the invitations that can be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def of_link(self, token: str) -> "Invitation | None":
        """Return the invitation of a link whose signature is right, even if it has ended; None for any other."""
        try:
            pk, signed = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return self.select_related("invited_by").filter(pk=pk, nonce=signed).first()


class Invitation(models.Model):
    """A place at the desk for somebody who has no account yet. Written by `newsroom.people.invitations`."""

    email = models.EmailField()
    first_name = plain_text.CharField(max_length=150)
    last_name = plain_text.CharField(max_length=150, blank=True)
    role = plain_text.CharField(max_length=150)
    nonce = models.CharField(max_length=22, default=nonce, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="invitation", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        default_permissions = ("add", "change", "view")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"  # goes into the audit log, which can't forget a name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def token(self) -> str:
        """Return the signed end of the link. Only mail has it."""
        return signing.dumps([self.pk, self.nonce], salt=SALT)

    def state(self, now: datetime) -> str:
        """Return "accepted", "revoked", "expired" or "open"."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > now else "expired"


class DeskSession(AbstractBaseSession):
    """A session, with whose it is and what browser it began in. No network address and no place is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    device = plain_text.CharField(max_length=60, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        return SessionStore

    @property
    def reference(self) -> str:
        """Return what a page calls this session; its key opens the desk and is never shown."""
        return salted_hmac("newsroom.people.session", self.session_key, algorithm="sha256").hexdigest()[:32]


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in rows of ours."""

    @classmethod
    def get_model_class(cls) -> Any:
        return DeskSession

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        self.row = row
        return row

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device = data.get(DEVICE, "")
        row.signed_in_at = datetime.fromisoformat(data[SINCE]) if SINCE in data else None
        row.last_seen_at = clock.now() if row.user_id else None
        return row


def zones() -> list[tuple[str, str]]:
    """Return the zones to choose from: cities, without the old names."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


class Preferences(models.Model):
    """What a user chose for the desk, and when they were last there. A user without a row has the newsroom's zone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preferences", editable=False
    )
    time_zone = plain_text.CharField(max_length=64, blank=True)
    last_seen_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"Preferences of user {self.pk}"
