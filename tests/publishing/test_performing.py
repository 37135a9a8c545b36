"""The frame of every action: its locks, its one instant, its audit rows, its signal and its bump."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.delivery import current_generation
from newsroom.publishing import actions, clock, generation
from newsroom.publishing.actions.base import Act, performing, post_action
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.conftest import NINE
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
ROOMS = Path(__file__).parent.parent.parent


@pytest.fixture
def notes(now: Any, writer: User) -> list[Note]:
    return [written(f"Note {number}", writer) for number in range(3)]


@contextmanager
def receiving(receiver: Any) -> Iterator[None]:
    post_action.connect(receiver)
    try:
        yield
    finally:
        post_action.disconnect(receiver)


def test_an_action_on_several_subjects_happens_at_one_instant(notes: list[Note], desk: User) -> None:
    with performing("correct", *notes, actor=desk, reason="All at once") as frame:
        assert frame.now == NINE == clock.now()
        assert [act.now for act in frame] == [NINE] * 3
    rows = AuditEntry.objects.filter(verb="correct").order_by("id")
    assert [(row.subject_id, row.at, row.reason) for row in rows] == [(note.pk, NINE, "All at once") for note in notes]
    assert set(Note.objects.values_list("acted_at", flat=True)) == {NINE}


def test_the_acts_come_in_the_order_in_which_the_subjects_were_given_each_once(notes: list[Note], desk: User) -> None:
    one, two, three = notes
    with performing("correct", three, one, two, one, actor=desk) as frame:
        assert [act.subject for act in frame] == [three, one, two]


def test_an_action_bumps_the_generation_once_and_to_its_own_instant(notes: list[Note], desk: User) -> None:
    with performing("correct", notes[0], actor=desk):
        pass
    assert current_generation.read() == NINE.timestamp() * generation.MICROSECONDS
    with performing("correct", *notes, actor=desk):
        pass
    assert current_generation.read() == NINE.timestamp() * generation.MICROSECONDS + 1


def test_what_no_reader_sees_leaves_the_generation_alone(notes: list[Note], desk: User) -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        performing("save", *notes, actor=desk, readers_notice=False),
    ):
        pass
    assert not [query for query in asked if "publishing_sitegeneration" in query["sql"]]
    assert AuditEntry.objects.filter(verb="save", at=NINE, subject_id=notes[1].pk).exists()


def test_the_instant_is_past_the_last_action_on_each_subject(now: Any, notes: list[Note], desk: User) -> None:
    now.shift(HOUR)
    actions.publish(notes[1], desk)
    now.shift(-HOUR)  # the clock was set back
    with performing("correct", *notes, actor=desk) as frame:
        assert frame.now == NINE + HOUR + MICROSECOND


def test_the_instant_is_past_every_transition_that_has_passed(now: Any, notes: list[Note], desk: User) -> None:
    actions.publish(notes[2], desk, at=NINE + HOUR)
    now.shift(HOUR)
    with performing("correct", *notes, actor=desk) as frame:
        assert frame.now == NINE + HOUR + MICROSECOND
        assert frame[2].subject.live(frame.now)


def test_one_subject_that_is_not_allowed_stops_the_whole_action(notes: list[Note], writer: User) -> None:
    mine, other = notes[0], written("Another's", User.objects.create_user("other", is_staff=True, is_superuser=True))
    audited = AuditEntry.objects.count()
    with pytest.raises(PermissionRefused, match="Another's"), performing("save", mine, other, actor=writer):
        pytest.fail("the body does not run")
    assert AuditEntry.objects.count() == audited


def test_where_each_is_refused_alone_the_others_go_on(notes: list[Note], writer: User) -> None:
    mine, other = notes[0], written("Another's", User.objects.create_user("other", is_staff=True, is_superuser=True))
    audited = AuditEntry.objects.count()
    with performing("save", mine, other, actor=writer, refuse_each=True) as (allowed, refused):
        assert allowed.refusal is None
        assert isinstance(refused.refusal, PermissionRefused)
    assert AuditEntry.objects.count() == audited + 1


def test_a_subject_that_is_passed_over_leaves_no_audit_row(notes: list[Note], desk: User) -> None:
    with performing("correct", *notes, actor=desk) as (one, _two, three):
        one.pass_over()
        three.pass_over()
    assert AuditEntry.objects.get(verb="correct").subject_id == notes[1].pk
    assert Note.objects.get(pk=notes[0].pk).acted_at is None


def test_an_action_that_changed_nothing_bumps_nothing(notes: list[Note], desk: User) -> None:
    before = current_generation.read()
    with performing("correct", *notes, actor=desk) as frame:
        for act in frame:
            act.pass_over()
    assert current_generation.read() == before


def test_a_subject_without_an_id_is_saved_by_the_body(now: Any, desk: User) -> None:
    note = Note(headline="New", owner=desk, created_at=clock.now())
    with performing("save", note, actor=desk, permission="publishing.publish", readers_notice=False) as [act]:
        act.subject.save()
    assert AuditEntry.objects.get(verb="save").subject_id == note.pk


def test_hooks_run_after_the_audit_row_and_before_the_bump(notes: list[Note], desk: User) -> None:
    seen = []

    def receiver(act: Act, **_signal: Any) -> None:
        audited = AuditEntry.objects.filter(verb="correct", subject_id=act.subject.pk).exists()
        seen.append((act.subject, act.action, audited, current_generation.read(), connection.in_atomic_block))

    before = current_generation.read()
    with receiving(receiver), performing("correct", *notes, actor=desk):
        pass
    assert seen == [(note, "correct", True, before, True) for note in notes]
    assert current_generation.read() > before


def test_a_hook_that_fails_undoes_the_whole_action(notes: list[Note], desk: User) -> None:
    def receiver(**_signal: Any) -> None:
        raise RuntimeError("no")

    before = current_generation.read()
    with receiving(receiver), pytest.raises(RuntimeError):
        actions.publish(notes[0], desk)
    assert current_generation.read() == before
    assert not notes[0].transitions.exists()
    assert not AuditEntry.objects.filter(verb="publish").exists()


@pytest.mark.postgresql
def test_rows_are_locked_by_model_and_id_then_the_generation(notes: list[Note], desk: User) -> None:
    actions.publish(notes[0], desk)  # makes the generation's row
    with (
        CaptureQueriesContext(connection) as asked,
        performing("correct", *notes[::-1], desk, actor=desk, permission="publishing.publish"),
    ):
        pass
    locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    tables = [found[1] for sql in locks if (found := re.search(r'FROM "(\w+)"', sql))]
    assert tables == ["auth_user", "notes_note", "publishing_sitegeneration"]
    assert re.search(r'ORDER BY "notes_note"."id" ASC', locks[1])


def test_every_row_lock_lets_other_rows_refer_to_the_row() -> None:
    """A lock for deletion would wait for inserts of references: two stories that link to each other would deadlock."""
    sources = [path for room in ("newsroom", "articles", "timelines") for path in (ROOMS / room).rglob("*.py")]
    assert sources
    wrong = [path for path in sources if re.search(r"select_for_update\((?!no_key=True[,)])", path.read_text())]
    assert wrong == []


def test_frozen_clocks_do_not_make_two_actions_share_an_instant(notes: list[Note], desk: User) -> None:
    for _ in range(3):
        with performing("correct", *notes, actor=desk):
            pass
    instants = AuditEntry.objects.filter(verb="correct").values_list("at", flat=True)
    assert sorted(set(instants)) == [NINE, NINE + MICROSECOND, NINE + 2 * MICROSECOND]
