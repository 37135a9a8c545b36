"""The windows that "+" and the pencil open beside a field: what is saved there is chosen in the form that opened them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.e2e import desk
from tests.people import editor
from timelines.models import Timeline

SignIn = Callable[[Page, User], None]


def fill_in_popup(page: Page, opener: Locator, label: str, words: str) -> None:
    """Open the window, fill in one field, save; the window closes itself."""
    with page.expect_popup() as opened:
        opener.click()
    popup = opened.value
    expect(popup.locator(".review-note")).to_be_hidden()  # nobody wrote one
    popup.get_by_label(label, exact=True).fill(words)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()


def open_story(page: Page, sign_in: SignIn, story: Article) -> None:
    sign_in(page, editor("sasha"))
    page.goto(f"/admin/articles/article/{story.pk}/change/")


@pytest.mark.long
def test_a_timeline_made_beside_its_field_is_chosen_renamed_and_saved_with_the_story(
    browser_page: Page, sign_in: SignIn, story: Article
) -> None:
    page = browser_page
    open_story(page, sign_in, story)
    block = desk.add_block(page, "Timeline")
    fill_in_popup(page, block.locator("[data-field=timeline] .add-related"), "Title:", "The Kursk offensive")
    chosen = block.get_by_role("combobox", name="Timeline", exact=True)
    expect(chosen).to_have_value("The Kursk offensive")
    fill_in_popup(page, block.locator("[data-field=timeline] .change-related"), "Title:", "The Kursk incursion")
    expect(chosen).to_have_value("The Kursk incursion")
    desk.save(page)
    timeline = Timeline.objects.get()
    assert timeline.title == "The Kursk incursion"
    assert story.head.content["body"][-1]["fields"]["timeline"] == timeline.pk


@pytest.mark.long
def test_a_related_story_made_beside_its_field_is_chosen_and_saved_with_the_story(
    browser_page: Page, sign_in: SignIn, story: Article
) -> None:
    page = browser_page
    open_story(page, sign_in, story)
    desk.look_up(page.get_by_role("combobox", name="Add to related stories"), "The harbor at night")
    page.get_by_role("button", name="The harbor at night", exact=True).click()
    row = page.locator(".chips__details [data-field=story]")
    fill_in_popup(page, row.locator(".add-related"), "Headline:", "The harbor closes at night")
    chosen = page.get_by_role("list", name="Related stories").get_by_role("listitem")
    expect(chosen).to_contain_text("The harbor closes at night")
    fill_in_popup(page, row.locator(".change-related"), "Headline:", "The harbor closes at noon")
    expect(chosen).to_contain_text("The harbor closes at noon")
    desk.save(page)
    target = Article.objects.get(headline="The harbor closes at noon")
    assert [link["story"] for link in story.head.content["related"]] == [target.pk]
