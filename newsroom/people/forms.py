"""The forms of staff accounts: roles instead of Django's permissions."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    PasswordResetForm,
    SetPasswordForm,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Author
from newsroom.images.models import Picture
from newsroom.mail.actions import NO_MAIL, queue
from newsroom.people.actions import PUBLISH, change_profile, may_publish_own, role_of, roles_to_give
from newsroom.people.bylines import byline_of, change_byline
from newsroom.people.invitations import already_known
from newsroom.people.models import Invitation, zones
from newsroom.publishing import clock
from newsroom.rate_limits import OWN_PASSWORD, PASSWORD_RESET_MAIL, in_words, spend
from newsroom.text.person_name import name_of
from newsroom.text.plain_text import PlainTextInput

BYLINE = ("byline", "bio", "portrait")
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        again = self.fields["new_password2"]
        again.label, again.help_text = "New password, once more", ""


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


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, user: Any) -> str:
        return name_of(user)


class LeaveForm(forms.Form):
    """Who takes over the drafts of somebody who leaves."""

    to = ColleagueField(
        User.objects.none(), label="Who takes over the drafts", empty_label="Choose a colleague", required=False
    )

    def __init__(self, *args: Any, user: Any, required: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues = User.objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk)
        self.fields["to"].queryset = colleagues.order_by("first_name", "last_name", "username")  # type: ignore[attr-defined]
        self.fields["to"].required = required
        if not required:
            del self.fields["to"]

    def clean(self) -> Any:
        return {"to": None} | (super().clean() or {})


class CodeForm(forms.Form):
    """A code that an authenticator app shows."""

    code = forms.CharField(
        label="Code",
        max_length=10,
        help_text="The six digits that the app shows for this site.",
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordCheckForm(forms.Form):
    """The user's password, asked again before what weakens an account."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if wait := spend(OWN_PASSWORD, str(self.user.pk)):
            raise forms.ValidationError(f"That was tried too often. Try again in {in_words(wait)}.")
        if not self.user.check_password(password):
            raise forms.ValidationError("This isn’t your password.")
        return password


class ProfileForm(forms.Form):
    """What a user says of themselves: at the desk, and to readers beside what they write."""

    first_name = PlainTextInput(max_length=150)
    last_name = PlainTextInput(max_length=150, required=False)
    time_zone = forms.ChoiceField(
        required=False,
        help_text="Lists and histories then show yours in brackets. What you enter is in the newsroom’s.",
    )
    byline = PlainTextInput(
        max_length=120, required=False, help_text="Your name as readers see it over your stories. Leave blank for none."
    )
    bio = PlainTextInput(
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="For your page, in a few sentences.",
    )
    portrait = forms.ModelChoiceField(
        Picture.objects.to_render().filter(taken_down_at=None),
        required=False,
        help_text="A photo of you in the photo library; upload it there first.",
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        self.user, self.author = user, byline_of(user)
        initial: dict[str, Any] = {
            "first_name": user.first_name,
            "last_name": user.last_name,
            "time_zone": getattr(getattr(user, "preferences", None), "time_zone", ""),
        }
        if self.author:
            initial |= {"byline": self.author.name, "bio": self.author.bio, "portrait": self.author.portrait_id}
        super().__init__(*args, **options | {"initial": initial})
        self.fields["time_zone"].choices = [("", "The newsroom’s"), *zones()]  # type: ignore[attr-defined]
        self.fields["portrait"].widget = AutocompleteSelect(Author._meta.get_field("portrait"), admin.site)
        self.fields["portrait"].widget.choices = self.fields["portrait"].choices  # type: ignore[attr-defined]
        if not user.has_perm("articles.view_author"):
            for name in BYLINE:
                del self.fields[name]
        elif self.author and not user.has_perm("articles.change_author"):
            self.fields["byline"].disabled = True
            self.fields["byline"].help_text = "Readers know you by this name. An editor can change it."

    def clean_byline(self) -> str:
        name: str = self.cleaned_data["byline"]
        if name and not self.author and Author.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is an author of this name. Ask an editor to connect it to your account.")
        if self.author and not name:
            raise forms.ValidationError("Your stories have this byline. Write a name.")
        return name

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if not self.author and not cleaned.get("byline") and (cleaned.get("bio") or cleaned.get("portrait")):
            self.add_error("byline", "Write your byline: a portrait and a few words need a name.")
        return cleaned

    def save(self) -> None:
        """Store what changed. Raises ActionRefused."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        own = {name: changed.pop(name) for name in BYLINE if name in changed}
        with transaction.atomic():
            change_profile(self.user, **changed)
            if own:
                change_byline(
                    self.user, self.author, **{"name" if name == "byline" else name: own[name] for name in own}
                )


def _suggested(email: str) -> str:
    """Return a free username made of an address: "ada", or "ada2" if that is taken."""
    stem = email.partition("@")[0].casefold()[:140]
    taken = {
        name.casefold() for name in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    }
    return next(
        name for number in range(1, len(taken) + 2) if (name := f"{stem}{number if number > 1 else ''}") not in taken
    )
