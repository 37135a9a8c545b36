"""Two people in one story, a session that ends, and a hand that never leaves the keyboard: no words are lost."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Page, expect

from articles.models import Article
from newsroom.people.models import DeskSession as Session
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]


@pytest.fixture
def both(browser_page: Page, other_page: Page, sign_in: SignIn, writer: User, story: Article) -> tuple[Page, Page]:
    """The writer and an editor have the story open, at the same version."""
    for page, user in ((browser_page, writer), (other_page, editor("sasha"))):
        sign_in(page, user)
        page.goto(f"/admin/articles/article/{story.pk}/change/")
        expect(desk.text_of(page)).to_have_text("The first ship left.")
    return browser_page, other_page


def retype(page: Page, text: str) -> None:
    desk.text_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


@pytest.mark.long
def test_changes_to_different_parts_are_merged(both: tuple[Page, Page], story: Article) -> None:
    one, other = both
    other.get_by_label("Deck:").fill("Ferries leave at noon.")
    desk.save(other)
    retype(one, "The second ship left.")
    desk.save(one)
    expect(one.locator("[data-saved]")).to_contain_text(
        "While you were editing, sasha saved changes too. Both are in this version."
    )
    content = story.head.read()
    assert content["standfirst"] == "Ferries leave at noon."
    assert content["body"][0]["fields"]["text"] == "The second ship left."


@pytest.mark.long
def test_changes_to_different_blocks_are_merged(both: tuple[Page, Page], story: Article) -> None:
    one, other = both
    desk.save(other)
    block = desk.add_block(other, "Pull quote")
    block.get_by_label("Text").fill("We sail at dawn.")
    desk.save(other)
    retype(one, "The second ship left.")
    desk.save(one)
    texts = [block["fields"]["text"] for block in story.head.read()["body"]]
    assert texts == ["The second ship left.", "We sail at dawn."]


@pytest.mark.long
def test_of_many_clashes_one_side_is_chosen_at_once(both: tuple[Page, Page], story: Article) -> None:
    one, other = both
    for page, words in ((other, "Theirs"), (one, "Mine")):
        page.get_by_label("Headline:").fill(f"{words} is the headline")
        page.get_by_label("Deck:").fill(f"{words} is the standfirst.")
        desk.save(page) if page is other else desk.press(page, "Save")
    one.get_by_role("button", name="Keep theirs everywhere").click()
    desk.press(one, "Save")
    content = story.head.read()
    assert (content["headline"], content["standfirst"]) == ("Theirs is the headline", "Theirs is the standfirst.")


@pytest.mark.long
def test_two_texts_of_the_same_block_are_both_shown_and_one_is_chosen_by_keyboard(
    both: tuple[Page, Page], story: Article
) -> None:
    one, other = both
    retype(other, "The ship of the editor left.")
    desk.save(other)
    retype(one, "The ship of the writer left.")
    desk.press(one, "Save")

    choice = one.get_by_role("region", name="Conflicts")
    expect(choice.get_by_role("group", name="Paragraph “The ship of the writer left.”")).to_be_visible()
    for words in ("The ship of the writer left.", "The ship of the editor left."):
        expect(choice.get_by_text(words, exact=True)).to_be_visible()
    expect(choice.locator("ins").nth(1)).to_contain_text("writer")
    expect(choice.get_by_role("radio", name="Keep yours")).to_be_focused()
    assert story.head.read()["body"][0]["fields"]["text"] == "The ship of the editor left."

    one.keyboard.press("Space")
    with one.expect_navigation():
        one.get_by_role("button", name="Save", exact=True).press("Enter")
    assert story.head.read()["body"][0]["fields"]["text"] == "The ship of the writer left."
    assert [revision.author.username for revision in story.revisions.order_by("number")] == ["mira", "sasha", "mira"]


@pytest.mark.long
def test_a_third_text_is_written_where_two_people_changed_one_passage(both: tuple[Page, Page], story: Article) -> None:
    one, other = both
    retype(other, "About 11,000 troops were sent to the border.")
    desk.save(other)
    retype(one, "About 12,000 soldiers were sent to the border.")
    desk.press(one, "Save")
    one.get_by_role("region", name="Conflicts").get_by_role("textbox").click()
    one.keyboard.press("Control+a")
    one.keyboard.type("The army")
    expect(one.get_by_role("radio", name="Write your own")).to_be_checked()
    with one.expect_navigation():
        one.get_by_role("button", name="Save", exact=True).press("Enter")
    assert story.head.read()["body"][0]["fields"]["text"] == "The army."


@pytest.mark.long
def test_what_was_typed_while_the_session_ended_is_sent_after_signing_in(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    page = browser_page
    writer.set_password("a long passphrase")
    writer.save()
    sign_in(page, writer)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    retype(page, "Typed over lunch, long after the session ended.")
    Session.objects.all().delete()
    desk.press(page, "Save")
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.locator("pre", has_text="Typed over lunch")).to_be_visible()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new window").click()
    window = opened.value
    window.get_by_label("Username:").fill("mira")
    window.get_by_label("Password:").fill("a long passphrase")
    window.get_by_role("button", name="Sign in").click()
    desk.open_account(window)
    expect(window.get_by_role("button", name="Sign out")).to_be_visible()

    desk.press(page, "Send again")
    expect(page.get_by_text("You signed in again in another window.")).to_be_visible()
    desk.press(page, "Send again")  # now with the token of the new session
    desk.expect_said(page, "was changed successfully")
    assert story.head.read()["body"][0]["fields"]["text"] == "Typed over lunch, long after the session ended."


@pytest.mark.long
def test_a_page_with_unsaved_words_asks_before_it_is_left(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    page = browser_page
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    sign_in(page, writer)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    retype(page, "Not saved yet.")
    page.on("dialog", leave)
    page.goto("/admin/")
    assert asked == ["beforeunload"]


@pytest.mark.long
def test_a_story_is_written_reordered_and_submitted_by_keyboard_alone(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page, keys = browser_page, browser_page.keyboard
    sign_in(page, writer)
    page.goto(desk.ADD_STORY)
    expect(page.get_by_label("Headline:")).to_be_focused()
    keys.type("A story without a mouse")
    desk.tab_to(page, ".writing__text")
    keys.type("This was written first.")
    keys.press("Enter")
    keys.type("This was written second.")
    keys.press("Alt+ArrowUp")
    desk.tab_to(page, "#id_section")
    keys.press("ArrowDown")
    desk.tab_to(page, "input[name=_submit]")
    with page.expect_navigation():
        keys.press("Enter")
    desk.expect_said(page, "submitted for review")
    story = Article.objects.get()
    assert story.review == "submitted"
    assert [block["fields"]["text"] for block in story.head.read()["body"]] == [
        "This was written second.",
        "This was written first.",
    ]
