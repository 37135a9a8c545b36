"""Actions on invitations. The link is signed, works once and for three days, and only the invited person's mail has it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from newsroom.database.expiry import delete_in_batches, register_expiry
from newsroom.mail.actions import queue
from newsroom.people.actions import add_user, roles_to_give
from newsroom.people.models import VALID, Invitation, nonce
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.text.person_name import name_of

KEPT = timedelta(days=30)  # after which the address of somebody who never came is deleted
ADD, CHANGE = "people.add_invitation", "people.change_invitation"
CURES = {
    "accepted": "This invitation has been used. Sign in, or choose a new password if you have forgotten yours.",
    "revoked": "This invitation was withdrawn. Ask {inviter} for a new one.",
    "expired": "This invitation has expired: it was good for three days. Ask {inviter} for a new one.",
}
ALTERED = "This isn’t the whole link, or a newer invitation has replaced it. Open the link in the newest mail again."


def invite(invitation: Invitation, actor: Any) -> Invitation:
    """Store a new invitation and queue its mail. Raises PermissionRefused and ActionRefused."""
    with performing("invite", invitation, actor=actor, permission=ADD, readers_notice=False) as [act]:
        _refuse_role(invitation, actor)
        if taken := already_known(invitation.email, act.now):
            raise ActionRefused(taken)
        invitation.invited_by = actor
        _send(invitation, act.now)
        act.reason = f"Role: {invitation.role}"
        return invitation


def resend(invitation: Invitation, actor: Any) -> None:
    """Send a new link, good for three days; the old one stops working. Raises PermissionRefused and ActionRefused."""
    with performing("resend_invitation", invitation, actor=actor, permission=CHANGE, readers_notice=False) as [act]:
        stored: Invitation = act.subject
        if stored.accepted_at:
            raise ActionRefused(f"{stored.name} has accepted this invitation.")
        _refuse_role(stored, actor)
        stored.invited_by, stored.nonce, stored.revoked_at = actor, nonce(), None
        _send(stored, act.now)


def revoke(invitation: Invitation, actor: Any) -> None:
    """Make the link of an invitation useless. Raises PermissionRefused and ActionRefused."""
    with performing("revoke_invitation", invitation, actor=actor, permission=CHANGE, readers_notice=False) as [act]:
        stored: Invitation = act.subject
        if stored.accepted_at:
            raise ActionRefused(f"{stored.name} has accepted this invitation. Deactivate the account instead.")
        if stored.revoked_at:
            act.pass_over()
        stored.revoked_at = act.now
        stored.save(update_fields=["revoked_at"])


def accept(invitation: Invitation, user: User) -> None:
    """Store the account of the invited person, whose password only they know, with the role of the invitation.

    It is added on behalf of the user who invited them, who must still be allowed to. Raises ActionRefused.
    """
    with transaction.atomic():
        stored = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
        now = clock.now()
        if refusal := cure(stored, now):
            raise ActionRefused(refusal)
        if User.objects.filter(email__iexact=stored.email).exists():
            raise ActionRefused("There is an account with this address. Sign in, or choose a new password.")
        user.email = stored.email
        try:
            add_user(user, stored.invited_by, role=stored.role)
        except PermissionRefused:
            raise ActionRefused(
                f"{name_of(stored.invited_by)} can no longer add people. Ask another administrator for an invitation."
            ) from None
        stored.user, stored.accepted_at = user, now
        stored.save(update_fields=["user", "accepted_at"])


@register_expiry("unused invitation", "unused invitations")
def forget_unused(now: datetime) -> int:
    """Delete invitations that ended a month ago without an account."""
    return delete_in_batches(Invitation.objects.filter(accepted_at=None, expires_at__lt=now - KEPT))


def cure(invitation: Invitation | None, now: Any) -> str:
    """Return why a link can't be used, and what to do; "" if it can."""
    if invitation is None:
        return ALTERED
    return CURES.get(invitation.state(now), "").format(inviter=name_of(invitation.invited_by))


def already_known(email: str, now: Any) -> str:
    """Return why nobody can be invited at that address; "" if somebody can."""
    if user := User.objects.filter(email__iexact=email).first():
        return f"{name_of(user)} has an account with this address. Give them their role there."
    if Invitation.objects.open(now).filter(email__iexact=email).exists():
        return "This address has an invitation already. Send that again instead."
    return ""


def _refuse_role(invitation: Invitation, actor: Any) -> None:
    if invitation.role not in roles_to_give(actor):
        raise PermissionRefused(f"You can’t give the role {invitation.role}: it has more permissions than you.")


def _send(invitation: Invitation, now: Any) -> None:
    invitation.sent_at, invitation.expires_at = now, now + VALID
    invitation.save()
    queue("invitation", invitation.email, invitation.pk)
