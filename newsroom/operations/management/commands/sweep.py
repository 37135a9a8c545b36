from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from newsroom.database import expiry
from newsroom.operations import alerts, sweeping
from newsroom.operations.models import Mark
from newsroom.operations.tasks import ask_for_sign_of_life
from newsroom.publishing import clock


class Command(BaseCommand):
    help = "Requeue what a killed worker left behind, and delete what is over. Run it every five minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--minutes", type=int, default=30, help="How long a task may run (30).")
        parser.add_argument("--files", action="store_true", help="Look for files without a row now, not once a day.")

    def handle(self, *, minutes: int, files: bool, **_options: Any) -> None:
        now = clock.now()
        try:
            requeued = sweeping.requeue(now, timedelta(minutes=minutes))
            self.stdout.write(f"{requeued} task{'' if requeued == 1 else 's'} requeued.")
            kinds = [*expiry.KINDS, *(sweeping.FILES if files or sweeping.files_are_due() else [])]
            for one, several, delete in kinds:
                if deleted := delete(now):
                    self.stdout.write(f"{deleted:,} {one if deleted == 1 else several} deleted.")
        finally:  # what keeps it from sweeping may be what somebody must hear of
            self._alert()
        ask_for_sign_of_life()
        Mark.objects.set(Mark.SWEEP)

    def _alert(self) -> None:
        begun, over = alerts.find()
        alerts.announce(begun, over)
        for alert in begun:
            self.stdout.write(f"Alert {alert.name}: {alert.text}")
        for alert in over:
            self.stdout.write(f"Alert {alert.name} is over.")
