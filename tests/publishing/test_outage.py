"""A database outage: what is still served, what never is, and what everybody else gets."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest
import time_machine
from django.contrib import admin
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from newsroom.delivery import current_generation, look_up, outage, page_cache
from newsroom.delivery.request_clock import TimedRequest
from newsroom.health import healthz
from newsroom.images import actions as picture_actions
from newsroom.images.views import media
from newsroom.publishing import actions, generation
from tests.conftest import NINE
from tests.front import FrontClient
from tests.images.factories import PictureFactory, photo
from tests.people import journalist
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note, NoteRevision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ADD = "/admin/notes/note/add/"


def live_notes(request: TimedRequest) -> HttpResponse:
    headlines = [revision.content["headline"] for revision in NoteRevision.objects.live(request.now).order_by("pk")]
    return HttpResponse(", ".join(headlines) or "Nothing")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<path:name>", media, name="media"),
    path("healthz", healthz),
    path("notes/", live_notes),
    path("", include(("articles.urls", "articles"))),
]
handler500 = "newsroom.delivery.unavailable.server_error"


@pytest.fixture(params=[FrontClient, Client], ids=["front", "django"])
def client(request: pytest.FixtureRequest) -> Client:
    """Return a client that asks the front, and one that asks the middleware alone."""
    return cast("Client", request.param())


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    yield
    look_up._hosts.cache_clear()


@pytest.fixture
def live(note: Note, desk: Any, client: Client) -> Note:
    """Return a live note on a cached page."""
    actions.publish(note, desk)
    assert client.get("/notes/").text == "First"
    return note


@contextmanager
def away() -> Iterator[None]:
    """Make the database unreachable."""
    key = "HOST" if connection.vendor == "postgresql" else "NAME"
    address = connection.settings_dict[key]
    connection.close()
    connection.settings_dict[key] = "/nonexistent/place"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict[key] = address
        current_generation.forget()


def status_while_away(client: Client, address: str = "/notes/") -> int:
    with away():
        return client.get(address).status_code


# --- What is served


def test_a_kept_page_is_served_and_says_so(client: Client, live: Note) -> None:
    before = client.get("/notes/")
    with away():
        answer = client.get("/notes/")
    assert (answer.status_code, answer.content, answer["X-Outage"]) == (200, before.content, "database")
    assert not before.has_header("X-Outage")


def test_another_process_serves_it_too(client: Client, live: Note) -> None:
    outage.forget()
    page_cache.forget()
    assert status_while_away(client) == 200


@pytest.mark.once
def test_an_ordinary_publication_takes_no_page_away(client: Client, live: Note, desk: Any) -> None:
    actions.publish(written("Second", desk), desk)
    with away():
        assert client.get("/notes/").text == "First"
    client.get("/notes/")
    with away():
        assert client.get("/notes/").text == "First, Second"


@pytest.mark.once
@pytest.mark.parametrize(("minutes", "status"), [(10, 200), (10.1, 503)])
def test_pages_are_served_for_ten_minutes(
    client: Client, live: Note, now: time_machine.Traveller, minutes: float, status: int
) -> None:
    now.move_to(NINE + minutes * MINUTE)
    assert status_while_away(client) == status


@pytest.mark.once
def test_the_ten_minutes_begin_when_the_page_was_last_right(
    client: Client, live: Note, now: time_machine.Traveller
) -> None:
    now.move_to(NINE + HOUR)
    client.get("/notes/")
    now.move_to(NINE + HOUR + 9 * MINUTE)
    assert status_while_away(client) == 200


@pytest.mark.once
def test_with_zero_minutes_nothing_is_served(client: Client, live: Note, settings: Any) -> None:
    settings.OUTAGE_MINUTES = 0
    assert status_while_away(client) == 503


def test_no_page_outlives_the_instant_at_which_it_would_have_changed(
    client: Client, live: Note, desk: Any, now: time_machine.Traveller
) -> None:
    actions.unpublish(live, desk, at=NINE + MINUTE)
    client.get("/notes/")
    now.move_to(NINE + MINUTE - SECOND)
    assert status_while_away(client) == 200
    now.move_to(NINE + MINUTE)
    assert status_while_away(client) == 503


@pytest.mark.once
def test_a_process_whose_clock_is_behind_serves_nothing(
    client: Client, live: Note, now: time_machine.Traveller
) -> None:
    now.move_to(NINE - SECOND)
    assert status_while_away(client) == 503


def test_when_the_database_is_back_pages_are_made_again(client: Client, live: Note, desk: Any) -> None:
    assert status_while_away(client) == 200
    actions.publish(written("Second", desk), desk)
    assert client.get("/notes/").text == "First, Second"


# --- What never is


@pytest.mark.parametrize("removal", ["take_down", "unpublish", "unpublish later"])
def test_what_was_taken_from_readers_does_not_come_back(
    client: Client, live: Note, desk: Any, chief: Any, removal: str
) -> None:
    if removal == "take_down":
        actions.take_down(live, chief, reason="Court order")
    else:
        actions.unpublish(live, desk, at=NINE + HOUR if removal == "unpublish later" else None)
    assert status_while_away(client) == 503
    client.get("/notes/")
    assert status_while_away(client) == 200


@pytest.mark.parametrize("removal", ["take_down", "set_rights", "replace_file"])
def test_a_page_with_a_picture_that_readers_lost_does_not_come_back(
    client: Client, live: Note, desk: Any, chief: Any, removal: str
) -> None:
    picture = PictureFactory()
    client.get("/notes/")
    if removal == "take_down":
        picture_actions.take_down(picture, chief, reason="Court order")
    elif removal == "set_rights":
        picture_actions.set_rights(picture, desk, usable_from=None, usable_until=NINE + HOUR)
    else:
        picture_actions.replace_file(picture, ContentFile(photo(90, 60), "bridge.jpg"), desk)
    assert status_while_away(client) == 503


def test_a_page_made_between_the_mark_and_the_commit_does_not_come_back(client: Client, live: Note, chief: Any) -> None:
    def ask() -> None:
        assert Client().get("/notes/").text == "First"  # readers still see it: nothing is committed
        connection.close()

    page_cache.forget()
    caches["default"].clear()
    with transaction.atomic():
        actions.take_down(live, chief, reason="Court order")
        reader = Thread(target=ask)
        reader.start()
        reader.join()
    assert status_while_away(client) == 503


def test_a_removal_that_is_rolled_back_costs_pages_until_the_next_publication(
    client: Client, live: Note, desk: Any
) -> None:
    with transaction.atomic():
        generation.remove()
        transaction.set_rollback(True)
    assert status_while_away(client) == 503
    actions.publish(written("Second", desk), desk)
    client.get("/notes/")
    assert status_while_away(client) == 200


def test_where_the_mark_is_lost_nothing_is_served_until_a_request_has_put_it_back(client: Client, live: Note) -> None:
    caches["outage"].clear()
    assert status_while_away(client) == 503
    outage.forget()
    client.get("/notes/")
    assert status_while_away(client) == 200


@pytest.mark.once
def test_where_the_mark_cannot_be_asked_nothing_is_served(client: Client, live: Note, settings: Any) -> None:
    with no_directory(settings):
        assert status_while_away(client) == 503


def test_a_mark_that_could_not_be_written_is_written_by_the_next_request(
    client: Client, live: Note, chief: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with no_directory(settings):
        actions.take_down(live, chief, reason="Court order")  # the law does not wait
    assert "mark of a removal could not be written" in caplog.text
    client.get("/nothing/")
    assert status_while_away(client) == 503


@contextmanager
def no_directory(settings: Any) -> Iterator[None]:
    """Put a file in place of the records' directory."""
    place: Path = settings.VAR_DIR / "outage"
    aside = place.rename(place.with_name("aside"))
    place.touch()
    try:
        yield
    finally:
        place.unlink()
        aside.rename(place)
        shutil.rmtree(aside, ignore_errors=True)


# --- What everybody else is told


def test_a_page_that_is_not_kept_is_a_503_with_the_time_to_try_again(client: Client, live: Note) -> None:
    with away():
        answer = client.get("/timelines/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Back in a moment" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"]
    assert not answer.cookies


@pytest.mark.once
def test_whoever_has_a_session_is_not_given_what_readers_saw(client: Client, live: Note, desk: Any) -> None:
    staff = Client()
    staff.force_login(desk)
    assert status_while_away(staff) == 503


def test_no_picture_leaves_while_its_rights_cannot_be_asked(client: Client, live: Note) -> None:
    picture = picture_actions.upload(ContentFile(photo(64, 48), "bridge.jpg"), journalist(), alt="A bridge")
    address = f"/media/{picture.current.image.name}"  # type: ignore[union-attr]
    assert client.get(address).status_code == 200
    assert status_while_away(client, address) == 503


def test_the_health_check_fails_and_recovers(client: Client, live: Note) -> None:
    assert status_while_away(client, "/healthz") == 503
    assert client.get("/healthz").json()["database"] == "answers"  # the clocks are far apart: ours stands still


@pytest.mark.once
def test_a_form_of_the_desk_comes_back_with_what_was_typed(live: Note, desk: Any) -> None:
    staff = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    staff.force_login(desk)
    with away():
        answer = staff.post(ADD, {"headline": "A headline that took some time", "password": "hunter2"})
    assert answer.status_code == 503
    assert "Nothing was saved, but your text is here." in answer.text
    assert "A headline that took some time" in answer.text
    assert "Send again" in answer.text
    assert "hunter2" not in answer.text


@pytest.mark.once
def test_what_another_site_sends_is_not_shown(live: Note, desk: Any) -> None:
    with away():
        answer = Client(headers={"origin": "https://elsewhere.example"}).post(
            ADD, {"headline": "Words of another site"}
        )
    assert answer.status_code == 503
    assert "Words of another site" not in answer.text


@pytest.mark.once
def test_what_a_script_of_the_desk_sends_is_answered_in_its_own_terms(live: Note, desk: Any) -> None:
    staff = Client()
    staff.force_login(desk)
    with away():
        answer = staff.post("/admin/notes/note/keep/", json.dumps({"typed": []}), content_type="application/json")
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.json()["refused"]


def test_an_outage_is_one_line_in_the_log_and_no_trace(
    client: Client, live: Note, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), away():
        for _ in range(5):
            client.get("/notes/")
            client.get("/timelines/")
    assert [record.message[:28] for record in caplog.records] == ["The database does not answer"]
    assert not any(record.exc_info for record in caplog.records)


def test_a_view_that_the_database_leaves_in_the_middle_is_a_503(
    client: Client, live: Note, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, address = current_generation.read(), "/notes/?x=1"
    with monkeypatch.context() as patched, away():
        patched.setattr(current_generation, "read", lambda: number)  # it answered a moment ago
        answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Traceback" not in caplog.text


def test_a_session_that_cannot_be_read_is_a_503(
    live: Note, desk: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, staff = current_generation.read(), Client(raise_request_exception=False)
    staff.force_login(desk)
    with monkeypatch.context() as patched, away():
        patched.setattr(current_generation, "read", lambda: number)  # it answered a moment ago
        answer = staff.get("/notes/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Traceback" not in caplog.text


def test_only_one_request_a_second_asks_a_database_that_is_away(
    client: Client, live: Note, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    read: Callable[[], int] = current_generation._select
    monkeypatch.setattr(current_generation, "_select", lambda: asked.append(1) or read())  # type: ignore[func-returns-value]
    with away():
        for _ in range(20):
            client.get("/notes/")
    assert len(asked) == 2  # once over the connection that was kept, once over a new one; the clock stands still
