"""The doors of the desk besides the sign-in: invitations and forgotten passwords. And the user's own password."""

from typing import Any

from axes.utils import reset as forget_wrong_passwords
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.people import invitations
from newsroom.people.actions import changing_password, resetting_password
from newsroom.people.forms import AcceptForm, NewPasswordForm, ResetForm
from newsroom.people.models import Invitation
from newsroom.people.sessions import end_sessions
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.rate_limits import PASSWORD_RESET, limited
from newsroom.sign_in import begin, known_browser, remember

INVITATION = "invitation"  # in the session, so that the address of the page with the form is nobody's key
ACCOUNTS = "newsroom.sign_in.Accounts"


def at_the_door(request: HttpRequest, template: str, title: str, status: int = 200, **more: Any) -> TemplateResponse:
    """Return a page like the sign-in's, which nothing caches."""
    context = admin.site.each_context(request) | {"title": title} | more
    return TemplateResponse(request, template, context, status=status)


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of an invitation: keep it in the session and go to the form, whose address gives nothing away.

    Nothing is used up yet: mail programs open links to look at them.
    """
    found = Invitation.objects.of_link(token)
    if refusal := invitations.cure(found, clock.now()):
        return _refused(request, refusal, found)
    request.session[INVITATION] = token
    return redirect("invitation_accept")


@login_not_required
@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest) -> HttpResponse:
    """Let the invited person choose a name and a password, and sign them in."""
    found = Invitation.objects.of_link(request.session.get(INVITATION, ""))
    if refusal := invitations.cure(found, clock.now()):
        return _refused(request, refusal, found)
    assert found is not None  # noqa: S101  `cure` refuses None
    if request.user.is_authenticated:
        title = "You’re signed in as someone else"
        return at_the_door(request, "people/invitation_foreign.html", title, 409, invitation=found)
    form = AcceptForm(request.POST or None, invitation=found)
    if request.method == "POST" and form.is_valid():
        try:
            user = form.save(commit=False)
            invitations.accept(found, user)
        except ActionRefused as refusal:
            return _refused(request, str(refusal), found)
        del request.session[INVITATION]
        if settings.REQUIRE_OTP:  # the session opens nothing before there is a device
            begin(request, user)
            response = redirect("one_time_codes_first")
        else:
            login(request, user, ACCOUNTS)
            response = redirect("admin:index")
        remember(response, known_browser(request) or get_random_string(16))
        return response
    return at_the_door(request, "people/invitation_accept.html", "Welcome", form=form, invitation=found)


def _refused(request: HttpRequest, refusal: str, found: Invitation | None) -> HttpResponse:
    if INVITATION in request.session:
        del request.session[INVITATION]
    title, status = "This invitation can’t be used", 410 if found else 404
    return at_the_door(request, "people/invitation_refused.html", title, status, refusal=refusal)


@method_decorator(never_cache, name="dispatch")
class ResetRequest(PasswordResetView):
    """Ask for a mail with which to choose a new password. The answer is the same whether there is such an account."""

    form_class = ResetForm
    template_name = "people/password_reset.html"
    success_url = reverse_lazy("password_reset_done")
    extra_context = {"title": "Forgot your password?"}

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return limited(PASSWORD_RESET)(super().post)(request, *args, **options)


class ResetSent(PasswordResetDoneView):
    template_name = "people/password_reset_done.html"
    extra_context = {"title": "Check your mail"}


class ResetConfirm(PasswordResetConfirmView):
    """Choose a new password by the link of a mail. Django keeps the token in the session and out of the address."""

    form_class = NewPasswordForm
    template_name = "people/password_reset_confirm.html"
    success_url = reverse_lazy("password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password, end every session of the user and lift a lockout by wrong passwords."""
        with resetting_password(form.user):
            response = super().form_valid(form)
            self.request.session.flush()  # it may be one of those that end
            end_sessions(form.user)
        forget_wrong_passwords(username=form.user.get_username())
        return response

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.has_usable_password() else None


class ResetComplete(PasswordResetCompleteView):
    template_name = "people/password_reset_complete.html"
    extra_context = {"title": "Your password is changed"}


def password_change(request: HttpRequest) -> HttpResponse:
    """Django's page for changing the user's own password, audited. It ends the user's other sessions."""
    if request.method != "POST":
        return admin.site.password_change(request)
    with changing_password(request.user, request.user):
        response = admin.site.password_change(request)
        if response.status_code == 302:
            end_sessions(request.user, but=request.session.session_key)
        return response
