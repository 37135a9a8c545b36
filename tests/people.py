"""The people of the tests: one of each role."""

from typing import Any

import factory
from django.contrib.auth.models import Group, Permission, User

from newsroom.publishing import roles


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    is_staff = True

    @factory.post_generation
    def role(self: Any, _create: bool, name: str | None, **_more: Any) -> None:
        if name:
            self.groups.add(Group.objects.get(name=name))

    @factory.post_generation
    def permission(self: Any, _create: bool, name: str | None, **_more: Any) -> None:
        if name:
            app, codename = name.split(".")
            self.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))


def journalist(**fields: Any) -> User:
    """Somebody who writes."""
    return UserFactory(role=roles.JOURNALIST, **fields)


def editor(**fields: Any) -> User:
    """Somebody who publishes."""
    return UserFactory(role=roles.EDITOR, **fields)


def administrator(**fields: Any) -> User:
    """Somebody who takes down, too."""
    return UserFactory(role=roles.ADMINISTRATOR, **fields)
