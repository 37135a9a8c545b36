"""Actions when somebody leaves: their account is closed and their drafts go to a colleague; later they can be forgotten."""

from collections.abc import Iterator
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Author, BylineListing
from newsroom.mail.models import Mail
from newsroom.people.actions import CHANGE, refuse_above
from newsroom.people.models import Invitation, Preferences
from newsroom.people.sessions import end_sessions
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing
from newsroom.publishing.adapters import registered
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable

FORMER = ("Former", "colleague")


def drafts_of(user: Any) -> list[Publishable]:
    """Return what a user owns that readers haven't seen yet, stories and timelines alike."""
    return [draft for model in registered() if not model.CURATED for draft in _drafts(model, user)]  # type: ignore[attr-defined]


def leave(user: Any, actor: Any, *, to: Any = None) -> int:
    """Close the account of a user and give their drafts to `to`. Return how many. Raises ActionRefused.

    What readers have seen stays theirs. Without `to`, there must be no drafts.
    """
    drafts = drafts_of(user)
    if drafts and to is None:
        raise ActionRefused("Choose who takes over the drafts.")
    with transaction.atomic():
        with performing(
            "leave", User(pk=user.pk), actor=actor, permission=CHANGE, readers_notice=False, also_lock=drafts
        ) as [act]:
            refuse_above(act.subject, actor)
            if act.subject.pk in (actor.pk, getattr(to, "pk", None)):
                raise ActionRefused("Nobody closes their own account or takes over from themselves.")
            if to and not (to.is_active and to.is_staff):
                raise ActionRefused(f"{to} can’t sign in. Choose somebody else.")
            User.objects.filter(pk=user.pk).update(is_active=False)
            end_sessions(user)
        if drafts:
            with performing(
                "hand_over", *drafts, actor=actor, permission=CHANGE, readers_notice=False, also_lock=[User(pk=user.pk)]
            ) as acts:
                for act in acts:
                    act.reason = f"From user {user.pk} to user {to.pk}"
                    act.subject.owner_id = to.pk
                    act.subject.save(update_fields=["owner"])
    return len(drafts)


def forget(user: Any, actor: Any) -> list[str]:
    """Replace the name, address and sign-in of a user who has left. Return what stays, in words. Raises ActionRefused.

    The row itself stays, because the audit log and versions name it by its id; they hold no name of a user. A byline
    that readers have seen stays too: it is part of what was published.
    """
    author = Author.objects.filter(user=user).first()
    also = [author] if author else []
    with performing("forget_person", User(pk=user.pk), actor=actor, permission=CHANGE, also_lock=also) as [act]:
        stored = act.subject
        refuse_above(stored, actor)
        if stored.is_active:
            raise ActionRefused("This account is in use. Close it first: More > People > the person > Leaving.")
        _forget_traces(stored)
        stored.username, stored.email, (stored.first_name, stored.last_name) = f"former-{stored.pk}", "", FORMER
        stored.is_superuser = stored.is_staff = False
        stored.last_login = None
        stored.set_unusable_password()
        stored.save()
        stored.groups.clear()
        stored.user_permissions.clear()
        return list(_forget_byline(author, act.now)) if author else []


def _drafts(model: Any, user: Any) -> Any:
    unseen = Q(first_published_at=None) | Q(first_published_at__gt=clock.now())
    return model._base_manager.filter(unseen, owner=user, binned_at=None).order_by("pk")


def _forget_traces(user: Any) -> None:
    """Delete what only serves signing in, and what others kept of the address."""
    end_sessions(user)
    for model in (TOTPDevice, StaticDevice, Preferences):
        model.objects.filter(user=user).delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__in=[user.username, user.email or user.username]).delete()
    if user.email:
        Mail.objects.filter(to__iexact=user.email).delete()
    invited = Q(user=user) | (Q(email__iexact=user.email) if user.email else Q(pk=None))
    Invitation.objects.filter(invited).update(email="", first_name=FORMER[0], last_name=FORMER[1])


def _forget_byline(author: Author, now: Any) -> Iterator[str]:
    author.email = ""
    if BylineListing.objects.filter(author=author, live_from__lte=now).exists():
        yield f"The byline {author.name} and its page: readers have seen it. Edit them under Authors."
    else:
        author.name, author.slug, author.bio, author.portrait = " ".join(FORMER), f"former-{author.user_id}", "", None
    author.save()
