"""Publishing: what is asked of it, one subject at a time, and the change carried into the versions that wait."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from newsroom.publishing import clock
from newsroom.publishing.actions.base import Act, User, performing
from newsroom.publishing.actions.live_fix import carry, due_after
from newsroom.publishing.actions.revisions import meant, record, set_review, vouch
from newsroom.publishing.actions.schedule import (
    instant_for,
    keep_embargo,
    put_live,
    refuse_problems,
    refuse_taken,
    reschedule,
)
from newsroom.publishing.exceptions import ActionRefused, AllRefused, EditConflict
from newsroom.publishing.merge import THEIRS, Clash
from newsroom.publishing.models import Content, Publishable, Review


@dataclass(frozen=True)
class Publication:
    """One subject of an action that publishes; the fields are the arguments of `actions.publish`."""

    subject: Publishable
    revision: Any = None
    change: str = ""
    correction: str = ""
    break_embargo: bool = False
    carry: bool = False
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Carried:
    """What carrying the change does to one waiting version: `base` is what the change started from."""

    due: Any  # its line of the schedule
    base: Content
    before: Content
    after: Content
    clashes: list[Clash]

    @property
    def changed(self) -> bool:
        """Whether the version says something else afterwards, or would once the clashes are settled."""
        return bool(self.clashes) or self.after != self.before


def publish_one(act: Act, wanted: Publication, at: datetime | None) -> Any:
    """Publish one subject in an action under way. Returns the revision that will be live."""
    subject, live = act.subject, meant(act, wanted.revision)
    instant = instant_for(act, at)
    refuse_problems(subject, live, instant)
    keep_embargo(act, instant, wanted.break_embargo)
    vouch(act, live, own_breaking=at is None)
    draft, was_live = subject.head, bool(live.live_from and live.live_from <= act.now)
    if was_live and (live.live_until is None or live.live_until > act.now):
        raise ActionRefused("Readers see exactly this version already. There is nothing new to publish.")
    changed = _carry(act, live, instant, wanted.choices) if wanted.carry else False
    if was_live:
        live = record(act, live.read(), note=f"Republished version {live.number}", approved_by=live.approved_by)
    elif changed and live == draft:  # the newest version is what the working copy says
        subject.transitions.filter(revision=live).delete()
        live = record(act, live.read(), note=f"Published version {live.number}", approved_by=live.approved_by)
    newest = subject.head
    if newest.number > draft.number and newest.sha256 != draft.sha256:
        record(act, draft.read(), note=f"Draft of version {draft.number}, kept", based_on=draft)
    subject.transitions.filter(revision=live).delete()
    refuse_taken(act, instant)
    put_live(act, live, instant, wanted.change, wanted.correction)
    reschedule(act)
    if live.number == subject.head.number and live.approved_by_id:
        set_review(act, Review.APPROVED)
    return live


def _carry(act: Act, revision: Any, instant: datetime, choices: Mapping[str, str] | None) -> bool:
    """Carry what publishing `revision` at `instant` changes into every version due later. Returns whether any changed."""
    carried = [each for each in carried_over(act.subject, revision, instant, choices) if each.changed]
    if clashes := {clash.path: clash for each in carried for clash in each.clashes}:
        raise EditConflict(list(clashes.values()))
    for each in carried:
        version = each.due.revision
        if problems := act.subject.problems(each.after, each.due.at):
            raise ActionRefused(
                f"With this change, {version} would not be ready for readers. {' '.join(problems)} "
                "Change that version first, or publish without carrying the change."
            )
        note = f"Change of version {revision.number} carried into version {version.number}"
        each.due.revision = record(
            act, each.after, note=note, based_on=version, approved_by=revision.approved_by or version.approved_by
        )
        each.due.save(update_fields=["revision"])
    return bool(carried)


def carried_over(
    subject: Publishable, revision: Any, instant: datetime, choices: Mapping[str, str] | None
) -> Iterator[Carried]:
    """What publishing `revision` at `instant` would change in each version due later, the oldest version first.

    The change is the difference from what readers see just before `instant`; where they see nothing then, from the
    newest version on which both are based. Words of a waiting version that `revision` replaced, being based on it, are
    replaced; `choices` settle other clashes, as in `live_fix.carry`.
    """
    waiting = [due for due in due_after(subject, instant) if due.revision != revision]
    if not waiting:
        return
    fixed, replaced = revision.read(), _replaced(subject, revision, instant)
    parents = dict(subject.revisions.values_list("pk", "based_on"))
    line = list(_line(revision.pk, parents))
    for due in waiting:
        version = due.revision
        common = replaced or subject.revisions.get(pk=next(pk for pk in _line(version.pk, parents) if pk in line))
        content, base = version.read(), common.read()
        merged, clashes = carry(base, fixed, {version: content}, choices)
        if clashes and version.pk in line:
            known = {clash.path: THEIRS for clash in clashes}
            merged, clashes = carry(base, fixed, {version: content}, {**known, **(choices or {})})
        yield Carried(due, base, content, merged[version], clashes)


def _replaced(subject: Publishable, revision: Any, instant: datetime) -> Any:
    """The version that readers would see at `instant` if `revision` were not published then; None for none."""
    before = subject.transitions.filter(at__lt=instant).order_by("-at").select_related("revision")
    if revision.live_from and revision.live_from > clock.now():  # it waits: its line of the schedule moves
        before = before.exclude(revision=revision)
    last = before.first()
    return last.revision if last else None


def _line(pk: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    """That revision, the one it is based on, and so on."""
    while pk is not None:
        yield pk
        pk = parents[pk]


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
    Words changed on both sides then raise EditConflict, until `choices` settles them as for `fix_live`.
    """
    wanted = Publication(subject, revision, change, correction, break_embargo, carry, choices)
    try:
        return publish_together([wanted], actor, at=at, reason=reason)[0]
    except AllRefused as refused:
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

    Returns the revisions that will be live. All or nothing: raises AllRefused, which names every refusal. With `each`, a
    refused subject is left out instead, and its ActionRefused is in its place in the list.
    """
    for wanted in publications:
        wanted.subject.adapter.prepare(wanted.subject, wanted.revision)
    with performing(
        "publish", *(each.subject for each in publications), actor=actor, reason=reason, refuse_each=True
    ) as frame:
        results = [act.refusal or _result(act, one, at, each) for act, one in zip(frame, publications, strict=True)]
        refusals = {
            act.subject: found for act, found in zip(frame, results, strict=True) if isinstance(found, ActionRefused)
        }
        if refusals and not each:
            raise AllRefused(refusals)
        return results


def _result(act: Act, wanted: Publication, at: datetime | None, undo: bool) -> Any:
    """The revision that will be live, or why there is none; with `undo`, nothing is then written for this subject."""
    try:
        with transaction.atomic() if undo else nullcontext():
            return publish_one(act, wanted, at)
    except ActionRefused as refusal:
        act.pass_over()
        return refusal
