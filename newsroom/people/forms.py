"""The forms of staff accounts: roles instead of Django's permissions."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    PasswordResetForm,
    SetPasswordForm,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import User

from newsroom.mail.actions import NO_MAIL, queue
from newsroom.people.actions import PUBLISH, may_publish_own, role_of, roles_to_give
from newsroom.people.invitations import already_known
from newsroom.people.models import Invitation
from newsroom.publishing import clock
from newsroom.rate_limits import PASSWORD_RESET_MAIL, spend

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


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whom to invite, and as what. `actor` is set on a subclass for each request."""

    actor: Any = None

    role = forms.ChoiceField(help_text="What this person may do at the desk.")

    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name", "role"]
        labels: ClassVar = {"email": "Email"}
        help_texts: ClassVar = {"email": "A link is sent here. It works once, for three days."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if role := self.fields.get("role"):  # not where it is only shown
            role.choices = [(each, each) for each in roles_to_give(self.actor)]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if refusal := already_known(email, clock.now()):
            raise forms.ValidationError(refusal)
        return email

    def clean(self) -> Any:
        if not settings.EMAIL_URL:
            raise forms.ValidationError(NO_MAIL)
        return super().clean()


class AcceptForm(UserCreationForm):  # type: ignore[type-arg]
    """The name and the password that an invited person chooses."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name"]
        labels: ClassVar = {"username": "Name to sign in with"}
        help_texts: ClassVar = {"username": USERNAME}

    def __init__(self, *args: Any, invitation: Invitation, **options: Any) -> None:
        instance = User(
            email=invitation.email,
            first_name=invitation.first_name,
            last_name=invitation.last_name,
            username=_suggested(invitation.email),
        )
        super().__init__(*args, instance=instance, **options)
        self.fields["password2"].label, self.fields["password2"].help_text = "Password, once more", ""


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, by the link of a mail."""


class ResetForm(PasswordResetForm):
    """The address to which a link is mailed. The worker looks for the account, so that the answer takes as long without."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].help_text = "The address of your account."

    def clean(self) -> Any:
        if not settings.EMAIL_URL:
            raise forms.ValidationError(NO_MAIL)
        return super().clean()

    def save(self, **_options: Any) -> None:  # type: ignore[override]
        """Queue a mail, unless that address has been sent several within the hour."""
        email = self.cleaned_data["email"]
        if not spend(PASSWORD_RESET_MAIL, email.casefold()):
            queue("password_reset", email)


def _suggested(email: str) -> str:
    """Return a free username made of an address: "ada", or "ada2" if that is taken."""
    stem = email.partition("@")[0].casefold()[:140]
    taken = {
        name.casefold() for name in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    }
    return next(
        name for number in range(1, len(taken) + 2) if (name := f"{stem}{number if number > 1 else ''}") not in taken
    )
