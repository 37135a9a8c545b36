"""The mail about accounts. Links begin with PUBLIC_URL, whatever host a request named, and are made when mail is sent."""

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from newsroom.mail.kinds import Message
from newsroom.mail.models import Mail
from newsroom.people.models import Invitation
from newsroom.publication.current import publication
from newsroom.publishing import clock
from newsroom.text.ap_style import said
from newsroom.text.person_name import name_of


def invitation(mail: Mail) -> Message | None:
    """Return the mail with the link of an invitation, unless that can't be accepted anymore."""
    invited = (
        Invitation.objects.open(now := clock.now()).select_related("invited_by").filter(pk=mail.about or 0).first()
    )
    if invited is None or invited.email != mail.to:
        return None
    context = {
        "invitation": invited,
        "inviter": name_of(invited.invited_by),
        "link": settings.PUBLIC_URL + reverse("invitation", args=[invited.token()]),
        "until": said(invited.expires_at, now),
    }
    return Message(f"You’re invited to {publication().name}", context)


def password_reset(mail: Mail) -> Message | None:
    """Return the mail with a link for each account with that address; None if there is no such account."""
    users = [user for user in PasswordResetForm().get_users(mail.to) if user.is_staff]
    if not users:
        return None
    context = {
        "accounts": [{"user": user, "link": settings.PUBLIC_URL + _reset_path(user)} for user in users],
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    # To the address that is stored: what was typed may only look like it.
    return Message(f"Choose a new password for {publication().name}", context, to=users[0].email)


def _reset_path(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
