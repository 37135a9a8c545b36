"""A story is linked in a text, and what is found before publishing is put right: by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.articles.factories import ArticleFactory, desk, published
from tests.e2e.conftest import SignIn
from tests.e2e.desk import editor_of, saved_by, tab_to


def test_a_story_is_found_by_typing_and_linked_by_keyboard(
    browser_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    page = browser_page
    ferry = published(headline="The ferry sails again")
    ArticleFactory(headline="The ferry that never sailed")
    article = ArticleFactory(headline="Port", text="<p>ship</p>")
    sign_in(page, desk())
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_of(page).first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    address = page.get_by_role("combobox", name="Search headlines, or paste a link")
    expect(address).to_be_focused()
    page.keyboard.type("ferry sail")
    options = page.get_by_role("listbox", name="Stories").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("The ferry sails again")  # the live one
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(address).to_have_value("The ferry sails again")
    page.keyboard.press("Enter")
    expect(editor_of(page).first.locator("a")).to_have_attribute("href", f"story:{ferry.pk}")
    saved_by(page, lambda: page.keyboard.press("Control+s"))
    article.refresh_from_db()
    assert article.body[0]["fields"]["text"] == f'<a href="story:{ferry.pk}">ship</a>'
    page.goto(f"/admin/articles/article/{article.pk}/preview/")
    page.get_by_role("link", name="ship", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The ferry sails again")


def test_a_link_to_a_story_says_where_it_leads_in_the_text_in_its_dialog_and_on_the_page_of_a_live_fix(
    browser_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    page = browser_page
    ferry = ArticleFactory(headline="The ferry sails again")
    story = published(headline="Port", text=f'<p><a href="story:{ferry.pk}">ship</a></p>')
    sign_in(page, desk())
    page.goto(f"/admin/articles/article/{story.pk}/verb/fix_live/")
    text = page.get_by_role("textbox", name="Paragraph")
    text.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    leads = re.compile(r"^Links to: The ferry sails again · .*Draft\. Until it’s live, readers see the text without")
    expect(page.get_by_role("status").filter(has_text=leads)).to_be_visible()
    text.locator("a").hover()
    expect(text).to_have_attribute("title", leads)
    page.keyboard.press("Control+k")
    address = page.get_by_role("combobox", name="Search headlines, or paste a link")
    expect(address).to_have_value("The ferry sails again")
    expect(address).to_have_accessible_description(leads)
    page.keyboard.press("Enter")
    expect(text.locator("a")).to_have_attribute("href", f"story:{ferry.pk}")  # left as it was
    page.keyboard.press("Control+k")
    page.keyboard.type("/2024/")
    page.keyboard.press("Enter")
    expect(text.locator("a")).to_have_attribute("href", "/2024/")


@pytest.mark.long
def test_what_is_found_leads_to_its_place_by_keyboard(
    browser_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    page = browser_page
    article = ArticleFactory(headline="Port", standfirst="", text='<p><a href="mailto:nobody">mail</a></p>')
    sign_in(page, desk())
    form = f"/admin/articles/article/{article.pk}/change/"
    page.goto(form)
    tab_to(page, "a[href='#place=standfirst']")
    page.keyboard.press("Enter")
    expect(page.locator("[name=standfirst]")).to_be_focused()
    page.get_by_role("link", name="No tags.").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Add to tags")).to_be_focused()
    page.goto(f"/admin/articles/article/{article.pk}/verb/publish/")
    page.get_by_role("link", name="The link to “mailto:nobody”").focus()
    page.keyboard.press("Enter")
    expect(editor_of(page).first).to_be_focused()
