"""Inviting people: the list of invitations, sending one again and withdrawing one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from newsroom.people import invitations
from newsroom.people.admin.users import refusing
from newsroom.people.forms import InvitationForm
from newsroom.people.models import Invitation
from newsroom.publishing import clock
from newsroom.publishing.admin.lists import ReadOnlyAdmin, UncountedAdmin
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import counted, said
from newsroom.text.person_name import name_of


@admin.register(Invitation)
class InvitationAdmin(UncountedAdmin):
    """Invitations are made here; the link itself is only in the mail."""

    form = InvitationForm
    list_display = ("name", "email", "role", "state", "sent", "inviter")
    list_select_related = ("invited_by",)
    search_fields = ("email", "first_name", "last_name")
    actions = ("resend", "revoke")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    has_delete_permission = ReadOnlyAdmin.has_delete_permission

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "email", "role", "state", "sent", "inviter") if obj else InvitationForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj) if obj else ()

    @admin.display(description="Name", ordering="first_name")
    def name(self, invitation: Invitation) -> str:
        return invitation.name

    @admin.display(description="State")
    def state(self, invitation: Invitation) -> str:
        match invitation.state(clock.now()):
            case "open":
                return f"Waiting, until {_when(invitation.expires_at)}"
            case "expired":
                return "Expired"
            case "revoked":
                return "Withdrawn"
        return "Accepted"

    @admin.display(description="Sent", ordering="sent_at")
    def sent(self, invitation: Invitation) -> str:
        return _when(invitation.sent_at)

    @admin.display(description="Invited by", ordering="invited_by")
    def inviter(self, invitation: Invitation) -> str:
        return name_of(invitation.invited_by)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        return type(form.__name__, (form,), {"actor": request.user})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with refusing():
            invitations.invite(obj, request.user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        messages.success(request, f"An invitation is on its way to {obj.name}, {obj.email}.")
        return HttpResponseRedirect(reverse("admin:people_invitation_changelist"))

    @admin.action(description="Send again", permissions=["change"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self._each(request, queryset, invitations.resend, "sent again. Earlier links no longer work.")

    @admin.action(description="Withdraw", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self._each(request, queryset, invitations.revoke, "withdrawn. The links no longer work.")

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Invitation], action: Callable[[Any, Any], None], done: str
    ) -> None:
        count = 0
        for invitation in queryset:
            try:
                action(invitation, request.user)
                count += 1
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
        if count:
            messages.success(request, f"{counted(count, 'invitation')} {done}")


def _when(instant: datetime) -> str:
    return said(instant, clock.now(), with_zone=False)
