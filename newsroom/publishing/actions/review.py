"""Review: submit, take back, send back, approve."""

from typing import Any

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.actions.revisions import head_of, meant, set_review, vouch
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable, Review


def submit(subject: Publishable, actor: User, *, note: str = "") -> None:
    """Ask an editor to review the draft."""
    with performing("submit", subject, actor=actor, reason=note, readers_notice=False) as [act]:
        act.revision = head_of(act)
        set_review(act, Review.SUBMITTED, note)


def take_back(subject: Publishable, actor: User) -> None:
    """Make a draft that was submitted a draft again, at its writer's wish."""
    with performing("take_back", subject, actor=actor, readers_notice=False) as [act]:
        if act.subject.review != Review.SUBMITTED:
            raise ActionRefused("This isn’t waiting for review any more.")
        act.revision = head_of(act)
        set_review(act, Review.DRAFT)


def send_back(subject: Publishable, actor: User, *, note: str) -> None:
    """Return the draft to its writer with a note that says what to change."""
    with performing("send_back", subject, actor=actor, reason=note, readers_notice=False) as [act]:
        if not note.strip():
            raise ActionRefused("Write a note that tells the writer what to change.")
        act.revision = head_of(act)
        set_review(act, Review.SENT_BACK, note)


def approve(subject: Publishable, actor: User, *, revision: Any = None) -> None:
    """Approve one revision; a later save voids the approval."""
    with performing("approve", subject, actor=actor, readers_notice=False) as [act]:
        act.revision = meant(act, revision)
        if act.revision.number != act.subject.head.number:
            raise ActionRefused("Somebody saved a newer version. Read that one, then approve it.")
        vouch(act, act.revision)
        set_review(act, Review.APPROVED)
