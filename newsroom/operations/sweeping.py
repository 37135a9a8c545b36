"""What `manage.py sweep` does, by kind. Each can run at the same time on two machines, and again after a crash."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.operations import orphans
from newsroom.operations.models import Mark
from newsroom.operations.tasks import sign_of_life
from newsroom.publishing.models import Autosave, Presence

BATCH = 500  # rows of one transaction: nobody waits long for its locks
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


def _task_results(now: datetime) -> int:
    done = DBTaskResult.objects.finished()
    signs = done.filter(task_path=sign_of_life.module_path, finished_at__lt=now - SIGNS_OF_LIFE_KEPT)
    return _delete(signs) + _delete(done.filter(finished_at__lt=now - RESULTS_KEPT))


def _sessions(now: datetime) -> int:
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    return _delete(sessions.objects.filter(expire_date__lt=now))


def _failed_sign_ins(now: datetime) -> int:
    return _delete(AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT))


def _sign_ins(now: datetime) -> int:
    return _delete(AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT))


def _autosaves(now: datetime) -> int:
    """Delete keys whose text was saved or discarded. Text that nobody saved is kept: no words are lost."""
    return _delete(Autosave.objects.over(now))


def _presence(now: datetime) -> int:
    return _delete(Presence.objects.over(now))


# What it is called, for one and for several, and what deletes it.
ROWS: list[tuple[str, str, Callable[[datetime], int]]] = [
    ("old task result", "old task results", _task_results),
    ("expired session", "expired sessions", _sessions),
    ("failed sign-in", "failed sign-ins", _failed_sign_ins),
    ("old sign-in", "old sign-ins", _sign_ins),
    ("finished autosave", "finished autosaves", _autosaves),
    ("closed form", "closed forms", _presence),
]
FILES: list[tuple[str, str, Callable[[datetime], int]]] = [
    ("file without a row", "files without a row", orphans.delete_orphans),
    ("unfinished file", "unfinished files", orphans.delete_partial),
]


def files_are_due() -> bool:
    """Return True once a day, on one machine."""
    return Mark.objects.claim(Mark.ORPHANS, FILES_EVERY)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete in batches. Return how many were deleted; another machine may have deleted some first."""
    deleted = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        deleted += rows.model._default_manager.filter(pk__in=keys).delete()[1].get(rows.model._meta.label, 0)
    return deleted
