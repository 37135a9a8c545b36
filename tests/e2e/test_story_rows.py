"""Bylines, related stories and colleagues as chips: typed one after the other, ordered and removed by keys."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.articles.factories import ArticleFactory, AuthorFactory, TagFactory, published
from tests.e2e import desk
from tests.people import editor, journalist

SignIn = Callable[[Page, User], None]


def names(page: Page, what: str) -> list[str]:
    chips = page.get_by_role("list", name=what, exact=True).get_by_role("listitem")
    return [chip.get_by_role("button").first.inner_text() for chip in chips.all()]


def add_to(page: Page, what: str) -> None:
    page.get_by_role("combobox", name=f"Add to {what}").focus()


def test_bylines_are_typed_ordered_and_removed_by_keys(browser_page: Page, sign_in: SignIn, story: Article) -> None:
    page, keys = browser_page, browser_page.keyboard
    for name in ("Ada Lens", "Jonas Vale", "Mira Lind"):
        AuthorFactory(name=name)
    sign_in(page, editor("sasha"))
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.add_to(page, "bylines", "Ada Lens", "Jonas Vale", "Mira Lind")
    add_to(page, "bylines")
    keys.press("ArrowLeft")
    keys.press("Alt+ArrowLeft")
    keys.press("Alt+ArrowUp")
    assert names(page, "Bylines") == ["Mira Lind", "Ada Lens", "Jonas Vale"]
    chips = page.get_by_role("list", name="Bylines", exact=True).get_by_role("listitem")
    chips.last.drag_to(chips.first)
    assert names(page, "Bylines") == ["Jonas Vale", "Mira Lind", "Ada Lens"]
    chips.first.drag_to(chips.last)
    chips.nth(1).get_by_role("button", name="Ada Lens", exact=True).focus()
    keys.press("Delete")
    assert names(page, "Bylines") == ["Mira Lind", "Jonas Vale"]
    chips.last.get_by_role("button", name="Role: Writing").click()
    page.get_by_label("Role", exact=True).select_option("Photos")
    expect(chips.last.get_by_role("button", name="Role: Photos")).to_be_visible()
    add_to(page, "bylines")
    keys.type("Nobody")
    keys.press("Enter")
    expect(page.get_by_text("Nothing found for “Nobody”.")).to_be_visible()
    keys.press("Tab")
    expect(page.get_by_text("Choose a name from the list, or press Esc.")).to_be_visible()
    add_to(page, "tags")
    keys.type("ukr")
    expect(page.get_by_role("option", name="New tag: ukr", exact=True)).to_be_visible()
    keys.press("Escape")
    add_to(page, "bylines")
    keys.press("Control+a")
    keys.press("Backspace")
    keys.press("Backspace")
    desk.save(page)
    assert [str(byline) for byline in story.bylines.all()] == ["Mira Lind"]


@pytest.mark.long
def test_what_is_usual_is_offered_on_focus_and_no_panel_cuts_it_off(
    browser_page: Page, sign_in: SignIn, story: Article
) -> None:
    page, keys = browser_page, browser_page.keyboard
    for number in range(8):
        ArticleFactory(tagged_with=[TagFactory(name=f"Tag {number}")])
    sign_in(page, story.owner)
    for width, height in ((1280, 500), (390, 500)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/admin/articles/article/{story.pk}/change/")
        if width < 600:
            desk.sheet(page, "Story").click()
        add_to(page, "tags")
        choices = page.get_by_role("listbox", name="Tags").get_by_role("option")
        expect(choices.first).to_be_visible()
        keys.press("ArrowUp")  # to the last
        on_top = """last => {
            const { left, top, width, height } = last.getBoundingClientRect();
            return last === document.elementFromPoint(left + width / 2, top + height / 2)?.closest("li");
        }"""
        assert choices.last.evaluate(on_top), (width, height)
        chosen = choices.last.inner_text()
        keys.press("Enter")
        assert names(page, "Tags")[-1] == chosen
        keys.press("Backspace")
        assert chosen not in names(page, "Tags")


def test_related_stories_and_colleagues_are_typed_and_what_is_missing_is_asked_for(
    browser_page: Page, sign_in: SignIn, story: Article
) -> None:
    page, keys = browser_page, browser_page.keyboard
    ferry, colleague = published(headline="The ferry sails"), journalist("jonas")
    sign_in(page, story.owner)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    field = page.get_by_role("combobox", name="Add to related stories")
    field.fill(story.headline)
    offered = page.get_by_role("listbox", name="Related stories").get_by_role("option")
    expect(offered).to_have_text([f"“{story.headline}”, not linked yet"])  # not itself
    for words in ("The ferry sails", "A quay to come", "https://example.org/quay"):
        desk.look_up(field, words)
    keys.type("The quay")  # the title of the address, which is still needed
    page.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Done").click()
    assert names(page, "Related stories") == ["The ferry sails", "The quay", "A quay to come"]
    page.locator("summary", has_text="Details").click()
    people = page.get_by_role("combobox", name="Add to who else can edit")
    desk.look_up(people, "jonas")
    expect(page.get_by_role("listbox", name="Who else can edit")).to_be_hidden()
    desk.save(page)
    related = [(link["story"], link["url"], link["title"]) for link in story.head.read()["related"]]
    assert related == [
        (ferry.pk, "", ""),
        (None, "https://example.org/quay", "The quay"),
        (None, "", "A quay to come"),
    ]
    assert [*story.shared_with.all()] == [colleague]
