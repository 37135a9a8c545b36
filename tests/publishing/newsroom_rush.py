"""Many processes acting on the same notes, with real commits and the real clock, and the invariants afterward."""

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connections, transaction

from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import AuditEntry, Change, fingerprint
from tests.people import editor
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note, NoteRevision

FORK = multiprocessing.get_context("fork")
MOMENT = timedelta(microseconds=1)
ALWAYS = ("edit", "publish", "schedule", "fix", "unschedule", "correct")
VERBS = (*ALWAYS, "unpublish", "unpublish_later")
AUDITED = {"edit": "save", "schedule": "publish", "fix": "fix_live", "unpublish_later": "unpublish"}


@dataclass(frozen=True)
class Rush:
    """The results: successful actions by name, refusals, reads, seconds, processes killed."""

    done: Counter[str]
    refused: int
    readings: int
    seconds: float
    killed: int

    def __str__(self) -> str:
        return (
            f"{self.done.total()} verbs done, {self.refused} refused, {self.readings} readings meanwhile, "
            f"{self.killed} killed, {self.seconds:.0f} s"
        )


def rush(directory: Path, *, processes: int, verbs_each: int, notes: int, kills: int = 0, seed: int = 0) -> Rush:
    """Let `processes` act at once while one more reads, kill some of them, then check everything.

    The first note is live from the start and never unpublished, so no read may miss it.
    """
    desk = editor()
    stories = [written(f"Note {number}", desk) for number in range(notes)]
    actions.publish(stories[0], desk)
    audited, began = AuditEntry.objects.count(), time.monotonic()
    connections.close_all()
    workers = [
        FORK.Process(target=_act, args=(seed + number, desk.pk, [n.pk for n in stories], verbs_each, directory))
        for number in range(processes)
    ]
    reader = FORK.Process(target=_read, args=([n.pk for n in stories], directory))
    for process in (reader, *workers):
        process.start()
    for worker in workers[:kills]:
        time.sleep(0.3)
        if worker.is_alive() and worker.pid:
            os.kill(worker.pid, signal.SIGKILL)
    for worker in workers:
        worker.join()
    (directory / "stop").touch()
    reader.join()
    killed = sum(worker.exitcode == -signal.SIGKILL for worker in workers)
    assert [worker.exitcode for worker in workers if worker.exitcode != -signal.SIGKILL] == [0] * (processes - killed)
    assert reader.exitcode == 0, (directory / "read").read_text()
    said = [line for path in directory.glob("acted-*") for line in path.read_text().splitlines()]
    done = Counter(AUDITED.get(line, line) for line in said if line != "refused")
    rows = Counter(AuditEntry.objects.order_by("id")[audited:].values_list("verb", flat=True))
    assert not done - rows, "a verb that was done has no audit row"
    assert (rows - done).total() <= killed, "an audit row tells of a verb that was not done"
    for story in stories:
        check(story)
    readings = int((directory / "readings").read_text())
    return Rush(done, len(said) - done.total(), readings, time.monotonic() - began, killed)


# --- in the processes ----------------------------------------------------------------------------


def _act(seed: int, desk: int, notes: list[int], count: int, directory: Path) -> None:
    connections.close_all()
    chance = random.Random(seed)
    user = User.objects.get(pk=desk)
    with (directory / f"acted-{seed}").open("a", buffering=1) as said:
        for number in range(count):
            note = Note.objects.get(pk=chance.choice(notes))
            verb = chance.choice(ALWAYS if note.pk == notes[0] else VERBS)
            try:
                happened = _perform(verb, note, user, chance, f"{seed}-{number}")
            except ActionRefused:
                happened = False
            said.write(f"{verb if happened else 'refused'}\n")
    connections.close_all()


def _perform(verb: str, note: Note, user: User, chance: random.Random, words: str) -> bool:
    soon = clock.now() + timedelta(milliseconds=chance.choice([5, 50, 300, 2_000, 60_000]))
    change = chance.choice([Change.MINOR, Change.SUBSTANTIVE])
    if verb == "edit":
        with transaction.atomic():  # as the desk saves: row, revision and audit row together
            locked = Note.objects.select_for_update().get(pk=note.pk)
            locked.headline = f"Edit {words}"
            locked.blocks = [{"key": "a", "text": f"Text {words}"}]
            locked.save()
            actions.save(locked, user)
    elif verb in ("publish", "schedule"):
        revision = chance.choice(list(note.revisions.order_by("-number")[:3]))
        actions.publish(note, user, revision=revision, at=soon if verb == "schedule" else None, change=change)
    elif verb == "fix":
        actions.fix_live(
            note, user, {"headline": f"Fix {words}"}, choices={"headline": chance.choice(["mine", "theirs"])}
        )
    elif verb == "unschedule":
        line = note.transitions.filter(at__gt=clock.now()).order_by("?").first()
        if line is None:
            return False
        actions.unschedule(note, user, at=line.at)
    elif verb == "correct":
        actions.correct(note, user, text=f"It was {words}.")
    else:
        at = soon if verb == "unpublish_later" else None
        actions.unpublish(note, user, at=at, drop_scheduled=chance.choice([True, False]))
    return True


def _read(notes: list[int], directory: Path) -> None:
    """Read what is live in a loop: never two versions, and the first note always."""
    connections.close_all()
    count, wrong = 0, []
    while not (directory / "stop").exists():
        for pk in notes:
            now = clock.now()
            live = list(NoteRevision.objects.filter(subject=pk).live(now))
            if len(live) > 1 or (pk == notes[0] and not live):
                wrong.append(f"{now.isoformat()}: note {pk} shows {[row.number for row in live]}")
            wrong += [f"{row} is half-written" for row in live if row.sha256 != fingerprint(row.content)]
            count += 1
    (directory / "readings").write_text(str(count))
    (directory / "read").write_text("\n".join(wrong))
    connections.close_all()
    if wrong:
        raise SystemExit(1)


# --- afterwards ----------------------------------------------------------------------------------


def check(note: Any) -> None:
    """Check that intervals match schedules, audit rows connect the schedules, and nothing is half-written."""
    note.refresh_from_db()
    revisions = list(note.revisions.order_by("number"))
    assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1))
    assert all(revision.sha256 == fingerprint(revision.content) for revision in revisions)
    assert note.snapshot() == revisions[-1].content
    lines = list(note.transitions.order_by("at").values_list("at", "revision_id"))
    ends = [*(at for at, _ in lines[1:]), None]
    wanted = {revision: (at, end) for (at, revision), end in zip(lines, ends, strict=True) if revision}
    assert wanted == {row.pk: (row.live_from, row.live_until) for row in revisions if row.live_from}
    for revision, (begins, until) in wanted.items():
        shown = [begins, (until or begins + timedelta(days=9)) - MOMENT]
        assert all(note.live(at).pk == revision for at in shown)
        assert until is None or getattr(note.live(until), "pk", None) != revision
    _check_audit(note)


def _check_audit(note: Any) -> None:
    rows = list(AuditEntry.objects.filter(subject_type=note._meta.label_lower, subject_id=note.pk).order_by("id"))
    schedule: Any = []
    for row in rows:
        assert row.before == schedule, f"{row.verb} began from another schedule than the one before had left"
        schedule = row.after
    stored = note.transitions.order_by("at").values_list("at", "revision__number")
    assert [[datetime.fromisoformat(at), number] for at, number in schedule] == [list(line) for line in stored]
    assert json.dumps(schedule)
