"""What a story's page shows only at times, asked of axe: words offered back, words filled in, and two texts to choose from."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import Figure, Heading, PullQuote, new
from tests.articles.factories import ArticleFactory, edited
from tests.e2e import desk
from tests.e2e.axe import faults
from tests.images.factories import PictureFactory
from tests.people import editor

SignIn = Callable[[Page, User], None]


@pytest.mark.long
def test_the_document_its_blocks_and_its_menus_are_accessible(
    probed_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    page, sasha = probed_page, editor("sasha")
    rows = [new(Heading, text="At sea"), new(PullQuote, text="We sail at dawn."), new(Figure, picture=PictureFactory())]
    story = ArticleFactory(owner=sasha, headline="The harbor is open again", rows=rows)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    text = desk.text_of(page)
    quote = text.get_by_role("group", name="Pull quote")
    expect(quote.get_by_role("button", name="Edit pull quote")).to_have_attribute("aria-expanded", "false")
    assert faults(page) == {}

    quote.get_by_role("button", name="Edit pull quote").click()
    expect(quote.get_by_role("button", name="Edit pull quote")).to_have_attribute("aria-expanded", "true")
    text.get_by_role("group", name="Photo").get_by_role("button", name="Edit photo").click()
    assert faults(page) == {}

    text = page.locator(".writing__text")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("/")
    menu = page.get_by_role("listbox", name="Insert")
    expect(menu).to_be_visible()
    expect(text).to_have_attribute("aria-controls", str(menu.get_attribute("id")))
    active = menu.get_by_role("option", selected=True)
    expect(text).to_have_attribute("aria-activedescendant", str(active.get_attribute("id")))
    assert faults(page) == {}

    page.keyboard.press("Escape")
    page.keyboard.press("Alt+p")
    expect(page.frame_locator(".preview-panel iframe").get_by_text("We sail at dawn.")).to_be_visible()
    assert faults(page) == {}


@pytest.mark.long
def test_words_that_are_offered_back_and_texts_to_choose_from_are_accessible(
    probed_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    page, sasha = probed_page, editor("sasha")
    story = ArticleFactory(owner=sasha, headline="The harbor is open again")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(desk.text_of(page)).to_be_visible()
    page.get_by_label("Headline:").fill("The harbor of Port Ellery is open again after eleven months of repairs")
    page.get_by_label("Deck:").fill("Ferries leave at noon.")
    page.get_by_text("Search and social preview").click()
    desk.open_menu(page)
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    expect(page.locator("[data-autosave-kept]")).to_contain_text("Autosaved ")
    assert faults(page) == {}
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    offer = page.get_by_role("region", name="Unsaved changes")
    expect(offer).to_be_visible()
    assert faults(page) == {}
    offer.get_by_role("link", name="Restore").click()
    expect(page.get_by_text("these are your changes as autosaved")).to_be_visible()
    edited(story, headline="The harbor is closed again", standfirst="No ferry leaves.")
    desk.press(page, "Save")
    expect(page.get_by_role("region", name="Conflicts")).to_be_visible()
    assert faults(page) == {}
