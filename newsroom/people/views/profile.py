"""What everybody sees and sets for themselves: name, byline, time zone, one-time codes, and where they are signed in."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verify

from newsroom.people import devices
from newsroom.people.forms import CodeForm, PasswordCheckForm, ProfileForm
from newsroom.people.own_zone import ZONE
from newsroom.people.sessions import end_session, end_sessions, sessions_of
from newsroom.people.views.doors import ACCOUNTS, at_the_door
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.sign_in import signing_in
from newsroom.text.ap_style import counted

KEY = "one_time_key"  # in the session, until the app has shown a code made of it


def profile(request: HttpRequest) -> HttpResponse:
    """Show and store what the user says of themselves."""
    form = ProfileForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[ZONE] = form.cleaned_data["time_zone"]
            messages.success(request, "Your profile was saved.")
            return redirect("profile")
    context = {
        "title": "Your profile",
        "form": form,
        "app": devices.app_of(request.user),
        "codes_left": devices.codes_left(request.user),
        "sessions": sessions_of(request.user),
        "now": clock.now(),
        "required": settings.REQUIRE_OTP,
        "current": request.session.session_key,
    }
    return _page(request, "people/profile.html", context)


@require_POST
def profile_sessions(request: HttpRequest) -> HttpResponse:
    """End one session of the user, or all but this one."""
    if reference := request.POST.get("session"):
        ended = end_session(request.user, reference, but=request.session.session_key)
    else:
        ended = end_sessions(request.user, but=request.session.session_key)
    if ended:
        messages.success(request, f"You were signed out on {counted(ended, 'other device')}.")
    else:
        messages.warning(request, "That device was signed out already.")
    return redirect("profile")


@sensitive_post_parameters()
def one_time_codes(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app."""
    return _set_up(request, request.user)


@login_not_required
@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one_time_codes_first(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app while signing in, where every user must have one (REQUIRE_OTP)."""
    user = signing_in(request)
    if user is None:
        refusal = "Sign in with your name and password first."
        title = "Sign in first"
        return at_the_door(request, "people/invitation_refused.html", title, 403, refusal=refusal)
    return _set_up(request, user)


def _set_up(request: HttpRequest, user: Any) -> HttpResponse:
    """Show a key until a code made of it is typed; then show the recovery codes, this once."""
    key = request.session.setdefault(KEY, devices.new_key())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = devices.add_app(user, key, form.cleaned_data["code"])
        except ActionRefused as refusal:
            form.add_error(None if "already" in str(refusal) else "code", str(refusal))
        else:
            del request.session[KEY]
            if request.user.is_authenticated:
                verify(request, device)
                end_sessions(user, but=request.session.session_key)  # they were opened without a code
            else:
                user.otp_device = device
                login(request, user, ACCOUNTS)
            return _codes(request, codes)
    context = {
        "title": "Set up one-time codes",
        "form": form,
        "image": devices.qr_code(user, key),
        "key": devices.by_hand(key),
    }
    return _page(request, "people/one_time_codes.html", context)


@sensitive_post_parameters()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, after the password; the old ones stop working."""
    return _with_password(
        request,
        "New recovery codes",
        "The codes that you have stop working.",
        lambda: _codes(request, devices.renew_codes(request.user)),
    )


@sensitive_post_parameters()
def one_time_codes_remove(request: HttpRequest) -> HttpResponse:
    """Remove the app and the recovery codes, after the password."""

    def remove() -> HttpResponse:
        devices.remove_app(request.user)
        if settings.REQUIRE_OTP:
            logout(request)
            return redirect("admin:login")
        messages.success(request, "One-time codes are off. Your password alone opens the desk.")
        return redirect("profile")

    title = "Use another app" if settings.REQUIRE_OTP else "Turn off one-time codes"
    again = " You sign in again and set up another." if settings.REQUIRE_OTP else ""
    consequence = f"Your app and your recovery codes stop working for this site.{again}"
    return _with_password(request, title, consequence, remove)


def _with_password(request: HttpRequest, title: str, consequence: str, act: Any) -> HttpResponse:
    form = PasswordCheckForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            response: HttpResponse = act()
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return response
    context = {"title": title, "form": form, "consequence": consequence}
    return _page(request, "people/with_password.html", context)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "people/recovery_codes.html", {"title": "Your recovery codes", "codes": codes})


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    response = TemplateResponse(request, template, admin.site.each_context(request) | context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
