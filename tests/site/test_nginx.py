"""deploy/nginx.conf in front of two web processes, in real time."""

import gzip
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from newsroom.images import actions as picture_actions
from newsroom.publishing import actions, clock
from tests.articles.factories import ArticleFactory, published
from tests.images.factories import photo
from tests.people import editor, journalist
from tests.site.serving import Answer, Server, gunicorns, nginx, nginx_conf, program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("nginx")]

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Server]:
    """nginx, for all tests of this module."""
    directory = tmp_path_factory.mktemp("nginx")
    with (
        gunicorns(directory, 2, PROXY_COUNT="1", NGINX_SENDS_MEDIA="yes") as workers,
        nginx(directory, workers) as proxy,
    ):
        for worker in workers:
            worker.get("/")  # the first page of a process takes seconds on a busy machine
        yield proxy


@pytest.fixture
def front(request: pytest.FixtureRequest) -> str:
    """The front page by an address of this test's own: what nginx still has of the test before is not in its way."""
    return f"/?utm_source={request.node.name}"


def polled(
    site: Server, address: str, *, until: Callable[[Answer], bool], seconds: float
) -> list[tuple[Any, Any, Answer]]:
    """(begun, ended, answer) of one request after another, until one is as wanted or that long has passed."""
    answers, ends = [], clock.now() + timedelta(seconds=seconds)
    while clock.now() < ends:
        begun = clock.now()
        answer = site.get(address)
        answers.append((begun, clock.now(), answer))
        if until(answer):
            break
        time.sleep(0.005)
    return answers


@pytest.mark.once
def test_the_configuration_is_one_that_nginx_reads(tmp_path: Path) -> None:
    conf = nginx_conf(tmp_path, 8080, [])
    tried = subprocess.run(
        [program("nginx", "nginx"), "-t", "-c", str(conf), "-e", "stderr"], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr


@pytest.mark.once("postgresql")
def test_a_story_is_there_at_its_instant_and_not_before(site: Server, front: str) -> None:
    published(headline="Already there", slug="there")
    story = ArticleFactory(headline="At its second", slug="ferry")
    due = clock.now() + 7 * SECOND
    published(story, at=due)
    answers = polled(site, front, until=lambda answer: b"At its second" in answer.body, seconds=10)
    assert b"At its second" in answers[-1][2].body
    assert answers[-1][1] >= due
    late = [begun for begun, _, answer in answers if begun >= due and b"At its second" not in answer.body]
    assert late == []
    assert any(answer.x_cache == "HIT" for _, _, answer in answers)


@pytest.mark.once
def test_a_verb_is_seen_within_five_seconds(site: Server, front: str) -> None:
    story = published(headline="Seen at first", slug="ferry")
    assert b"Seen at first" in site.get(front).body
    time.sleep(0.3)  # so that the page is in nginx since then
    actions.unpublish(story, editor())
    done = clock.now()
    answers = polled(site, front, until=lambda answer: b"Seen at first" not in answer.body, seconds=10)
    assert b"Seen at first" not in answers[-1][2].body
    assert answers[-1][0] - done <= 5 * SECOND
    assert any(answer.x_cache == "HIT" for _, _, answer in answers)


@pytest.mark.once
def test_whoever_has_a_session_sees_the_page_as_it_is_and_leaves_nothing(site: Server, front: str) -> None:
    published(headline="For all", slug="ferry")
    client = Client()
    client.force_login(editor())
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    site.get(front)
    answer = site.get(front, headers={"Cookie": cookie})
    assert (answer.status, answer.x_cache, answer.cache_control) == (200, "BYPASS", "private, no-store")


@pytest.mark.once
def test_the_desk_is_not_kept(site: Server) -> None:
    assert [site.get("/admin/login/").x_cache for _ in range(2)] == ["", ""]


@pytest.mark.once
def test_links_that_open_an_account_are_in_no_log(site: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    for address in ("/admin/invitation/s3cret/", "/admin/password_reset/MQ/s3cret/", "/admin/login/?after=them"):
        site.get(address)
    [log] = {path.resolve() for path in tmp_path_factory.getbasetemp().glob("nginx*/access.log")}
    ends = time.monotonic() + 10
    while "after=them" not in (logged := log.read_text()) and time.monotonic() < ends:
        time.sleep(0.1)
    assert "after=them" in logged
    assert "s3cret" not in logged


@pytest.mark.once
def test_a_page_goes_out_compressed_to_whoever_accepts_that(site: Server, front: str) -> None:
    published(headline="Compressed", slug="ferry")
    plain = site.get(front)
    zipped = [site.get(front, headers={"Accept-Encoding": words}) for words in ("gzip", "br, gzip;q=0.8")]
    assert [gzip.decompress(answer.body) for answer in zipped] == [plain.body] * 2
    assert zipped[1].x_cache == "HIT"
    assert site.get(front, headers={"Accept-Encoding": "br"}).x_cache == "HIT"


@pytest.mark.once
def test_a_picture_comes_from_its_file_once_the_application_has_said_yes(site: Server) -> None:
    desk = editor()
    picture = picture_actions.upload(ContentFile(photo(64, 48), "bridge.jpg"), journalist(), alt="A bridge")
    assert picture.current is not None
    address = f"/media/{picture.current.image.name}"
    answer = site.get(address)
    assert (answer.status, answer.body) == (200, Path(picture.current.image.path).read_bytes())
    assert answer.cache_control == "public, max-age=31536000, immutable"
    assert answer.surrogate_key == f"picture-{picture.pk}"
    assert site.get(f"/media-files/{picture.current.image.name}").status == 404
    picture_actions.set_rights(picture, desk, usable_from=None, usable_until=clock.now() - SECOND)
    assert site.get(address).status == 404


@pytest.mark.once
def test_a_flood_of_guesses_ends_at_nginx_with_a_page_that_says_when_to_come_back(site: Server) -> None:
    answers = [
        site.post("/admin/login/", "username=nobody&password=wrong", {"X-Forwarded-For": "198.51.100.1"})
        for _ in range(30)
    ]
    assert [answer.status for answer in answers[:20]] == [403] * 20  # no token: the application's answer
    assert answers[-1].status == 429
    assert answers[-1].retry_after == "30"
    assert b"Try again in 30 seconds" in answers[-1].body
    elsewhere = site.post("/admin/login/", "username=nobody&password=wrong", {"X-Forwarded-For": "198.51.100.2"})
    assert elsewhere.status == 403


@pytest.mark.once
def test_an_address_that_the_browser_names_itself_does_not_count(site: Server) -> None:
    answers = [
        site.post("/admin/login/", "username=nobody", {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.3"})
        for number in range(30)
    ]
    assert answers[-1].status == 429


@pytest.mark.once
def test_what_only_servers_may_say_is_believed_of_no_client(site: Server) -> None:
    forged = {"SCRIPT_NAME": "/admin", "PATH_INFO": "/admin/", "Script-Name": "/x", "X-Forwarded-Host": "evil.example"}
    for name, value in forged.items():
        answer = site.get("/admin/login/", headers={name: value})
        assert answer.status == 200, name
        assert b"evil.example" not in answer.body
        assert b'action="/admin/login/"' in answer.body


@pytest.mark.once
@pytest.mark.parametrize("address", ["/search/?q=ferry", "/search/complete/?q=fe"])
def test_a_flood_of_searches_ends_at_nginx(site: Server, address: str) -> None:
    named = {"X-Forwarded-For": f"198.51.100.{len(address)}"}
    assert [site.get(address, headers=named).status for _ in range(30)] == [200] * 30
    # At once: one after the other, a slow machine would ask no more than the rate allows.
    with ThreadPoolExecutor(120) as crowd:
        answers = list(crowd.map(lambda _: Server(site.port).get(address, headers=named), range(120)))
    assert {answer.status for answer in answers} == {200, 429}
