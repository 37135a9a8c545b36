"""A story is copied from one window and pasted at the desk: reviewed by keyboard, saved as a draft."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.publishing import clock
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, SectionFactory, TagFactory
from tests.e2e.axe import violations
from tests.people import editor, journalist

SignIn = Callable[[Page, User], None]
PAGE = "/admin/articles/article/copy/"


@pytest.fixture
def mira(transactional_db: None) -> User:
    return journalist("mira")


def test_what_is_typed_after_pasting_counts(browser_page: Page, sign_in: SignIn, mira: User) -> None:
    sign_in(browser_page, mira)
    browser_page.goto(PAGE)
    field = browser_page.get_by_label("Paste copy")
    field.fill("A headline\n\nThe text.")
    field.press("Control+A")
    field.press("Control+X")
    field.press("Control+V")
    field.press("Control+End")
    browser_page.keyboard.type(" And more of it.")
    browser_page.get_by_role("button", name="Check copy").click()
    expect(browser_page.get_by_text("The text. And more of it.")).to_be_visible()


@pytest.mark.long
def test_the_review_is_accessible_on_a_phone(probed_page: Page, sign_in: SignIn, mira: User) -> None:
    ArticleFactory(headline=kursk.RELATED[1], owner=mira)
    probed_page.set_viewport_size({"width": 390, "height": 844})
    sign_in(probed_page, mira)
    probed_page.goto(PAGE)
    probed_page.get_by_label("Paste copy").fill(kursk.PLAIN)
    probed_page.get_by_role("button", name="Check copy").click()
    expect(probed_page.get_by_text("likely match, 1.00")).to_be_attached()
    for scheme in ("light", "dark"):
        probed_page.emulate_media(color_scheme=scheme)
        assert violations(probed_page) == {}
        assert probed_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_editor_brings_copy_to_readers_in_nine_actions(
    browser_page: Page, sign_in: SignIn, live_server: Any
) -> None:
    """Twelve are allowed. The archive is empty but for a section and a tag; the copy is on the clipboard."""
    page, actions = browser_page, 0

    def act(step: Callable[[], object]) -> None:
        nonlocal actions
        step()
        actions += 1

    SectionFactory.create(name="World")
    TagFactory.create(name="Ukraine")
    sign_in(page, editor("vera"))
    page.goto(PAGE)
    field = page.get_by_label("Paste copy")
    field.fill(kursk.PLAIN)
    field.press("Control+A")
    field.press("Control+X")
    act(lambda: field.press("Control+V"))
    act(page.get_by_role("button", name="Check copy").click)
    act(lambda: page.get_by_label("Section").select_option("World"))
    act(lambda: page.get_by_label("Tags").fill("Ukraine"))
    act(lambda: page.get_by_label("Deck").fill("Soldiers of a third country are in the fight."))
    act(lambda: page.keyboard.press("Control+S"))
    act(page.get_by_role("button", name="Publish…").click)
    act(lambda: page.get_by_label("Why no sources").fill("Seen by us."))
    act(page.get_by_role("button", name="Publish", exact=True).click)
    expect(page.get_by_text("Published: “")).to_be_visible()
    assert actions <= 12
    page.goto(f"{live_server.url}{Article.objects.get().live(clock.now()).get_absolute_url()}")
    for text in (*(text for _, text in kursk.HEADINGS), *(text for *_, text in kursk.EVENTS), *kursk.RELATED):
        expect(page.get_by_text(text).first).to_be_visible()
