"""What can be wrong with an installation, measured: for /metrics and for alerts.

Nothing runs at the instant at which a story goes live, so nothing there can be late. Late can be what waits in the queue
(renditions, mail), and wrong the clocks, by which everything goes live.
"""

import shutil
import time
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from newsroom.delivery.purging import purge
from newsroom.health import clock_skew
from newsroom.operations.models import Mark
from newsroom.operations.tasks import sign_of_life
from newsroom.publishing import clock
from newsroom.publishing.models import SiteGeneration
from newsroom.publishing.next_change import next_transition

ERRORS_FOR = 600  # seconds in which errors are counted together


class Measures(NamedTuple):
    """Ages and times in seconds; None if it never happened, or nothing is due."""

    generation: int
    next_change: float | None  # until a page changes by itself
    clock_skew: float
    queued: int
    oldest_queued: float | None
    failed: int  # tasks, until `failed_tasks --retry` or the sweep takes them away
    worker: float | None  # since a worker showed that it lives
    sweep: float | None
    backup: float | None
    restored: bool  # from a backup, and no backup was made since
    disk_free: float  # share of the disk of VAR_DIR
    purges: int  # of the content delivery network, that wait or run
    purges_failing: int  # of those, that failed and are tried again
    errors: int  # answers of 500, on all machines, in ten minutes


def measure() -> Measures:
    """Ask the database (seven short queries), the disk and the cache."""
    now = clock.now()
    marks = dict(Mark.objects.values_list("name", "at"))
    purging = Q(task_path=purge.module_path) & ~Q(status=TaskResultStatus.FAILED)
    waiting = (
        ~Q(task_path=sign_of_life.module_path)
        & Q(status=TaskResultStatus.READY)
        & (Q(run_after=get_date_max()) | Q(run_after__lte=now))
    )
    open_ones = [TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED]
    tasks = DBTaskResult.objects.filter(status__in=open_ones).aggregate(
        queued=Count("pk", filter=waiting),
        oldest=Min("enqueued_at", filter=waiting),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        purges=Count("pk", filter=purging),
        purges_failing=Count("pk", filter=purging & Q(args_kwargs__kwargs__tries__gt=0)),
    )
    due = next_transition(now)
    backup, restore = marks.get(Mark.BACKUP), marks.get(Mark.RESTORE)
    disk = shutil.disk_usage(settings.VAR_DIR)
    return Measures(
        generation=SiteGeneration.objects.values_list("number", flat=True).filter(pk=1).first() or 0,
        next_change=(due - now).total_seconds() if due else None,
        clock_skew=clock_skew(),
        queued=tasks["queued"],
        oldest_queued=_age(tasks["oldest"], now),
        failed=tasks["failed"],
        worker=_age(marks.get(Mark.WORKER), now),
        sweep=_age(marks.get(Mark.SWEEP), now),
        backup=_age(backup, now),
        restored=restore is not None and (backup is None or backup < restore),
        disk_free=disk.free / disk.total,
        purges=tasks["purges"],
        purges_failing=tasks["purges_failing"],
        errors=recent_errors(),
    )


def count_error() -> None:
    """Count an answer of 500."""
    counts, key = caches["limits"], _errors_key()
    try:
        counts.add(key, 0, 2 * ERRORS_FOR)
        counts.incr(key)
    except Exception:  # noqa: S110  an unreachable cache must not make an error worse; the log has it
        pass


def recent_errors() -> int:
    """Return how many errors this window or the one before had, whichever had more."""
    try:
        return max(caches["limits"].get_many([_errors_key(), _errors_key(-1)]).values(), default=0)
    except Exception:
        return 0


def _errors_key(windows: int = 0) -> str:
    return f"errors-{int(time.time()) // ERRORS_FOR + windows}"


def _age(at: datetime | None, now: datetime) -> float | None:
    return max((now - at).total_seconds(), 0.0) if at else None
