"""The preview beside the text of a story follows what is typed and where, and asks nothing while it is closed."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.articles.factories import ArticleFactory, text
from tests.e2e import desk
from tests.e2e.conftest import SignIn

SCROLLED = "document.querySelector('.preview-panel iframe').contentWindow.scrollY"


@pytest.fixture
def story(writer: User) -> Article:
    """A draft that is longer than a window."""
    words = "The harbor was closed for a month. " * 8
    made: Article = ArticleFactory(owner=writer, body=text("".join(f"<p>Part {n}. {words}</p>" for n in range(30))))
    return made


def test_the_preview_follows_what_is_typed_and_the_block_with_the_cursor(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    page, asked = browser_page, list[str]()
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/unsaved/") else None)
    page.emulate_media(reduced_motion="reduce")  # nothing scrolls while it is measured
    sign_in(page, writer)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.put_cursor(page, "Part 0.")
    page.keyboard.type(" Typed while it was closed.")
    page.keyboard.press("Alt+p")
    preview = page.frame_locator(".preview-panel iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(story.headline)
    expect(preview.get_by_text("Typed while it was closed.")).to_be_visible()
    expect(page.get_by_role("complementary", name="About this story")).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 720})
    expect(page.get_by_role("complementary", name="About this story")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 720})
    assert len(asked) == 1
    page.keyboard.type(" Typed beside it.")  # the cursor stayed in the text
    expect(preview.get_by_text("Typed while it was closed. Typed beside it.")).to_be_visible()
    above = page.evaluate(SCROLLED)
    desk.put_cursor(page, "Part 29.")
    expect(preview.get_by_text("Part 29.")).to_be_in_viewport()
    scrolled = page.evaluate(SCROLLED)
    page.keyboard.type(" And more.")
    expect(preview.get_by_text("Part 29. And more.")).to_be_in_viewport()
    assert page.evaluate(SCROLLED) == scrolled > above
    page.get_by_role("button", name="Tablet").click()
    assert page.evaluate("document.querySelector('.preview-panel iframe').contentWindow.innerWidth") == 820
    with page.expect_popup() as opened:
        preview.get_by_role("banner").get_by_role("link", name="Search").click()
    opened.value.close()
    expect(preview.get_by_text("Part 29. And more.")).to_be_attached()
    page.get_by_role("button", name="Close", exact=True).press("Escape")
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()
    before = len(asked)
    desk.put_cursor(page, "Part 0.")
    page.keyboard.type(" Last.")
    desk.saved_by(page, lambda: page.keyboard.press("Control+s"))
    assert len(asked) == before
    assert Article.objects.get(pk=story.pk).body[0]["fields"]["text"].startswith("Part 0. Last. Typed while")


@pytest.mark.long
def test_on_a_narrow_screen_the_preview_covers_the_page_and_escape_returns_to_the_text(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page = browser_page
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in(page, writer)
    page.goto(desk.ADD_STORY)
    desk.write(page, "The ferry sailed.")
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_focused()
    expect(page.frame_locator(".preview-panel iframe").get_by_text("The ferry sailed.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type(" It came back.")
    expect(desk.text_of(page)).to_have_text("The ferry sailed. It came back.")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.frame_locator(".preview-panel iframe").get_by_text("It came back.")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()
