"""Save stays on the page: what is typed meanwhile, what others saved, and what the server refuses are all there."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from articles.blocks import Paragraph, new
from articles.models import Article, Section
from newsroom.people.models import DeskSession as Session
from newsroom.publishing.models import Autosave
from tests.articles.factories import SectionFactory, edited
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]
TEXT = "The first ship left."


@pytest.fixture
def page(browser_page: Page, sign_in: SignIn, writer: User, story: Article) -> Page:
    """The writer has the story open."""
    sign_in(browser_page, writer)
    opened(browser_page, story)
    return browser_page


@pytest.fixture
def colleague(other_page: Page, sign_in: SignIn, story: Article) -> Page:
    """An editor's browser, with the same story open."""
    sign_in(other_page, editor("sasha"))
    opened(other_page, story)
    return other_page


def address(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def opened(page: Page, story: Article) -> None:
    page.goto(address(story))
    expect(desk.text_of(page)).to_contain_text(TEXT)


def type_on(page: Page, words: str, at: str = "End") -> None:
    desk.text_of(page).focus()
    desk.settle(page)
    page.keyboard.press(f"Control+{at}")
    desk.settle(page)
    page.keyboard.type(words)


def held_back(page: Page, story: Article) -> list[Route]:
    """Saves that leave the browser and do not arrive before they are told to."""
    waiting: list[Route] = []
    desk.intercept(
        page,
        f"**{address(story)}",
        lambda route: waiting.append(route) if route.request.method == "POST" else route.continue_(),
    )
    return waiting


def press_save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text("Saving…")


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved (\d|noon|midnight)"))


def texts(story: Article) -> list[str]:
    return [block["fields"]["text"] for block in story.head.read()["body"]]


def test_what_is_typed_while_it_is_sent_stays_and_is_saved_next(page: Page, story: Article) -> None:
    waiting = held_back(page, story)
    type_on(page, " It came ")
    press_save(page)
    page.keyboard.type("back.")
    waiting.pop().continue_()
    saved(page)
    assert texts(story) == [f"{TEXT} It came"]
    page.keyboard.type(" Twice.")
    expect(desk.text_of(page)).to_have_text(f"{TEXT} It came back. Twice.")
    page.unroute_all()
    desk.save(page)
    assert texts(story) == [f"{TEXT} It came back. Twice."]
    assert not Autosave.objects.filter(typed__isnull=False).exists()


@pytest.mark.long
def test_a_save_of_what_is_saved_already_says_that_nothing_changed(page: Page, story: Article) -> None:
    number = story.head.number
    for _ in range(2):
        page.keyboard.press("Control+s")
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved · nothing changed since "))
        type_on(page, " It came back.")
        desk.save(page)
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved (\d|noon|midnight)"))
    assert Article.objects.get(pk=story.pk).head.number == number + 2


@pytest.mark.long
def test_a_save_that_is_asked_for_while_another_is_under_way_follows_it(page: Page, story: Article) -> None:
    waiting = held_back(page, story)
    type_on(page, " It came back.")
    press_save(page)
    page.keyboard.type(" Twice.")
    page.keyboard.press("Control+s")
    waiting.pop().continue_()
    for _ in range(100):
        if waiting:
            break
        page.wait_for_timeout(50)
    waiting.pop().continue_()
    for _ in range(100):
        if texts(story) == [f"{TEXT} It came back. Twice."]:
            return
        page.wait_for_timeout(50)
    raise AssertionError(texts(story))


@pytest.mark.long
def test_a_double_click_on_save_makes_one_version(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    saved(page)
    page.wait_for_load_state("networkidle")
    assert [version.read()["body"][0]["fields"]["text"] for version in story.revisions.order_by("number")] == [
        TEXT,
        f"{TEXT} It came back.",
    ]


def test_without_a_connection_the_page_stays_and_is_saved_once_it_is_back(page: Page, story: Article) -> None:
    page.context.set_offline(True)
    type_on(page, " It came back.")
    page.keyboard.press("Control+s")
    lost = page.locator("[data-autosave-lost]")
    expect(lost).to_have_text("Can’t reach the server. Your changes are kept on this computer.")
    page.keyboard.type(" Twice.")
    page.context.set_offline(False)
    desk.save(page)
    assert texts(story) == [f"{TEXT} It came back. Twice."]
    expect(lost).to_be_empty()
    opened(page, story)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("region", name="Unsaved changes")).to_have_count(0)


@pytest.mark.long
def test_what_others_saved_comes_into_the_text_and_the_cursor_stays(page: Page, story: Article) -> None:
    added = new(Paragraph, text="Ferries leave at noon.")
    edited(story, body=[added, *story.body])
    type_on(page, " It came")
    desk.saved_by(page, lambda: page.keyboard.press("Control+s"))
    page.keyboard.type(" back.")
    first, second = desk.blocks(page)
    expect(first).to_have_text("Ferries leave at noon.")
    expect(second).to_have_text(f"{TEXT} It came back.")
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(first).to_have_text("Ferries leave at noon.")  # only what was typed here is undone
    expect(second).to_have_text(TEXT)


def test_two_in_one_paragraph_lose_no_word_while_one_types_on(page: Page, story: Article) -> None:
    waiting = held_back(page, story)
    body = story.body
    body[0]["fields"]["text"] = "Yesterday the first ship left."
    edited(story, body=body)
    type_on(page, " It came back.")
    press_save(page)
    page.keyboard.type(" Twice.")
    waiting.pop().continue_()
    saved(page)
    page.unroute_all()
    desk.save(page)
    assert texts(story) == ["Yesterday the first ship left. It came back. Twice."]
    expect(desk.text_of(page)).to_have_text("Yesterday the first ship left. It came back. Twice.")
    assert page.locator("[name=_base]").input_value() == str(story.head.number)


@pytest.mark.long
def test_blocks_that_a_colleague_moved_stay_where_they_are_now(page: Page, story: Article) -> None:
    type_on(page, "")
    page.keyboard.press("Enter")
    page.keyboard.type("It came back.")
    desk.save(page)
    story.refresh_from_db()
    edited(story, body=story.body[::-1])
    page.get_by_label("Deck:").fill("No ferry leaves.")
    desk.save(page)
    expect(desk.text_of(page).locator("p")).to_have_text(["It came back.", TEXT])
    page.get_by_label("Deck:").fill("No ferry leaves today.")
    desk.save(page)
    assert texts(story) == ["It came back.", TEXT]


@pytest.fixture
def local() -> Section:
    return SectionFactory(name="Local", slug="local")


@pytest.mark.long
def test_another_section_chosen_by_a_colleague_is_not_taken_back(local: Section, page: Page, story: Article) -> None:
    edited(story, section=local)
    type_on(page, " It came back.")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_contain_text("Both are in this version.")
    expect(page.locator("[name=section]")).to_have_value(str(local.pk))
    expect(desk.text_of(page)).to_be_focused()
    page.keyboard.type(" Twice.")
    page.keyboard.press("Control+s")
    saved(page)
    content = story.head.read()
    assert content["section"] == local.pk
    assert texts(story) == [f"{TEXT} It came back. Twice."]


@pytest.mark.long
def test_a_refused_save_shows_its_reasons_and_all_that_was_typed(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    page.locator("[name=kind]").evaluate("field => field.append(new Option('', 'no such kind', true, true))")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Please correct the error below.")).to_be_visible()
    expect(page.locator(".field-kind .errorlist")).to_contain_text("no such kind")
    expect(desk.text_of(page)).to_have_text(f"{TEXT} It came back.")
    expect(desk.text_of(page)).to_be_focused()
    assert texts(story) == [TEXT]
    page.locator("[name=kind]").evaluate("field => field.value = 'news'")
    desk.save(page)
    expect(page.locator(".errornote, .errorlist")).to_have_count(0)
    assert texts(story) == [f"{TEXT} It came back."]


@pytest.mark.long
def test_what_is_typed_in_the_fields_of_a_block_is_saved_at_once(page: Page, story: Article) -> None:
    quote = desk.add_block(page, "Pull quote")
    quote.get_by_label("Text").fill("We sail at dawn.")
    desk.saved_by(page, lambda: page.keyboard.press("Control+s"))
    expect(quote.get_by_label("Text")).to_be_focused()
    assert texts(story) == [TEXT, "We sail at dawn."]


def test_a_session_that_ended_is_said_and_the_words_are_sent_again(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    Session.objects.all().delete()
    desk.press(page, "Save")
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.locator("pre", has_text="It came back.")).to_be_visible()


@pytest.mark.long
def test_two_tabs_of_one_writer_are_merged_and_said_to_be_hers(page: Page, story: Article) -> None:
    other = page.context.new_page()
    opened(other, story)
    other.get_by_label("Deck:").fill("No ferry leaves.")
    desk.save(other)
    type_on(page, " It came back.")
    desk.save(page)
    expect(page.locator("[data-saved]")).to_contain_text("you saved changes in another tab")
    expect(page.get_by_label("Deck:")).to_have_value("No ferry leaves.")


@pytest.mark.long
def test_back_shows_the_story_as_it_was_saved(page: Page, story: Article) -> None:
    type_on(page, " It came back.")
    desk.save(page)
    page.get_by_role("link", name="Calendar").click()
    edited(story, standfirst="No ferry leaves.")
    page.go_back()
    expect(desk.text_of(page)).to_have_text(f"{TEXT} It came back.")
    type_on(page, " Twice.")
    desk.save(page)
    content = story.head.read()
    assert (content["standfirst"], texts(story)) == ("No ferry leaves.", [f"{TEXT} It came back. Twice."])


def test_a_question_of_two_texts_opens_at_its_paragraph(page: Page, story: Article) -> None:
    body = [*story.body, *(new(Paragraph, text=f"Paragraph {number}. " + "Ships sail. " * 40) for number in range(9))]
    edited(story, body=[*body, new(Paragraph, text="The last ship left.")])
    page.reload()
    edited(
        story,
        body=[
            *story.head.read()["body"][:-1],
            story.head.read()["body"][-1] | {"fields": {"text": "No ship is here."}},
        ],
    )
    type_on(page, " It was full.")
    desk.press(page, "Save")
    question = desk.text_of(page).get_by_role("region", name="Conflicts")
    expect(question.get_by_role("radio", name="Keep yours")).to_be_focused()
    expect(question).to_be_in_viewport()
    paragraph = desk.text_of(page).get_by_text("The last ship left. It was full.", exact=True).first
    expect(paragraph).to_be_in_viewport()
    page.keyboard.press("Space")
    desk.press(page, "Save")
    assert texts(story)[-1] == "No ship left. It was full."  # the other passage is merged


@pytest.mark.long
def test_a_check_leads_to_its_block_and_opens_its_fields(page: Page, story: Article) -> None:
    quote = desk.add_block(page, "Pull quote", "We sail at dawn.")
    desk.save(page)
    key = story.head.read()["body"][1]["key"]
    first = story.head.read()["body"][0]["key"]
    expect(quote).to_have_attribute("data-key", key)
    for _ in range(2):  # also where the page is there already, and the fields are open
        page.goto(f"{address(story)}#place={key}/text")
        expect(page.get_by_role("group", name="Pull quote").get_by_label("Text")).to_be_focused()
        expect(page).to_have_url(re.compile(rf"{address(story)}$"))  # the page after a button doesn't go there again
    page.goto(f"{address(story)}#place={first}")
    text = page.locator(".writing__text")
    expect(text).to_be_focused()
    page.keyboard.type("Yesterday: ")
    expect(text.locator("> *").first).to_have_text(f"Yesterday: {TEXT}")


@pytest.mark.long
def test_who_has_the_story_open_is_named_though_nothing_is_typed(page: Page, colleague: Page) -> None:
    expect(colleague.locator("[data-autosave-others]")).to_have_text("Also here: mira.")
