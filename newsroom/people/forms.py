"""The forms of people at the desk: roles instead of Django's permissions."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User

from newsroom.people.actions import PUBLISH, may_publish_own, role_of, roles_to_give


class RoleMixin(forms.ModelForm):  # type: ignore[type-arg]
    """The role, offered as far as the person who fills in the form (`actor`) may give it."""

    actor: Any = None  # set on a subclass of its own for each request

    role = forms.ChoiceField(required=False, help_text="What this person may do at the desk. Without a role: nothing.")
    own_breaking = forms.BooleanField(
        required=False,
        label="Publishes own breaking stories",
        help_text="Without a second reader. Editors and administrators publish anyway.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(role, role) for role in roles_to_give(self.actor)]
        self.fields["role"].choices = [("", "No role"), *choices]  # type: ignore[attr-defined]
        self.fields["role"].initial = role_of(self.instance)
        if self.actor.has_perm(PUBLISH):
            self.fields["own_breaking"].initial = may_publish_own(self.instance)
        else:
            del self.fields["own_breaking"]

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.instance.pk and self.instance.pk == self.actor.pk:
            for name in ("role", "is_active"):
                if name in self.fields and name in self.changed_data:
                    self.add_error(name, "Ask another administrator to change this for you.")
        return cleaned


class UserForm(RoleMixin, UserChangeForm):  # type: ignore[type-arg]
    """What an administrator changes of a person."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]


class NewUserForm(RoleMixin, AdminUserCreationForm):  # type: ignore[type-arg]
    """A new person, with a first password that they change themselves."""

    class Meta:
        model = User
        fields = ["username"]
