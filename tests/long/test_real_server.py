"""The same schedule against a real web process and the running clock: nothing else runs, no command, no worker."""

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from tests.site.random_newsroom import Newsroom, Page, Subject
from tests.site.serving import database_url, gunicorns, nginx

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
LENGTH = 40  # seconds


class NoClock:
    """The clock cannot be moved: it runs."""

    def move_to(self, _instant: datetime) -> None:
        pass


@contextmanager
def serving(directory: Path) -> Iterator[int]:
    """gunicorn as `make run` starts it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(directory),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "NEWSROOM_DEMO": "1",
    }
    (directory / "media").symlink_to(settings.MEDIA_ROOT)
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)
    options = ["--bind", f"127.0.0.1:{port}", "--threads", "8", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "newsroom.wsgi", *options], cwd=ROOT, env=environment)
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def filled(chance: random.Random) -> Newsroom:
    """Two stories, a timeline and a picture, with some thirty transitions in the coming seconds."""
    newsroom = Newsroom(chance.randrange(1_000), NoClock())  # type: ignore[arg-type]
    newsroom.now = newsroom.began = clock.now()
    begin = newsroom.now + timedelta(seconds=12)
    for subject in newsroom.subjects:
        instants = sorted(begin + timedelta(seconds=chance.uniform(0, LENGTH - 15)) for _ in range(10))
        for number, at in enumerate(instants):
            _, write = newsroom.edit(subject)
            write()
            try:
                if number % 4 == 3:
                    actions.unpublish(subject.stored, newsroom.desk, at=at, drop_scheduled=False)
                else:
                    actions.publish(subject.stored, newsroom.desk, at=at, change=Change.MINOR)
            except ActionRefused:
                continue
        known(newsroom, subject)
    edges = [begin + timedelta(seconds=seconds) for seconds in (6, 18)]
    picture_actions.set_rights(newsroom.pictures[0], newsroom.desk, usable_from=edges[0], usable_until=edges[1])
    newsroom.pictures = [Picture.objects.select_related("current").get(pk=newsroom.pictures[0].pk)]
    return newsroom


def known(newsroom: Newsroom, subject: Subject) -> None:
    """Take over what was written, as it was written; what readers see of it is read slowly."""
    subject.stored.refresh_from_db()
    subject.texts = {row.number: newsroom._text(row.read()) for row in subject.stored.revisions.all()}
    lines = subject.stored.transitions.select_related("revision")
    subject.schedule = {line.at: line.revision.number if line.revision else None for line in lines}
    subject.changes = {line.at: line.change for line in lines}


def test_a_real_server_keeps_the_time(tmp_path: Path, figures: Callable[[str], None]) -> None:
    with serving(tmp_path) as port:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        figures(f"{connection.vendor}: {keeps_the_time(lambda address: get(server, address))}")


def test_behind_nginx_it_does_too(tmp_path: Path, figures: Callable[[str], None]) -> None:
    kept = 0

    def get_through(address: str) -> tuple[int, str, bytes]:
        nonlocal kept
        answer = proxy.get(address)
        kept += answer.x_cache == "HIT"
        return answer.status, answer.location, answer.body

    with gunicorns(tmp_path, 2) as workers, nginx(tmp_path, workers) as proxy:
        found = keeps_the_time(get_through)
    figures(f"{connection.vendor}: {found}; {kept} came from nginx")
    assert kept > 50


def keeps_the_time(ask: Callable[[str], tuple[int, str, bytes]]) -> str:
    """Ask for every address again and again while the schedule runs; all must be as it is just then."""
    newsroom = filled(random.Random(7))
    asked, wrong, ends = 0, [], newsroom.now + timedelta(seconds=LENGTH)
    while (before := clock.now()) < ends:
        for address in [page.address for page in expected(newsroom, before).values()]:
            begun = clock.now()
            answer = ask(address)
            asked += 1
            told = [judged(newsroom, address, answer, at) for at in (begun, clock.now())]
            if all(told):  # a page that is asked for while a transition passes may show either side of it
                wrong.append(f"{begun.isoformat()} {address}: {told}")
    assert wrong == []
    assert asked > 500
    return f"{len(newsroom.instants())} transitions, {asked} pages in {LENGTH} s, 0 wrong"


def expected(newsroom: Newsroom, at: datetime) -> dict[str, Page]:
    newsroom.now = at
    return {page.address: page for page in newsroom.pages()}


def judged(newsroom: Newsroom, address: str, answer: tuple[int, str, bytes], at: datetime) -> str:
    return newsroom.judge(expected(newsroom, at)[address], *answer)


def get(server: Any, address: str) -> tuple[int, str, bytes]:
    server.request("GET", address)
    response = server.getresponse()
    return response.status, response.headers.get("Location", ""), response.read()
