"""Queue mail, and send it from the worker. No page waits for a mail server."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django_tasks import task

from newsroom.database.expiry import delete_in_batches, register_expiry
from newsroom.mail.kinds import KINDS, Message
from newsroom.mail.models import Mail
from newsroom.publication.current import publication
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused

logger = logging.getLogger(__name__)
# After a failure, how long to wait for the next attempt. After the last, somebody must look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
KEPT = timedelta(days=30)
NO_MAIL = "This site can’t send mail. Ask whoever runs it to set EMAIL_URL."


def queue(kind: str, to: str, about: int | None = None) -> Mail:
    """Write the row of a mail and that of the worker's task; both go if the transaction does. Raises ActionRefused."""
    if not settings.EMAIL_URL:
        raise ActionRefused(NO_MAIL)
    with transaction.atomic():
        mail = Mail.objects.create(kind=kind, to=to, about=about, created_at=clock.now())
        send_in_turn.enqueue(mail.pk)
    return mail


@task(priority=50)  # before copies of photos: somebody waits for it
def send_in_turn(pk: int) -> None:
    """The worker's task: send a mail, unless it was sent, given up or is no longer needed."""
    if mail := Mail.objects.filter(pk=pk, sent_at=None, given_up=False).first():
        send(mail)


def send(mail: Mail) -> None:
    """Send a mail that waits. A failure is noted on its row, and it is tried again unless it can never succeed."""
    if not Mail.objects.claim(mail):
        return
    mail.tries += 1
    try:
        if (message := KINDS[mail.kind](mail)) is None:
            mail.delete()
            return
        composed(mail, message).send()
    except Exception as error:  # whatever it was, the row must say so: nobody reads a worker's log
        logger.warning("Mail %s was not sent.", mail.pk, exc_info=not isinstance(error, (SMTPException, OSError)))
        _failed(mail, error)
    else:
        mail.sent_at, mail.next_try_at, mail.error = clock.now(), None, ""
        mail.save(update_fields=["sent_at", "next_try_at", "error"])


def send_again(mail: Mail) -> None:
    """Try a mail that was given up once more, with all its attempts."""
    with transaction.atomic():
        if Mail.objects.unsent().filter(pk=mail.pk).update(given_up=False, tries=0, next_try_at=None):
            send_in_turn.enqueue(mail.pk)


@register_expiry("old message", "old messages")
def forget_old(now: datetime) -> int:
    """Delete rows that nobody needs anymore, with the addresses in them."""
    return delete_in_batches(Mail.objects.older_than(KEPT, now))


def composed(mail: Mail, message: Message) -> EmailMultiAlternatives:
    """Return the mail with its text and its HTML."""
    context = message.context | {"name": publication().name, "site": settings.PUBLIC_URL, "subject": message.subject}
    email = EmailMultiAlternatives(
        message.subject,
        render_to_string(f"mail/{mail.kind}.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [message.to or mail.to],
        headers={"Auto-Submitted": "auto-generated"},  # so that no out-of-office reply comes back
    )
    email.attach_alternative(render_to_string(f"mail/{mail.kind}.html", context), "text/html")
    return email


def _failed(mail: Mail, error: Exception) -> None:
    mail.error = _in_words(error)
    mail.given_up = _is_final(error) or mail.tries > len(WAITS)
    mail.next_try_at = None if mail.given_up else clock.now() + WAITS[mail.tries - 1]
    with transaction.atomic():
        mail.save(update_fields=["error", "given_up", "next_try_at"])
        if mail.next_try_at:
            send_in_turn.using(run_after=mail.next_try_at).enqueue(mail.pk)


def _is_final(error: Any) -> bool:
    """Return whether trying again is useless: the server refuses the address, or the mail can't be written."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return not isinstance(error, (SMTPException, OSError))


def _in_words(error: Any) -> str:
    """Return what the mail server said, or why it couldn't be reached; never what was sent to it."""
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif hasattr(error, "smtp_code"):
        code, said = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"[:500]
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"The mail server said: {code} {text}"[:500]
