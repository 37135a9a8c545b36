"""Signing in to the desk: rate limits, and one-time codes.

Three limits stop guessing: five wrong passwords for one name from one address (django-axes), thirty failed attempts in
five minutes from one address, and one password hash at a time. A browser that has signed in before has its own count
and place in the queue, so neither an office's typos nor a flood lock its owner out.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, Group, Permission, User
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django_otp import devices_for_user
from django_otp.admin import OTPAdminAuthenticationForm, OTPAdminSite
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.password_hashing import SECONDS, place_in_queue
from newsroom.rate_limits import KNOWN_BROWSER, SIGN_IN, client_address, give_back, network, spend, too_many

LOGIN = "/admin/login/"
KNOWN, SALT, A_YEAR = "known_browser", "newsroom.sign_in", 365 * 24 * 60 * 60
LONGEST_NAME, LONGEST_PASSWORD = 150, 4_096
APP_CODE = re.compile("[0-9]{6}")
SETTING_UP, FOR_SETTING_UP = "newsroom.sign_in.setting_up", 15 * 60  # seconds
WRONG_PASSWORDS = "Sign-in with this name is blocked after too many wrong passwords."
TOO_MANY = "There were too many sign-in attempts from your network, so this one was refused."
BUSY = "Too many people are signing in right now, so this attempt was refused."


def limit_sign_ins(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Middleware, the first of all: refuse excess attempts before any query or hash. Successful ones aren't counted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path_info != LOGIN:
            return get_response(request)
        known = known_browser(request)
        limit, who = (KNOWN_BROWSER, known) if known else (SIGN_IN, network(client_address(request)))
        wait = spend(limit, who)
        if wait:
            return too_many(wait, TOO_MANY)
        with place_in_queue(known=bool(known)) as found:
            if not found:  # it still counts, so that a flood is refused earlier next time
                return too_many(SECONDS, BUSY)
            response = get_response(request)
        if response.status_code == 302:  # signed in
            give_back(limit, who)
            remember(response, known or secrets.token_urlsafe(12))
        return response

    return middleware


def remember(response: HttpResponseBase, name: str) -> None:
    """Set a cookie by which the browser is known at the next sign-in."""
    response.set_cookie(
        KNOWN,
        signing.dumps(name, salt=SALT),
        max_age=A_YEAR,
        path=LOGIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest) -> str:
    """Return the name of a browser that has signed in before; "" for any other."""
    signed = request.COOKIES.get(KNOWN, "")
    try:
        return str(signing.loads(signed, salt=SALT, max_age=A_YEAR)) if signed else ""
    except signing.BadSignature:
        return ""


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: answer too many wrong passwords for one name."""
    return too_many(round(settings.AXES_COOLOFF_TIME * 60 * 60), WRONG_PASSWORDS)


class Accounts(ModelBackend):
    """Django's accounts. What a user may do is asked once: their own permissions and those of their groups together."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            own = User.user_permissions.through.objects.filter(user=user_obj)
            of_groups = Group.permissions.through.objects.filter(group__user=user_obj)
            either = Q(pk__in=own.values("permission")) | Q(pk__in=of_groups.values("permission"))
            held = Permission.objects.filter(either).order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in held}
        return user_obj._perm_cache  # type: ignore[no-any-return]


class Choices(AutocompleteJsonView):
    """Autocomplete results, with what the admin's `as_choice` adds to each."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        choice: dict[str, str] = super().serialize_result(obj, to_field_name)
        more = getattr(self.model_admin, "as_choice", None)
        return choice | more(obj) if more else choice


class _Desk(AdminSite):
    site_header = site_title = settings.NEWSROOM_NAME
    index_title = "The desk"
    enable_nav_sidebar = False  # newsroom/desk/navigation.py has the way to everything

    def get_urls(self) -> list[Any]:
        """Leave out Django's "r/…", which reveals the address of any object by its id, published or not."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Go to the desk's home page from the addresses of Django's lists of apps."""
        return HttpResponseRedirect(reverse("admin:index"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        return Choices.as_view(admin_site=self)(request)


class PasswordForm(AdminAuthenticationForm):
    """Name and password. Overlong values are wrong without a query or a hash."""

    def clean_username(self) -> str:
        return self._no_longer_than("username", LONGEST_NAME)

    def clean_password(self) -> str:
        return self._no_longer_than("password", LONGEST_PASSWORD)

    def _no_longer_than(self, field: str, most: int) -> str:
        typed: str = self.cleaned_data[field]
        if len(typed) > most:
            self.add_error(None, self.get_invalid_login_error())
            raise forms.ValidationError([])
        return typed


class OneTimeCodeForm(PasswordForm, OTPAdminAuthenticationForm):
    """Name, password and, from users who have a device, a code in one form."""

    asks_which = False  # whether a user with several devices must say which made the code
    required = False  # whether users without a device must set one up before they are signed in
    otp_error_messages = OTPAdminAuthenticationForm.otp_error_messages | {
        "token_required": "Now enter the code that your authenticator app shows, or a recovery code.",
        "invalid_token": "This code isn’t right, or was used before. Enter the one that your app shows now.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        code = self.fields["otp_token"]
        code.label, code.help_text = "One-time code", "From your authenticator app, or a recovery code."
        code.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}

    def clean_otp(self, user: AbstractBaseUser | None) -> None:
        """Ask for a code if the user has a device. Without one, let the password do, or lead to where one is set up."""
        if user is None or list(devices_for_user(user)):
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["otp_token"].widget.attrs["autofocus"] = True
            super().clean_otp(user)
        elif self.required:
            begin(self.request, user)  # type: ignore[arg-type]  # the sign-in's view gives one
            raise forms.ValidationError("Set up an authenticator app first.")

    def _chosen_device(self, user: AbstractBaseUser) -> Device | None:
        """Return the device that makes codes like the one typed: six digits are an app's, others are recovery codes."""
        devices = list(devices_for_user(user, for_verify=True))
        code = str(self.cleaned_data.get("otp_token") or "")
        alike = [device for device in devices if isinstance(device, TOTPDevice) == bool(APP_CODE.fullmatch(code))]
        for likely in (devices, alike):
            if len(likely) == 1:
                return likely[0]
        self.asks_which = bool(code)
        return super()._chosen_device(user)


def begin(request: HttpRequest, user: Any) -> None:
    """Keep in the session that the password was right, until a device is set up. It opens nothing else."""
    request.session[SETTING_UP] = signing.dumps([user.pk, user.get_session_auth_hash()], salt=SETTING_UP)


def signing_in(request: HttpRequest) -> Any:
    """Return the user who has just given the right password and must set up a device; None if there is none."""
    try:
        pk, known = signing.loads(request.session.get(SETTING_UP, ""), salt=SETTING_UP, max_age=FOR_SETTING_UP)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    same = user and constant_time_compare(user.get_session_auth_hash(), known)
    return user if same and not list(devices_for_user(user)) else None


class PasswordSite(_Desk):
    """The desk behind a password, and a one-time code for those who have chosen to use them."""

    login_form = OneTimeCodeForm


class RequiredCodeForm(OneTimeCodeForm):
    required = True


class OneTimeCodeSite(_Desk, OTPAdminSite):
    """The desk behind a password and a one-time code. Who has no device yet sets one up while signing in."""

    login_form = RequiredCodeForm
    login_template = "admin/login.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and not request.user.is_authenticated and signing_in(request):
            return HttpResponseRedirect(reverse("one_time_codes_first"))
        return response
