"""Taking a story down for legal reasons, and opening a version that was taken down."""

from typing import Any

from newsroom.publishing import generation
from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.actions.revisions import set_review
from newsroom.publishing.actions.schedule import reschedule
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable, Review


def take_down(subject: Publishable, actor: User, *, reason: str) -> None:
    """Hide every version made so far from readers and editors, from now on, for legal reasons."""
    with performing("take_down", subject, actor=actor, reason=reason) as [act]:
        if not reason.strip():
            raise ActionRefused("Enter the legal reason. It goes into the audit log.")
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
    """Return the newest revision that was taken down. The opening is audited."""
    with performing("open_sealed", subject, actor=actor, reason=reason, readers_notice=False) as [act]:
        act.revision = act.subject.revisions.sealed().order_by("-number").first()
        if act.revision is None:
            raise ActionRefused("No version of this was taken down.")
        return act.revision
