"""A real server that is killed with SIGKILL while somebody writes: in the middle of saves and of autosaves.

Every round somebody types a word that was never there, and the server dies as it is sent. Then it is started again, the
page opened anew, what is offered back used and saved; and every word that was ever typed has to be in the story.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from articles.models import Article
from newsroom.people.models import DeskSession as Session
from newsroom.publishing.models import Autosave
from tests.e2e import desk
from tests.site.serving import ROOT, database_url, free_port

LONGEST = 0.5  # seconds from the moment a request leaves the browser to the kill


class Plug:
    """One web process on the test database, on the same port whenever it is started."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_DEMO": "1",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(directory),
            "PUBLIC_URL": self.url,
        }
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def put_in(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--bind", f"127.0.0.1:{self.port}", "--threads", "8", "--no-control-socket", "--log-level", "error"]
        command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", *options]
        self.server = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )
        for _ in range(600):
            if self._answers():
                return
            time.sleep(0.1)
        raise AssertionError("The server does not answer.")

    def pull(self) -> None:
        """Kill it and its worker, in the middle of whatever they do."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def plugged_in(directory: Path) -> Iterator[Plug]:
    """The server, which is gone after the block."""
    plug = Plug(directory)
    plug.put_in()
    try:
        yield plug
    finally:
        if plug.server.poll() is None:
            plug.pull()


def pull_the_plug(browser: Browser, plug: Plug, story: Article, writer: User, *, times: int, seed: int) -> Counter[str]:
    """Kill the server `times` times while `writer` writes `story`. Returns what happened how often."""
    chance, counted, words = random.Random(seed), Counter[str](), list[str]()
    context = browser.new_context(base_url=plug.url)
    context.set_default_timeout(20_000)
    context.on("page", lambda page: page.on("dialog", lambda dialog: dialog.accept()))
    page = context.new_page()
    _signed_in(context, writer)
    for number in range(times):
        _open(page, story, writer)
        words.append(f"word{number}n{chance.randrange(10**6)}")
        desk.editor_of(page).first.focus()  # a click sets the cursor late, within a word
        page.keyboard.press("Control+End")
        page.keyboard.type(f" {words[-1]}")
        moment = chance.choice(["save", "save", "autosave", "closing"])
        _die(page, plug, moment, chance)
        counted[f"killed in {moment}"] += 1
        if page.is_closed() or chance.random() < 0.3:
            page.close()
            page = context.new_page()
            counted["tab closed"] += 1
        if chance.random() < 0.25:
            Session.objects.all().delete()
            counted["session dropped"] += 1
        plug.put_in()
        _signed_in(context, writer)
        counted["offered back" if _recovered(page, story, writer) else "was saved"] += 1
        text = str(story.head.read())
        lost = [word for word in words if word not in text]
        assert not lost, f"Lost in round {number}, killed in {moment}: {lost}. Text: {text}. Kept: {_kept(page)}"
    context.close()
    return counted


def _die(page: Page, plug: Plug, moment: str, chance: random.Random) -> None:
    if moment == "save":
        page.wait_for_timeout(chance.choice([0, 300]))
        with page.expect_request(lambda request: request.method == "POST" and "/change/" in request.url):
            page.get_by_role("button", name="Save", exact=True).click(no_wait_after=True)
        time.sleep(chance.uniform(0, LONGEST))
        plug.pull()
    elif moment == "autosave":
        with page.expect_request(lambda request: request.method == "POST" and "/keep/" in request.url):
            pass
        time.sleep(chance.uniform(0, LONGEST / 5))
        plug.pull()
    else:
        page.wait_for_timeout(300)  # a large form is written down four times a second
        page.close()
        time.sleep(chance.uniform(0, LONGEST / 5))
        plug.pull()


def _open(page: Page, story: Article, writer: User) -> None:
    address = f"/admin/articles/article/{story.pk}/change/"
    try:
        page.goto(address)
    except Error:  # the page of an error was still under way
        page.goto(address)
    if "/login/" in page.url:  # what an older page sent with a session that is gone has signed the browser out
        _signed_in(page.context, writer)
        page.goto(address)
    expect(desk.editor_of(page).first).to_be_visible()


def _recovered(page: Page, story: Article, writer: User) -> bool:
    """Open the page again and do what it offers; False where there was nothing to be done."""
    _open(page, story, writer)
    for turn in range(400):  # the policy of the desk allows no wait_for_function
        if page.evaluate("Object.keys(localStorage).every((name) => !name.startsWith('unsaved '))"):
            break
        if turn == 50:  # signed out, as above: they sign in at another window, and the page tries again
            _signed_in(page.context, writer)
        page.wait_for_timeout(100)
    else:
        raise AssertionError(f"The newsroom does not take what is kept here: {_kept(page)}")
    _open(page, story, writer)  # by now the newsroom has all that this computer kept
    offers = page.get_by_role("region", name="Unsaved changes")
    if not offers.count():
        return False
    offers.first.get_by_role("link", name="Restore").click()
    expect(page.get_by_text("these are your changes as autosaved")).to_be_visible()
    desk.save(page)
    return True


def _kept(page: Page) -> str:
    """What is kept on this computer and at the newsroom, for whoever looks for a word."""
    return f"{page.evaluate('JSON.stringify(localStorage)')} {list(Autosave.objects.values())}"


def _signed_in(context: BrowserContext, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}])
