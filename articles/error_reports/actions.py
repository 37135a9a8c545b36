"""The actions of error reports: a reader sends one, an editor claims and settles it."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from articles.models import Article, ArticleRevision, ErrorReport
from articles.models.error_report import SETTLED, Status
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

MOST, SPAN = 5, timedelta(hours=1)  # so many from one sender in such a time
CHANGE = "articles.change_errorreport"
DONE = {
    Status.NEW: "reopen_report",
    Status.LOOKING: "take_up_report",
    Status.CORRECTED: "settle_report_as_corrected",
    Status.NO_ERROR: "settle_report_as_no_error",
}


class TooMany(ActionRefused):
    """This sender has sent as many as one may."""


def send(
    revision: ArticleRevision, *, what: str, passage: str = "", email: str = "", address: str | None
) -> ErrorReport:
    """Put a reader's report on that version of a story into the queue. `address` is the network's, of which only a
    keyed hash is stored. Raises TooMany."""
    sender = hashed(address)
    with transaction.atomic():
        # One report on a story at a time, or many sent at once would all find room.
        Article._base_manager.select_for_update(no_key=True).get(pk=revision.subject_id)
        now = clock.now()
        if ErrorReport.objects.filter(sender=sender, sent_at__gt=now - SPAN)[MOST - 1 : MOST].exists():
            raise TooMany(f"We take {MOST} reports an hour from one address. Please send this one a little later.")
        return ErrorReport.objects.create(
            article_id=revision.subject_id,
            revision=revision,
            what=what,
            passage=passage,
            email=email,
            sender=sender,
            sent_at=now,
        )


def handle(report: ErrorReport, actor: Any, *, status: str, assigned_to: Any = None, note: str = "") -> ErrorReport:
    """Say where a report stands. Who takes it up without naming anybody looks at it; once it is settled, what would
    tell who sent it is deleted. Raises PermissionRefused."""
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


def throw_away(report: ErrorReport, actor: Any) -> None:
    """Delete what is abuse, or what somebody has the right to see deleted. Raises PermissionRefused."""
    with performing(
        "throw_away_report", report, actor=actor, permission="articles.delete_errorreport", readers_notice=False
    ) as [act]:
        ErrorReport.objects.filter(pk=act.subject.pk).delete()


def hashed(address: str | None) -> str:
    """The same for the same sender, and no way back: an HMAC under the site's key. Of IPv6, the household's /64 counts."""
    network = str(address)
    try:
        parsed = ip_address(network.partition("%")[0])
    except ValueError:
        pass
    else:
        network = str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)
    return salted_hmac("articles.error_reports", network, algorithm="sha256").hexdigest()
