"""Autosave: what users have typed and not yet saved. It is no version, and nobody else sees it.

Every open form has its own key, so two windows of one user never overwrite each other. The key of a form that was
saved, discarded or taken down is kept for a while, so that a late request from it isn't taken for something new.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import receiver

from newsroom.publishing import clock
from newsroom.publishing.actions.base import Act, post_action
from newsroom.publishing.models import Autosave

LARGEST = 2 * 1024 * 1024  # bytes of one page
KEPT_AT_MOST = 20  # of one user on one page; the oldest goes
RECENTLY = timedelta(minutes=15)


class Finished(Exception):
    """That page was saved, discarded or taken down, or the key belongs to somebody else: use a new key."""


class TooMuch(Exception):
    """The page is larger than any story."""


@transaction.atomic
def keep(
    user: Any,
    subject_type: str,
    subject_id: int | None,
    *,
    key: UUID,
    serial: int,
    typed: Iterable[tuple[str, str]],
    query: str = "",
    age: timedelta = timedelta(0),
    late: bool = False,
    instead_of: Iterable[UUID] = (),
) -> Autosave:
    """Store the fields of one page, replacing what the page sent before if that is older.

    `age` is how long ago it was typed; `late` says that it waited on the user's computer; `instead_of` are the keys of
    what the page was filled in with. Raises Finished and TooMuch.
    """
    fields: dict[str, list[str]] = {}
    for name, value in typed:
        fields.setdefault(_storable(name), []).append(_storable(value))
    if sum(len(text.encode()) for name, values in fields.items() for text in (name, *values)) > LARGEST:
        raise TooMuch
    row: Autosave | None = Autosave.objects.select_for_update(no_key=True).filter(pk=key).first()
    if row and (
        row.typed is None or (row.user_id, row.subject_type, row.subject_id) != (user.pk, subject_type, subject_id)
    ):
        raise Finished
    if row and row.serial >= serial:
        return row
    row = row or Autosave(key=key, user=user, subject_type=subject_type, subject_id=subject_id)
    row.query, row.typed, row.serial, row.late = _storable(query)[:200], fields, serial, late
    row.kept_at = clock.now() - max(age, timedelta(0))
    row.save()
    finish(user, [other for other in instead_of if other != key])
    finish(user, kept_for(user, subject_type, subject_id).values_list("pk", flat=True)[KEPT_AT_MOST:])
    return row


def finish(user: Any, keys: Iterable[UUID], saved: models.Model | None = None) -> None:
    """Delete the text of these pages of `user` and refuse what they may still send: it was saved or discarded.

    What it was saved as is kept for `saved_as`.
    """
    keys, now = list(keys), clock.now()
    if not keys:
        return
    subject = {"subject_type": saved._meta.label_lower, "subject_id": saved.pk} if saved else {}
    Autosave.objects.filter(pk__in=keys, user=user).update(typed=None, **subject)
    _make_finished(user, keys, now, **subject)
    Autosave.objects.filter(user=user).over(now).delete()


def saved_as(user: Any, subject_type: str, keys: Iterable[UUID]) -> int | None:
    """Return the id of the `subject_type` that one of these pages of `user` was saved as, or None.

    Holds the keys until the transaction ends: of two requests from one page, the second sees what the first made.
    """
    keys = sorted(keys)
    _make_finished(user, keys, clock.now())
    pages = Autosave.objects.select_for_update(no_key=True).filter(pk__in=keys, user=user).order_by("pk")
    found = [page for page in pages if page.typed is None and page.subject_type == subject_type and page.subject_id]
    return found[0].subject_id if found else None


def _make_finished(user: Any, keys: Iterable[UUID], now: datetime, **subject: Any) -> None:
    Autosave.objects.bulk_create(
        (Autosave(key=key, user=user, typed=None, serial=0, kept_at=now, **subject) for key in keys),
        ignore_conflicts=True,
    )


@receiver(post_action)
def wipe(act: Act, **_signal: Any) -> None:
    """Delete everyone's autosaved text of a subject that is taken down."""
    if act.action == "take_down":
        _about(act.subject._meta.label_lower, act.subject.pk).update(typed=None)


def kept_for(user: Any, subject_type: str, subject_id: int | None) -> models.QuerySet[Autosave]:
    """Return what `user` typed there and never saved, the newest first."""
    return _about(subject_type, subject_id).filter(user=user).order_by("-kept_at")


def others_there(user: Any, subject: models.Model) -> models.QuerySet[Autosave]:
    """Return what others typed there in the last minutes, without the text, the newest first."""
    theirs = _about(subject._meta.label_lower, subject.pk).filter(_recently()).exclude(user=user)
    return theirs.select_related("user").defer("typed").order_by("-kept_at")


def on_page(user: Any, subject_type: str, subject_id: int | None) -> tuple[list[Autosave], list[Autosave]]:
    """Return `kept_for`, and what others typed there in the last minutes, the newest first. One query."""
    wanted = Q(user=user) if subject_id is None else Q(user=user) | _recently()
    rows = _about(subject_type, subject_id).filter(wanted).select_related("user").order_by("-kept_at")
    own = [row for row in rows if row.user_id == user.pk]
    return own, [row for row in rows if row.user_id != user.pk]


def _recently() -> Q:
    return Q(kept_at__gt=clock.now() - RECENTLY, user__is_active=True)


def _about(subject_type: str, subject_id: int | None) -> models.QuerySet[Autosave]:
    """Return everyone's text about one publishable, or, without an id, about new ones of a kind."""
    return Autosave.objects.filter(subject_type=subject_type, subject_id=subject_id, typed__isnull=False)


def _storable(text: str) -> str:
    """Return `text` without what PostgreSQL can't store: NUL, and half a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
