"""Actions on several subjects of several kinds, by processes at once or killed in the middle; and what must hold after."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import OperationalError, connection, connections, transaction

from articles import taxonomy
from articles.blocks import TimelineEmbed, new
from articles.models import Article, RelatedLink
from newsroom import database
from newsroom.delivery import current_generation
from newsroom.fronts import actions as front_actions
from newsroom.publishing import actions, clock, generation
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import AuditEntry, Change
from tests.articles.factories import ArticleFactory, SectionFactory, desk
from tests.fronts.factories import ContainerFactory
from tests.people import administrator
from tests.publishing.newsroom_rush import check
from tests.timelines.factories import TimelineFactory

FORK = multiprocessing.get_context("fork")
UNSEEN = ("save",)  # no reader notices these: they share no lock with the others
COMMIT = 0  # instead of the number of a statement
ACTIONS = ("publish", "publish each", "schedule", "front", "order", "fix", "link", "section", "unpublish later")


@dataclass(frozen=True)
class Rushed:
    """What was done and refused by all processes, and the instants of the actions that readers noticed.

    SQLite has one writer and no queue: on a loaded machine a process may wait in vain, and is told "busy".
    """

    done: Counter[str]
    instants: int

    def __str__(self) -> str:
        refused, busy = self.done["refused"], self.done["busy"]
        done = self.done.total() - refused - busy
        return f"{done} actions done, {refused} refused, {busy} told busy, {self.instants} instants, 0 shared"


def cast(stories: int, timelines: int, containers: int) -> list[Any]:
    """Subjects of three kinds, saved and ready to be published: stories show timelines, containers show stories."""
    shown = [TimelineFactory() for _ in range(timelines)]
    told = [ArticleFactory(rows=[new(TimelineEmbed, timeline=shown[n % timelines])]) for n in range(stories)]
    return [*shown, *told, *(ContainerFactory(slots=[told[n % stories]]) for n in range(containers))]


def together(subjects: list[Any], **publishing: Any) -> list[Any]:
    """All of them published in one action by the desk."""
    wanted = [Publication(subject, change=Change.MINOR) for subject in subjects]
    return actions.publish_together(wanted, desk(), **publishing)


# --- many processes at once ----------------------------------------------------------------------


def rush(directory: Path, *, processes: int, each: int, seed: int = 0) -> Rushed:
    """Have `processes` act at once on the same subjects, in orders of their own, then check everything."""
    subjects = cast(4, 2, 3)
    together(subjects)
    sections = [SectionFactory() for _ in range(2)]
    chief = administrator("rush-chief")
    deadlocks = _deadlocks()
    connections.close_all()
    workers = [
        FORK.Process(target=_act, args=(seed + number, chief.pk, subjects, sections, each, directory))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * processes
    assert _deadlocks() == deadlocks
    for subject in subjects:
        check(type(subject)._base_manager.get(pk=subject.pk))
    done = Counter(line for path in directory.glob("did-*") for line in path.read_text().splitlines())
    return Rushed(done, _check_instants())


def _act(seed: int, chief: int, subjects: list[Any], sections: list[Any], each: int, directory: Path) -> None:
    connections.close_all()
    chance = random.Random(seed)
    user = User.objects.get(pk=chief)
    with (directory / f"did-{seed}").open("a", buffering=1) as said:
        for number in range(each):
            action = chance.choice(ACTIONS)
            try:
                _perform(action, user, subjects, sections, chance, f"{seed}-{number}")
            except ActionRefused:
                action = "refused"
            except OperationalError as error:
                if connection.vendor != "sqlite" or not database.is_busy(error):
                    raise
                action = "busy"
            said.write(f"{action}\n")
    connections.close_all()


def _perform(
    action: str, user: User, subjects: list[Any], sections: list[Any], chance: random.Random, words: str
) -> None:
    stories = [subject for subject in subjects if isinstance(subject, Article)]
    containers = [subject for subject in subjects if hasattr(subject, "slots")]
    soon = clock.now() + timedelta(milliseconds=chance.choice([50, 500, 60_000, 3_600_000]))
    story, other = chance.sample(stories, 2)
    if action in ("publish", "publish each", "schedule"):
        some = chance.sample(subjects, chance.randint(2, len(subjects)))
        for subject in some[: 2 if action != "schedule" else 0]:
            _edit(subject, user, words)
        wanted = [Publication(subject, change=Change.MINOR, carry=chance.random() < 0.5) for subject in some]
        at = soon if action == "schedule" else None
        actions.publish_together(wanted, user, at=at, each=action != "publish")
    elif action == "front":
        front_actions.put_on_front(chance.choice(containers), story, user)
    elif action == "order":
        front_actions.put_in_order(chance.sample(containers, len(containers)), user)
    elif action == "fix":
        actions.fix_live(story, user, {"headline": f"Fixed {words}"}, choices={"headline": "theirs"})
    elif action == "link":  # two stories that link to each other, saved at once
        with transaction.atomic():
            locked = Article._base_manager.select_for_update(no_key=True).get(pk=story.pk)
            last = locked.related_links.count()
            RelatedLink.objects.create(article=locked, story=other, order=last + 1)
            actions.save(locked, user)
    elif action == "section":
        taxonomy.edit(chance.choice(sections), user, name=f"Section {words}", parent=None)
    else:
        actions.unpublish(chance.choice(subjects), user, at=soon, drop_scheduled=True)


def _edit(subject: Any, user: User, words: str) -> None:
    """As the desk saves: row, revision and audit row together, under the row's lock."""
    with transaction.atomic():
        locked = type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
        field = "headline" if isinstance(subject, Article) else "title"
        setattr(locked, field, f"Edited {words}")
        locked.save(update_fields=[field])
        actions.save(locked, user)


def _deadlocks() -> int:
    """How many deadlocks this database has broken up so far; SQLite, with one writer, has none."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _check_instants() -> int:
    """Actions that readers notice follow each other: instants are unique and in the order in which the actions ended."""
    rows = AuditEntry.objects.exclude(verb__in=UNSEEN).order_by("id").values_list("at", flat=True)
    instants = [at for at, _ in groupby(rows)]
    assert instants == sorted(set(instants))
    last = int(instants[-1].timestamp() * generation.MICROSECONDS)
    assert current_generation.read() in (last, last + 1)  # an action that takes something from readers raises it twice
    return len(instants)


# --- killed in the middle ------------------------------------------------------------------------


def kill_in_the_middle(times: int, *, seed: int = 0, subjects: int = 20) -> Counter[str]:
    """Move the publication of 20 subjects to another time, kill -9 within it, and check: all of them moved, or none.

    The process says when it comes to a statement chosen at random, every fifth time to the COMMIT, and is killed at once.
    """
    chance = random.Random(seed)
    everything = cast(subjects - 2 * (subjects // 3), subjects // 3, subjects // 3)
    assert len(everything) == subjects
    hour = clock.now() + timedelta(days=1)
    together(everything, at=hour)
    statements = _statements_of(lambda: together(everything, at=hour + timedelta(minutes=1)))
    found = Counter[str]()
    for number in range(times):
        before = _at_present(everything), AuditEntry.objects.count(), current_generation.read()
        wanted = hour + timedelta(minutes=2 + number)
        connections.close_all()
        reader, writer = os.pipe()
        statement = COMMIT if number % 5 == 4 else chance.randint(1, statements)
        process = FORK.Process(target=_moving, args=(everything, wanted, statement, writer))
        process.start()
        os.close(writer)
        os.read(reader, 1)
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        os.close(reader)
        with transaction.atomic():
            generation.hold()  # until the database has seen that the process is gone
        after = _at_present(everything), AuditEntry.objects.count(), current_generation.read()
        moved = after[0] == {wanted}
        assert moved or after == before, "half of an action was kept"
        assert not moved or (after[1] == before[1] + subjects and after[2] > before[2])
        found["all" if moved else "none"] += 1
    for subject in everything:
        check(type(subject)._base_manager.get(pk=subject.pk))
    return found


def _moving(subjects: list[Any], at: datetime, statement: int, writer: int) -> None:
    connections.close_all()
    count = 0

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            os.write(writer, b".")
        return execute(*args)

    wrapper: Any = connection
    commit = wrapper._commit

    def told() -> None:
        os.write(writer, b".")
        commit()

    if statement == COMMIT:
        wrapper._commit = told
    with connection.execute_wrapper(counted):
        together(subjects, at=at)
    os._exit(0)


def _statements_of(action: Callable[[], Any]) -> int:
    count = 0

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        action()
    return count


def _at_present(subjects: list[Any]) -> set[datetime | None]:
    """When these subjects go live: one instant, if all of them do at the same."""
    return {at for subject in subjects for at in subject.transitions.values_list("at", flat=True) or [None]}
