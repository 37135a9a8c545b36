"""manage.py forget_addresses: delete addresses that nobody needs anymore, and sessions that have ended."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.error_reports.actions import forget_senders
from newsroom.mail.actions import forget_old
from newsroom.people.invitations import forget_unused
from newsroom.people.models import SessionStore


class Command(BaseCommand):
    help = (
        "Deletes old addresses of readers, mail and invitations, and sessions that have ended. Run it every day or so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        SessionStore.clear_expired()
        counts = {"reports": forget_senders(), "mail": forget_old(), "invitations": forget_unused()}
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
