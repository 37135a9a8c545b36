"""The first save of a new story stays on the page, as every other: one story, at its own address, with all that was typed."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, Route, expect

from articles.models import Article
from newsroom.people.models import DeskSession as Session
from newsroom.publishing.models import Autosave
from tests.articles.factories import AuthorFactory
from tests.e2e import desk
from tests.images.factories import photo

SignIn = Callable[[Page, User], None]
CHANGE = re.compile(r"/admin/articles/article/\d+/change/$")
UNREACHED = "Can’t reach the server. Your changes are kept on this computer."


@pytest.fixture
def page(browser_page: Page, sign_in: SignIn, writer: User) -> Page:
    """The writer begins a story: its headline and two words of its text."""
    AuthorFactory(name="Mira Lind", user=writer)
    sign_in(browser_page, writer)
    browser_page.goto(desk.ADD_STORY)
    expect(browser_page.locator("[data-count-words]")).to_have_text("0 words")
    browser_page.get_by_label("Headline:").fill("The ferry sails")
    desk.text_of(browser_page).focus()
    desk.settle(browser_page)
    browser_page.keyboard.type("We sail")
    return browser_page


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved (\d|noon|midnight)"))


def texts(story: Article) -> list[str]:
    return [block["fields"]["text"] for block in story.head.read()["body"]]


def test_the_page_becomes_that_of_the_story_while_one_types_on(page: Page) -> None:
    keys, waiting = page.keyboard, list[Route]()
    desk.intercept(page, "**/add/", lambda route: waiting.append(route))
    page.evaluate("window.stays = true")
    keys.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text("Saving…")
    keys.type(" at dawn")
    desk.add_to(page, "tags", "Ferries")
    desk.text_of(page).focus()
    keys.press("Control+s")  # before the first is there
    page.wait_for_timeout(300)
    waiting.pop().continue_()
    expect(page).to_have_url(CHANGE)
    saved(page)
    story = Article.objects.get()
    expect(page.locator("[name=_base]")).to_have_value("2")
    assert texts(story) == ["We sail at dawn"]
    assert [str(tag) for tag in story.tags.all()] == ["Ferries"]
    assert [str(byline) for byline in story.bylines.all()] == ["Mira Lind"]
    expect(page).to_have_title(re.compile("^The ferry sails"))
    expect(page.get_by_role("region", name="Suggested related stories")).to_be_visible()
    expect(page.locator("[data-preview]")).to_have_attribute("href", re.compile(f"/{story.pk}/preview/"))
    page.locator("summary", has_text="History").click()
    expect(page.get_by_role("link", name="Version 2", exact=True)).to_be_visible()
    expect(page.locator("[data-unsaved]")).to_have_attribute("data-unsaved", re.compile(f"/{story.pk}/unsaved/"))
    desk.text_of(page).focus()
    keys.type(", said he")
    keys.press("Control+z")
    expect(desk.text_of(page)).to_have_text("We sail at dawn")
    keys.press("Control+y")
    desk.save(page)
    assert page.evaluate("window.stays")
    assert texts(story) == ["We sail at dawn, said he"]
    assert not Autosave.objects.filter(typed__isnull=False).exists()
    page.reload()
    expect(desk.text_of(page)).to_have_text("We sail at dawn, said he")
    page.get_by_role("link", name="Calendar").click()
    page.go_back()
    expect(page).to_have_url(CHANGE)
    expect(desk.text_of(page)).to_have_text("We sail at dawn, said he")
    assert Article.objects.count() == 1


def lose(route: Route) -> None:
    """The server gets it, and its answer never arrives."""
    route.fetch()
    route.abort()


@pytest.mark.long
def test_a_save_that_is_quicker_than_autosave_makes_no_second_story(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page = browser_page
    sign_in(page, writer)
    page.goto(desk.ADD_STORY)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.requestIdleCallback = () => 0")  # no moment is idle
    desk.intercept(page, "**/add/", lose)
    page.get_by_label("Headline:").fill("The ferry sails")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-lost]")).to_have_text(UNREACHED)
    assert Article.objects.count() == 1
    page.unroute("**/add/")
    desk.press(page, "Submit")
    desk.expect_said(page, "was submitted for review")
    assert Article.objects.count() == 1


@pytest.mark.long
def test_an_answer_that_is_lost_makes_no_second_story(page: Page) -> None:
    desk.intercept(page, "**/add/", lose)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-lost]")).to_have_text(UNREACHED)
    assert Article.objects.count() == 1
    page.unroute("**/add/")
    page.keyboard.type(" at dawn")
    desk.press(page, "Submit")
    desk.expect_said(page, "was submitted for review")
    story = Article.objects.get()
    assert texts(story) == ["We sail at dawn"]
    assert [str(byline) for byline in story.bylines.all()] == ["Mira Lind"]


@pytest.mark.long
def test_offline_and_signed_out_nothing_is_lost(page: Page, writer: User, sign_in: SignIn) -> None:
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    expect(page.locator("[data-autosave-lost]")).to_have_text(UNREACHED)
    page.context.set_offline(False)
    Session.objects.all().delete()
    desk.press(page, "Save")
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    sign_in(page, writer)
    desk.press(page, "Send again")
    assert texts(Article.objects.get()) == ["We sail"]


def test_what_is_refused_is_said_in_place_and_a_photo_goes_with_the_save(page: Page) -> None:
    headline = page.get_by_label("Headline:")
    page.evaluate("window.stays = true")
    headline.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(300) }")
    page.keyboard.press("Control+s")
    expect(page.locator(".field-headline .errorlist")).to_contain_text("at most 200 characters")
    assert not Article.objects.exists()
    headline.fill("The ferry sails")
    quay: FilePayload = {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)}
    page.get_by_label("New photo").set_input_files(quay)
    desk.save(page)
    expect(page).to_have_url(CHANGE)
    expect(page.locator(".errorlist, .new-photo__uploaded")).to_have_count(0)
    expect(page.locator(".field-lead_picture .picture-choice")).to_contain_text("quay")
    assert str(Article.objects.get().lead_picture) == "quay"
    assert page.evaluate("window.stays")
