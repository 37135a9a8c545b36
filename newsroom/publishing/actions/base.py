"""The frame of every action: one transaction, the subjects locked, the permission checked, then the clock read once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.dispatch import Signal

from newsroom.publishing import clock, generation, history_chain
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import AuditEntry, Publishable, Review
from newsroom.publishing.permissions import require
from newsroom.publishing.preflight import NO_TEMPLATE

MICROSECOND = timedelta(microseconds=1)
TOWARD_READERS = ("submit", "send_back", "approve", "publish", "set_embargo")  # what nobody does with a template
Schedule = list[tuple[datetime, int | None]]  # (instant, version number)
User = Any

post_action = Signal()
"""Sent for each subject of an action with `act`, its Act, after the audit row and before the site generation is bumped.

Receivers run inside the transaction and hold up other actions, so they may only write rows; a worker does the rest. An
exception rolls back the whole action. `sender` is the model.
"""
post_actions = Signal()
"""Sent once after that, with all `acts` of the action that weren't passed over. The same holds for its receivers."""


@dataclass
class Act:
    """What an action does to one subject. The action sets the fields that go into the audit row."""

    subject: Any
    actor: Any
    now: datetime
    reason: str = ""
    revision: Any = None
    instant: datetime | None = None
    before: list[list[Any]] = field(default_factory=list)
    silent: bool = False
    action: str = ""
    refusal: ActionRefused | None = None  # only with `refuse_each`

    def pass_over(self) -> None:
        self.silent = True


class Frame(tuple[Act, ...]):
    """The acts of an action, one for each subject, in the order in which the subjects were given."""

    now: datetime


@contextmanager
def performing(
    action: str,
    *subjects: models.Model,
    actor: AbstractBaseUser,
    permission: str | None = None,
    reason: str = "",
    readers_notice: bool = True,
    also_lock: Iterable[models.Model] = (),
    refuse_each: bool = False,
) -> Iterator[Frame]:
    """Run an action on `subjects`, all at one instant: `with performing("publish", story, actor=user) as [act]:`.

    Locks the subjects by model and id, checks the permission on each, locks the site generation, then reads the clock.
    After the body come an audit row for each subject, `post_action` and one bump of the generation. The body saves new
    subjects, which have no id yet.

    `permission` names a Django permission (default: the rule for the action in `permissions.RULES`).
    `readers_notice` is false if readers see no difference: the generation is then neither locked nor bumped.
    `also_lock` are rows that the body changes although they are not subjects.
    With `refuse_each`, a subject the actor may not act on, or a template, gets a `refusal` and no audit row; the others
    go on.

    The order of the locks prevents deadlocks, so the body must lock no row that another action may lock, and a
    transaction around several actions must pass all their rows to the first. Raises PermissionRefused, ActionRefused for a
    template that would be published, and whatever the body raises; then nothing is written.
    """
    with transaction.atomic():
        acts = [Act(row, actor, clock.now(), reason, action=action) for row in _lock(subjects, also_lock)]
        for act in acts:
            try:
                require(actor, action, act.subject, permission)
                _refuse_template(act)
            except ActionRefused as refusal:
                if not refuse_each:
                    raise
                act.refusal, act.silent = refusal, True
        schedules = _schedules(acts)
        if readers_notice:
            generation.hold()
        frame = Frame(acts)
        frame.now = _instant(acts, schedules)
        for act, schedule in zip(acts, schedules, strict=True):
            act.now, act.before = frame.now, _for_audit(schedule)
            if readers_notice and isinstance(act.subject, Publishable) and not act.refusal:
                act.subject.acted_at = act.now
        # One action, one instant: what the database calls past must not move during the action.
        with clock.pretending(frame.now):
            tell_database(frame.now)
            yield frame
            if done := [act for act in acts if not act.silent]:
                _finish(done, readers_notice)


def _refuse_template(act: Act) -> None:
    is_template = isinstance(act.subject, Publishable) and act.subject.review == Review.TEMPLATE
    if is_template and act.action in TOWARD_READERS:
        raise ActionRefused(NO_TEMPLATE)


def _lock(subjects: Iterable[models.Model], also: Iterable[models.Model]) -> list[models.Model]:
    """Lock all these rows by model and id; return the subjects as locked, each once, in the order given."""
    wanted, new = dict.fromkeys(each for each in subjects if each.pk), [each for each in subjects if not each.pk]
    keys: dict[type[models.Model], set[Any]] = {}
    for row in (*wanted, *also):
        keys.setdefault(type(row), set()).add(row.pk)
    locked: dict[models.Model, models.Model] = {}
    for model in sorted(keys, key=lambda model: model._meta.label_lower):
        # `no_key` allows inserts of rows that refer to these: two stories that link to each other can be saved at once.
        rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys[model]).order_by("pk")
        locked |= {row: row for row in rows}
    for row in wanted:
        if row not in locked:
            raise type(row).DoesNotExist(f"{type(row).__name__} {row.pk} does not exist.")  # type: ignore[attr-defined]
    return [*(locked[row] for row in wanted), *new]


def _by_model(acts: Iterable[Act]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for act in acts:
        if isinstance(act.subject, Publishable):
            found.setdefault(type(act.subject), []).append(act.subject.pk)
    return found


def _schedules(acts: Sequence[Act]) -> list[Schedule]:
    """Return the schedule of each act's subject, empty if it has none. One query for each model."""
    found: dict[tuple[Any, Any], Schedule] = {}
    for model, pks in _by_model(acts).items():
        lines = model._meta.get_field("transitions").related_model.objects.filter(subject__in=pks)
        for subject, at, number in lines.order_by("at").values_list("subject", "at", "revision__number"):
            found.setdefault((model, subject), []).append((at, number))
    return [found.get((type(act.subject), act.subject.pk), []) for act in acts]


def _for_audit(schedule: Schedule) -> list[list[Any]]:
    """Return a schedule as the audit row stores it: [instant in ISO 8601, version number or null]."""
    return [[at.isoformat(), number] for at, number in schedule]


def _instant(acts: Iterable[Act], schedules: Iterable[Schedule]) -> datetime:
    """Return now, moved past each subject's last action and passed transition, so that no two actions share an instant."""
    acted = [act.subject.acted_at for act in acts if isinstance(act.subject, Publishable)]
    now = max([clock.now(), *(at + MICROSECOND for at in acted if at)])
    for at in sorted(at for schedule in schedules for at, _ in schedule):
        if at == now:
            now += MICROSECOND
    return now


def _finish(acts: Sequence[Act], readers_notice: bool) -> None:
    """Write the audit rows, send `post_action`, and expire every cached page."""
    if readers_notice:
        for model, pks in _by_model(acts).items():
            model._base_manager.filter(pk__in=pks).update(acted_at=acts[0].now)
        afterwards = [_for_audit(schedule) for schedule in _schedules(acts)]
    else:  # what changes a schedule is noticed by readers
        afterwards = [act.before for act in acts]
    entries = [
        AuditEntry(
            actor_id=act.actor.pk,
            verb=act.action,
            subject_type=act.subject._meta.label_lower,
            subject_id=act.subject.pk,
            subject_title=_title(act.subject),
            at=act.now,
            revision=getattr(act.revision, "number", None),
            approver_id=getattr(act.revision, "approved_by_id", None),
            instant=act.instant,
            before=act.before,
            after=after,
            reason=act.reason,
            public=readers_notice,
            versions=_versions(act, after),
        )
        for act, after in zip(acts, afterwards, strict=True)
    ]
    history_chain.link(entries)
    AuditEntry.objects.bulk_create(entries)
    for act in acts:
        post_action.send(type(act.subject), act=act)
    post_actions.send(Act, acts=acts)
    if readers_notice:
        generation.bump([act.subject for act in acts])


def _title(subject: models.Model) -> str:
    """Return what the audit log calls a subject; never the name of a user, which it couldn't forget."""
    return f"User {subject.pk}" if isinstance(subject, AbstractBaseUser) else str(subject)[:300]


def _versions(act: Act, after: list[list[Any]]) -> dict[str, str]:
    """Return number -> hash of the version that the act is about, and of others that it put into the schedule."""
    found = [act.revision] if act.revision else []
    had = {act.revision.number if act.revision else None, *(number for _, number in act.before)}
    if new := {number for _, number in after} - had - {None}:
        found += act.subject.revisions.filter(number__in=new).defer("content")
    return {str(revision.number): history_chain.version_digest(revision) for revision in found}


def tell_database(now: datetime) -> None:
    """Set the time by which PostgreSQL's triggers judge the past; SQLite's triggers call `clock.now` themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('newsroom.now', %s, true)", [now.isoformat()])
