"""The rules of newsroom/delivery/page_cache.py, on test pages that count how often they are made."""

import gzip
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine
from django.contrib import admin
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.test import Client
from django.urls import path

from newsroom.delivery import cached_pages, current_generation, look_up, memory, page_cache, surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import actions, generation
from newsroom.publishing.models import SiteGeneration
from tests.conftest import NINE
from tests.front import FrontClient
from tests.people import editor
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note, NoteRevision

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
WORDS = " The ferry did not sail." * 100
made: list[str] = []


def live_notes(request: TimedRequest) -> HttpResponse:
    made.append(request.get_full_path())
    surrogate_keys.tag(request, "note-1", "list")
    headlines = [revision.content["headline"] for revision in NoteRevision.objects.live(request.now).order_by("pk")]
    return HttpResponse(", ".join(headlines) + WORDS)


def cookie(request: HttpRequest) -> HttpResponse:
    made.append("cookie")
    response = HttpResponse(WORDS)
    response.set_cookie("seen", "yes")
    return response


def token(request: HttpRequest) -> HttpResponse:
    made.append("token")
    return HttpResponse(Template("{% csrf_token %}").render(RequestContext(request)))


def no_store(request: HttpRequest) -> HttpResponse:
    made.append("no-store")
    return HttpResponse(WORDS, headers={"Cache-Control": "no-store"})


def missing(request: HttpRequest) -> HttpResponse:
    made.append("missing")
    surrogate_keys.tag(request, "note-2")
    raise Http404


def gone(request: HttpRequest) -> HttpResponse:
    made.append("gone")
    return HttpResponse("Gone", status=410)


def moved(request: HttpRequest) -> HttpResponse:
    made.append("moved")
    return redirect("/notes/", permanent=True)


urlpatterns = [
    path("admin/", admin.site.urls),
    path("notes/", live_notes),
    path("cookie/", cookie),
    path("token/", token),
    path("no-store/", no_store),
    path("missing/", missing),
    path("gone/", gone),
    path("moved/", moved),
]


@pytest.fixture(params=[FrontClient, Client], ids=["front", "django"])
def client(request: pytest.FixtureRequest) -> Client:
    """Return a client that asks the front, and one that asks the middleware alone."""
    return cast("Client", request.param())


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    made.clear()
    yield
    look_up._hosts.cache_clear()


@pytest.fixture
def costs(django_assert_max_num_queries: Any) -> Any:
    """Allow so many queries. On PostgreSQL, that of the generation bypasses Django and isn't counted."""
    return lambda number: django_assert_max_num_queries(number - (connection.vendor == "postgresql"))


def another_process() -> None:
    """Clear this process's memory, so that only the shared cache is left, as for another process."""
    page_cache.forget()
    memory.forget()


# --- What is kept, and for how long


def test_a_page_is_made_once_and_then_costs_one_query(client: Client, costs: Any) -> None:
    first = client.get("/notes/")
    with costs(1):
        second = client.get("/notes/")
    assert len(made) == 1
    assert (second.content, dict(second.items())) == (first.content, dict(first.items()))


def test_another_process_finds_the_page(client: Client, costs: Any) -> None:
    client.get("/notes/")
    another_process()
    with costs(1):
        client.get("/notes/")
    assert len(made) == 1


def test_a_publication_is_seen_by_the_next_request(client: Client, note: Note, desk: Any) -> None:
    assert client.get("/notes/").content.startswith(b" The ferry")
    actions.publish(note, desk)
    assert client.get("/notes/").content.startswith(b"First")


def test_a_draft_leaves_the_page_where_it_is(client: Client, note: Note, writer: Any) -> None:
    client.get("/notes/")
    written("Second", writer)
    client.get("/notes/")
    assert len(made) == 1


def test_a_page_lasts_until_the_next_transition_and_not_a_microsecond_longer(
    client: Client, note: Note, desk: Any, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    client.get("/notes/")
    now.move_to(NINE + HOUR - timedelta(microseconds=1))
    assert client.get("/notes/").content.startswith(b" The ferry")
    assert len(made) == 1
    now.move_to(NINE + HOUR)
    assert client.get("/notes/").content.startswith(b"First")
    another_process()
    assert client.get("/notes/").content.startswith(b"First")


def test_a_worker_whose_clock_is_behind_does_not_serve_what_one_ahead_has_made(
    client: Client, note: Note, desk: Any, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    now.move_to(NINE + HOUR)
    assert client.get("/notes/").content.startswith(b"First")
    another_process()
    now.move_to(NINE + HOUR - SECOND)
    assert client.get("/notes/").content.startswith(b" The ferry")


def test_the_next_instant_is_asked_for_once(client: Client, note: Note, desk: Any, costs: Any) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    client.get("/notes/?before=1")
    with costs(2):  # the generation and the notes
        client.get("/notes/?before=2")


@pytest.mark.once
@pytest.mark.parametrize(("address", "status"), [("/gone/", 410), ("/moved/", 301)])
def test_an_address_that_moved_or_is_gone_is_kept(client: Client, address: str, status: int) -> None:
    answers = [client.get(address) for _ in range(2)]
    assert len(made) == 1
    assert [answer.status_code for answer in answers] == [status] * 2
    assert answers[0].get("Location") == answers[1].get("Location")


@pytest.mark.once
@pytest.mark.parametrize("address", ["/missing/", "/cookie/", "/token/", "/no-store/"])
def test_what_is_missing_or_meant_for_one_reader_is_made_each_time(client: Client, address: str) -> None:
    for _ in range(2):
        client.get(address)
    assert len(made) == 2


@pytest.mark.once
@pytest.mark.parametrize("address", ["/cookie/", "/token/", "/no-store/"])
def test_what_is_meant_for_one_reader_is_stored_nowhere(client: Client, address: str) -> None:
    assert client.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.once
@pytest.mark.parametrize("address", ["/notes", "/nothing/here/"])
def test_addresses_without_a_page_leave_nothing_behind(client: Client, address: str) -> None:
    assert client.get(address).status_code in (301, 404)
    assert not cached_pages.count_in_memory()


@pytest.mark.once
def test_a_post_is_never_answered_from_what_is_kept(client: Client) -> None:
    client.get("/notes/")
    client.post("/notes/")
    assert len(made) == 2


@pytest.mark.once
def test_another_release_finds_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/notes/")
    another_process()
    monkeypatch.setattr(cached_pages, "stamp", lambda: "another")
    client.get("/notes/")
    assert len(made) == 2


@pytest.mark.once
@pytest.mark.long
def test_processes_of_one_release_have_one_stamp_and_those_of_other_settings_another(tmp_path: Path) -> None:
    code = "import django; django.setup(); from newsroom.delivery.cached_pages import stamp; print(stamp())"

    def stamp(**environment: str) -> str:
        base = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_DEMO": "1", "VAR_DIR": os.environ["VAR_DIR"]}
        run = [sys.executable, "-c", code]
        root = Path(__file__).parents[2]
        return subprocess.run(
            run, cwd=root, env=os.environ | base | environment, capture_output=True, text=True, check=True
        ).stdout

    one, two = stamp(PYTHONHASHSEED="1"), stamp(PYTHONHASHSEED="2")
    elsewhere = {
        "VAR_DIR": str(tmp_path / "one"),
        "SECRET_KEY": "0" * 50,
        "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3",
    }
    assert stamp(**elsewhere) == stamp(**elsewhere | {"VAR_DIR": str(tmp_path / "another")})  # of another machine
    assert one == two != stamp(PYTHONHASHSEED="1", NEWSROOM_NAME="The Ellery Lantern")


@pytest.mark.once
def test_a_page_too_large_for_memory_is_found_in_the_shared_cache(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_pages, "LARGEST_IN_MEMORY", 10)
    client.get("/notes/")
    client.get("/notes/")
    assert (len(made), cached_pages.count_in_memory()) == (1, 0)


@pytest.mark.once
def test_memory_holds_so_many_pages_and_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_pages, "IN_MEMORY", 3)
    for number in range(10):
        client.get(f"/notes/?before={number}")
    assert 0 < cached_pages.count_in_memory() <= 3


@pytest.mark.once
def test_the_page_that_was_used_longest_ago_leaves_memory(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_pages, "IN_MEMORY", 2)
    for number in (1, 2, 1, 3):
        client.get(f"/notes/?before={number}")
    cache.clear()  # what is found now is in memory
    for number in (1, 3, 2):
        client.get(f"/notes/?before={number}")
    assert made == [f"/notes/?before={number}" for number in (1, 2, 3, 2)]


@pytest.mark.once
def test_threads_share_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_pages, "IN_MEMORY", 5)
    page = cached_pages.page_of(NINE, NINE + HOUR, 200, [], "", b"")

    def use(thread: int) -> None:
        for number in range(2_000):
            place = number % 3, f"{(number + thread) % 9}"
            cached_pages._remember(place, page)
            cached_pages.find(*place, NINE)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(4)))
    assert cached_pages.count_in_memory() == 5


# --- Who asks, and how


def test_staff_are_never_answered_from_what_is_kept(client: Client) -> None:
    client.get("/notes/")
    client.force_login(editor())
    assert client.get("/notes/")["Cache-Control"] == "private, no-store"
    assert len(made) == 2
    client.logout()
    client.get("/notes/")
    assert len(made) == 2  # and what they saw was not kept


@pytest.mark.once
def test_other_cookies_change_nothing(client: Client) -> None:
    client.get("/notes/")
    client.cookies["consent"] = "yes"
    client.get("/notes/")
    assert len(made) == 1


@pytest.mark.once
def test_keys_of_campaigns_are_taken_out(client: Client) -> None:
    client.get("/notes/?utm_source=mail&fbclid=7")
    client.get("/notes/?before=1&utm_medium=x")
    client.get("/notes/")
    assert made == ["/notes/", "/notes/?before=1"]


@pytest.mark.once
@pytest.mark.parametrize("query", ["x=1", "before=1&before=2", "q=ferry", "before[]=1"])
def test_a_page_with_a_key_that_anybody_can_make_up_is_made_each_time(client: Client, query: str) -> None:
    for _ in range(2):
        client.get(f"/notes/?{query}")
    assert made == [f"/notes/?{query}"] * 2


@pytest.mark.once
def test_another_name_for_our_host_is_not_kept(client: Client) -> None:
    for _ in range(2):
        client.get("/notes/", headers={"host": "testserver:8123"})
    assert len(made) == 2


@pytest.mark.once
def test_head_is_answered_from_the_get(client: Client) -> None:
    got = client.get("/notes/")
    head = client.head("/notes/")
    assert len(made) == 1
    assert (head.content, dict(head.items())) == (b"", dict(got.items()))


@pytest.mark.once
def test_a_reader_who_has_the_page_is_told_so(client: Client, note: Note, desk: Any) -> None:
    etag = client.get("/notes/")["ETag"]
    again = client.get("/notes/", headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    actions.publish(note, desk)
    assert client.get("/notes/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.once
def test_a_page_just_made_is_compared_too(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE = False
    etag = client.get("/notes/")["ETag"]
    assert client.get("/notes/", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.once
def test_no_answer_has_a_last_modified(client: Client) -> None:
    assert not any(client.get("/notes/").has_header("Last-Modified") for _ in range(2))


@pytest.mark.once
def test_whoever_accepts_gzip_gets_it_and_nobody_else(client: Client) -> None:
    plain = client.get("/notes/")
    for _ in range(2):
        zipped = client.get("/notes/", headers={"accept-encoding": "br, gzip"})
        assert zipped["Content-Encoding"] == "gzip"
        assert zipped["Content-Length"] == str(len(zipped.content))
        assert gzip.decompress(zipped.content) == plain.content
        assert zipped["ETag"] == plain["ETag"]
    refused = client.get("/notes/", headers={"accept-encoding": "gzip;q=0, br"})
    assert not refused.has_header("Content-Encoding")
    assert plain["Vary"] == zipped["Vary"] == "Accept-Encoding"


# --- What proxies and browsers are told


def told(client: Client) -> str:
    return str(client.get("/notes/")["Cache-Control"])


@pytest.mark.once
def test_browsers_ask_each_time_and_proxies_keep_a_page_for_seconds(client: Client) -> None:
    assert told(client) == told(client) == "public, s-maxage=4, max-age=0, must-revalidate"


@pytest.mark.once
@pytest.mark.parametrize(("left", "seconds"), [(7, 4), (6, 4), (5.5, 3), (3, 1)])
def test_a_proxy_lets_go_two_seconds_before_the_next_transition(
    client: Client, note: Note, desk: Any, now: time_machine.Traveller, left: float, seconds: int
) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    client.get("/notes/")
    now.move_to(NINE + HOUR - timedelta(seconds=left))
    assert f"s-maxage={seconds}," in told(client)


def test_in_the_last_two_seconds_proxies_keep_nothing_and_nobody_is_told_to_keep_what_he_has(
    client: Client, note: Note, desk: Any, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    etag = client.get("/notes/")["ETag"]
    now.move_to(NINE + HOUR - timedelta(seconds=2.9))
    answer = client.get("/notes/", headers={"if-none-match": etag})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=0, must-revalidate")
    assert len(made) == 1


@pytest.mark.once
def test_what_was_not_found_may_be_kept_by_proxies_for_as_long(client: Client) -> None:
    assert "s-maxage=4" in client.get("/missing/")["Cache-Control"]


def test_a_page_says_what_it_shows_but_one_that_is_missing_does_not(client: Client) -> None:
    assert [client.get("/notes/")["Surrogate-Key"] for _ in range(2)] == ["site note-1 list"] * 2
    assert not client.get("/missing/").has_header("Surrogate-Key")


def test_without_the_page_cache_pages_are_made_each_time(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE = False
    assert told(client) == told(client) == "private, max-age=0, must-revalidate"
    assert len(made) == 2


# --- What is broken


@pytest.mark.once
def test_nobody_else_may_write_where_the_pages_lie(client: Client, settings: Any) -> None:
    client.get("/notes/")
    directory = settings.VAR_DIR / "cache"
    assert [directory.stat().st_mode & 0o777, *{file.stat().st_mode & 0o777 for file in directory.iterdir()}] == [
        0o700,
        0o600,
    ]


@pytest.mark.once
def test_a_shared_cache_that_does_not_answer_costs_one_line_in_the_log_and_no_page(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": redis}
    page_cache.forget()
    with caplog.at_level(logging.WARNING, "newsroom.delivery.cached_pages"):
        for number in range(5):
            assert client.get(f"/notes/?before={number}").status_code == 200
    assert [record.message[:29] for record in caplog.records] == ["The shared cache does not ans"]
    client.get("/notes/?before=1")
    assert len(made) == 5  # the process still has its own


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_page_outlives_the_connection_that_was_kept_from_the_one_before(client: Client) -> None:
    client.get("/notes/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.errors_occurred = False  # as where nothing was asked since: only the server knows
    assert client.get("/notes/?before=1").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_first_two_publications_at_once_make_two_generations() -> None:
    SiteGeneration.objects.all().delete()
    numbers = []
    for _ in range(2):
        generation.bump()
        numbers.append(current_generation.read())
    assert numbers[0] < numbers[1]


def test_a_number_that_was_lost_with_a_rollback_does_not_come_again(db: None) -> None:
    generation.bump()
    before = current_generation.read()
    generation.bump()
    lost = current_generation.read()
    SiteGeneration.objects.update(number=before)  # as in a backup of the day before
    generation.bump()
    assert current_generation.read() > lost
