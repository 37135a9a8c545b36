"""The screenshots of README.md and docs/, taken of the demo: `SCREENSHOTS=1 pytest tests/e2e/test_screenshots.py`."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from PIL import Image
from playwright.sync_api import Page

from articles.models import Article
from newsroom.demo import loading
from newsroom.publishing import clock

SignIn = Callable[[Page, User], None]

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
MOST = 200 * 1024  # bytes of one

pytestmark = pytest.mark.skipif(os.environ.get("SCREENSHOTS") != "1", reason="SCREENSHOTS=1 takes the README's anew")


@pytest.fixture
def story(transactional_db: None) -> Article:
    """The demo's story on the fighting in Kursk."""
    with transaction.atomic():  # in this process, which has the database of the test
        loading.load(make_renditions=False)
    return Article.objects.get(headline__contains="Kursk", kind="news", first_published_at__isnull=False)


def shoot(page: Page, name: str) -> None:
    """Store what is in sight: readers' pages, which have photographs, as WebP, the desk's in few colors."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot(caret="initial", animations="disabled"))).convert("RGB")
    if page.evaluate("devicePixelRatio") > 1:
        shot = shot.resize((shot.width // 2, shot.height // 2))
    out, ending = io.BytesIO(), "png" if name.startswith("desk") else "webp"
    if ending == "webp":
        shot.save(out, "WebP", quality=80, method=6)
    else:  # it has dots of color that a choice of the most frequent colors would leave out
        shot.quantize(192, Image.Quantize.MAXCOVERAGE).save(out, "PNG", optimize=True)
    assert len(out.getvalue()) <= MOST
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / f"{name}.{ending}").write_bytes(out.getvalue())


def test_what_readers_and_editors_see(browser_page: Page, sign_in: SignIn, story: Article) -> None:
    live = story.live(clock.now())
    browser_page.goto("/")
    shoot(browser_page, "front-page")
    browser_page.goto(live.get_absolute_url())
    shoot(browser_page, "story")
    browser_page.goto("/timelines/tamsin-tide-gate/")
    shoot(browser_page, "timeline")
    browser_page.emulate_media(color_scheme="dark")
    browser_page.goto("/")
    shoot(browser_page, "front-page-dark")
    browser_page.emulate_media(color_scheme="light")
    sign_in(browser_page, User.objects.get(username="editor"))
    browser_page.set_viewport_size({"width": 1440, "height": 900})
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    shoot(browser_page, "desk-story")
    browser_page.emulate_media(color_scheme="dark")
    shoot(browser_page, "desk-story-dark")
    browser_page.emulate_media(color_scheme="light")
    browser_page.goto(f"/admin/articles/article/{story.pk}/verb/fix_live/")
    shoot(browser_page, "desk-fix-live")
    browser_page.set_viewport_size({"width": 1280, "height": 720})
    browser_page.goto("/admin/articles/article/")
    shoot(browser_page, "desk-stories")


def test_the_desk_around_the_writing_page(browser_page: Page, sign_in: SignIn, story: Article) -> None:
    sign_in(browser_page, User.objects.get(username="editor"))
    browser_page.set_viewport_size({"width": 1280, "height": 800})
    browser_page.goto("/admin/")
    shoot(browser_page, "desk-home")
    browser_page.goto("/admin/articles/article/?q=ferry&state=live")
    shoot(browser_page, "desk-search")
    browser_page.keyboard.press("Control+p")
    browser_page.keyboard.type("kursk")
    browser_page.get_by_role("option").first.wait_for()
    shoot(browser_page, "desk-palette")
    browser_page.goto("/admin/calendar/")
    shoot(browser_page, "desk-calendar")
    browser_page.goto("/admin/images/picture/rights/")
    shoot(browser_page, "desk-rights")
    browser_page.emulate_media(color_scheme="dark")
    browser_page.goto("/admin/images/picture/")
    shoot(browser_page, "desk-photos-dark")
    browser_page.goto("/admin/fronts/container/fronts/")
    shoot(browser_page, "desk-fronts-dark")


def test_what_a_reader_sees_on_a_phone(phone_page: Page, story: Article) -> None:
    phone_page.goto(story.live(clock.now()).get_absolute_url())
    shoot(phone_page, "story-phone")


def test_the_desk_on_a_phone(phone_page: Page, sign_in: SignIn, story: Article) -> None:
    sign_in(phone_page, User.objects.get(username="editor"))
    phone_page.goto("/admin/")
    shoot(phone_page, "desk-home-phone")


def test_what_a_reporter_sees_on_a_phone(phone_page: Page, sign_in: SignIn, story: Article) -> None:
    sign_in(phone_page, User.objects.get(username="journalist"))
    phone_page.goto("/admin/articles/article/add/")
    shoot(phone_page, "desk-phone")
    sign_in(phone_page, User.objects.get(username="editor"))
    phone_page.goto(f"/admin/articles/article/{story.pk}/change/")
    shoot(phone_page, "desk-story-phone")
