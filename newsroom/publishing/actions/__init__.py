"""The verbs: the only writers of revisions and schedules, one function each.

Each is one transaction framed by `performing`. An action never asks a question: what must be confirmed is
an argument. It raises a `Refused` that says why and what to do, and then has written nothing.
Instants are aware datetimes; `at=None` means now.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst

from newsroom.publishing import generation
from newsroom.publishing.actions.base import Act, performing
from newsroom.publishing.actions.live_fix import Fix, fix
from newsroom.publishing.actions.publication import Publication, publish_one
from newsroom.publishing.actions.revisions import after_edit, head_of, meant, record, record_draft, set_review, vouch
from newsroom.publishing.actions.schedule import instant_for, refuse_taken, reschedule
from newsroom.publishing.diff import differences, in_few_words
from newsroom.publishing.exceptions import NeedsConfirmation, NoneDone, Refused
from newsroom.publishing.models import Change, Content, Correction, Publishable, Review
from newsroom.publishing.taking_back import NoSuchPart, with_part
from newsroom.text import plain_text
from newsroom.text.ap_style import moment

User = Any

# --- the working copy -------------------------------------------------------------------------


def save(subject: Publishable, actor: User, *, note: str = "") -> Any:
    """Record the working copy as a new revision; an unchanged one records nothing. Returns the head."""
    with performing("save", subject, actor=actor, readers_notice=False) as [act]:
        return record_draft(act, note=note)


def restore(subject: Publishable, actor: User, revision: Any, *, parts: Sequence[str] = (), onto: Any = None) -> Any:
    """Make the working copy say what `revision` said, as a new revision. Nothing of the past changes. Returns the new one.

    `parts` are paths of `taking_back`: then that much of it alone. `onto` is the newest revision as whoever asks has
    seen it: refused once there is a newer one.
    """
    with performing("restore", subject, actor=actor, readers_notice=False) as [act]:
        old, head = meant(act, revision), head_of(act)
        if onto and onto.pk != head.pk:
            raise Refused(
                f"{head.author} saved version {head.number} meanwhile. Compare with that one, then take back what you need."
            )
        content, note = old.read(), f"Restored version {old.number}"
        if parts:
            content = _with_parts(head.read(), content, parts)
            if content == head.read():
                raise Refused("The working copy says this already.")
            telling = act.subject.telling([], names=False)
            words = in_few_words(differences(telling.told(head.read()), telling.told(content)))
            note = f"{capfirst(words)} restored from version {old.number}"
        try:
            with transaction.atomic():
                act.subject.load(content)
        except IntegrityError:
            raise Refused(
                "This goes together with something else that changed. Take that back first, or restore the version whole."
            ) from None
        return record(act, act.subject.snapshot(), note=note, review=after_edit(act.subject))


def _with_parts(content: Content, old: Content, parts: Sequence[str]) -> Content:
    try:
        for path in parts:
            content = with_part(content, old, path)
    except NoSuchPart:
        raise Refused(
            "The working copy has no such part any more. Compare with the newest version, then take back what you need."
        ) from None
    return content


def submit(subject: Publishable, actor: User, *, note: str = "") -> None:
    """Put the working copy before the editors."""
    with performing("submit", subject, actor=actor, reason=note, readers_notice=False) as [act]:
        act.revision = head_of(act)
        set_review(act, Review.SUBMITTED, note)


def send_back(subject: Publishable, actor: User, *, note: str) -> None:
    """Return it to its writer, with the reason."""
    with performing("send_back", subject, actor=actor, reason=note, readers_notice=False) as [act]:
        if not note.strip():
            raise Refused("Write a note that tells the writer what to change.")
        act.revision = head_of(act)
        set_review(act, Review.SENT_BACK, note)


def approve(subject: Publishable, actor: User, *, revision: Any = None) -> None:
    """Vouch for one revision; a later save voids it."""
    with performing("approve", subject, actor=actor, readers_notice=False) as [act]:
        act.revision = meant(act, revision)
        if act.revision.number != act.subject.head.number:
            raise Refused("It was changed meanwhile. Read the newest version, then approve that.")
        vouch(act, act.revision)
        set_review(act, Review.APPROVED)


def bin(subject: Publishable, actor: User) -> None:
    """Put a draft in the bin. What readers have seen, or will, stays."""
    with performing("bin", subject, actor=actor, readers_notice=False) as [act]:
        if act.subject.transitions.exists():
            raise Refused(
                "This was published or is scheduled. Withdraw it instead; published work is never thrown away."
            )
        act.subject.binned_at = act.now
        act.subject.save(update_fields=["binned_at"])


def unbin(subject: Publishable, actor: User) -> None:
    """Take a draft out of the bin."""
    with performing("unbin", subject, actor=actor, readers_notice=False) as [act]:
        act.subject.binned_at = None
        act.subject.save(update_fields=["binned_at"])


# --- what readers see -------------------------------------------------------------------------


def publish(
    subject: Publishable,
    actor: User,
    *,
    revision: Any = None,
    at: datetime | None = None,
    change: str = "",
    correction: str = "",
    break_embargo: bool = False,
    carry: bool = False,
    choices: Mapping[str, str] | None = None,
    reason: str = "",
) -> Any:
    """Let readers see `revision` (default: the working copy) from `at` on. Returns the revision that will be live.

    A scheduled revision is moved to the new instant; one that has been live is published as a copy.
    Over a live version `change` says what kind of change it is; a correction needs its text.
    With `carry`, every version due later takes over what this changes, or gives readers the old words back at its hour.
    Words changed on both sides then raise Conflict, until `choices` settles them as for `fix_live`.
    """
    wanted = Publication(subject, revision, change, correction, break_embargo, carry, choices)
    try:
        return publish_together([wanted], actor, at=at, reason=reason)[0]
    except NoneDone as refused:
        raise refused.refusals[subject] from None


def publish_together(
    publications: Sequence[Publication],
    actor: User,
    *,
    at: datetime | None = None,
    reason: str = "",
    each: bool = False,
) -> list[Any]:
    """Publish several subjects at one instant, in the order given, so a timeline goes before the story that shows it.

    Returns the revisions that will be live. All or nothing: raises NoneDone, which names every refusal. With `each`, a
    refused subject is left out instead, and its Refused is in its place in the list.
    """
    for wanted in publications:
        wanted.subject.prepare(wanted.revision)
    with performing(
        "publish", *(each.subject for each in publications), actor=actor, reason=reason, refuse_each=True
    ) as frame:
        results = [act.refusal or _result(act, one, at, each) for act, one in zip(frame, publications, strict=True)]
        refusals = {act.subject: found for act, found in zip(frame, results, strict=True) if isinstance(found, Refused)}
        if refusals and not each:
            raise NoneDone(refusals)
        return results


def _result(act: Act, wanted: Publication, at: datetime | None, undo: bool) -> Any:
    """The revision that will be live, or why there is none; with `undo`, nothing is then written for this subject."""
    try:
        with transaction.atomic() if undo else nullcontext():
            return publish_one(act, wanted, at)
    except Refused as refusal:
        act.pass_over()
        return refusal


def unschedule(subject: Publishable, actor: User, *, at: datetime) -> None:
    """Take out what is due at `at`; its time goes back to the version before."""
    with performing("unschedule", subject, actor=actor) as [act]:
        due = act.subject.transitions.filter(at=at).first()
        if due is None:
            raise Refused(f"Nothing is due at {moment(at)} any more. Reload to see the schedule as it is.")
        if due.at <= act.now:
            raise Refused(
                f"{moment(at)} has passed: that is history now. Withdraw the story, or publish another version."
            )
        act.revision, act.instant = due.revision, due.at
        due.delete()
        reschedule(act)


def withdraw(
    subject: Publishable,
    actor: User,
    *,
    at: datetime | None = None,
    drop_scheduled: bool | None = None,
    reason: str = "",
) -> None:
    """Have nothing live from `at` on. Versions due later must be dropped (True) or kept (False) outright."""
    with performing("withdraw", subject, actor=actor, reason=reason) as [act]:
        subject = act.subject
        instant = act.instant = instant_for(act, at)
        later = subject.transitions.filter(at__gt=instant)
        returning = later.exclude(revision=None).order_by("at").first()
        act.revision = subject.live(instant)
        if act.revision is None:
            raise Refused(f"Nothing is live at {moment(instant)}, so there is nothing to withdraw.")
        if returning and drop_scheduled is None:
            raise NeedsConfirmation(
                f"{str(returning.revision).capitalize()} is due at {moment(returning.at)} and would bring the story back. "
                "Say whether to drop what is scheduled or to keep it.",
                "drop_scheduled",
            )
        if drop_scheduled or not returning:
            later.delete()
        refuse_taken(act, instant)
        subject.transitions.create(at=instant, revision=None, by=actor)
        reschedule(act)
        generation.remove()


def fix_live(
    subject: Publishable,
    actor: User,
    texts: Mapping[str, str],
    *,
    revision: Any = None,
    change: str = Change.MINOR,
    correction: str = "",
    choices: Mapping[str, str] | None = None,
    reason: str = "",
) -> Fix:
    """Change texts of the live version at once, and carry the fix into every waiting version and the draft.

    `texts` maps paths of `subject.fixable(content)` to new texts; `revision` is the live version that was
    read while fixing. A field also changed in a waiting version or the draft raises Conflict, until
    `choices` settles it (path -> "mine", that version's text, or "theirs", the fix; "7:path" is for version 7 alone).
    """
    with performing("fix_live", subject, actor=actor, reason=reason) as [act]:
        subject, live = act.subject, act.subject.live(act.now)
        if live is None or (revision and revision.pk != live.pk):
            raise Refused("Another version went live meanwhile. Open the live text again and repeat the fix there.")
        return fix(act, live, texts, change=change, correction=correction, choices=choices)


def correct(subject: Publishable, actor: User, *, text: str, kind: str = Correction.Kind.CORRECTION) -> Any:
    """Append a correction, clarification or editor's note, shown from now on with whatever is live."""
    with performing("correct", subject, actor=actor, reason=text) as [act]:
        if act.subject.CURATED:
            raise Refused("This shows other people’s work. Correct the story itself.")
        text = plain_text.clean(text).strip()
        if not text:
            raise Refused("Write what was wrong and what is right.")
        if not act.subject.revisions.published_by(act.now).exists():
            raise Refused("Readers have not seen this yet. Correct the text itself, then publish.")
        act.instant = act.now
        return act.subject.corrections.create(kind=kind, text=text, at=act.now, by=actor)


def amend_correction(subject: Publishable, actor: User, correction: Correction, *, text: str) -> Any:
    """Replace the wording of a correction from now on. What it said until now stays in the history. Returns the new row."""
    with performing("amend_correction", subject, actor=actor, reason=text) as [act]:
        rows = act.subject.corrections
        text = plain_text.clean(text).strip()
        if not text:
            raise Refused("Write what was wrong and what is right.")
        if not rows.latest_wordings(act.now).filter(pk=correction.pk).exists():
            raise Refused("This was amended meanwhile. Reload to see what it says now, then amend that.")
        if text == correction.text:
            raise Refused("It says this already. There is nothing to amend.")
        act.instant = act.now
        return rows.create(kind=correction.kind, text=text, at=act.now, by=actor, amends=correction)


def set_embargo(
    subject: Publishable, actor: User, *, until: datetime | None, reason: str = "", source: str = ""
) -> None:
    """Hold everything back until `until` (None lifts the embargo). Refused while something is due earlier."""
    with performing("set_embargo", subject, actor=actor, reason=reason, readers_notice=False) as [act]:
        subject, act.instant = act.subject, until
        if until:
            if not reason.strip() or not source.strip():
                raise Refused("Say why there is an embargo and who set it (reason and source).")
            if until <= act.now:
                raise Refused(f"{moment(until)} has passed. An embargo ends in the future.")
            early = subject.transitions.filter(at__lt=until).exclude(revision=None).order_by("at")
            due = early.filter(at__gt=act.now).first()
            if due or subject.live(act.now):
                when = f"due at {moment(due.at)}" if due else "live now"
                raise Refused(f"A version is {when}, before the embargo ends. Unschedule or withdraw it first.")
        subject.embargo_until, subject.embargo_by = until, actor if until else None
        subject.embargo_reason, subject.embargo_source = reason.strip(), source.strip()
        subject.save(update_fields=["embargo_until", "embargo_by", "embargo_reason", "embargo_source"])


def take_down(subject: Publishable, actor: User, *, reason: str) -> None:
    """For legal reasons: from this instant no reader and no editor gets any version made so far."""
    with performing("take_down", subject, actor=actor, reason=reason) as [act]:
        if not reason.strip():
            raise Refused("Give the legal reason; it is kept in the audit log.")
        subject, act.instant = act.subject, act.now
        act.revision = subject.live(act.now)
        subject.transitions.filter(at__gt=act.now).delete()
        if act.revision:
            subject.transitions.create(at=act.now, revision=None, by=actor)
        subject.revisions.filter(sealed_at=None).update(sealed_at=act.now)
        reschedule(act)
        set_review(act, Review.DRAFT)
        generation.remove()


def open_sealed(subject: Publishable, actor: User, *, reason: str) -> Any:
    """Read what was taken down; the opening itself is audited. Returns the newest sealed revision."""
    with performing("open_sealed", subject, actor=actor, reason=reason, readers_notice=False) as [act]:
        act.revision = act.subject.revisions.sealed().order_by("-number").first()
        if act.revision is None:
            raise Refused("Nothing here was taken down.")
        return act.revision
