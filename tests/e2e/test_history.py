"""The history in a browser, by keyboard alone: two versions compared, one block taken back, a typo fixed in the live text."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.publishing import actions, clock
from tests.articles.factories import ArticleFactory, SectionFactory, edited, text
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]
LIVE = "Teh ferry left at ten."


@pytest.fixture
def sasha(transactional_db: None) -> User:
    return editor("sasha")


@pytest.fixture
def story(sasha: User) -> Article:
    """Live with a typo; a version waits with another block, and the draft above it has lost the second one."""
    story = ArticleFactory(
        headline="The harbor is open",
        section=SectionFactory(name="World"),
        text=f"<p>{LIVE}</p>",
        rows=text("<p>It carries grain.</p>"),
    )
    actions.publish(story, sasha)
    waiting = edited(story, standfirst="Ferries leave again.", body=[*story.body, *text("<p>More ships.</p>")])
    actions.publish(story, sasha, revision=waiting, at=clock.now() + timedelta(hours=6), change="substantive")
    first, _, last = waiting.read()["body"]
    edited(story, standfirst="Ferries leave at noon.", body=[first, last])
    return Article.objects.get(pk=story.pk)


def texts(revision: Article) -> list[str]:
    return [block["fields"]["text"] for block in revision.read()["body"]]  # type: ignore[attr-defined]


def press(page: Page, key: str = "Enter") -> None:
    """Press that key and wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_two_versions_are_compared_and_one_block_is_taken_back(
    browser_page: Page, sign_in: SignIn, sasha: User, story: Article
) -> None:
    page = browser_page
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/history/")
    expect(page.get_by_role("region", name="Coming up")).to_contain_text("deck, paragraph")
    desk.tab_to(page, "[name=old]")
    page.keyboard.press("ArrowDown")  # from version 2 to version 1
    expect(page.get_by_label("Old: version 1")).to_be_checked()
    desk.tab_to(page, "[type=submit][value='Compare selected']")
    press(page)
    expect(page.get_by_role("heading", name="Version 1 and version 3")).to_be_visible()
    lost = page.locator(".difference--removed")
    expect(lost).to_contain_text("It carries grain.")
    desk.tab_to(page, "[aria-label='Put it back: Paragraph “It carries grain.”']")
    press(page)
    desk.expect_said(page, "Paragraph restored from version 1.")
    expect(page.locator(".difference--removed")).to_have_count(0)
    assert texts(story.head) == [LIVE, "It carries grain.", "More ships."]
    assert story.head.read()["standfirst"] == "Ferries leave at noon."
    assert texts(story.live(clock.now())) == [LIVE, "It carries grain."]


@pytest.mark.long
def test_a_typo_is_fixed_live_while_a_later_version_waits(
    browser_page: Page, sign_in: SignIn, sasha: User, story: Article
) -> None:
    page, keys = browser_page, browser_page.keyboard
    edited(story, headline="The harbor is open at last")
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/verb/fix_live/")
    desk.tab_to(page, "[name=text0]")
    keys.press("End")
    keys.type(" again")
    desk.tab_to(page, ".ProseMirror")
    keys.press("Control+a")
    keys.type("The ferry left at ten.")
    desk.tab_to(page, "[name=_see]")
    press(page)

    assert texts(story.live(clock.now()))[0] == LIVE  # nothing has happened yet
    readers, waiting, draft = (page.locator(".effect").nth(number) for number in range(3))
    expect(readers.locator("ins").first).to_have_text("again")
    expect(waiting).to_contain_text("This version has the same text, so it gets the fix:")
    expect(waiting.locator("ins").last).to_have_text("The")
    expect(draft).to_contain_text("These words were changed in this version too.")
    desk.tab_to(page, "[name^='choose:4:headline@']")
    keys.press("Space")  # leave what stands there
    desk.tab_to(page, "[type=submit][value='Publish the fix']")
    press(page)

    desk.expect_said(page, "Fix published and merged into 1 scheduled version.")
    (due,) = story.revisions.filter(live_from__gt=clock.now())
    for version in (story.live(clock.now()), due, story.head):
        assert texts(version)[0] == "The ferry left at ten."
    headlines = [version.read()["headline"] for version in (story.live(clock.now()), due, story.head)]
    assert headlines == ["The harbor is open again", "The harbor is open again", "The harbor is open at last"]


@pytest.mark.long
def test_one_toolbar_formats_whichever_text_of_a_live_fix_has_the_cursor(
    browser_page: Page, sign_in: SignIn, sasha: User, story: Article
) -> None:
    page = browser_page
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/verb/fix_live/")
    (bar,) = page.get_by_role("toolbar").locator("visible=true").all()
    bold = bar.get_by_role("button", name="Bold")
    page.get_by_label("Headline").focus()
    expect(bold).to_be_disabled()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Deck")).to_be_focused()
    text = page.locator(".ProseMirror").last
    text.click()
    expect(bar.get_by_role("button", name="Heading", exact=True)).to_be_disabled()
    page.keyboard.press("Control+a")
    bold.click()
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(text.locator("strong")).to_have_text("It carries grain.")
    expect(page.locator("[data-fix-text] textarea").last).to_have_value("<p><strong>It carries grain.</strong></p>")
