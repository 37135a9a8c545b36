"""A real browser against a real server. Needs a Chromium: set CHROMIUM to its path, or have one on PATH.

Without one these tests are skipped, unless REQUIRE_BROWSER=1 makes its absence a failure.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, sync_playwright
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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # no test asks another site
    "--renderer-process-limit=1",  # a page shares the process of the page before, which has read the scripts already
]
# A browser far from the newsroom: a script that trusts the reader's own zone shows here.
FAR = {"locale": "en-US", "timezone_id": "Europe/Kyiv"}
SignIn = Callable[[Page, User], None]
OpenWindow = Callable[..., Page]


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


class Windows:
    """Contexts of one browser, each lent to one test after another: their caches keep the site's scripts and styles.

    Loading those again would take as long as everything else on a page. A test finds no page, cookie, storage or route of
    another.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.free: dict[str, list[BrowserContext]] = defaultdict(list)

    @contextmanager
    def lent(self, *, once: bool = False, **kind: Any) -> Iterator[BrowserContext]:
        """Lend a context of that kind (the options of Playwright's `new_context`).

        What adds a script to the context itself, which can't be taken out again, asks for one to use `once`.
        """
        free = [] if once else self.free[repr(sorted(kind.items()))]
        context = free.pop() if free else self._made(**kind)
        kept = context.pages[0]
        yield context
        if once:
            context.close()
            return
        for page in context.pages[1:]:
            page.close()
        context.set_offline(False)
        context.unroute_all()
        context.clear_cookies()
        session = context.new_cdp_session(kept)
        session.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "local_storage,indexeddb"})
        session.detach()
        free.append(context)

    def _made(self, **kind: Any) -> BrowserContext:
        context = self.browser.new_context(base_url=self.url, **kind)
        context.set_default_timeout(10_000)
        context.new_page().goto("/healthz")  # this page stays, and with it the process that has read the scripts
        return context


@pytest.fixture(scope="session")
def windows(browser: Browser, live_server: LiveServer) -> Windows:
    """The contexts of this run."""
    return Windows(browser, live_server.url)


@pytest.fixture
def open_window(windows: Windows) -> Iterator[OpenWindow]:
    """`open_window(viewport=...)` opens a page that shares nothing with other pages, signed in nowhere.

    A script error or a CSP violation fails the test. `page.goto("/")` opens the live server.
    """
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def note(error: WebError) -> None:
        complaints.append(str(error.error))

    def open_window(**kind: Any) -> Page:
        context = stack.enter_context(windows.lent(**kind))
        for event, listener in (("console", listen), ("weberror", note)):
            context.on(event, listener)  # type: ignore[call-overload]
            stack.callback(context.remove_listener, event, listener)
        return context.new_page()

    with ExitStack() as stack:
        yield open_window
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def browser_page(open_window: OpenWindow) -> Page:
    """A fresh page at 1280 × 800."""
    return open_window(viewport={"width": 1280, "height": 800}, **FAR)


@pytest.fixture
def phone_page(open_window: OpenWindow) -> Page:
    """The same on a phone: 390 px wide, by touch."""
    screen: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
    return open_window(**screen, is_mobile=True, has_touch=True, **FAR)


@pytest.fixture
def other_page(open_window: OpenWindow) -> Page:
    """Somebody else's browser."""
    return open_window(viewport={"width": 1280, "height": 800})


@pytest.fixture
def probed_page(open_window: OpenWindow) -> Page:
    """A page without our policy: axe measures with a style element of its own."""
    return open_window(viewport={"width": 1280, "height": 800}, bypass_csp=True)


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
