"""The three roles, created and updated after every migrate, when all permissions exist."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions

JOURNALIST, EDITOR, ADMINISTRATOR = "Journalist", "Editor", "Administrator"

# Each role also has the permissions of the roles before it. `grant` lets an app add its own.
_GRANTS: dict[str, set[str]] = {
    JOURNALIST: set(),
    EDITOR: {
        f"publishing.{name}"
        for name in "edit_any approve publish correct set_embargo look_as_of view_auditentry".split()
    },
    ADMINISTRATOR: {f"publishing.{name}" for name in ("break_embargo", "take_down", "open_sealed")}
    | {"auth.add_user", "auth.change_user", "auth.view_user", "auth.view_group"},
}


def grant(role: str, *permissions: str) -> None:
    """Give `role`, and every role above it, these permissions ("app.codename"). Apps call this in `ready`."""
    _GRANTS[role].update(permissions)


def install(**_signal: Any) -> None:
    """Create the groups and add their permissions. Idempotent; "publish own breaking" is given by hand."""
    from django.contrib.auth.models import Group, Permission  # models load after this module

    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0)
    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    held: set[str] = set()
    for role in (JOURNALIST, EDITOR, ADMINISTRATOR):
        held |= _GRANTS[role]
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*(by_name[name] for name in held if name in by_name))
