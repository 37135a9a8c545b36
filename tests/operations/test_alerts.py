"""An alert begins once, is over once, says what to do, and only to whom it concerns."""

import platform
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom import __version__
from newsroom.database import expiry
from newsroom.delivery.purging import purge
from newsroom.images import tasks
from newsroom.operations import alerts, measures, runbook
from newsroom.operations.models import Mark, OpenAlert
from newsroom.publishing import clock
from tests.people import administrator, editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an installation in which nothing is wrong."""
    settings.ALERT_EMAILS = ["night@news.example"]
    for name in (Mark.SWEEP, Mark.WORKER, Mark.BACKUP):
        Mark.objects.set(name)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=100, free=50))
    monkeypatch.setattr(measures, "recent_errors", lambda: 0)
    # The tests' tables are made without migrations.
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [])


def ago(**time: float) -> datetime:
    return clock.now() - timedelta(**time)


def queued(status: str = "READY", **fields: Any) -> None:
    tasks.make_renditions.enqueue(1)
    DBTaskResult.objects.filter(pk=DBTaskResult.objects.latest("enqueued_at").pk).update(status=status, **fields)


BROKEN: dict[str, tuple[Callable[[pytest.MonkeyPatch], Any], str]] = {
    "sweep": (lambda _: Mark.objects.set(Mark.SWEEP, ago(minutes=16)), "The last sweep was 16 minutes ago."),
    "worker": (lambda _: Mark.objects.set(Mark.WORKER, ago(hours=3)), "A worker last took a task 3 hours ago."),
    "disk": (
        lambda patch: patch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=100, free=9)),
        f"{platform.node()}: 9% of the disk of VAR_DIR is free.",
    ),
    "errors": (
        lambda patch: patch.setattr(measures, "recent_errors", lambda: 12),
        "12 requests failed within ten minutes.",
    ),
    "restored": (
        lambda _: Mark.objects.set(Mark.RESTORE),
        "The database was restored from a backup: what was done after it is missing.",
    ),
    "migrations": (
        lambda patch: patch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one", "two"]),
        "Migrations that were not run: 2.",
    ),
    "purge": (
        lambda _: purge.using(run_after=ago(hours=-1)).enqueue(subjects=[], tries=1),
        "Purges that the CDN refused: 1.",
    ),
    "queue": (
        lambda _: queued(enqueued_at=ago(minutes=11)),
        "Tasks that wait: 1. The oldest was queued 11 minutes ago.",
    ),
    "failed-tasks": (lambda _: queued("FAILED"), "Tasks that failed: 1."),
    "backup": (lambda _: Mark.objects.set(Mark.BACKUP, ago(hours=50)), "The last backup was made 2 days ago."),
}


def test_a_healthy_installation_has_none(healthy: None) -> None:
    assert alerts.find() == ([], [])
    assert alerts.to_show() == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_found_and_nothing_else(name: str, healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it, said = BROKEN[name]
    break_it(monkeypatch)
    begun, over = alerts.find()
    assert [(alert.name, alert.text) for alert in begun] == [(name, said)]
    assert over == []
    assert [alert.name for alert in alerts.to_show()] == [name]


def test_a_clock_that_is_off_is_found(healthy: None) -> None:
    with clock.pretending(datetime.now(UTC) - timedelta(seconds=90)):
        begun, _ = alerts.find()
    assert re.fullmatch(r"\S+: The database’s clock is 9\d\.\d seconds ahead of the site’s\.", begun[0].text)
    assert [alert.name for alert in begun] == ["clock"]


@pytest.mark.once
def test_a_worker_that_answered_the_last_sweep_lives_however_long_ago_that_was(healthy: None) -> None:
    Mark.objects.set(Mark.SWEEP, ago(hours=3))
    Mark.objects.set(Mark.WORKER, ago(hours=2, minutes=59))
    assert [alert.name for alert in alerts.find()[0]] == ["sweep"]


@pytest.mark.once
def test_the_first_sweep_of_an_installation_misses_neither_sweep_nor_worker(healthy: None) -> None:
    Mark.objects.filter(name__in=[Mark.SWEEP, Mark.WORKER]).delete()
    assert alerts.find() == ([], [])


def test_every_rule_is_broken_here() -> None:
    assert {*BROKEN, "clock"} == {rule.name for rule in alerts.RULES}


@pytest.mark.once
@pytest.mark.parametrize("setting", [0, 26])
def test_who_makes_backups_otherwise_is_not_told_to(setting: int, healthy: None, settings: Any) -> None:
    settings.BACKUP_HOURS = setting
    Mark.objects.filter(name=Mark.BACKUP).delete()
    assert [alert.text for alert in alerts.find()[0]] == (["No backup was ever made."] if setting else [])


@pytest.mark.once
def test_one_message_when_it_begins_and_one_when_it_is_over(healthy: None, capsys: Any) -> None:
    def sweep() -> list[Any]:
        mail.outbox.clear()
        call_command("sweep")
        return list(mail.outbox)

    Mark.objects.set(Mark.BACKUP, ago(hours=50))
    (began,) = sweep()
    assert began.to == ["night@news.example"]
    assert began.subject == "[The Newsroom] There is no recent backup"
    assert "The last backup was made 2 days ago.\nWhat to do: http://testserver/admin/runbook/#backup\n" in began.body
    assert sweep() == []
    Mark.objects.set(Mark.BACKUP)
    (ended,) = sweep()
    assert ended.subject == "[The Newsroom] over: There is no recent backup"
    assert sweep() == []
    assert not OpenAlert.objects.exists()
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "Alert" in line] == [
        "Alert backup: The last backup was made 2 days ago.",
        "Alert backup is over.",
    ]


@pytest.mark.once
def test_a_mail_server_that_is_away_stops_no_sweep(healthy: None, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(alerts, "send_mail", refuse)
    Mark.objects.filter(name=Mark.BACKUP).delete()
    call_command("sweep")
    assert "The alerts could not be mailed." in caplog.text
    assert OpenAlert.objects.get().name == "backup"


@pytest.mark.once
def test_a_sweep_that_fails_tells_alerts_all_the_same(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Mark.objects.filter(name=Mark.BACKUP).delete()

    def fail(_now: datetime) -> int:
        raise OSError

    monkeypatch.setattr(expiry, "KINDS", [("one", "several", fail)])
    with pytest.raises(OSError):  # noqa: PT011
        call_command("sweep")
    assert OpenAlert.objects.get().name == "backup"


def test_of_two_machines_one_announces(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Mark.objects.set(Mark.BACKUP, ago(hours=50))
    create = OpenAlert.objects.get_or_create

    def raced(**words: Any) -> Any:
        create(**words)  # the other one was first
        return create(**words)

    monkeypatch.setattr(OpenAlert.objects, "get_or_create", raced)
    assert alerts.find() == ([], [])


def test_a_full_disk_of_one_machine_is_no_alert_of_another_and_ends_with_it(
    healthy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sweep(machine: str, free: int) -> tuple[list[str], list[str]]:
        monkeypatch.setattr(platform, "node", lambda: machine)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=100, free=free))
        begun, over = alerts.find()
        return [alert.text for alert in begun], [alert.text for alert in over]

    full = "web-1: 9% of the disk of VAR_DIR is free."
    assert sweep("web-1", 9) == ([full], [])
    assert sweep("web-2", 50) == ([], [])
    assert [alert.text for alert in alerts.to_show()] == [full]
    assert sweep("web-2", 8) == ([full.replace("web-1: 9", "web-2: 8")], [])
    assert len(alerts.to_show()) == 2
    assert sweep("web-2", 50)[1] == [full.replace("web-1: 9", "web-2: 8")]
    assert sweep("web-1", 50) == ([], [full])


def test_an_alert_of_a_machine_that_is_gone_ends_after_an_hour(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = {"since": ago(hours=3), "text": "web-9: 1% of the disk of VAR_DIR is free."}
    gone = OpenAlert.objects.create(name="disk", machine="web-9", seen_at=ago(minutes=59), **begin)
    assert alerts.find() == ([], [])
    OpenAlert.objects.filter(pk=gone.pk).update(seen_at=ago(minutes=61))
    assert alerts.find() == ([], [gone])


@pytest.mark.once
def test_administrators_see_it_at_home_with_the_cure(healthy: None, client: Client) -> None:
    Mark.objects.filter(name=Mark.BACKUP).delete()
    alerts.find()
    client.force_login(administrator())
    page = client.get("/admin/").content.decode()
    assert "<strong>There is no recent backup.</strong> No backup was ever made." in page
    assert 'href="/admin/runbook/#backup"' in page
    written = client.get("/admin/runbook/").content.decode()
    assert 'id="backup"' in written
    assert f"Newsroom {__version__}" in written


@pytest.mark.once
def test_others_do_not(healthy: None, client: Client) -> None:
    Mark.objects.filter(name=Mark.BACKUP).delete()
    alerts.find()
    client.force_login(editor())
    assert "There is no recent backup" not in client.get("/admin/").content.decode()


@pytest.mark.once
def test_the_demo_has_no_alerts(client: Client, settings: Any) -> None:
    settings.NEWSROOM_DEMO = True
    client.force_login(administrator())
    assert "never run" not in client.get("/admin/").content.decode()


def test_every_alert_has_its_section_with_symptom_first_command_and_end() -> None:
    text = Path(django_settings.RUNBOOK).read_text()
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))
    assert list(sections) == [f"{rule.title}: `{rule.name}`" for rule in alerts.RULES]
    for name, section in sections.items():
        assert re.search(
            r"\*\*One notices:\*\* .+?\*\*First command:\*\* .+?\*\*It is over\*\* ", section, re.DOTALL
        ), name


def test_every_link_of_the_runbook_leads_to_a_section() -> None:
    html = runbook.as_html()
    assert set(re.findall(r'href="#(.+?)"', html)) <= set(re.findall(r'id="(.+?)"', html))


@pytest.mark.django_db(transaction=True)
def test_a_failed_task_is_named_and_tried_again(capsys: Any, writer: User) -> None:
    queued("FAILED", finished_at=clock.now(), traceback="Traceback\nOSError: No space left on device\n")
    call_command("failed_tasks")
    said = capsys.readouterr().out
    assert "newsroom.images.tasks.make_renditions(1)  OSError: No space left on device\n" in said
    call_command("failed_tasks", "--retry")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, worker_id="again")
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    capsys.readouterr()
    call_command("failed_tasks")
    assert capsys.readouterr().out == "No task has failed.\n"


def test_a_failed_task_can_be_dropped(capsys: Any) -> None:
    queued("FAILED", finished_at=clock.now())
    call_command("failed_tasks", "--drop")
    assert not DBTaskResult.objects.exists()
    with pytest.raises(CommandError, match="not allowed"):
        call_command("failed_tasks", "--drop", "--retry")
