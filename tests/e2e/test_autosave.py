"""What is typed survives the tab, the connection and the session, and is offered back to the one who typed it."""

import json
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from articles.models import Article
from articles.stored_html import prerendered
from newsroom.people.models import DeskSession as Session
from newsroom.publishing.models import AuditEntry, Autosave
from tests.e2e import desk
from tests.people import editor
from tests.timelines.factories import TimelineFactory

SignIn = Callable[[Page, User], None]


@pytest.fixture
def signed_in(browser_page: Page, sign_in: SignIn, writer: User) -> Page:
    """The writer is signed in, and leaves pages whatever they ask."""
    browser_page.on("dialog", lambda dialog: dialog.accept())
    sign_in(browser_page, writer)
    return browser_page


@pytest.fixture
def page(signed_in: Page, story: Article) -> Page:
    """The writer has the story open."""
    opened(signed_in, story)
    return signed_in


def address(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def opened(page: Page, story: Article) -> None:
    page.goto(address(story))
    expect(desk.text_of(page)).to_be_visible()


def type_on(page: Page, words: str) -> None:
    """Go on writing at the end of the first text."""
    desk.text_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def said(page: Page, which: str) -> Locator:
    return page.locator(f"[data-autosave-{which}]")


def offer(page: Page) -> Locator:
    return page.get_by_role("region", name="Unsaved changes")


def text_of(story: Article) -> str:
    return str(story.head.read()["body"][0]["fields"]["text"])


def test_what_is_typed_is_kept_the_page_says_so_quietly_and_is_left_without_a_question(
    page: Page, story: Article
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    type_on(page, " It came back.")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    [body] = Autosave.objects.get().typed["body"]  # type: ignore[index]
    assert [block["fields"] for block in json.loads(body)] == [{"text": "The first ship left. It came back."}]
    assert story.revisions.count() == 1
    here = page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('unsaved '))")
    assert here == []  # what the newsroom has is kept there alone
    page.goto("/admin/")
    assert asked == []


def test_a_closed_tab_loses_nothing(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    page.wait_for_timeout(400)
    context = page.context
    page.close()
    again = context.new_page()
    opened(again, story)
    expect(offer(again).locator("ins")).to_have_text("It came back.")
    offer(again).get_by_role("link", name="Restore").click()
    expect(again.get_by_text("these are your changes as autosaved")).to_be_visible()
    expect(desk.text_of(again)).to_have_text("The first ship left. It came back.")
    assert story.revisions.count() == 1
    desk.save(again)
    assert text_of(story) == "The first ship left. It came back."
    expect(offer(again)).to_have_count(0)
    again.goto(address(story))
    expect(offer(again)).to_have_count(0)


@pytest.mark.parametrize("script", ["autosave.js", pytest.param("shortcuts.js", marks=pytest.mark.long)])
def test_what_is_typed_before_the_page_has_all_its_scripts_is_kept(
    signed_in: Page, story: Article, script: str
) -> None:
    page = signed_in
    held: list[Route] = []
    page.route(re.compile(script.replace(".", r"(\.\w+)?\.")), lambda route: held.append(route))
    page.goto(address(story), wait_until="commit")
    type_on(page, " It came back.")
    held[0].continue_()
    page.unroute_all()
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    opened(page, story)
    expect(offer(page).locator("ins")).to_have_text("It came back.")


@pytest.mark.long
def test_what_the_newsroom_could_not_take_as_the_page_was_opened_is_sent_again(page: Page, story: Article) -> None:
    context = page.context
    context.set_offline(True)
    type_on(page, " It came back.")
    page.wait_for_timeout(400)
    page.close()
    context.set_offline(False)
    context.route("**/keep/", lambda route: route.abort())
    again = context.new_page()
    with again.expect_event("requestfailed"):
        opened(again, story)
    context.unroute("**/keep/")
    expect(offer(again)).to_have_count(0)
    again.evaluate("dispatchEvent(new Event('focus'))")
    expect(offer(again).locator("ins")).to_have_text("It came back.")


def test_a_lost_connection_is_said_and_made_up_for(page: Page, story: Article) -> None:
    page.context.set_offline(True)
    type_on(page, " It came back.")
    expect(said(page, "lost")).to_have_text("Can’t reach the server. Your changes are kept on this computer.")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    expect(said(page, "lost")).to_be_empty()


def test_a_session_that_ended_is_said_and_typing_goes_on(
    page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    Session.objects.all().delete()
    type_on(page, " It came back.")
    expect(said(page, "lost")).to_contain_text("You’ve been signed out")
    sign_in(page, writer)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(said(page, "kept")).to_contain_text("Autosaved ")


@pytest.mark.long
def test_what_was_typed_after_the_session_ended_is_offered_after_signing_in(
    page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    Session.objects.all().delete()
    type_on(page, " It came back.")
    expect(said(page, "lost")).to_contain_text("You’ve been signed out")
    page.goto("/admin/")
    sign_in(page, writer)
    opened(page, story)
    expect(offer(page)).to_contain_text("on the computer where you typed them")
    expect(offer(page).locator("ins")).to_have_text("It came back.")


@pytest.mark.long
def test_somebody_else_who_signs_in_on_this_computer_sees_nothing_of_it(
    page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    page.context.set_offline(True)
    type_on(page, " A secret thought.")
    page.wait_for_timeout(400)
    page.context.set_offline(False)
    sign_in(page, editor("sasha"))
    opened(page, story)
    page.wait_for_load_state("networkidle")
    expect(offer(page)).to_have_count(0)
    assert not Autosave.objects.filter(user__username="sasha").exists()


@pytest.mark.long
def test_blocks_that_were_added_and_moved_come_back_where_they_stood(page: Page, story: Article) -> None:
    quote = desk.add_block(page, "Pull quote")
    quote.get_by_label("Text").fill("We sail at dawn.")
    quote.get_by_label("Text").press("Alt+ArrowUp")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    opened(page, story)
    expect(offer(page)).to_contain_text("New pull quote")
    with page.expect_navigation():
        offer(page).get_by_role("link", name="Restore").click()
    quote, paragraph = desk.blocks(page)
    expect(paragraph).to_have_text("The first ship left.")
    desk.edit(page, "Pull quote")
    expect(quote.get_by_label("Text")).to_have_value("We sail at dawn.")
    desk.save(page)
    assert [block["type"] for block in story.head.read()["body"]] == ["pull_quote", "paragraph"]


@pytest.mark.long
def test_a_new_story_that_was_never_saved_is_offered_where_one_is_begun(signed_in: Page, story: Article) -> None:
    page = signed_in
    page.goto(desk.ADD_STORY)
    page.get_by_label("Headline:").fill("Ferries sail at noon")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    page.goto("/admin/")
    page.goto(desk.ADD_STORY)
    expect(offer(page).locator("ins")).to_have_text("Ferries sail at noon")
    offer(page).get_by_role("link", name="Restore").click()
    page.get_by_label("Section:").select_option("World")
    desk.press(page, "Save")
    assert Article.objects.exclude(pk=story.pk).get().headline == "Ferries sail at noon"
    page.goto(desk.ADD_STORY)
    expect(offer(page)).to_have_count(0)


@pytest.mark.long
def test_what_is_discarded_is_gone(page: Page, story: Article) -> None:
    type_on(page, " Not like this.")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    opened(page, story)
    with page.expect_navigation():
        offer(page).get_by_role("button", name="Discard").click()
    desk.expect_said(page, "discarded")
    expect(offer(page)).to_have_count(0)


@pytest.mark.long
def test_two_windows_keep_two_texts(page: Page, story: Article) -> None:
    other = page.context.new_page()
    opened(other, story)
    type_on(page, " In one window.")
    type_on(other, " In the other.")
    for window in (page, other):
        expect(said(window, "kept")).to_contain_text("Autosaved ")
    opened(page, story)
    expect(offer(page)).to_have_count(2)


@pytest.mark.long
def test_the_events_of_a_timeline_are_kept_too(signed_in: Page, writer: User) -> None:
    page = signed_in
    timeline = TimelineFactory(owner=writer, title="The fighting in Kursk")
    here = f"/admin/timelines/timeline/{timeline.pk}/change/"
    page.goto(here)
    page.locator("#id_events-0-headline").fill("Ferries stop sailing")
    expect(said(page, "kept")).to_contain_text("Autosaved ")
    page.goto(here)
    offer(page).get_by_role("link", name="Restore").click()
    expect(page.locator("#id_events-0-headline")).to_have_value("Ferries stop sailing")
    desk.press(page, "Save")
    assert timeline.head.read()["events"][0]["headline"] == "Ferries stop sailing"


@pytest.fixture
def colleague(other_page: Page, sign_in: SignIn, story: Article) -> Page:
    """An editor's browser, with the same story open."""
    sign_in(other_page, editor("sasha"))
    opened(other_page, story)
    return other_page


@pytest.mark.long
def test_one_sees_that_a_colleague_is_typing_but_not_what(page: Page, colleague: Page, story: Article) -> None:
    type_on(colleague, " A secret thought.")
    expect(said(colleague, "kept")).to_contain_text("Autosaved ")
    opened(page, story)
    expect(said(page, "others")).to_contain_text("Also editing: sasha")
    expect(page.locator("body")).not_to_contain_text("A secret thought")


@pytest.mark.long
def test_a_page_whose_changes_were_undone_is_left_without_a_question(page: Page, story: Article) -> None:
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)

    page.on("dialog", note)
    standfirst = page.get_by_label("Deck:")
    before = standfirst.input_value()
    standfirst.fill("Something else.")
    standfirst.fill(before)
    page.goto("/admin/")
    assert asked == []


def test_the_keys_save_preview_and_submit(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    desk.saved_by(page, lambda: page.keyboard.press("Control+s"))
    assert text_of(story) == "The first ship left. It came back."
    type_on(page, " Twice.")
    with page.context.expect_page() as opening:
        page.keyboard.press("Control+Shift+P")
    preview = opening.value
    expect(preview.locator("article")).to_contain_text("It came back. Twice.")
    expect(desk.text_of(page)).to_be_visible()
    desk.text_of(page).click()
    with page.expect_navigation():
        page.keyboard.press("Control+Shift+Enter")
    desk.expect_said(page, "submitted for review")
    assert AuditEntry.objects.filter(verb="submit").count() == 1


@pytest.mark.long
def test_a_block_is_moved_by_the_keyboard_without_leaving_its_text(page: Page, story: Article) -> None:
    quote = desk.add_block(page, "Pull quote")
    quote.get_by_label("Text").fill("We sail")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type(" at dawn.")
    assert desk.blocks(page)[0].get_by_label("Text").input_value() == "We sail at dawn."
    page.keyboard.press("Alt+ArrowDown")
    assert desk.blocks(page)[1].get_by_label("Text").input_value() == "We sail at dawn."


@pytest.mark.long
def test_a_question_mark_outside_of_a_text_lists_the_keys(page: Page) -> None:
    page.get_by_role("button", name="Preview", exact=True).focus()
    page.keyboard.press("?")
    expect(page.get_by_text("Save and preview in a new tab")).to_be_visible()
    page.get_by_label("Headline:").fill("")
    page.get_by_label("Headline:").press_sequentially("Why?")
    expect(page.get_by_label("Headline:")).to_have_value("Why?")


@pytest.mark.long
def test_words_and_reading_time_are_those_of_the_readers_page(page: Page, story: Article) -> None:
    type_on(page, " Don’t stop: 11,000 people, «чому» – naïve 東京の船 & a_b. ")
    page.keyboard.press("Enter")
    page.keyboard.type("New line")
    page.keyboard.insert_text(" word" * 300)
    page.wait_for_timeout(500)
    shown = page.locator("[data-count-words]").inner_text()
    desk.save(page)
    told = prerendered(story.head.read())
    assert shown == f"{told['words']:,} words · {told['minutes']} min read"
    expect(page.locator("[data-count-words]")).to_have_text(shown)


@pytest.mark.long
def test_a_headline_is_shown_as_a_search_engine_cuts_it(page: Page) -> None:
    page.get_by_label("Headline:").fill("The harbor of Port Ellery opens again after eleven long months of repair work")
    expect(page.get_by_text("77 characters (search engines will truncate it)")).to_be_visible()
    page.get_by_text("Search and social preview").click()
    expect(page.locator("[data-searched]")).to_have_text("The harbor of Port Ellery opens again after eleven long…")
    page.get_by_label("Headline:").fill("The harbor is open")
    expect(page.locator("[data-searched]")).to_have_text("The harbor is open – The Newsroom")
