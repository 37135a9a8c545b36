"""The palette, by keyboard alone: Ctrl+P, a few letters, Enter."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.articles.factories import ArticleFactory
from tests.e2e import desk
from tests.e2e.conftest import SignIn


def test_ctrl_p_leads_from_the_text_of_a_story_to_another_and_is_the_browsers_own_on_readers_pages(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    page = browser_page
    other = ArticleFactory(headline="Bridge closes for the winter", owner=writer)
    ArticleFactory(headline="Bridge opens", owner=writer)
    sign_in(page, writer)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.text_of(page).focus()
    desk.settle(page)

    page.keyboard.press("Control+p")
    field = page.get_by_role("combobox", name="Go to")
    expect(field).to_be_focused()
    options = page.get_by_role("listbox", name="Pages").get_by_role("option")
    expect(options.first).to_contain_text("Bridge opens")  # changed last
    page.keyboard.press("Escape")
    expect(field).not_to_be_visible()
    expect(desk.text_of(page)).to_be_focused()

    page.keyboard.press("Control+p")
    page.keyboard.type("bridge")
    expect(page.get_by_role("option", name="Search stories for “bridge”")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.and_(page.get_by_role("option", selected=True))).to_contain_text("Bridge closes for the winter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/admin')[0]}/admin/articles/article/{other.pk}/change/")

    page.get_by_role("link", name="Search Ctrl P").click()
    page.keyboard.type("calen")
    expect(page.get_by_role("option", name="Calendar")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible()

    page.goto("/")
    kept = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'p', ctrlKey: true, bubbles: true, cancelable: true}))"
    assert page.evaluate(kept)  # nothing prevents printing
