"""The users of the tests: one of each role."""

from itertools import count

from django.contrib.auth.models import Group, Permission, User

from newsroom import roles

_numbers = count(1)


def journalist(username: str = "", permission: str = "") -> User:
    """Return a user who writes."""
    return person(roles.JOURNALIST, username, permission)


def editor(username: str = "", permission: str = "") -> User:
    """Return a user who publishes."""
    return person(roles.EDITOR, username, permission)


def administrator(username: str = "", permission: str = "") -> User:
    """Return a user who can also take down."""
    return person(roles.ADMINISTRATOR, username, permission)


def person(role: str, username: str = "", permission: str = "") -> User:
    """Return a staff user with that role and, if named ("app.codename"), one more permission."""
    user = User.objects.create_user(username or f"person{next(_numbers)}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if permission:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user
