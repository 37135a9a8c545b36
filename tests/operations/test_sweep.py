"""`manage.py sweep` deletes what is over, and nothing else."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsroom.database import expiry
from newsroom.images.renditions import make_renditions
from newsroom.operations import sweeping
from newsroom.operations.models import Mark
from newsroom.operations.tasks import ask_for_sign_of_life, sign_of_life
from newsroom.people.models import DeskSession
from newsroom.publishing import clock
from newsroom.publishing.models import Autosave, Presence
from tests.images.conftest import uploaded
from tests.images.factories import photo
from tests.media.factories import MediaFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storages(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "sealed": settings.STORAGES["sealed"] | {"OPTIONS": {"location": tmp_path / "sealed"}}
    }


def swept(capsys: Any, *arguments: str) -> str:
    capsys.readouterr()
    call_command("sweep", *arguments)
    return str(capsys.readouterr().out)


def age(name: str, hours: float, alias: str = "default") -> None:
    """Make a stored file so many hours old."""
    then = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(Path(storages[alias].path(name)), (then, then))


def stored(name: str, hours: float, alias: str = "default") -> str:
    storages[alias].save(name, ContentFile(b"bytes"))
    age(name, hours, alias)
    return name


def result(status: str, days: float, task: Any = None) -> DBTaskResult[Any, Any]:
    ask_for_sign_of_life()
    row = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=status, finished_at=clock.now() - timedelta(days=days), task_path=task or "somewhere.else"
    )
    return row


def test_old_task_results_go_and_recent_ones_stay(capsys: Any) -> None:
    result("SUCCESSFUL", 15), result("FAILED", 15)
    recent = {result("SUCCESSFUL", 13).pk, result("FAILED", 13).pk}
    assert "2 old task results deleted." in swept(capsys)
    assert set(DBTaskResult.objects.finished().values_list("pk", flat=True)) == recent


def test_signs_of_life_are_kept_for_an_hour(capsys: Any) -> None:
    result("SUCCESSFUL", 0.1, sign_of_life.module_path)
    recent = result("SUCCESSFUL", 0.01, sign_of_life.module_path)
    assert "1 old task result deleted." in swept(capsys)
    assert [row.pk for row in DBTaskResult.objects.finished()] == [recent.pk]


def test_expired_sessions_go_in_batches(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "BATCH", 2)
    now = clock.now()
    DeskSession.objects.bulk_create(
        DeskSession(session_key=f"key{n}", expire_date=now - timedelta(minutes=1) if n < 5 else now + timedelta(days=1))
        for n in range(6)
    )
    assert "5 expired sessions deleted." in swept(capsys)
    assert [session.pk for session in DeskSession.objects.all()] == ["key5"]


def test_failed_sign_ins_go_after_a_day_and_sign_ins_after_ninety(capsys: Any) -> None:
    for model, days in ((AccessAttempt, (0.5, 1.5)), (AccessLog, (89, 91))):
        rows = [
            model.objects.create(username=f"{n}", **({"failures_since_start": 5} if model is AccessAttempt else {}))
            for n in days
        ]
        for row, n in zip(rows, days, strict=True):
            model.objects.filter(pk=row.pk).update(attempt_time=clock.now() - timedelta(days=n))
    said = swept(capsys)
    assert "1 failed sign-in deleted." in said
    assert "1 old sign-in deleted." in said
    assert AccessAttempt.objects.get().username == "0.5"
    assert AccessLog.objects.get().username == "89"


def test_keys_of_saved_forms_go_and_text_that_nobody_saved_stays(capsys: Any, writer: User) -> None:
    long_ago = clock.now() - timedelta(days=400)
    words: dict[str, Any] = {"user": writer, "subject_type": "articles.article", "serial": 1}
    Autosave.objects.create(key=uuid4(), typed=None, kept_at=long_ago, **words)
    recent = Autosave.objects.create(key=uuid4(), typed=None, kept_at=clock.now(), **words)
    unsaved = Autosave.objects.create(key=uuid4(), typed={"headline": ["Kept"]}, kept_at=long_ago, **words)
    assert "1 finished autosave deleted." in swept(capsys)
    assert set(Autosave.objects.values_list("pk", flat=True)) == {recent.pk, unsaved.pk}


def test_forms_that_were_closed_days_ago_are_forgotten(capsys: Any, writer: User) -> None:
    for number, hours in enumerate((1, 25)):
        seen = clock.now() - timedelta(hours=hours)
        Presence.objects.create(user=writer, subject_type="articles.article", subject_id=number, seen_at=seen)
    assert "1 closed form deleted." in swept(capsys)
    assert Presence.objects.get().subject_id == 0


def test_files_that_a_row_names_stay_with_their_renditions_and_others_go(capsys: Any, writer: User) -> None:
    picture = uploaded(writer, photo(400, 300))
    file = picture.files.get()
    make_renditions(file)
    assert file.shared
    media = MediaFileFactory()
    default_storage.save(media.stored_as, ContentFile(b"bytes"))
    names = [file.image.name, file.shared["name"], media.stored_as, *(line["name"] for line in file.renditions)]
    earlier = f"{file.shared['name'].rpartition('-')[0]}-0123456789ab.webp"  # a crop of an earlier focal point
    for name in names:
        age(name, 48)
    kept = [*names, stored(earlier, 48)]
    key = uuid4().hex
    gone = [
        stored(f"pictures/{key[:2]}/{key}-0123456789abcdef.jpg", 25),
        stored(f"files/{key[:2]}/{key}-0123456789abcdef.pdf", 25),
        stored(f"__processed__/abc/def/{key}-0123456789abcdef-0123456789ab.webp", 25),
    ]
    kept += [
        stored(f"pictures/{key[:2]}/{key}-fedcba9876543210.jpg", 23),  # its row may be about to be written
        stored("publication/0123456789abcdef.png", 48),
        stored("pictures/somebody-elses.txt", 48),
    ]
    assert "3 files without a row deleted." in swept(capsys)
    assert [name for name in gone if default_storage.exists(name)] == []
    assert [name for name in kept if not default_storage.exists(name)] == []


def test_restricted_files_stay_and_unfinished_ones_go(capsys: Any) -> None:
    key = uuid4().hex
    restricted = stored(f"pictures/aa/{key}-0123456789abcdef.jpg", 48, "sealed")
    for alias in ("default", "sealed"):
        stored("pictures/aa/old.jpg.0123.part", 25, alias)
        stored("pictures/aa/new.jpg.0123.part", 1, alias)
    assert "2 unfinished files deleted." in swept(capsys)
    assert storages["sealed"].exists(restricted)
    assert storages["default"].listdir("pictures/aa")[1] == ["new.jpg.0123.part"]


def test_files_are_looked_at_once_a_day_or_when_asked_for(capsys: Any) -> None:
    name = "pictures/aa/old.jpg.0123.part"
    swept(capsys)
    stored(name, 25)
    assert "unfinished" not in swept(capsys)
    assert "1 unfinished file deleted." in swept(capsys, "--files")
    stored(name, 25)
    Mark.objects.filter(name=Mark.ORPHANS).update(at=clock.now() - timedelta(days=1))
    assert "1 unfinished file deleted." in swept(capsys)


def test_of_two_machines_one_looks_at_the_files() -> None:
    assert [sweeping.files_are_due(), sweeping.files_are_due()] == [True, False]


def test_a_row_that_another_machine_deletes_first_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    DeskSession.objects.create(session_key="one", expire_date=clock.now() - timedelta(days=1))
    rows = DeskSession.objects.filter(expire_date__lt=clock.now())
    get = type(rows).values_list

    def raced(self: Any, *names: Any, **options: Any) -> Any:
        found = list(get(self, *names, **options)[: expiry.BATCH])
        DeskSession.objects.all().delete()
        return found

    monkeypatch.setattr(type(rows), "values_list", raced)
    assert expiry.delete_in_batches(rows) == 0


@pytest.mark.django_db(transaction=True)
def test_each_sweep_asks_for_a_sign_of_life_that_a_worker_gives(capsys: Any) -> None:
    swept(capsys)
    swept(capsys)
    assert DBTaskResult.objects.ready().count() == 1
    assert not Mark.objects.filter(name=Mark.WORKER).exists()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, worker_id="alive")
    assert Mark.objects.filter(name=Mark.WORKER).exists()
