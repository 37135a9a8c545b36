"""Actions on staff accounts: roles, passwords, devices. Each writes an audit row.

Users can't act on a user with more permissions than theirs, nor give permissions that they don't have.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Q

from newsroom.people.models import Preferences
from newsroom.people.sessions import end_sessions
from newsroom.publishing.actions.base import Frame, performing
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.permissions import RULES
from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST

ROLES = (JOURNALIST, EDITOR, ADMINISTRATOR)
FIELDS = {
    "username": "Username",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Email",
    "is_active": "Active",
}
CHANGE = "auth.change_user"
PUBLISH, OWN_BREAKING = "publishing.publish", "publishing.publish_own_breaking"  # the first includes the second

for _own in ("change_own_password", "reset_own_password", "change_own_profile"):
    RULES[_own] = lambda user, subject: user.pk == subject.pk


def permissions_of(user: Any) -> set[str]:
    """Return every permission given to `user`, even while they are inactive. Not for superusers."""
    given = Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list(
        "content_type__app_label", "codename"
    )
    return {f"{app}.{codename}" for app, codename in given}


def is_above(user: Any, actor: Any) -> bool:
    """Return whether `user` may do anything that `actor` may not."""
    if actor.is_superuser or user.is_superuser:
        return not actor.is_superuser
    return bool(_beyond(permissions_of(user), actor))


def roles_to_give(actor: Any) -> list[str]:
    """Return the roles of which `actor` has every permission, the smallest first."""
    groups = Group.objects.filter(name__in=ROLES).prefetch_related("permissions__content_type")
    held = {
        group.name
        for group in groups
        if not _beyond({f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}, actor)
    }
    return [role for role in ROLES if role in held]


def role_of(user: Any) -> str:
    """Return the highest role of `user`, or ""."""
    held = {group.name for group in user.groups.all()} if user.pk else set()
    return next((role for role in reversed(ROLES) if role in held), "")


def may_publish_own(user: Any) -> bool:
    """Return whether `user` was given permission to publish their own breaking stories."""
    return bool(user.pk) and user.user_permissions.filter(codename=OWN_BREAKING.partition(".")[2]).exists()


def add_user(user: Any, actor: Any, *, role: str, own_breaking: bool = False) -> None:
    """Store a new staff account. Raises PermissionRefused and ActionRefused."""
    with transaction.atomic():
        user.is_superuser, user.is_staff = False, True
        user.save()
        with performing("add_user", user, actor=actor, permission="auth.add_user", readers_notice=False) as [act]:
            changes = _set_role(act.subject, actor, role, own_breaking)
            act.reason = "; ".join(changes) or "Role: none"


def change_user(user: Any, actor: Any, *, role: str, own_breaking: bool = False) -> None:
    """Store `user` as changed by a form. Raises PermissionRefused and ActionRefused."""
    with _performing_on("change_user", user, actor) as [act]:
        stored = act.subject
        changed = [name for name in FIELDS if getattr(stored, name) != getattr(user, name)]
        changes = [_change(name, getattr(user, name)) for name in changed]
        role_changes = _set_role(stored, actor, role, own_breaking)
        if stored.pk == actor.pk and (role_changes or not user.is_active):
            raise ActionRefused("You can’t change your own role or deactivate yourself. Ask another administrator.")
        for name in FIELDS:
            setattr(stored, name, getattr(user, name))
        stored.is_staff = stored.is_staff or bool(role)
        stored.save(update_fields=[*FIELDS, "is_staff"])
        if not stored.is_active:
            end_sessions(stored)
        act.reason = "; ".join([*changes, *role_changes])
        if not act.reason:
            act.pass_over()


@contextmanager
def on_own_account(action: str, user: Any) -> Iterator[Frame]:
    """Run an action of a user on their own account."""
    with performing(action, User(pk=user.pk), actor=user, readers_notice=False) as frame:
        yield frame


def change_profile(user: Any, **changes: Any) -> None:
    """Store the name and the time zone that a user chose. Names aren't audited in words: the log forgets nobody."""
    zone, names = changes.pop("time_zone", None), changes
    if names:
        with on_own_account("change_own_profile", user) as [act]:
            act.reason = f"Changed: {', '.join(FIELDS[name].lower() for name in names)}"
            User.objects.filter(pk=user.pk).update(**names)
    if zone is not None:
        Preferences.objects.update_or_create(user_id=user.pk, defaults={"time_zone": zone})


@contextmanager
def changing_password(user: Any, actor: Any) -> Iterator[None]:
    """Audit a change of the password of `user` within the block. Raises PermissionRefused."""
    user, own = User._base_manager.get(pk=user.pk), user.pk == actor.pk
    frame = (
        performing("change_own_password", user, actor=actor, readers_notice=False)
        if own
        else _performing_on("change_password", user, actor)
    )
    with frame as [act]:
        yield
        stored = User._base_manager.get(pk=user.pk)
        if stored.password == act.subject.password:
            act.pass_over()
            return
        if not own:  # one's own page keeps the session it is in
            end_sessions(stored)
        if not stored.has_usable_password():
            act.reason = "Password sign-in was turned off"


@contextmanager
def resetting_password(user: Any) -> Iterator[None]:
    """Audit that within the block `user` chooses a password by a link that was mailed to them."""
    with on_own_account("reset_own_password", user):
        yield


def note_device(device: Any, actor: Any, *, change: str, permission: str) -> None:
    """Audit that a one-time code device was added, changed or removed. Raises PermissionRefused."""
    with performing(f"{change}_device", device.user, actor=actor, permission=permission, readers_notice=False) as [act]:
        refuse_above(act.subject, actor)
        act.reason = f"{device._meta.verbose_name}: {device.name}"


@contextmanager
def _performing_on(action: str, user: Any, actor: Any) -> Iterator[Frame]:
    with performing(action, user, actor=actor, permission=CHANGE, readers_notice=False) as frame:
        refuse_above(frame[0].subject, actor)
        yield frame


def refuse_above(user: Any, actor: Any) -> None:
    """Raise PermissionRefused if `user` may do anything that `actor` may not."""
    if is_above(user, actor):
        raise PermissionRefused(f"{user} has more permissions than you. Ask somebody with the same permissions.")


def _beyond(permissions: set[str], actor: Any) -> set[str]:
    if actor.is_superuser:
        return set()
    held = permissions_of(actor)
    return permissions - held - ({OWN_BREAKING} if PUBLISH in held else set())


def _set_role(user: Any, actor: Any, role: str, own_breaking: bool) -> list[str]:
    """Give `user` one of the three roles or none; keep other groups. Return what changed, in words."""
    changes, old = [], role_of(user)
    if role != old:
        if role and role not in roles_to_give(actor):
            raise PermissionRefused(f"You can’t give the role {role}: it has more permissions than you.")
        user.groups.remove(*Group.objects.filter(name__in=ROLES))
        if role:
            user.groups.add(Group.objects.get(name=role))
        changes.append(f"Role: {old or 'none'} → {role or 'none'}")
    if own_breaking != may_publish_own(user):
        if not actor.has_perm(PUBLISH):
            raise PermissionRefused("You don’t have permission to let others publish.")
        permission = Permission.objects.get(
            content_type__app_label="publishing", codename=OWN_BREAKING.partition(".")[2]
        )
        (user.user_permissions.add if own_breaking else user.user_permissions.remove)(permission)
        changes.append(f"Publishes own breaking stories: {_in_words(own_breaking)}")
    return changes


def _change(name: str, value: Any) -> str:
    """Return a change for the audit log, which can't forget a name or an address and so doesn't hold any."""
    return (
        f"{FIELDS[name]}: {_in_words(not value)} → {_in_words(value)}"
        if isinstance(value, bool)
        else f"{FIELDS[name]} changed"
    )


def _in_words(value: bool) -> str:
    return "yes" if value else "no"
