"""Write revisions, find the requested one, and record who approved it."""

from typing import Any

from newsroom.publishing.actions.base import Act
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import Content, Publishable, Review, fingerprint
from newsroom.publishing.permissions import needs_second_reader


def record(
    act: Act,
    content: Content,
    *,
    note: str,
    head: Any = None,
    based_on: Any = None,
    approved_by: Any = None,
    review: str | None = None,
) -> Any:
    """Append a revision with `content` and return it.

    `head` is the newest revision, if the caller has it; `review` is the new review state of the working copy. Raises
    PermissionRefused if the actor may not change something that the content changes.
    """
    head = head or act.subject.head
    for permission, what in act.subject.adapter.guarded(head.read(), content) if head else ():
        if not act.actor.has_perm(permission):
            raise PermissionRefused(
                f"You don’t have permission to change the {what} of “{act.subject}”. Ask an editor to do it."
            )
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
    act.subject.adapter.recorded(act.subject, act.revision)
    if review is not None:
        set_review(act, review, act.subject.review_note if review == Review.SENT_BACK else "")
    return act.revision


def record_draft(act: Act, *, note: str = "") -> Any:
    """Record the working copy as a new revision, unless nothing changed. Return the newest revision."""
    head, sealed = act.subject.head_and_sealed()
    content = act.subject.snapshot()
    # Compare the contents, not the stored hashes: `read` upgrades an old version to today's schema and tags.
    if any(fingerprint(each.read()) == fingerprint(content) for each in sealed):
        raise ActionRefused("This text was taken down. Remove what must not be published, then save.")
    if head and fingerprint(head.read()) == fingerprint(content):
        act.pass_over()
        return head
    return record(act, content, note=note, head=head, review=after_edit(act.subject))


def after_edit(subject: Publishable) -> str:
    """Return the review state after a save, which voids an approval."""
    return Review.DRAFT if subject.review == Review.APPROVED else subject.review


def set_review(act: Act, review: str, note: str = "") -> None:
    """Store the review state of the working copy and the note that goes with it."""
    if (act.subject.review, act.subject.review_note) != (review, note.strip()):
        act.subject.review, act.subject.review_note = review, note.strip()
        act.subject.save(update_fields=["review", "review_note"])


def head_of(act: Act) -> Any:
    """Return the newest revision. Refused if nothing has been saved."""
    head = act.subject.head
    if head is None:
        raise ActionRefused("Nothing has been saved yet. Save it first.")
    return head


def meant(act: Act, revision: Any) -> Any:
    """Return `revision`, read again under the lock, or the newest one if it is None."""
    rows = act.subject.revisions.select_related("approved_by")
    found = rows.filter(pk=revision.pk).first() if revision else head_of(act)
    if found is None:
        raise ActionRefused("That version belongs to something else. Reload the page.")
    if found.sealed_at:
        raise ActionRefused("That version was taken down. Save a clean version and use that.")
    return found


def vouch(act: Act, revision: Any, own_breaking: bool = False) -> None:
    """Make the actor the approver, unless there is one. A breaking story published by its writer stays in review."""
    if revision.approved_by_id:
        return
    if own_breaking and not act.actor.has_perm("publishing.publish"):
        act.reason = f"No second reader. {act.reason}".strip()
        set_review(act, Review.SUBMITTED, "Published by its writer; nobody else has read it yet.")
        return
    if not act.actor.has_perm("publishing.publish") and not act.actor.has_perm("publishing.approve"):
        raise ActionRefused("An editor has to approve this before it can be scheduled. Submit it.")
    refuse_own(act, revision)
    revision.approved_by, revision.approved_at = act.actor, act.now
    revision.save(update_fields=["approved_by", "approved_at"])


def refuse_own(act: Act, revision: Any) -> None:
    """Refuse the writer of the revision if SECOND_READER is set."""
    if needs_second_reader(act.actor, act.subject, revision):
        raise ActionRefused("This newsroom requires a second reader, and you wrote this. Ask another editor to do it.")
