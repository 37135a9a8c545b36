"""The front answers what the middleware would, to the byte, and passes on everything else."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections
from django.test import Client, RequestFactory

from newsroom.delivery import current_generation, look_up
from newsroom.delivery.front import front
from tests.articles.factories import TagFactory, published
from tests.people import editor

pytestmark = pytest.mark.django_db

STORY = "/2024/11/08/ferry/"
PLACE = "20241108T140000.000000-1"
PAGES = ["/", STORY, f"{STORY}?utm_source=mail", "/tags/kursk/", f"/tags/kursk/?before={PLACE}", "/feed/"]
PAGES += ["/feed.json", "/sitemap.xml", "/robots.txt", "/about-us/", "/favicon.ico"]


class Answer(NamedTuple):
    """What a WSGI server is given, and whether Django made it."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    passed_on: bool


@pytest.fixture(autouse=True)
def site(now: Any, settings: Any) -> Iterator[None]:
    """Publish a story, and keep the connection between requests, as Django's test client does."""
    settings.PAGE_CACHE = True
    published(slug="ferry", tagged_with=[TagFactory(slug="kursk")])
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def ask(path: str, *, through_front: bool = True, method: str = "GET", **environ: Any) -> Answer:
    started: list[Any] = []
    handled: list[str] = []
    handler = WSGIHandler()

    def django(*request: Any) -> Any:
        handled.append(path)
        return handler(*request)

    application = front(django) if through_front else django
    parts = application(
        RequestFactory().generic(method, path, **environ).environ,
        lambda *start: started.extend(start),
    )
    return Answer(started[0], started[1], b"".join(parts), bool(handled))


@pytest.mark.once
@pytest.mark.parametrize("encoding", ["", "gzip, br"])
@pytest.mark.parametrize("path", PAGES)
def test_it_answers_as_the_middleware_does(path: str, encoding: str) -> None:
    ask(path)
    theirs = ask(path, through_front=False, HTTP_ACCEPT_ENCODING=encoding)
    ours = ask(path, HTTP_ACCEPT_ENCODING=encoding)
    assert ours[:3] == theirs[:3]
    assert theirs.status in ("200 OK", "301 Moved Permanently", "302 Found", "404 Not Found")
    assert ours.passed_on == (theirs.status[0] == "4" or theirs.status[:3] == "302")


def test_a_story_has_its_policy_and_every_other_header() -> None:
    ask(STORY)
    answer = ask(STORY)
    assert not answer.passed_on
    headers = dict(answer.headers)
    assert len(headers) == len(answer.headers)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, s-maxage=4, max-age=0, must-revalidate"
    assert headers["Content-Length"] == str(len(answer.body))


@pytest.mark.once
@pytest.mark.parametrize(
    "environ",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"HTTP_COOKIE": "consent=yes; sessionid=abc"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_HOST": "testserver:8123"},
        {"HTTP_HOST": "elsewhere.example"},
        {"QUERY_STRING": "x=1"},
        {"QUERY_STRING": "before=1&before=2"},
        {"wsgi.url_scheme": "https"},
    ],
    ids=str,
)
def test_what_is_no_plain_request_for_a_cached_page_goes_to_django(environ: dict[str, Any]) -> None:
    ask(STORY)
    ask("/about-us/")
    answer = ask(STORY, **environ)
    assert answer.passed_on
    assert answer[:3] == ask(STORY, through_front=False, **environ)[:3]


@pytest.mark.once
@pytest.mark.parametrize("path", ["/admin/", "/media/x.jpg", "/static/x.css", "/healthz", "/nothing/here/"])
def test_what_is_not_cached_goes_to_django(path: str) -> None:
    for _ in range(2):
        assert ask(path).passed_on


def test_a_cookie_that_only_sounds_like_a_session_is_none() -> None:
    ask(STORY)
    assert not ask(STORY, HTTP_COOKIE="my-sessionid=x; consent=sessionid").passed_on


def test_staff_see_their_own_page(client: Client) -> None:
    ask(STORY)
    client.force_login(editor())
    assert client.get(STORY)["Cache-Control"] == "private, no-store"


def test_the_generation_is_read_once_for_a_page_that_has_to_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = current_generation.read
    monkeypatch.setattr(current_generation, "read", lambda: asked.append(1) or read())  # type: ignore[func-returns-value]
    assert ask(STORY).passed_on
    assert len(asked) == 1


def test_an_error_of_the_database_is_djangos_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(STORY)

    def fail() -> int:
        raise DatabaseError("The disk is on fire.")

    with monkeypatch.context() as patched:
        patched.setattr(current_generation, "read", fail)
        answer = ask(STORY)
    assert (answer.status[:3], answer.passed_on) == ("500", True)


@pytest.mark.parametrize(
    ("proxies", "said", "scheme"),
    [(1, "https", "https"), (1, "https, http", "https"), (1, "http", "http"), (1, None, "http"), (0, "https", "http")],
)
def test_the_scheme_is_djangos(settings: Any, proxies: int, said: str | None, scheme: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
    environ = RequestFactory().get("/", **({"HTTP_X_FORWARDED_PROTO": said} if said else {})).environ  # type: ignore[arg-type]
    assert look_up._scheme(environ) == WSGIRequest(environ).scheme == scheme
