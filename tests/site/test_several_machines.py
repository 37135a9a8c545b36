"""Two web machines and two workers on one PostgreSQL, one Redis and one bucket, with nothing shared on their disks.

Everything runs as real processes, each "machine" with a VAR_DIR of its own; readers and staff are sent to either by a
balancer that remembers nothing. `make test-second` runs these with PostgreSQL.
"""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import psutil  # type: ignore[import-untyped]  # it comes with the PostgreSQL of the tests
import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from lxml import html
from PIL import Image

from articles.models import Article
from newsroom.images.models import Picture, PictureFile
from newsroom.images.renditions import missing
from newsroom.mail.actions import queue
from newsroom.operations.models import Mark
from newsroom.people.models import DeskSession
from newsroom.publishing import actions, clock, generation
from newsroom.publishing.models import AuditEntry
from newsroom.rate_limits import PASSWORD_RESET
from tests.articles.factories import ArticleFactory, published
from tests.articles.newsroom_races import typed_in
from tests.images.factories import photo
from tests.mail import smtp
from tests.people import administrator, editor, journalist
from tests.s3 import BUCKET, KEYS, make_bucket, s3, storages_in
from tests.site.random_newsroom import START
from tests.site.serving import HOST, Answer, Server, gunicorns, redis, site_environment
from tests.site.stale_never import BusyNewsroom, prove

pytestmark = [pytest.mark.long, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
PASSWORD = "a ferry at dawn"
SOON = 180  # seconds until something that is under way must have happened, on however busy a machine
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


@dataclass
class Site:
    """The two web machines, the environment that a process of each has, and what all of them share."""

    web: list[Server]
    machines: dict[str, dict[str, str]]
    mail: smtp.Sink
    s3: str
    shared: dict[str, str]
    bucket: Any = field(init=False)

    def __post_init__(self) -> None:
        keys = {name.lower(): value for name, value in KEYS.items() if name != "AWS_DEFAULT_REGION"}
        resource = boto3.resource("s3", endpoint_url=self.s3, region_name=KEYS["AWS_DEFAULT_REGION"], **keys)
        self.bucket = resource.Bucket(BUCKET)

    def run(self, machine: str, *command: str) -> subprocess.Popen[str]:
        """Start a command of manage.py on that machine."""
        words = [sys.executable, "manage.py", *command]
        environment = os.environ | self.machines[machine]
        return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def output(self, machine: str, *command: str) -> str:
        """What a command of manage.py says; it has to succeed."""
        return ended(self.run(machine, *command))

    @contextmanager
    def workers(self, *names: str) -> Iterator[dict[str, subprocess.Popen[str]]]:
        """Workers on these machines, until the block ends."""
        options = ["--no-startup-delay", "--interval", "0.1", "--worker-id"]
        started = {name: self.run(name, "db_worker", *options, name) for name in names}
        try:
            yield started
        finally:
            for worker in started.values():
                worker.terminate()
            for worker in started.values():
                worker.communicate()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    """Redis, a bucket, a mail server and two web machines, for all tests of this module."""
    with redis() as redis_url, s3() as address, smtp.listening() as (sink, port):
        make_bucket(address)
        shared = KEYS | {
            "REDIS_URL": redis_url,
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT": address,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "ALERT_EMAILS": "night@news.test",
        }
        disks = {name: tmp_path_factory.mktemp(f"machine-{name}") for name in "ab"}
        machines = {name: site_environment(disk, **shared) for name, disk in disks.items()}
        with gunicorns(disks["a"], 1, **shared) as a, gunicorns(disks["b"], 1, **shared) as b:
            yield Site([*a, *b], machines, sink, address, shared)
        for disk in disks.values():
            assert not [path for name in ("media", "sealed", "cache", "limits", "outage") for path in disk.glob(name)]


@pytest.fixture
def site(running: Site, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Give each test the two machines, with an empty bucket that this process uses, too."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | storages_in(running.s3)
    settings.PUBLIC_URL = f"http://{HOST}"
    running.bucket.objects.all().delete()
    running.mail.received.clear()
    for machine in running.web:
        machine.connection.close()  # it may have been idle for longer than the server waits
    return running


@dataclass
class Heard:
    """An answer to a browser."""

    status: int
    headers: Any
    body: bytes


class Browser:
    """A browser with its cookies, sent to whichever machine. With a user, somebody who is signed in."""

    def __init__(self, user: User | None = None) -> None:
        self.cookies: dict[str, str] = {}
        if user:
            client = Client()
            client.force_login(user)
            self.cookies = {name: cookie.value for name, cookie in client.cookies.items()}

    def ask(self, machine: Server, address: str, form: dict[str, Any] | None = None, **headers: str) -> Heard:
        """GET, or POST that form, over a connection of its own, so that several can be under way."""
        asked = HTTPConnection("127.0.0.1", machine.port, timeout=SOON)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = {"Host": HOST, "Origin": f"http://{HOST}", "Cookie": cookies} | headers
        body = None
        if form is not None:
            form = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | form
            named["Content-Type"], body = MULTIPART_CONTENT, encode_multipart(BOUNDARY, form)
        asked.request("GET" if body is None else "POST", address, body, named)
        answer = asked.getresponse()
        heard = Heard(answer.status, answer.headers, answer.read())
        asked.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return heard

    def form(self, machine: Server, address: str) -> dict[str, Any]:
        """What that machine's page would send back, untouched."""
        heard = self.ask(machine, address)
        assert heard.status == 200, heard
        forms = html.fromstring(heard.body.decode()).forms
        found = next(each for each in forms if each.method == "POST" and "logout" not in (each.action or ""))
        return dict(typed_in(found))

    def perform(self, machine: Server, story: Article, verb: str, other: Server | None = None, **typed: str) -> Heard:
        """Open the page of an action on one machine, and send it to it, or to the other."""
        address = f"/admin/articles/article/{story.pk}/verb/{verb}/"
        heard = self.ask(other or machine, address, self.form(machine, address) | typed)
        assert heard.status == 302, heard.body.decode()
        return heard

    def upload(self, machine: Server, data: bytes, name: str = "bridge.jpg") -> Picture:
        """Upload a photo."""
        self.ask(machine, "/admin/images/picture/upload/")  # for its token
        file = ContentFile(data, name)
        heard = self.ask(
            machine, "/admin/images/picture/upload/", {"photos": file, "anyway": "on"}, Accept="application/json"
        )
        assert heard.status == 200, heard.body.decode()
        said = json.loads(heard.body)
        found: Picture = Picture.objects.get(title=name.partition(".")[0])
        assert "error" not in said, said
        return found


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for a command, which has to succeed, and return what it said."""
    said, _ = process.communicate(timeout=SOON)
    assert process.returncode == 0, said
    return said


def until(happened: Any) -> Any:
    """Wait until that is true of other processes, and return it."""
    ends = time.monotonic() + SOON
    while not (found := happened()):
        assert time.monotonic() < ends, "It did not happen."
        time.sleep(0.02)
    return found


def nothing_left() -> bool:
    """Return whether no task waits or runs."""
    open_ones = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    return not DBTaskResult.objects.filter(status__in=open_ones).exists()


def seen(machine: Server, address: str, **named: Any) -> Answer:
    return machine.get(address, **named)


def address_of(story: Article) -> str:
    return str(story.revisions.exclude(live_from=None).latest("live_from").get_absolute_url())


# --- Readers


def test_a_page_that_one_machine_made_comes_from_redis_on_the_other(site: Site) -> None:
    a, b = site.web
    story = published(headline="The ferry")
    made = a.get(address_of(story))
    kept = b.get(address_of(story))
    assert (made.status, made.made, kept.made) == (200, True, False)
    assert kept.body == made.body


def test_what_one_machine_publishes_the_other_shows_at_once(site: Site) -> None:
    desk = Browser(editor())
    story = published(headline="Word 0", slug="ferry")
    address = address_of(story)
    for number in range(1, 7):
        acting, other = site.web if number % 2 else site.web[::-1]
        for machine in site.web:
            assert f"Word {number - 1}".encode() in machine.get(address).body
        with transaction.atomic():
            row = Article.objects.select_for_update().get(pk=story.pk)
            row.headline = f"Word {number}"
            row.save()
            actions.save(row, row.owner)
        desk.perform(acting, story, "publish", when="now", change="minor")
        for page in (address, "/"):
            assert f"Word {number}".encode() in other.get(page).body
            assert f"Word {number - 1}".encode() not in other.get(page).body


def test_no_machine_is_ever_stale_whatever_is_done(site: Site, tmp_path: Path) -> None:
    shared = {name: value for name, value in site.shared.items() if name != "REDIS_URL"}
    with (
        gunicorns(tmp_path, 1, **shared, PAGE_CACHE="no") as (judge,),
        time_machine.travel(START, tick=False) as traveller,
    ):
        figures = prove(BusyNewsroom(23, traveller), site.web, judge, verbs=10, most=12)
    assert figures.wrong == []
    assert figures.made < figures.answers * 0.8


def test_a_scheduled_story_is_on_both_machines_at_its_instant_and_on_none_before(site: Site) -> None:
    published(headline="Already there")
    story, due = ArticleFactory(headline="At its time", slug="later"), clock.now() + timedelta(minutes=5)
    actions.publish(story, editor(), at=due)
    address = address_of(story)
    for machine in site.web:
        for _ in range(2):  # made, and kept
            before = machine.get("/", at=due - MOMENT)
            assert b"At its time" not in before.body
            assert machine.get(address, at=due - MOMENT).status == 404
    for machine in site.web:
        assert b"At its time" in machine.get("/", at=due).body
        assert machine.get(address, at=due).status == 200


def test_a_take_down_on_one_machine_is_one_on_the_other(site: Site) -> None:
    a, b = site.web
    story = published(headline="The ferry")
    address = address_of(story)
    assert [machine.get(address).status for machine in site.web] == [200, 200]
    Browser(administrator()).perform(a, story, "take_down", reason="Court order")
    assert [b.get(address).status, a.get(address).status] == [410, 410]
    for page in ("/", "/feed/", "/sitemap.xml", f"{address}changes/"):
        assert b"The ferry" not in b.get(page).body


# --- Photos


def test_a_photo_uploaded_to_one_machine_is_served_by_the_other_with_all_renditions(site: Site) -> None:
    a, b = site.web
    picture = Browser(journalist()).upload(a, photo(800, 600))
    with site.workers("a", "b"):
        until(nothing_left)
    file = PictureFile.objects.get(picture=picture)
    assert missing(file) == []
    for name in (file.image.name, *(line["name"] for line in file.renditions)):
        [from_a, from_b] = [machine.get(f"/media/{name}") for machine in (a, b)]
        stored = site.bucket.Object(f"media/{name}").get()["Body"].read()
        assert (from_b.status, from_b.body, from_a.body) == (200, stored, stored)
        Image.open(io.BytesIO(from_b.body)).load()


def test_a_photo_taken_down_on_one_machine_is_served_by_none(site: Site) -> None:
    a, b = site.web
    chief = administrator()
    picture = Browser(chief).upload(a, photo(800, 600))
    with site.workers("a"):
        until(nothing_left)
    file = PictureFile.objects.get(picture=picture)
    names = [file.image.name, *(line["name"] for line in file.renditions)]
    assert {machine.get(f"/media/{name}").status for machine in site.web for name in names} == {200}
    desk = Browser(chief)
    address = f"/admin/images/picture/{picture.pk}/take-down/"
    assert desk.ask(b, address, desk.form(a, address) | {"reason": "Court order"}).status == 302
    with site.workers("b"):
        until(nothing_left)
    for cookies in (Browser(), desk):
        answers = [cookies.ask(machine, f"/media/{name}").status for machine in site.web for name in names]
        assert set(answers) == {404}
    assert [each.key for each in site.bucket.objects.all()] == [f"sealed/{file.image.name}"]


# --- People


def test_a_sign_in_on_one_machine_is_one_on_the_other_and_so_is_its_end(site: Site) -> None:
    a, b = site.web
    user = editor()
    User.objects.filter(pk=user.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    browser = Browser()
    form = browser.form(a, "/admin/login/") | {"username": user.username, "password": PASSWORD}
    assert browser.ask(b, "/admin/login/", form).status == 302
    assert [browser.ask(machine, "/admin/").status for machine in (b, a)] == [200, 200]
    elsewhere = Browser()
    elsewhere.cookies = dict(browser.cookies)
    assert browser.ask(a, "/admin/logout/", {}).status in (200, 302)
    assert elsewhere.ask(b, "/admin/").status == 302
    assert not DeskSession.objects.filter(user=user).exists()


def test_wrong_passwords_are_counted_together(site: Site) -> None:
    user = editor()
    User.objects.filter(pk=user.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    browser = Browser()
    form = browser.form(site.web[0], "/admin/login/") | {"username": user.username}
    tried = [browser.ask(site.web[n % 2], "/admin/login/", form | {"password": f"{n}"}).status for n in range(5)]
    assert tried == [200, 200, 200, 200, 429]
    for machine in site.web:
        assert browser.ask(machine, "/admin/login/", form | {"password": PASSWORD}).status == 429


def test_rate_limits_are_counted_together(site: Site) -> None:
    browser = Browser()
    form = browser.form(site.web[0], "/admin/password_reset/") | {"email": "nobody@news.test"}
    tried = [browser.ask(site.web[n % 2], "/admin/password_reset/", form).status for n in range(PASSWORD_RESET.times)]
    assert 429 not in tried
    assert {browser.ask(machine, "/admin/password_reset/", form).status for machine in site.web} == {429}


def test_a_form_of_one_machine_that_is_sent_to_both_is_saved_once(site: Site) -> None:
    writer = journalist()
    browser = Browser(writer)
    page = "/admin/articles/article/add/"
    form = browser.form(site.web[0], page) | {"headline": "Ferry", "_kept": str(uuid4())}
    with ThreadPoolExecutor(4) as both:
        answers = list(both.map(lambda number: browser.ask(site.web[number % 2], page, form), range(4)))
    assert {answer.status for answer in answers} == {302}
    story = Article.objects.get()
    assert story.revisions.count() == 1
    assert AuditEntry.objects.filter(verb="save").count() == 1


# --- Workers


def test_two_workers_do_each_task_of_a_rush_once(site: Site) -> None:
    browser = Browser(journalist())
    browser.ask(site.web[0], "/admin/images/picture/upload/")
    people = [
        User.objects.create_user(f"p{n}", email=f"p{n}@news.test", password="x", is_staff=True) for n in range(30)
    ]
    with site.workers("a", "b"):
        with ThreadPoolExecutor(4) as crowd:
            photos = crowd.map(
                lambda n: browser.upload(site.web[n % 2], photo(160 + n, 120), f"photo{n}.jpg"), range(8)
            )
            for person in people:
                queue("password_reset", person.email)
            assert len(list(photos)) == 8
        until(nothing_left)
    results = DBTaskResult.objects.all()
    assert {result.status for result in results} == {TaskResultStatus.SUCCESSFUL}
    assert {len(result.worker_ids) for result in results} == {1}
    assert {worker for result in results for worker in result.worker_ids} == {"a", "b"}
    assert Counter(message["To"] for message in site.mail.received) == Counter(person.email for person in people)
    assert [missing(file) for file in PictureFile.objects.select_related("picture")] == [[]] * 8


def test_a_killed_workers_task_is_finished_by_the_other(site: Site) -> None:
    with site.workers("a", "b") as workers:
        picture = Browser(journalist()).upload(site.web[0], photo(2000, 1500))
        [task] = until(lambda: DBTaskResult.objects.running())
        [killed] = task.worker_ids
        workers[killed].kill()
        workers[killed].wait()
        assert DBTaskResult.objects.running().exists(), "It was done too soon: nothing was killed in the middle."
        [other] = {"a", "b"} - {killed}
        assert "1 task requeued." in site.output(other, "sweep", "--minutes", "0")
        until(nothing_left)
    task.refresh_from_db()
    assert (task.status, task.worker_ids) == (TaskResultStatus.SUCCESSFUL, [killed, other])
    assert missing(PictureFile.objects.select_related("picture").get(picture=picture)) == []


def test_the_alert_that_there_is_no_worker_begins_with_the_last(site: Site) -> None:
    def swept() -> str:
        """Sweep on either machine as if the last sweep were five minutes and the last sign of life an hour ago."""
        Mark.objects.filter(name=Mark.SWEEP).update(at=clock.now() - timedelta(minutes=5))
        Mark.objects.filter(name=Mark.WORKER).update(at=clock.now() - timedelta(hours=1))
        return site.output("b", "sweep") + site.output("a", "sweep")

    def answered() -> bool:
        return Mark.objects.filter(name=Mark.WORKER, at__gte=clock.now() - timedelta(minutes=1)).exists()

    with site.workers("a", "b") as workers:
        site.output("a", "sweep")
        until(answered)
        workers["a"].kill()
        site.output("b", "sweep")
        until(lambda: nothing_left() and answered())
        assert "Alert worker" not in site.output("a", "sweep")
    until(lambda: not any(worker.poll() is None for worker in workers.values()))
    assert swept().count("Alert worker: A worker last took a task 60 minutes ago.") == 1
    with site.workers("b"):
        until(answered)
        assert site.output("a", "sweep").count("Alert worker is over.") == 1


def test_sweeps_on_both_machines_at_once_do_everything_once(site: Site) -> None:
    site.output("a", "sweep")  # its first makes marks
    long_ago = clock.now() - DAY
    DeskSession.objects.bulk_create(DeskSession(session_key=f"key{n}", expire_date=long_ago) for n in range(3_000))
    Mark.objects.filter(name=Mark.WORKER).delete()
    site.mail.received.clear()
    said = [ended(each) for each in [site.run(name, "sweep", "--files") for name in "ab"]]
    deleted = [re.search(r"([\d,]+) expired sessions? deleted", each) for each in said]
    assert sum(int(found[1].replace(",", "")) for found in deleted if found) == 3_000
    assert not DeskSession.objects.exists()
    assert "".join(said).count("Alert worker: No worker has taken a task yet.") == 1
    assert [message["Subject"] for message in site.mail.received] == ["[The Newsroom] No worker"]


# --- A machine that dies, or has another time


def test_each_machine_answers_for_its_own_clock(site: Site) -> None:
    a, b = site.web
    assert [machine.get("/healthz").status for machine in site.web] == [200, 200]
    off = clock.now() + timedelta(seconds=10)
    assert (a.get("/healthz", at=off).status, b.get("/healthz").status) == (503, 200)
    assert json.loads(b.get("/healthz").body)["status"] == "ok"


def test_when_a_machine_dies_amid_an_action_the_other_goes_on(site: Site, tmp_path: Path) -> None:
    story = published(headline="The ferry", slug="ferry")
    desk, other = editor(), site.web[1]
    with gunicorns(tmp_path, 1, **site.shared) as (doomed,), ThreadPoolExecutor(1) as dying:
        assert doomed.get(address_of(story)).status == 200
        browser = Browser(desk)
        address = f"/admin/articles/article/{story.pk}/verb/unpublish/"
        form = browser.form(doomed, address) | {"when": "now", "reason": "It never sailed"}
        with transaction.atomic():
            generation.hold()  # so that its action stops where it has locked the story
            asked = dying.submit(browser.ask, doomed, address, form)
            until(lambda: _waiting_for_a_lock())
            assert doomed.process
            for process in [*psutil.Process(doomed.process.pid).children(recursive=True), doomed.process]:
                process.send_signal(signal.SIGKILL)
            doomed.process.wait()
        assert isinstance(asked.exception(), OSError)
        assert other.get(address_of(story)).status == 200
        assert not AuditEntry.objects.filter(verb="unpublish").exists()
        Browser(desk).perform(other, story, "unpublish", when="now")
        assert other.get(address_of(story)).status == 410


def _waiting_for_a_lock() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])
