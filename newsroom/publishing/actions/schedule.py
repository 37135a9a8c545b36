"""The schedule: checks of an instant, new transitions, and the intervals derived from all of them."""

from datetime import datetime
from typing import Any

from newsroom.publishing import generation
from newsroom.publishing.actions.base import Act, User, performing
from newsroom.publishing.exceptions import ActionRefused, ConfirmationRequired
from newsroom.publishing.intervals import Due, spans
from newsroom.publishing.models import Change, Correction, Publishable
from newsroom.publishing.parts import due_with
from newsroom.publishing.permissions import may
from newsroom.text import plain_text
from newsroom.text.ap_style import moment


def instant_for(act: Act, at: datetime | None) -> datetime:
    """Return `at`, or now if it is None. Refused if it has passed."""
    if at is not None and at <= act.now:
        raise ActionRefused(f"{moment(at)} has passed. Choose a later time, or do it now.")
    return at or act.now


def refuse_taken(act: Act, instant: datetime) -> None:
    """Refuse an instant at which something else is scheduled."""
    if act.subject.transitions.filter(at=instant).exists():
        raise ActionRefused(
            f"Something is already scheduled for {moment(instant)}; unschedule it or pick another minute."
        )


def keep_embargo(act: Act, instant: datetime, break_embargo: bool) -> None:
    """Refuse an instant before the embargo ends, unless the actor may break it and `break_embargo` is set."""
    until = act.subject.embargo_until
    if until is None or instant >= until:
        return
    if not act.actor.has_perm("publishing.break_embargo"):
        raise ActionRefused(
            f"Under embargo until {moment(until)} ({act.subject.embargo_source}). Choose that time or later."
        )
    if not break_embargo:
        raise ConfirmationRequired(
            f"This is under embargo until {moment(until)}, so confirm that you want to break it.", "break_embargo"
        )
    act.reason = f"Embargo broken. {act.reason}".strip()


def put_live(act: Act, revision: Any, instant: datetime, change: str, correction: str) -> None:
    """Add a transition, and the correction that goes with it."""
    change = _kind_of_change(act, instant, change, correction)
    act.subject.transitions.create(at=instant, revision=revision, change=change, by=act.actor)
    if change == Change.CORRECTION:
        kind = Correction.Kind.CORRECTION
        act.subject.corrections.create(kind=kind, text=correction.strip(), at=instant, by=act.actor)
    act.revision, act.instant = revision, instant


def _kind_of_change(act: Act, instant: datetime, change: str, correction: str) -> str:
    """Return the kind of change, which is required over anything that readers have seen by then."""
    if not act.subject.transitions.filter(at__lt=instant).exclude(revision=None).exists():
        return ""
    if act.subject.CURATED:
        return Change.MINOR
    if change not in Change.values:
        raise ActionRefused("Choose the kind of change: minor fix, substantive update or correction.")
    if change == Change.CORRECTION and not plain_text.clean(correction).strip():
        raise ActionRefused("Write the correction that readers will see: what was wrong and what is right.")
    if change == Change.CORRECTION and instant > act.now:
        raise ActionRefused(
            "A correction can’t be scheduled. Publish it now, or schedule this as a substantive update."
        )
    return change


def reschedule(act: Act) -> None:
    """Derive the intervals from the schedule and write those that changed.

    Clears the coming ones before it sets new ones, earliest first, because the database refuses any overlap.
    """
    subject = act.subject
    schedule = [
        Due(at, revision, moves_updated=change != Change.MINOR)
        for at, revision, change in subject.transitions.order_by("at").values_list("at", "revision_id", "change")
    ]
    wanted = {span.revision: span for span in spans(schedule)}
    fields = ("live_from", "live_until", "first_published_at", "updated_at")
    stored = {row.pop("id"): row for row in subject.revisions.exclude(live_from=None).values("id", *fields)}
    changed = {
        pk: derived
        for pk, span in wanted.items()
        if (derived := {name: getattr(span, name) for name in fields}) != stored.get(pk)
    }
    coming = [pk for pk, row in stored.items() if row["live_from"] > act.now and (pk in changed or pk not in wanted)]
    subject.revisions.filter(pk__in=coming).update(**dict.fromkeys(fields))
    for pk, derived in changed.items():
        subject.revisions.filter(pk=pk).update(**derived)
    first = min((span.first_published_at for span in wanted.values()), default=None)
    if subject.first_published_at != first:
        subject.first_published_at = first
        subject.save(update_fields=["first_published_at"])
    subject.adapter.rescheduled(subject)


def unschedule(subject: Publishable, actor: User, *, at: datetime) -> None:
    """Remove the transition at `at`, and those of the parts that only this subject shows and that go live with it.

    The version before it then stays live.
    """
    line = subject.transitions.filter(at=at).exclude(revision=None).first()
    parts = [part for part in due_with(subject, line.revision, at) if may(actor, "unschedule", part)] if line else []
    with performing("unschedule", subject, *parts, actor=actor) as acts:
        for act in acts:
            due = act.subject.transitions.filter(at=at).first()
            if due is None:
                raise ActionRefused(
                    f"Nothing is scheduled for {moment(at)} any more. Reload to see the current schedule."
                )
            if due.at <= act.now:
                raise ActionRefused(f"{moment(at)} has passed. Unpublish the story, or publish another version.")
            act.revision, act.instant = due.revision, due.at
            due.delete()
            reschedule(act)


def unpublish(
    subject: Publishable,
    actor: User,
    *,
    at: datetime | None = None,
    drop_scheduled: bool | None = None,
    reason: str = "",
) -> None:
    """Unpublish from `at` on. If versions are due later, `drop_scheduled` must say whether to drop or keep them."""
    with performing("unpublish", subject, actor=actor, reason=reason) as [act]:
        subject = act.subject
        instant = act.instant = instant_for(act, at)
        later = subject.transitions.filter(at__gt=instant)
        returning = later.exclude(revision=None).order_by("at").first()
        act.revision = subject.live(instant)
        if act.revision is None:
            raise ActionRefused(f"Nothing is live at {moment(instant)}, so there is nothing to unpublish.")
        if returning and drop_scheduled is None:
            raise ConfirmationRequired(
                f"{str(returning.revision).capitalize()} is scheduled for {moment(returning.at)} and would publish the "
                "story again. Choose whether to drop the scheduled versions.",
                "drop_scheduled",
            )
        if drop_scheduled or not returning:
            later.delete()
        refuse_taken(act, instant)
        subject.transitions.create(at=instant, revision=None, by=actor)
        reschedule(act)
        generation.remove()


def set_embargo(
    subject: Publishable, actor: User, *, until: datetime | None, reason: str = "", source: str = ""
) -> None:
    """Refuse publication before `until` (None lifts the embargo). Refused if something is live or due earlier."""
    with performing("set_embargo", subject, actor=actor, reason=reason, readers_notice=False) as [act]:
        subject, act.instant = act.subject, until
        if until:
            if not reason.strip() or not source.strip():
                raise ActionRefused("Enter why there is an embargo and who asked for it (reason and source).")
            if until <= act.now:
                raise ActionRefused(f"{moment(until)} has passed. Choose a time in the future.")
            early = subject.transitions.filter(at__lt=until).exclude(revision=None).order_by("at")
            due = early.filter(at__gt=act.now).first()
            if due or subject.live(act.now):
                when = f"scheduled for {moment(due.at)}" if due else "live now"
                raise ActionRefused(f"A version is {when}, before the embargo ends. Unschedule or unpublish it first.")
        subject.embargo_until, subject.embargo_by = until, actor if until else None
        subject.embargo_reason, subject.embargo_source = reason.strip(), source.strip()
        subject.save(update_fields=["embargo_until", "embargo_by", "embargo_reason", "embargo_source"])
