"""The actions on error reports: a reader sends one, an editor reviews and closes it."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from articles.models import Article, ArticleRevision, ErrorReport
from articles.models.error_report import SETTLED, Status
from newsroom.database.expiry import register_expiry
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

KEPT = timedelta(days=90)  # how long a sender can be answered
MOST, SPAN = 5, timedelta(hours=1)  # reports from one sender
CHANGE = "articles.change_errorreport"
DONE = {
    Status.NEW: "reopen_report",
    Status.LOOKING: "take_up_report",
    Status.CORRECTED: "settle_report_as_corrected",
    Status.NO_ERROR: "settle_report_as_no_error",
}


class TooMany(ActionRefused):
    """The sender has reached the limit."""


def send(
    revision: ArticleRevision, *, what: str, passage: str = "", email: str = "", address: str | None
) -> ErrorReport:
    """Queue a reader's report on that revision. Only a keyed hash of the network address is stored. Raises TooMany."""
    sender = hashed(address)
    with transaction.atomic():
        # Lock the story, or reports sent at the same time would all pass the limit.
        Article._base_manager.select_for_update(no_key=True).get(pk=revision.subject_id)
        now = clock.now()
        if ErrorReport.objects.filter(sender=sender, sent_at__gt=now - SPAN)[MOST - 1 : MOST].exists():
            raise TooMany(
                gettext("You can send %(number)d reports an hour. Please send this one later.") % {"number": MOST}
            )
        words = {"what": what, "passage": passage, "email": email}
        return ErrorReport.objects.create(
            article_id=revision.subject_id, revision=revision, sender=sender, sent_at=now, **words
        )


def handle(report: ErrorReport, actor: Any, *, status: str, assigned_to: Any = None, note: str = "") -> ErrorReport:
    """Set the status of a report, and assign it to the actor or the user named. Raises PermissionRefused.

    Closing it deletes what could identify the sender.
    """
    action = DONE[Status(status)]
    with performing(action, report, actor=actor, permission=CHANGE, reason=note, readers_notice=False) as [act]:
        stored: ErrorReport = act.subject
        stored.status, stored.note = status, note.strip()
        stored.assigned_to = assigned_to or (actor if status == Status.LOOKING else None)
        if status in SETTLED:
            stored.assigned_to = assigned_to or actor
            stored.email = stored.sender = ""
        stored.save()
        return stored


@register_expiry("address of an old error report", "addresses of old error reports")
def forget_senders(now: datetime) -> int:
    """Delete what could identify the senders of old reports that nobody has closed."""
    old = ErrorReport.objects.filter(sent_at__lt=now - KEPT)
    return old.exclude(email="", sender="").update(email="", sender="")


def throw_away(report: ErrorReport, actor: Any) -> None:
    """Delete a report, for abuse or on a legal request. Raises PermissionRefused."""
    with performing(
        "throw_away_report", report, actor=actor, permission="articles.delete_errorreport", readers_notice=False
    ) as [act]:
        ErrorReport.objects.filter(pk=act.subject.pk).delete()


def hashed(address: str | None) -> str:
    """Return an HMAC of a network address under the site's key. Of IPv6, the /64 of a household counts."""
    network = str(address)
    try:
        parsed = ip_address(network.partition("%")[0])
    except ValueError:
        pass
    else:
        network = str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)
    return salted_hmac("articles.error_reports", network, algorithm="sha256").hexdigest()
