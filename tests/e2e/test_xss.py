"""Nothing that anybody types or imports runs in a browser. Some payloads here; tests/long/test_xss.py has the whole corpus."""

import io
import random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from newsroom.images.upload import take_in
from tests.e2e.hostile import asked, in_feeds, newsroom, payloads, run_in

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLE = 60


@pytest.mark.long
def test_no_payload_runs_on_any_page(browser: Browser, live_server: LiveServer, chief: User, settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    attacks = tuple(random.Random(1).sample(payloads(), SAMPLE))
    made = newsroom(attacks, blocks=9)
    assert asked() - made.written.keys() - made.refused.keys() == set()
    assert (len(made.drafts), len(made.timelines)) == (4, 4)
    assert in_feeds(Client(), made) == []
    assert run_in(browser, live_server.url, chief, made, bypass_csp=True) == {}


def test_the_watch_sees_what_runs(browser: Browser) -> None:
    """With nothing sanitized the payloads do run: what finds none above would find them."""
    from tests.e2e.hostile import FOUND, WATCH

    page = browser.new_page()
    ran: list[str] = []
    page.expose_function("ran", lambda said: ran.append(said))
    page.add_init_script(WATCH)
    page.goto("data:text/html,<img src=x onerror=alert(1)><script>confirm(2)</script><a href=' javascript:x'>y</a>")
    page.wait_for_function("document.images[0].complete")
    assert set(page.evaluate(FOUND)) == {"img onerror", "script", "a href= javascript:x"}
    page.wait_for_timeout(0)
    assert {"alert(1)", "confirm(2)"} <= set(ran)
    page.close()


@pytest.mark.parametrize("picture", ["<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "<html>"])
def test_a_drawing_that_could_run_is_no_photo(picture: str) -> None:
    with pytest.raises(ValidationError):
        take_in(io.BytesIO(picture.encode()), "photo.jpg")
