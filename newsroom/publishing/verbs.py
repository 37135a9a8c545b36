"""The verbs: the only writers of revisions and schedules, one function each.

Each is one transaction framed by `acting`. A verb never asks a question: what must be confirmed is
an argument. It raises a `Refused` that says why and what to do, and then has written nothing.
Instants are aware datetimes; `at=None` means now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.publishing.acting import Act, acting
from newsroom.publishing.intervals import Due, spans
from newsroom.publishing.merge import Clash, merge
from newsroom.publishing.models import Change, Content, Correction, Publishable, Review, fingerprint
from newsroom.publishing.permissions import needs_second_reader
from newsroom.publishing.refusals import Conflict, NeedsConfirmation, Refused
from newsroom.publishing.wording import moment

User = Any

# --- the working copy -------------------------------------------------------------------------


def save(subject: Publishable, actor: User, *, note: str = "") -> Any:
    """Record the working copy as a new revision; an unchanged one records nothing. Returns the head."""
    with acting("save", subject, actor, bumps=False) as act:
        head = act.subject.head
        content = act.subject.snapshot()
        if head and not head.sealed_at and head.sha256 == fingerprint(content):
            act.pass_over()
            return head
        return _record(act, content, note=note, review=_after_edit(act.subject))


def restore(subject: Publishable, actor: User, revision: Any) -> Any:
    """Make the working copy say what `revision` said, as a new revision. Nothing of the past changes."""
    with acting("restore", subject, actor, bumps=False) as act:
        old = _of(act, revision)
        act.subject.load(old.read())
        return _record(
            act, act.subject.snapshot(), note=f"Restored version {old.number}", review=_after_edit(act.subject)
        )


def submit(subject: Publishable, actor: User, *, note: str = "") -> None:
    """Put the working copy before the editors."""
    with acting("submit", subject, actor, reason=note, bumps=False) as act:
        act.revision = _head(act)
        _set_review(act, Review.SUBMITTED, note)


def send_back(subject: Publishable, actor: User, *, note: str) -> None:
    """Return it to its writer, with the reason."""
    with acting("send_back", subject, actor, reason=note, bumps=False) as act:
        if not note.strip():
            raise Refused("Write a note that tells the writer what to change.")
        act.revision = _head(act)
        _set_review(act, Review.SENT_BACK, note)


def approve(subject: Publishable, actor: User, *, revision: Any = None) -> None:
    """Vouch for one revision; a later save voids it."""
    with acting("approve", subject, actor, bumps=False) as act:
        act.revision = _of(act, revision)
        if act.revision.number != act.subject.head.number:
            raise Refused("It was changed meanwhile. Read the newest version, then approve that.")
        _vouch(act, act.revision)
        _set_review(act, Review.APPROVED)


def bin(subject: Publishable, actor: User) -> None:
    """Put a draft in the bin. What readers have seen, or will, stays."""
    with acting("bin", subject, actor, bumps=False) as act:
        if act.subject.transitions.exists():
            raise Refused(
                "This was published or is scheduled. Withdraw it instead; published work is never thrown away."
            )
        act.subject.binned_at = act.now
        act.subject.save(update_fields=["binned_at"])


def unbin(subject: Publishable, actor: User) -> None:
    """Take a draft out of the bin."""
    with acting("unbin", subject, actor, bumps=False) as act:
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
    reason: str = "",
) -> Any:
    """Let readers see `revision` (default: the working copy) from `at` on. Returns the revision that will be live.

    A scheduled revision is moved to the new instant; one that has been live is published as a copy.
    Over a live version `change` says what kind of change it is; a correction needs its text.
    """
    with acting("publish", subject, actor, reason=reason) as act:
        subject, live = act.subject, _of(act, revision)
        instant = _instant(act, at)
        _refuse_problems(subject, live)
        _keep_embargo(act, instant, break_embargo)
        _vouch(act, live, own_breaking=at is None)
        if live.live_from and live.live_from <= act.now:
            if live.live_until is None or live.live_until > act.now:
                raise Refused("Readers see exactly this version already. There is nothing new to publish.")
            live = _record(act, live.read(), note=f"Republished version {live.number}", approved_by=live.approved_by)
        subject.transitions.filter(revision=live).delete()
        _free(act, instant)
        _put_live(act, live, instant, change, correction)
        _reschedule(act)
        if live.number == subject.head.number and live.approved_by_id:
            _set_review(act, Review.APPROVED)
        return live


def unschedule(subject: Publishable, actor: User, *, at: datetime) -> None:
    """Take out what is due at `at`; its time goes back to the version before."""
    with acting("unschedule", subject, actor) as act:
        due = act.subject.transitions.filter(at=at).first()
        if due is None:
            raise Refused(f"Nothing is due at {moment(at)} any more. Reload to see the schedule as it is.")
        if due.at <= act.now:
            raise Refused(
                f"{moment(at)} has passed: that is history now. Withdraw the story, or publish another version."
            )
        act.revision, act.instant = due.revision, due.at
        due.delete()
        _reschedule(act)


def withdraw(
    subject: Publishable,
    actor: User,
    *,
    at: datetime | None = None,
    drop_scheduled: bool | None = None,
    reason: str = "",
) -> None:
    """Have nothing live from `at` on. Versions due later must be dropped (True) or kept (False) outright."""
    with acting("withdraw", subject, actor, reason=reason) as act:
        subject = act.subject
        instant = act.instant = _instant(act, at)
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
        _free(act, instant)
        subject.transitions.create(at=instant, revision=None, by=actor)
        _reschedule(act)


@dataclass(frozen=True)
class Fix:
    """What a live fix did: the version now live, and the waiting versions and draft that took it over."""

    live: Any
    waiting: list[Any]
    head: Any


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
    `choices` settles it (path -> "mine", that version's text, or "theirs", the fix).
    """
    with acting("fix_live", subject, actor, reason=reason) as act:
        subject, live = act.subject, act.subject.live(act.now)
        if live is None or (revision and revision.pk != live.pk):
            raise Refused("Another version went live meanwhile. Open the live text again and repeat the fix there.")
        _refuse_own(act, live)
        base, head = live.read(), subject.head
        subject.load(_with_texts(subject, base, texts))
        content = subject.snapshot()  # what the rows made of it: sanitised on the way in
        if content == base:
            raise Refused("The text is the same as the live one. There is nothing to fix.")
        waiting = list(subject.transitions.filter(at__gt=act.now).exclude(revision=None).order_by("revision__number"))
        merged, clashes = _carry(
            base, content, {due.revision: due.revision.read() for due in waiting} | {head: head.read()}, choices
        )
        if clashes:
            raise Conflict(clashes)
        note = "Live fix"
        fixed = _record(act, content, note=note, based_on=live, approved_by=actor)
        for due in waiting:
            due.revision = _record(
                act,
                merged[due.revision],
                note=f"{note} taken into version {due.revision.number}",
                based_on=due.revision,
                approved_by=actor,
            )
            due.save(update_fields=["revision"])
        _put_live(act, fixed, act.now, change, correction)
        subject.load(merged[head])
        draft = subject.snapshot()
        if fingerprint(draft) != subject.head.sha256:  # else the draft is the live or a waiting version
            _record(act, draft, note=f"{note} taken into the draft", based_on=head, review=_after_edit(subject))
        act.revision = fixed
        _reschedule(act)
        return Fix(fixed, [due.revision for due in waiting], subject.head)


def correct(subject: Publishable, actor: User, *, text: str, kind: str = Correction.Kind.CORRECTION) -> Any:
    """Append a correction, clarification or editor's note, shown from now on with whatever is live."""
    with acting("correct", subject, actor, reason=text) as act:
        if not text.strip():
            raise Refused("Write what was wrong and what is right.")
        if not act.subject.revisions.published_by(act.now).exists():
            raise Refused("Readers have not seen this yet. Correct the text itself, then publish.")
        act.instant = act.now
        return act.subject.corrections.create(kind=kind, text=text.strip(), at=act.now, by=actor)


def set_embargo(
    subject: Publishable, actor: User, *, until: datetime | None, reason: str = "", source: str = ""
) -> None:
    """Hold everything back until `until` (None lifts the embargo). Refused while something is due earlier."""
    with acting("set_embargo", subject, actor, reason=reason, bumps=False) as act:
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
    with acting("take_down", subject, actor, reason=reason) as act:
        if not reason.strip():
            raise Refused("Give the legal reason; it is kept in the audit log.")
        subject, act.instant = act.subject, act.now
        act.revision = subject.live(act.now)
        subject.transitions.filter(at__gt=act.now).delete()
        if act.revision:
            subject.transitions.create(at=act.now, revision=None, by=actor)
        subject.revisions.filter(sealed_at=None).update(sealed_at=act.now)
        _reschedule(act)
        _set_review(act, Review.DRAFT)


def open_sealed(subject: Publishable, actor: User, *, reason: str) -> Any:
    """Read what was taken down; the opening itself is audited. Returns the newest sealed revision."""
    with acting("open_sealed", subject, actor, reason=reason, bumps=False) as act:
        act.revision = act.subject.revisions.exclude(sealed_at=None).order_by("-number").first()
        if act.revision is None:
            raise Refused("Nothing here was taken down.")
        return act.revision


# --- what the verbs share ---------------------------------------------------------------------


def _record(
    act: Act, content: Content, *, note: str, based_on: Any = None, approved_by: Any = None, review: str | None = None
) -> Any:
    head = act.subject.head
    act.revision = act.subject.revisions.create(
        number=head.number + 1 if head else 1,
        based_on=based_on or head,
        content=content,
        sha256=fingerprint(content),
        author=act.actor,
        created_at=act.now,
        note=note[:300],
        approved_by=approved_by,
        approved_at=act.now if approved_by else None,
    )
    act.subject.recorded(act.revision)
    if review is not None:
        _set_review(act, review, act.subject.review_note if review == Review.SENT_BACK else "")
    return act.revision


def _after_edit(subject: Publishable) -> str:
    """A save voids an approval; what waits for its editor, or for its writer, goes on waiting."""
    return subject.review if subject.review in (Review.SUBMITTED, Review.SENT_BACK) else Review.DRAFT


def _set_review(act: Act, review: str, note: str = "") -> None:
    act.subject.review, act.subject.review_note = review, note.strip()
    act.subject.save(update_fields=["review", "review_note"])


def _head(act: Act) -> Any:
    head = act.subject.head
    if head is None:
        raise Refused("Nothing has been saved yet. Save it first.")
    return head


def _of(act: Act, revision: Any) -> Any:
    """The revision meant, read again under the lock; the head where none is named."""
    found = (
        act.subject.revisions.select_related("approved_by").filter(pk=revision.pk).first() if revision else _head(act)
    )
    if found is None:
        raise Refused("That version belongs to something else. Reload the page.")
    if found.sealed_at:
        raise Refused("That version was taken down. Save a clean version and use that.")
    return found


def _instant(act: Act, at: datetime | None) -> datetime:
    if at is not None and at <= act.now:
        raise Refused(f"{moment(at)} has passed. Choose a later time, or do it now.")
    return at or act.now


def _free(act: Act, instant: datetime) -> None:
    if act.subject.transitions.filter(at=instant).exists():
        raise Refused(
            f"Something is due at {moment(instant)} already. Unschedule that first, or choose another minute."
        )


def _refuse_problems(subject: Publishable, revision: Any) -> None:
    if problems := subject.problems(revision.read()):
        raise Refused("Not ready for readers. " + " ".join(problems))


def _keep_embargo(act: Act, instant: datetime, break_embargo: bool) -> None:
    until = act.subject.embargo_until
    if until is None or instant >= until:
        return
    if not act.actor.has_perm("publishing.break_embargo"):
        raise Refused(f"Under embargo until {moment(until)} ({act.subject.embargo_source}). Choose that time or later.")
    if not break_embargo:
        raise NeedsConfirmation(
            f"The embargo holds until {moment(until)}. Say that you mean to break it.", "break_embargo"
        )
    act.reason = f"Embargo broken. {act.reason}".strip()


def _vouch(act: Act, revision: Any, own_breaking: bool = False) -> None:
    """Make the actor the approver, unless there is one. A breaking story of one's own stays queued for a reader."""
    if revision.approved_by_id:
        return
    if own_breaking and not act.actor.has_perm("publishing.publish"):
        act.reason = f"No second reader. {act.reason}".strip()
        _set_review(act, Review.SUBMITTED, "Published by its writer; nobody else has read it yet.")
        return
    if not act.actor.has_perm("publishing.publish") and not act.actor.has_perm("publishing.approve"):
        raise Refused("An editor has to approve this before it can be scheduled. Submit it.")
    _refuse_own(act, revision)
    revision.approved_by, revision.approved_at = act.actor, act.now
    revision.save(update_fields=["approved_by", "approved_at"])


def _refuse_own(act: Act, revision: Any) -> None:
    if needs_second_reader(act.actor, act.subject, revision):
        raise Refused("This newsroom asks for a second reader, and you wrote this. Ask another editor to do it.")


def _put_live(act: Act, revision: Any, instant: datetime, change: str, correction: str) -> None:
    change = _kind_of_change(act, instant, change, correction)
    act.subject.transitions.create(at=instant, revision=revision, change=change, by=act.actor)
    if change == Change.CORRECTION:
        kind = Correction.Kind.CORRECTION
        act.subject.corrections.create(kind=kind, text=correction.strip(), at=instant, by=act.actor)
    act.revision, act.instant = revision, instant


def _kind_of_change(act: Act, instant: datetime, change: str, correction: str) -> str:
    """Publishing over something readers have seen, or will have, is a change of a stated kind."""
    if not act.subject.transitions.filter(at__lt=instant).exclude(revision=None).exists():
        return ""
    if change not in Change.values:
        raise Refused("Say what kind of change this is: a minor fix, a substantive update or a correction.")
    if change == Change.CORRECTION and not correction.strip():
        raise Refused("Write the correction that readers will see: what was wrong and what is right.")
    if change == Change.CORRECTION and instant > act.now:
        raise Refused("A correction cannot wait: publish it now, or schedule this as a substantive update.")
    return change


def _with_texts(subject: Publishable, content: Content, texts: Mapping[str, str]) -> Content:
    """`content` with the texts at those paths replaced; only what `fixable` offers can be."""
    fixable = subject.fixable(content)
    for path, text in texts.items():
        if path not in fixable:
            raise Refused(f"The live version has no text called {path}. Open the live text again.")
        if fixable[path] != text:
            content = _replaced(content, path.split("/"), text)
    return content


def _replaced(part: Any, path: list[str], text: str) -> Any:
    if not path:
        return text
    name, rest = path[0], path[1:]
    if isinstance(part, list):
        return [_replaced(item, rest, text) if item["key"] == name else item for item in part]
    return {**part, name: _replaced(part[name], rest, text)}


def _carry(
    base: Content, fixed: Content, versions: Mapping[Any, Content], choices: Mapping[str, str] | None
) -> tuple[dict[Any, Content], list[Clash]]:
    """The fix taken into each version; the clashes of all of them, each path once."""
    merged, clashes = {}, {}
    for revision, content in versions.items():
        merged[revision], left = merge(base, content, fixed, choices)
        clashes.update({clash.path: clash for clash in left})
    return merged, list(clashes.values())


def _reschedule(act: Act) -> None:
    """Derive the intervals from the schedule and write those that changed.

    First the coming ones are cleared, then the new ones set, earliest first, so that no two overlap in
    between: the database watches every step.
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
    subject.rescheduled()
