"""The frame of every verb: one transaction, the row locked, the permission checked, then the clock read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import Max

from newsroom.publishing import clock, generation
from newsroom.publishing.models import AuditEntry, Publishable
from newsroom.publishing.permissions import require


@dataclass
class Act:
    """A verb under way. What it sets here is what the audit row will say."""

    subject: Any
    actor: Any
    now: datetime
    reason: str = ""
    revision: Any = None
    instant: datetime | None = None
    before: list[list[Any]] = field(default_factory=list)
    silent: bool = False

    def pass_over(self) -> None:
        """Nothing was changed after all: leave no audit row and bump nothing."""
        self.silent = True


@contextmanager
def acting(
    verb: str,
    subject: models.Model,
    actor: AbstractBaseUser,
    *,
    permission: str | None = None,
    reason: str = "",
    bumps: bool = True,
) -> Iterator[Act]:
    """Lock `subject`, see that `actor` may, read the clock; afterwards audit and bump the site generation.

    `permission` names a Django permission; without one the rule of `permissions.RULES` for the verb holds.
    No two verbs that readers notice act on a publishable at the same instant. Raises NotAllowed, and whatever the
    body raises; then nothing at all is written.
    """
    with transaction.atomic():
        locked: Any = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        require(actor, verb, locked, permission)
        act = Act(locked, actor, clock.now(), reason)
        if isinstance(locked, Publishable):
            act.before = schedule_of(locked)
            if bumps:
                passed = locked.transitions.filter(at__lte=act.now).aggregate(Max("at"))["at__max"]
                act.now = locked.acted_at = _later(act.now, locked.acted_at, passed)
        with clock.pretending(
            act.now
        ):  # one verb, one instant: what the database calls past must not move on meanwhile
            tell_database(act.now)
            yield act
        if act.silent:
            return
        if isinstance(locked, Publishable) and bumps:
            locked.save(update_fields=["acted_at"])
        AuditEntry.objects.create(
            actor_id=actor.pk,
            verb=verb,
            subject_type=locked._meta.label_lower,
            subject_id=locked.pk,
            subject_title=str(locked)[:300],
            at=act.now,
            revision=getattr(act.revision, "number", None),
            approver_id=getattr(act.revision, "approved_by_id", None),
            instant=act.instant,
            before=act.before,
            after=schedule_of(locked) if isinstance(locked, Publishable) else [],
            reason=act.reason,
        )
        if bumps:
            generation.bump()


def _later(now: datetime, *passed: datetime | None) -> datetime:
    """Now, or as soon as everything that has passed is past."""
    return max([now, *(instant + timedelta(microseconds=1) for instant in passed if instant)])


def schedule_of(subject: Publishable) -> list[list[Any]]:
    """The schedule as [instant in ISO 8601, version number or null], for the audit row."""
    lines = subject.transitions.order_by("at").values_list("at", "revision__number")
    return [[at.isoformat(), number] for at, number in lines]


def tell_database(now: datetime) -> None:
    """PostgreSQL's triggers judge "past" by the application's clock; SQLite's ask it through a function."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('newsroom.now', %s, true)", [now.isoformat()])
