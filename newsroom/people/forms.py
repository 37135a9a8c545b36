"""The forms of staff accounts: roles instead of Django's permissions."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User

from newsroom.people.actions import PUBLISH, may_publish_own, role_of, roles_to_give

USERNAME = "Letters, digits and @ . + - _ only."


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
        help_texts: ClassVar = {
            "username": USERNAME,
            "is_active": "Uncheck to keep this person from signing in. Their name stays on what they did.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if password := self.fields.get("password"):
            password.help_text = "Nobody can read it. If it is lost, set another."


class NewUserForm(RoleMixin, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["username"]
        help_texts: ClassVar = {"username": USERNAME}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        usable: Any = self.fields["usable_password"]
        usable.label, usable.help_text = "Signs in", "Without a password, only single sign-on lets this person in."
        usable.choices = [("true", "With a password"), ("false", "Without a password")]
