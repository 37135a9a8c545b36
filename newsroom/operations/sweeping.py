"""What `manage.py sweep` does, by kind, beside what other apps register (newsroom/database/expiry.py).

Each can run at the same time on two machines, and again after a crash.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.database.expiry import delete_in_batches, register_expiry
from newsroom.operations import orphans
from newsroom.operations.models import Mark
from newsroom.operations.tasks import sign_of_life
from newsroom.publishing.models import Autosave, Presence

LONGEST_TASK = timedelta(minutes=30)
RESULTS_KEPT = timedelta(days=14)
SIGNS_OF_LIFE_KEPT = timedelta(hours=1)
ATTEMPTS_KEPT = timedelta(days=1)  # far longer than a lockout
SIGN_INS_KEPT = timedelta(days=90)
FILES_EVERY = timedelta(days=1)  # every file is looked at, which takes a while


def requeue(now: datetime, longest: timedelta = LONGEST_TASK) -> int:
    """Put tasks that have run too long back into the queue: their worker was killed. They may run twice."""
    stuck = DBTaskResult.objects.running().filter(started_at__lte=now - longest)
    return stuck.update(status=TaskResultStatus.READY, started_at=None)


@register_expiry("old task result", "old task results")
def _task_results(now: datetime) -> int:
    done = DBTaskResult.objects.finished()
    signs = done.filter(task_path=sign_of_life.module_path, finished_at__lt=now - SIGNS_OF_LIFE_KEPT)
    return delete_in_batches(signs) + delete_in_batches(done.filter(finished_at__lt=now - RESULTS_KEPT))


@register_expiry("failed sign-in", "failed sign-ins")
def _failed_sign_ins(now: datetime) -> int:
    return delete_in_batches(AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT))


@register_expiry("old sign-in", "old sign-ins")
def _sign_ins(now: datetime) -> int:
    return delete_in_batches(AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT))


@register_expiry("finished autosave", "finished autosaves")
def _autosaves(now: datetime) -> int:
    """Delete keys whose text was saved or discarded. Text that nobody saved is kept: no words are lost."""
    return delete_in_batches(Autosave.objects.over(now))


@register_expiry("closed form", "closed forms")
def _presence(now: datetime) -> int:
    return delete_in_batches(Presence.objects.over(now))


# What it is called, for one and for several, and what deletes it.
FILES: list[tuple[str, str, Callable[[datetime], int]]] = [
    ("file without a row", "files without a row", orphans.delete_orphans),
    ("unfinished file", "unfinished files", orphans.delete_partial),
]


def files_are_due() -> bool:
    """Return True once a day, on one machine."""
    return Mark.objects.claim(Mark.ORPHANS, FILES_EVERY)
