"""Alerts: what an operator must know of before readers notice. Each has its section in docs/runbook.md, of the same name.

`manage.py sweep` finds them, and mails ALERT_EMAILS once when one begins and once when it is over. The desk's home shows
administrators what the last sweep found, and says if there was none lately.
"""

import logging
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.loader import render_to_string

from newsroom.health import MOST_SKEW
from newsroom.operations.measures import Measures, measure
from newsroom.operations.models import Mark, OpenAlert
from newsroom.publishing import clock

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
SWEEP_EVERY = 5 * MINUTE
QUEUE_WAITS = 10 * MINUTE
LEAST_FREE = 0.1  # of the disk
MOST_ERRORS = 10  # in ten minutes
GONE = timedelta(hours=1)  # without a sweep of the machine that an alert is about


@dataclass(frozen=True)
class Rule:
    """`name` is the anchor of its section in the runbook; `found` returns what is wrong, as a sentence, or ""."""

    name: str
    title: str
    found: Callable[[Measures], str]
    urgent: bool = True  # the others can wait until morning
    of_machine: bool = False  # it is about the machine that sweeps: each begins and ends its own


def _sweep(is_: Measures) -> str:
    if is_.sweep is None or is_.sweep <= 3 * SWEEP_EVERY:  # None: this is the first
        return ""
    return f"The last sweep was {_ago(is_.sweep)}."


def _worker(is_: Measures) -> str:
    if is_.sweep is None:  # nobody asked yet
        return ""
    if is_.worker is None:
        return "No worker has taken a task yet."
    # Each sweep asks for a sign of life. After a time without sweeps, the last answer is as old as the last question.
    answered = is_.worker <= 3 * SWEEP_EVERY or is_.worker <= is_.sweep
    return "" if answered else f"A worker last took a task {_ago(is_.worker)}."


def _queue(is_: Measures) -> str:
    if (is_.oldest_queued or 0) <= QUEUE_WAITS:
        return ""
    return f"Tasks that wait: {is_.queued:,}. The oldest was queued {_ago(is_.oldest_queued)}."


def _purge(is_: Measures) -> str:
    return f"Purges that the CDN refused: {is_.purges_failing:,}." if is_.purges_failing else ""


def _failed(is_: Measures) -> str:
    return f"Tasks that failed: {is_.failed:,}." if is_.failed else ""


def _disk(is_: Measures) -> str:
    return f"{is_.disk_free:.0%} of the disk of VAR_DIR is free." if is_.disk_free < LEAST_FREE else ""


def _clock(is_: Measures) -> str:
    if abs(is_.clock_skew) <= MOST_SKEW:
        return ""
    side = "ahead of" if is_.clock_skew > 0 else "behind"
    return f"The database’s clock is {abs(is_.clock_skew):,.1f} seconds {side} the site’s."


def _restored(is_: Measures) -> str:
    return "The database was restored from a backup: what was done after it is missing." if is_.restored else ""


def _backup(is_: Measures) -> str:
    if not settings.BACKUP_HOURS or (is_.backup is not None and is_.backup <= settings.BACKUP_HOURS * HOUR):
        return ""
    return f"The last backup was made {_ago(is_.backup)}." if is_.backup is not None else "No backup was ever made."


def _migrations(_is: Measures) -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"Migrations that were not run: {len(pending)}." if pending else ""


def _errors(is_: Measures) -> str:
    return f"{is_.errors:,} requests failed within ten minutes." if is_.errors >= MOST_ERRORS else ""


RULES = [
    Rule("sweep", "Nothing is swept", _sweep),
    Rule("worker", "No worker", _worker),
    Rule("clock", "The clocks disagree", _clock, of_machine=True),
    Rule("disk", "The disk is nearly full", _disk, of_machine=True),
    Rule("errors", "Many errors", _errors),
    Rule("purge", "The CDN is not purged", _purge),
    Rule("restored", "Restored from a backup", _restored),
    Rule("migrations", "The database is of an older version", _migrations),
    Rule("queue", "Tasks wait too long", _queue, urgent=False),
    Rule("failed-tasks", "Tasks failed", _failed, urgent=False),
    Rule("backup", "There is no recent backup", _backup, urgent=False),
]
RULE_OF = {rule.name: rule for rule in RULES}


def find() -> tuple[list[OpenAlert], list[OpenAlert]]:
    """Store which alerts are open, and return those that have begun and those that are over since the last sweep.

    Of two sweeps at the same time, one announces each. Call it before the sweep leaves its mark, so that a gap is seen.
    """
    now, measured, machine = clock.now(), measure(), platform.node()[:64]
    found = [(rule, text) for rule in RULES if (text := rule.found(measured))]
    open_now = {(rule.name, machine): f"{machine}: {text}" for rule, text in found if rule.of_machine}
    open_now |= {(rule.name, ""): text for rule, text in found if not rule.of_machine}
    known = {(alert.name, alert.machine): alert for alert in OpenAlert.objects.all()}
    begun = []
    for key, text in open_now.items():
        if key in known:
            OpenAlert.objects.filter(pk=known[key].pk).update(text=text, seen_at=now)
        else:
            words = {"since": now, "seen_at": now, "text": text}
            alert, made = OpenAlert.objects.get_or_create(name=key[0], machine=key[1], defaults=words)
            begun += [alert] if made else []
    # What another machine found is over when that says so, or sweeps no more.
    mine = (alert for key, alert in known.items() if key not in open_now and _is_ours(alert, machine, now))
    over = [alert for alert in mine if OpenAlert.objects.filter(pk=alert.pk).delete()[0]]
    return begun, over


def _is_ours(alert: OpenAlert, machine: str, now: datetime) -> bool:
    return alert.machine in ("", machine) or alert.seen_at < now - GONE


def announce(begun: list[OpenAlert], over: list[OpenAlert]) -> None:
    """Log and mail what has begun and what is over, in one message. Mail that can't be sent is logged: the sweep goes on."""
    for alert in begun:
        logger.error("Alert %s: %s", alert.name, alert.text)
    for alert in over:
        logger.info("Alert %s is over.", alert.name)
    if not settings.ALERT_EMAILS or not (begun or over):
        return
    titles = [_title(alert) for alert in begun] + [f"over: {_title(alert)}" for alert in over]
    text = render_to_string("operations/alerts.txt", {"begun": begun, "over": over, "site": settings.PUBLIC_URL})
    try:
        send_mail(f"[{settings.NEWSROOM_NAME}] {'; '.join(titles)}", text, None, settings.ALERT_EMAILS)
    except OSError:  # what smtplib raises, too
        logger.exception("The alerts could not be mailed.")


def to_show() -> list[OpenAlert]:
    """Return the open alerts, the most urgent first, and that nothing sweeps. Two queries."""
    now = clock.now()
    found: dict[str, list[OpenAlert]] = {}
    for alert in OpenAlert.objects.exclude(name="sweep").order_by("machine"):
        found.setdefault(alert.name, []).append(alert)
    swept = Mark.objects.filter(name=Mark.SWEEP).values_list("at", flat=True).first()
    if not swept or (now - swept).total_seconds() > 3 * SWEEP_EVERY:
        text = (
            f"The last sweep was {_ago((now - swept).total_seconds())}." if swept else "manage.py sweep has never run."
        )
        found["sweep"] = [OpenAlert(name="sweep", since=swept or now, text=text)]
    return [alert for rule in RULES for alert in found.get(rule.name, [])]


def _title(alert: OpenAlert) -> str:
    return RULE_OF[alert.name].title if alert.name in RULE_OF else alert.name


def _ago(seconds: float | None) -> str:
    minutes = int(seconds or 0) // MINUTE
    for length, unit in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * length:
            return f"{minutes // length} {unit}s ago"
    return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
