"""What /metrics tells Prometheus: what this machine's processes answered, and what `measures` finds.

Under gunicorn, each process counts into a file of its own (gunicorn.conf.py), and any of them answers for all. Labels are
names of views and statuses only: nothing that readers choose.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from newsroom import __version__
from newsroom.operations.measures import count_error, measure

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # the library's name for where processes keep their counts
STEP = 32  # pages of the front that are counted at once
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

requests = Histogram(
    "newsroom_request_seconds", "Requests that were not answered from the cache.", ["view", "status"], buckets=SECONDS
)
pages = Counter("newsroom_pages", "Readers' pages: answered by the front, from the cache, or made.", ["answered"])

# Of each measure: its name, and what it is.
MEASURES = {
    "generation": ("generation", "The site generation: microseconds since 1970 at the last change readers could see."),
    "next_change": ("next_change_seconds", "Until a page changes by itself, as when a story goes live."),
    "clock_skew": ("clock_skew_seconds", "The database's clock minus this machine's."),
    "queued": ("tasks_queued", "Tasks that wait for a worker."),
    "oldest_queued": ("tasks_oldest_seconds", "How long the oldest of them has waited."),
    "failed": ("tasks_failed", "Tasks that failed and were not tried again."),
    "purges": ("purges_open", "Purges of the CDN that wait or run; each is sent twice."),
    "purges_failing": ("purges_failing", "Those that the CDN refused and that are tried again."),
    "worker": ("worker_age_seconds", "Since a worker showed that it lives; every sweep asks for it."),
    "sweep": ("sweep_age_seconds", "Since the last sweep."),
    "backup": ("backup_age_seconds", "Since the last backup."),
    "restored": ("restored", "1 if the database is from a backup and none was made since."),
    "disk_free": ("disk_free_ratio", "Share of the disk of VAR_DIR that is free."),
    "errors": ("errors_recent", "Answers of 500 in ten minutes, on all machines."),
}


def front_counter() -> Callable[[], Callable[[], None] | None] | None:
    """Return what to call for each page that the front answers; None if nobody asks for metrics.

    Telling the library each time takes 1.5 µs, which is a lot there: every 32nd call returns what tells it. Without a
    function of ours, a call takes less than 0.1 µs; it is atomic, for the threads of a process.
    """
    if not settings.METRICS_TOKEN:
        return None
    return cycle([None] * (STEP - 1) + [partial(pages.labels("front").inc, STEP)]).__next__


def count_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count errors, for an alert; and with METRICS_TOKEN each request by view, status and duration."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        if response.status_code == 500:
            count_error()
        if settings.METRICS_TOKEN:
            _count(request, response, time.perf_counter() - began)
        return response

    return middleware


def _count(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    from_cache = getattr(request, "from_cache", None)
    if from_cache is not None:
        pages.labels("cache" if from_cache else "made").inc()
    if not from_cache:
        view = request.resolver_match.view_name if request.resolver_match else "none"
        requests.labels(view, response.status_code).observe(seconds)


def exposition() -> bytes:
    """Return everything in Prometheus's text format. Without the database, what can be told without it."""
    counted = REGISTRY
    if DIRECTORY in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(_Measured())


class _Measured(CollectorRegistry):
    """The measures of this moment."""

    def collect(self):  # type: ignore[no-untyped-def]
        """Yield the version, and each measure that is known."""
        yield InfoMetricFamily("newsroom_build", "The release that answers.", {"version": __version__})
        try:
            measured = measure()._asdict()
        except DatabaseError:
            yield _gauge("database_up", "1 if the database answers.", 0)
            return
        yield _gauge("database_up", "1 if the database answers.", 1)
        for field, (name, told) in MEASURES.items():
            if measured[field] is not None:
                yield _gauge(name, told, float(measured[field]))


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"newsroom_{name}", told, value=value)
