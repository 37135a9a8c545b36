"""The whole corpus of payloads through every field and every import, with our policy and without it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import browser as browser  # the fixture
from tests.e2e.hostile import in_feeds, newsroom, payloads, run_in

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = 20
BLOCKS = 50


@pytest.mark.parametrize("part", range(PARTS))
def test_no_payload_runs_on_any_page(
    part: int,
    browser: Browser,
    live_server: LiveServer,
    chief: User,
    settings: Any,
    figures: Callable[[str], None],
) -> None:
    settings.FEED_FULL_TEXT = True
    attacks = payloads()[part::PARTS]
    made = newsroom(attacks, BLOCKS)
    assert in_feeds(Client(), made) == []
    for bypass_csp in (True, False):
        assert run_in(browser, live_server.url, chief, made, bypass_csp=bypass_csp) == {}
    figures(f"{len(attacks)} payloads, {made.written.total()} fields written, {made.refused.total()} refused")
