"""Publishing one or several subjects, and merging the change into the versions that are scheduled."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from newsroom.publishing import clock
from newsroom.publishing.actions.base import Act, User, performing
from newsroom.publishing.actions.live_fix import due_after, merged_into
from newsroom.publishing.actions.revisions import meant, record, set_review, vouch
from newsroom.publishing.actions.schedule import instant_for, keep_embargo, put_live, refuse_taken, reschedule
from newsroom.publishing.exceptions import ActionRefused, AllRefused, EditConflict, NotReady
from newsroom.publishing.merge import Clash
from newsroom.publishing.models import Content, Publishable, Review
from newsroom.publishing.permissions import require
from newsroom.text.text_merge import THEIRS


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
    waiver: str = ""  # why it may be published without what `Adapter.waivable` names


@dataclass(frozen=True)
class Carried:
    """What merging the change does to one scheduled version. `base` is what the change started from."""

    due: Any  # its transition
    base: Content
    before: Content
    after: Content
    clashes: list[Clash]  # those that no choice settles
    asked: list[Clash]  # with those that the choices settle

    @property
    def changed(self) -> bool:
        """Whether the version says something else afterwards, or would once the clashes are settled."""
        return bool(self.clashes) or self.after != self.before


def publish_one(act: Act, wanted: Publication, at: datetime | None) -> Any:
    """Publish one subject in an action under way. Return the revision that will be live."""
    subject, live = act.subject, meant(act, wanted.revision)
    instant = instant_for(act, at)
    if wanted.waiver:
        live = _waived(act, live, wanted.waiver)
    if problems := subject.problems(live.read(), instant):
        raise NotReady("Not ready for readers. " + " ".join(problems))
    keep_embargo(act, instant, wanted.break_embargo)
    vouch(act, live, own_breaking=at is None)
    draft = subject.head if wanted.revision else live
    was_live = bool(live.live_from and live.live_from <= act.now)
    if was_live and (live.live_until is None or live.live_until > act.now):
        raise ActionRefused("Readers already see this version. There is nothing new to publish.")
    changed = _carry(act, live, instant, wanted.choices) if wanted.carry else False
    if was_live:
        live = record(act, live.read(), note=f"Republished version {live.number}", approved_by=live.approved_by)
    elif changed and live == draft:  # keep it the newest version, as the working copy says the same
        subject.transitions.filter(revision=live).delete()
        live = record(act, live.read(), note=f"Published version {live.number}", approved_by=live.approved_by)
    newest = subject.head if was_live or changed else draft
    if newest.number > draft.number and newest.sha256 != draft.sha256:
        newest = record(act, draft.read(), note=f"Draft of version {draft.number}, kept", based_on=draft)
    subject.transitions.filter(revision=live).delete()
    refuse_taken(act, instant)
    put_live(act, live, instant, wanted.change, wanted.correction)
    reschedule(act)
    if live.number == newest.number and live.approved_by_id:
        set_review(act, Review.APPROVED)
    return live


def _waived(act: Act, revision: Any, why: str) -> Any:
    """Waive what the newest version lacks; return it, or the version without that."""
    before, adapter = revision.read(), act.subject.adapter
    lacking = adapter.waivable(before)
    if not lacking or revision != act.subject.head:
        return revision
    require(act.actor, "waive", act.subject)
    vouch(act, revision)  # for its words, which the waiver leaves as they are
    act.subject.load(adapter.waived(before))
    act.reason = f"Without {lacking}: {why} {act.reason}".strip()
    return record(act, act.subject.snapshot(), note=f"Waived: {lacking}", approved_by=revision.approved_by)


def _carry(act: Act, revision: Any, instant: datetime, choices: Mapping[str, str] | None) -> bool:
    """Merge the change that `revision` makes at `instant` into every version due later. Return whether any changed."""
    carried = [each for each in carried_over(act.subject, revision, instant, choices) if each.changed]
    if clashes := {clash.path: clash for each in carried for clash in each.clashes}:
        raise EditConflict(list(clashes.values()))
    for each in carried:
        version = each.due.revision
        if problems := act.subject.problems(each.after, each.due.at):
            raise ActionRefused(
                f"With this change, {version} would not be ready for readers. {' '.join(problems)} "
                "Change that version first, or publish without making the change there."
            )
        note = f"Change of version {revision.number} carried into version {version.number}"
        approver = revision.approved_by or version.approved_by
        each.due.revision = record(act, each.after, note=note, based_on=version, approved_by=approver)
        each.due.save(update_fields=["revision"])
    return bool(carried)


def carried_over(
    subject: Publishable, revision: Any, instant: datetime, choices: Mapping[str, str] | None
) -> Iterator[Carried]:
    """Yield what publishing `revision` at `instant` would change in each version due later, the oldest version first.

    The change is the difference from what readers see just before `instant`, or, if they see nothing then, from the
    newest version that both are based on. If `revision` is based on a scheduled version, its words replace those;
    `choices` settles other clashes, as in `live_fix.merged_into`.
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
        merged = merged_into(subject, base, fixed, version, content, choices)
        if merged.left and version.pk in line:
            known = {clash.path: THEIRS for clash in merged.left}
            merged = merged_into(subject, base, fixed, version, content, {**known, **(choices or {})})
        asked = [] if version.pk in line else merged.asked
        yield Carried(due, base, content, merged.content, merged.left, asked)


def _replaced(subject: Publishable, revision: Any, instant: datetime) -> Any:
    """Return the version that readers would see at `instant` if `revision` weren't published then; None for none."""
    before = subject.transitions.filter(at__lt=instant).order_by("-at").select_related("revision")
    if revision.live_from and revision.live_from > clock.now():  # scheduled: its transition moves
        before = before.exclude(revision=revision)
    last = before.first()
    return last.revision if last else None


def _line(pk: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    while pk is not None:
        yield pk
        pk = parents[pk]


def publish(subject: Publishable, actor: User, *, at: datetime | None = None, reason: str = "", **options: Any) -> Any:
    """Let readers see a revision (default: the newest) from `at` on. Return the revision that will be live.

    The options are the fields of `Publication`. A scheduled revision moves; one that has been live is published as a
    copy. Over a live version `change` is required, and a correction needs its text. With `carry`, every version due
    later takes over the change; words changed on both sides raise EditConflict, until `choices` settles them as for
    `fix_live`.
    """
    try:
        return publish_together([Publication(subject, **options)], actor, at=at, reason=reason)[0]
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

    Return the revisions that will be live. All or nothing: raises AllRefused with every refusal. With `each`, a refused
    subject is skipped instead, and its ActionRefused takes its place in the list.
    """
    for wanted in publications:
        wanted.subject.adapter.prepare(wanted.subject, wanted.revision)
    subjects = [each.subject for each in publications]
    with performing("publish", *subjects, actor=actor, reason=reason, refuse_each=True) as frame:
        results = [act.refusal or _result(act, one, at, each) for act, one in zip(frame, publications, strict=True)]
        found = zip(frame, results, strict=True)
        refusals = {act.subject: result for act, result in found if isinstance(result, ActionRefused)}
        if refusals and not each:
            raise AllRefused(refusals)
        return results


def _result(act: Act, wanted: Publication, at: datetime | None, undo: bool) -> Any:
    """Return the revision that will be live, or the refusal; with `undo`, nothing is then written for this subject."""
    try:
        with transaction.atomic() if undo else nullcontext():
            return publish_one(act, wanted, at)
    except ActionRefused as refusal:
        act.pass_over()
        return refusal
