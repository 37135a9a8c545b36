"""Review: submit, take back, send back, approve. What only this story shows, such as its timeline, goes with it."""

from typing import Any

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.actions.revisions import head_of, meant, set_review, vouch
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable, Review
from newsroom.publishing.parts import own_parts
from newsroom.publishing.permissions import may


def submit(subject: Publishable, actor: User, *, note: str = "") -> None:
    """Ask an editor to review the draft."""
    parts = _parts(subject, actor, "submit", Review.DRAFT, Review.SENT_BACK)
    with performing("submit", subject, *parts, actor=actor, reason=note, readers_notice=False) as acts:
        for act in acts:
            act.revision = head_of(act)
            set_review(act, Review.SUBMITTED, note)


def take_back(subject: Publishable, actor: User) -> None:
    """Make a draft that was submitted a draft again, at its writer's wish."""
    parts = _parts(subject, actor, "take_back", Review.SUBMITTED)
    with performing("take_back", subject, *parts, actor=actor, readers_notice=False) as acts:
        if acts[0].subject.review != Review.SUBMITTED:
            raise ActionRefused("This isn’t waiting for review any more.")
        for act in acts:
            act.revision = head_of(act)
            set_review(act, Review.DRAFT)


def send_back(subject: Publishable, actor: User, *, note: str) -> None:
    """Return the draft to its writer with a note that says what to change."""
    parts = _parts(subject, actor, "send_back", Review.SUBMITTED, Review.APPROVED)
    with performing("send_back", subject, *parts, actor=actor, reason=note, readers_notice=False) as acts:
        if not note.strip():
            raise ActionRefused("Write a note that tells the writer what to change.")
        for act in acts:
            act.revision = head_of(act)
            set_review(act, Review.SENT_BACK, note)


def approve(subject: Publishable, actor: User, *, revision: Any = None) -> None:
    """Approve one revision; a later save voids the approval."""
    parts = _parts(subject, actor, "approve", Review.DRAFT, Review.SENT_BACK, Review.SUBMITTED)
    with performing("approve", subject, *parts, actor=actor, readers_notice=False) as acts:
        for act in acts:
            act.revision = meant(act, revision if act is acts[0] else None)
            if act.revision.number != act.subject.head.number:
                raise ActionRefused("Somebody saved a newer version. Read that one, then approve it.")
            vouch(act, act.revision)
            set_review(act, Review.APPROVED)


def _parts(subject: Publishable, actor: User, verb: str, *reviews: str) -> list[Publishable]:
    """Return the parts that only `subject` shows, that are in one of these review states and that `actor` may act on."""
    head = subject.head
    parts = own_parts(subject, head.read()) if head and not head.sealed_at else []
    return [part for part in parts if part.review in reviews and may(actor, verb, part)]
