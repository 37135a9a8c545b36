"""The forms of staff accounts: roles instead of Django's permissions."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User

from newsroom.people.actions import PUBLISH, may_publish_own, role_of, roles_to_give


class RoleMixin(forms.ModelForm):  # type: ignore[type-arg]
    """A role field with the roles that the user of the form (`actor`) may give."""

    actor: Any = None  # set on a subclass for each request

    role = forms.ChoiceField(required=False, help_text="What this person may do at the desk. Without a role, nothing.")
    own_breaking = forms.BooleanField(
        required=False,
        label="Can publish their own breaking stories",
        help_text="Without a second reader. Editors and administrators can always publish.",
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
                    self.add_error(name, "You can’t change this yourself. Ask another administrator.")
        return cleaned


class UserForm(RoleMixin, UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]


class NewUserForm(RoleMixin, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["username"]
