"""The desk's list of stories without a mouse: filters, their chips, a writer found by typing, and a saved view."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from newsroom.publishing import actions
from tests.articles.factories import ArticleFactory, AuthorFactory
from tests.e2e import keyboard
from tests.e2e.conftest import SignIn
from tests.people import editor


@pytest.mark.long
def test_a_list_is_filtered_and_kept_as_a_view_by_keyboard(browser_page: Page, sign_in: SignIn, writer: User) -> None:
    page, sasha = browser_page, editor("sasha")
    ArticleFactory(headline="Bridge closes", owner=writer, authors=[AuthorFactory(name="Jonas Lie")])
    waiting = ArticleFactory(headline="Ferries sail again", owner=writer, authors=[AuthorFactory(name="Anna Reed")])
    actions.submit(waiting, writer)
    sign_in(page, sasha)
    page.goto("/admin/articles/article/")
    rows = page.locator("#result_list tbody th")
    expect(rows).to_have_text(["Ferries sail again", "Bridge closes"])

    state = page.locator("summary", has_text="State")
    keyboard.press(state, most=60)
    keyboard.reach(page.get_by_role("link", name="Waiting for review", exact=True).nth(1))
    page.keyboard.press("Escape")
    expect(state).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.follow(page.get_by_role("link", name="Waiting for review", exact=True).nth(1))
    expect(rows).to_have_text(["Ferries sail again"])
    keyboard.follow(page.get_by_role("link", name="Remove State: Waiting for review"), most=80)
    expect(rows).to_have_count(2)

    keyboard.press(page.locator("summary", has_text="Author"), most=60)
    expect(page.get_by_role("combobox", name="Author")).to_be_focused()
    page.keyboard.type("jon")
    expect(page.get_by_role("option", name="Jonas Lie")).to_be_visible()
    keyboard.go(page, "Enter")
    expect(rows).to_have_text(["Bridge closes"])

    keyboard.press(page.locator("summary", has_text="Save view"), most=60)
    keyboard.reach(page.get_by_label("Name"))
    page.keyboard.type("By Jonas")
    keyboard.go(page, "Enter")
    expect(page.get_by_role("navigation", name="Views").get_by_role("link", name="By Jonas")).to_have_attribute(
        "aria-current", "true"
    )
    expect(rows).to_have_text(["Bridge closes"])
