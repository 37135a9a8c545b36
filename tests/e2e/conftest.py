"""A real browser against a real server. Needs a Chromium: set CHROMIUM to its path, or have one on PATH.

Without one these tests are skipped, unless REQUIRE_BROWSER=1 makes its absence a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.articles.factories import ArticleFactory, SectionFactory
from tests.people import journalist

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SignIn = Callable[[Page, User], None]


def _chromium() -> str | None:
    # The same browser without a window to draw takes a third less of the processor.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    chromium = _chromium()
    if chromium is None:
        cure = (
            "No Chromium was found: install one (apt-get install chromium-headless-shell) or set CHROMIUM to its path."
        )
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(cure)
        pytest.skip(cure)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright's synchronous calls run an event loop in this thread; Django would take our queries for asynchronous ones.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def _page(browser: Browser, live_server: LiveServer, **kind: Any) -> Iterator[Page]:
    # A browser far from the newsroom: a script that trusts the reader's own zone shows here.
    context = browser.new_context(base_url=live_server.url, locale="en-US", timezone_id="Europe/Kyiv", **kind)
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    context.on("console", listen)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield page
    context.close()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def browser_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh page at 1280 × 800; a script error or a CSP violation fails the test. `page.goto("/")` opens the live server."""
    yield from _page(browser, live_server, viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The same on a phone: 390 px wide, by touch."""
    yield from _page(
        browser,
        live_server,
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        device_scale_factor=2,
    )


@pytest.fixture
def writer(transactional_db: None) -> User:
    """Mira, who has a section to write for."""
    SectionFactory(name="World", slug="world")
    return journalist("mira")


@pytest.fixture
def story(writer: User) -> Article:
    """A draft of hers."""
    return ArticleFactory(owner=writer, headline="The harbor is open again")


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """`sign_in(page, user)` hands the page a signed-in session, without typing a password."""

    def sign_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in
