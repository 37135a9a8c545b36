"""The list of mail: what was sent, what waits, and why something wasn't sent."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from newsroom.mail import actions
from newsroom.mail.models import Mail
from newsroom.publishing import clock
from newsroom.publishing.admin.lists import ReadOnlyAdmin, UncountedAdmin
from newsroom.text.ap_style import counted, said


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unsent", "Not sent"), ("waiting", "Waiting"), ("sent", "Sent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        match self.value():
            case "unsent":
                return queryset.filter(sent_at=None, given_up=True)
            case "waiting":
                return queryset.filter(sent_at=None, given_up=False)
            case "sent":
                return queryset.exclude(sent_at=None)
        return queryset


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin, UncountedAdmin):
    """Mail, read-only but for sending it again."""

    list_display = ("what", "to", "queued", "state", "error")
    list_filter = (StateFilter,)
    search_fields = ("to",)
    fields = ("what", "to", "queued", "state", "tries", "error")
    actions = ("send_again",)

    @admin.display(description="Mail", ordering="kind")
    def what(self, mail: Mail) -> str:
        return mail.kind.replace("_", " ").capitalize()

    @admin.display(description="Queued", ordering="created_at")
    def queued(self, mail: Mail) -> str:
        return _when(mail.created_at)

    @admin.display(description="State")
    def state(self, mail: Mail) -> str:
        if mail.sent_at:
            return f"Sent {_when(mail.sent_at)}"
        if mail.given_up:
            return f"Not sent, after {counted(mail.tries, 'attempt')}"
        return f"Waiting; next attempt {_when(mail.next_try_at)}" if mail.next_try_at else "Waiting"

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Try what was given up once more."""
        unsent = list(queryset.filter(sent_at=None, given_up=True))
        for mail in unsent:
            actions.send_again(mail)
        if unsent:
            messages.success(request, f"{counted(len(unsent), 'message')} will be tried again.")
        else:
            messages.warning(request, "Nothing to send again: choose mail whose state is “Not sent”.")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("mail.change_mail"))


def _when(instant: datetime) -> str:
    return said(instant, clock.now(), with_zone=False)
