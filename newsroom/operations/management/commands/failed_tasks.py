from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult


class Command(BaseCommand):
    help = "List tasks that failed, with the error; --retry puts them back into the queue, --drop forgets them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--retry", action="store_true", help="Let a worker try them again.")
        either.add_argument("--drop", action="store_true", help="Forget them.")

    def handle(self, *, retry: bool, drop: bool, **_options: Any) -> None:
        failed = DBTaskResult.objects.failed().order_by("finished_at")
        for task in failed:
            error = task.traceback.strip().rpartition("\n")[2] or task.exception_class_path
            given = task.args_kwargs
            said = ", ".join(
                [*map(repr, given["args"]), *(f"{name}={value!r}" for name, value in given["kwargs"].items())]
            )
            self.stdout.write(f"{task.finished_at:%F %T} UTC  {task.task_path}({said})  {error}")
        keys = [task.pk for task in failed]
        these = DBTaskResult.objects.failed().filter(pk__in=keys)
        if retry:
            changed = these.update(status=TaskResultStatus.READY, started_at=None, finished_at=None)
            self.stdout.write(f"Tasks put back into the queue: {changed}.")
        elif drop:
            self.stdout.write(f"Tasks forgotten: {these.delete()[0]}.")
        elif not keys:
            self.stdout.write("No task has failed.")
