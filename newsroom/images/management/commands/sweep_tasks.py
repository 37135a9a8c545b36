"""manage.py sweep_tasks: requeue what a killed worker left behind."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.publishing import clock


class Command(BaseCommand):
    help = "Requeues tasks that have run too long, because their worker was killed. Tasks may run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=int, default=30, help="How long a task may run (30).")

    def handle(self, *args: Any, minutes: int, **options: Any) -> None:
        stuck = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - timedelta(minutes=minutes))
        count = stuck.update(status=TaskResultStatus.READY, started_at=None)
        self.stdout.write(f"{count} task{'' if count == 1 else 's'} requeued.")
