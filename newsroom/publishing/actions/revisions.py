"""Write revisions, find the one that is meant, and record who approved it."""

from typing import Any

from newsroom.publishing.actions.base import Act
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content, Publishable, Review, fingerprint
from newsroom.publishing.permissions import needs_second_reader


def record(
    act: Act, content: Content, *, note: str, based_on: Any = None, approved_by: Any = None, review: str | None = None
) -> Any:
    """Append a revision with that content to the subject's; `review` is what the working copy then waits for."""
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
    act.subject.adapter.recorded(act.subject, act.revision)
    if review is not None:
        set_review(act, review, act.subject.review_note if review == Review.SENT_BACK else "")
    return act.revision


def record_draft(act: Act, *, note: str = "") -> Any:
    """Record the working copy as a new revision; an unchanged one records nothing. Returns the head."""
    head = act.subject.head
    content = act.subject.snapshot()
    # Read, not by its stored hash: a sealed version is described in the schema and tags of today, as the copy is.
    if any(fingerprint(sealed.read()) == fingerprint(content) for sealed in act.subject.revisions.sealed()):
        raise ActionRefused("This is the text that was taken down. Change what must not be read, then save.")
    if head and fingerprint(head.read()) == fingerprint(content):
        act.pass_over()
        return head
    return record(act, content, note=note, review=after_edit(act.subject))


def after_edit(subject: Publishable) -> str:
    """A save voids an approval; what waits for its editor, or for its writer, goes on waiting."""
    return subject.review if subject.review in (Review.SUBMITTED, Review.SENT_BACK) else Review.DRAFT


def set_review(act: Act, review: str, note: str = "") -> None:
    """Say what the working copy waits for, and the note that goes with it."""
    act.subject.review, act.subject.review_note = review, note.strip()
    act.subject.save(update_fields=["review", "review_note"])


def head_of(act: Act) -> Any:
    """The newest revision. Refused where nothing has been saved."""
    head = act.subject.head
    if head is None:
        raise ActionRefused("Nothing has been saved yet. Save it first.")
    return head


def meant(act: Act, revision: Any) -> Any:
    """The revision meant, read again under the lock; the head where none is named."""
    found = (
        act.subject.revisions.select_related("approved_by").filter(pk=revision.pk).first() if revision else head_of(act)
    )
    if found is None:
        raise ActionRefused("That version belongs to something else. Reload the page.")
    if found.sealed_at:
        raise ActionRefused("That version was taken down. Save a clean version and use that.")
    return found


def vouch(act: Act, revision: Any, own_breaking: bool = False) -> None:
    """Make the actor the approver, unless there is one. A breaking story of one's own stays queued for a reader."""
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
    """With SECOND_READER set, refuse the writer of the revision."""
    if needs_second_reader(act.actor, act.subject, revision):
        raise ActionRefused("This newsroom asks for a second reader, and you wrote this. Ask another editor to do it.")
