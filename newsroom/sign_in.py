"""Signing in to the desk: who is knocking, and whether a one-time code is asked for."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_otp import devices_for_user
from django_otp.admin import OTPAdminAuthenticationForm, OTPAdminSite
from django_otp.models import Device


class Choices(AutocompleteJsonView):
    """What may be chosen in a field that looks up what is typed."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        choice: dict[str, str] = super().serialize_result(obj, to_field_name)
        more = getattr(self.model_admin, "as_choice", None)
        return choice | more(obj) if more else choice


class _Desk(AdminSite):
    def get_urls(self) -> list[Any]:
        """Without Django's "r/…": it gives the address of anything away by its number, before anybody may see it."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        """Django's, with what the model's admin says of each choice beside its name."""
        return Choices.as_view(admin_site=self)(request)


class PasswordSite(_Desk):
    """The desk behind a password."""

    site_header = site_title = settings.NEWSROOM_NAME
    index_title = "The desk"


class OneTimeCodeForm(OTPAdminAuthenticationForm):
    """Name, password and code in one go: whoever has a single device is not asked which."""

    def _chosen_device(self, user: AbstractBaseUser) -> Device | None:
        devices = list(devices_for_user(user, for_verify=True))
        return devices[0] if len(devices) == 1 else super()._chosen_device(user)


class OneTimeCodeSite(_Desk, OTPAdminSite):
    """The desk behind a password and a one-time code. The first code of all: `manage.py addstatictoken NAME`."""

    site_header = site_title = settings.NEWSROOM_NAME
    index_title = "The desk"
    login_form = OneTimeCodeForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser: what the outermost of our PROXY_COUNT proxies saw, or the peer itself without one.

    None if there is no peer: a session made by hand, or a Unix socket.
    Whatever stands further left in X-Forwarded-For was written by the client and proves nothing.
    """
    peer: str | None = request.META.get("REMOTE_ADDR")
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return seen[-settings.PROXY_COUNT] if 0 < settings.PROXY_COUNT <= len(seen) else peer
