"""A story as one document: what is typed, inserted, moved and pasted, and that all else stays as it was."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import FactBox, Figure, Heading, List, PullQuote, Quote, Table, TimelineEmbed, new
from articles.models import Article
from newsroom.publishing import clock
from tests.articles.factories import ArticleFactory, edited, published, raw, related, text
from tests.e2e import desk
from tests.e2e.axe import faults
from tests.images.factories import PictureFactory
from tests.timelines.factories import TimelineFactory
from timelines.models import Event

SignIn = Callable[[Page, User], None]
OpenWindow = Callable[..., Page]
PASTE = """([html, text]) => {
    const data = new DataTransfer()
    if (html) data.setData("text/html", html)
    data.setData("text/plain", text)
    const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    document.querySelector(".writing__text").dispatchEvent(pasted)
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<h2>Why it matters</h2>
<p class=MsoNormal><b>Grain</b> leaves <a href="https://figures.example/">again</a>.<o:p></o:p></p>
<ul><li>One ship</li><li>Two ships</li></ul>
<!--EndFragment--></body></html>"""


@pytest.fixture
def story(writer: User) -> Article:
    """Two paragraphs."""
    return ArticleFactory(owner=writer, headline="The harbor is open again", rows=text("<p>The second ship waits.</p>"))


@pytest.fixture
def full(writer: User) -> Article:
    """With a block of every type, and one of a type that no app knows."""
    rows = [
        new(Heading, text="The harbor", level=2),
        new(Heading, text="Why it matters", level=3),
        new(List, text="<ul><li><p>Grain</p></li></ul>"),
        new(Quote, text="<p>We sail.</p>"),
        new(PullQuote, text="We sail", attribution="Ann"),
        new(FactBox, title="The harbor", text="<p>It is old.</p>"),
        new(Figure, picture=PictureFactory(title="Quay"), alt="A quay"),
        new(Table, caption="Ports", text="<table><tr><th>Port<th>Ships<tr><td colspan=2>Ellery<br>and others</table>"),
        new(TimelineEmbed, timeline=TimelineFactory(title="Kursk"), show="range", range_from="2024"),
        related(published(headline="The ferry sails"), {"title": "Not written yet"}),
        raw("recipe", title="Soup"),
    ]
    return ArticleFactory(owner=writer, headline="The harbor is open again", rows=rows)


def address(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


@pytest.fixture
def signed_in(browser_page: Page, sign_in: SignIn, writer: User) -> Page:
    sign_in(browser_page, writer)
    return browser_page


@pytest.fixture
def page(signed_in: Page, story: Article) -> Page:
    """The writer has the story open."""
    signed_in.goto(address(story))
    return signed_in


def saved(page: Page, story: Article) -> list[dict[str, object]]:
    """Save, and return the body as it is then."""
    desk.saved_by(page, lambda: page.keyboard.press("Control+s"))
    return list(story.head.read()["body"])


def kinds_and_words(body: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(block["type"], block["fields"].get("text")) for block in body]  # type: ignore[attr-defined]


def test_blocks_that_are_not_touched_keep_their_keys_and_all_of_their_fields(signed_in: Page, full: Article) -> None:
    page = signed_in
    page.goto(address(full))
    before = full.body
    desk.put_cursor(page, "The first ship left.")
    page.keyboard.type(" It came back.")
    first, *others = saved(page, full)
    assert first == {**before[0], "fields": {"text": "The first ship left. It came back."}}
    assert others == before[1:]


def test_enter_makes_a_paragraph_and_signs_make_headings_and_lists(page: Page, story: Article) -> None:
    desk.put_cursor(page, "The second ship waits.")
    page.keyboard.press("Enter")
    page.keyboard.type("## Why it matters")
    page.keyboard.press("Enter")
    page.keyboard.type("Grain.")
    page.keyboard.press("Enter")
    page.keyboard.type("- One")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("### The end")
    body = saved(page, story)
    assert body[:2] == story.body
    assert kinds_and_words(body[2:]) == [
        ("heading", "Why it matters"),
        ("paragraph", "Grain."),
        ("list", "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"),
        ("heading", "The end"),
    ]
    assert [block["fields"]["level"] for block in body if block["type"] == "heading"] == [2, 3]  # type: ignore[index]


def test_a_slash_inserts_a_block_whose_fields_escape_leaves_for_the_text(page: Page, story: Article) -> None:
    desk.go_to_end(page)
    page.keyboard.type("/pull")
    page.keyboard.press("Enter")
    quote = desk.block(page, "Pull quote")
    expect(quote.get_by_role("textbox").first).to_be_focused()
    page.keyboard.type("We sail")
    page.keyboard.press("Escape")
    expect(desk.text_of(page)).to_be_focused()
    page.keyboard.type("The end.")
    body = saved(page, story)
    assert kinds_and_words(body[2:]) == [("pull_quote", "We sail"), ("paragraph", "The end.")]


@pytest.mark.long
def test_typing_goes_into_the_text_after_a_press_below_it_and_after_done(signed_in: Page, story: Article) -> None:
    page = signed_in
    below = new(PullQuote, text="We sail")
    story = ArticleFactory(owner=story.owner, rows=[*text("<p>One.</p>"), below])
    page.goto(address(story))
    last = page.locator(".writing__text > *").last
    box = last.bounding_box()
    assert box
    page.mouse.click(box["x"] + 100, box["y"] + box["height"] + 150)
    page.keyboard.type("Below.")
    expect(last).to_have_text("Below.")
    quote = desk.edit(page, "Pull quote")
    quote.get_by_role("button", name="Edit pull quote").click()  # it says Done
    page.keyboard.type("After. ")
    page.keyboard.press("Alt+PageUp")  # onto the block, which is not replaced
    page.keyboard.type("Beside.")
    desk.save(page)
    words = [block["fields"]["text"] for block in Article.objects.get(pk=story.pk).body]
    assert words[-4:] == ["One.", "We sail", "Beside.", "After. Below."]


@pytest.mark.long
def test_a_press_between_blocks_and_enter_in_their_fields_keep_the_cursor_near(signed_in: Page, writer: User) -> None:
    page, keys = signed_in, signed_in.keyboard
    rows = [
        new(Quote, text="<p>We sail.</p>"),
        new(FactBox, title="Port", text="<p>Old.</p>"),
        new(PullQuote, text="So"),
    ]
    story = ArticleFactory(owner=writer, headline="The harbor is open again", rows=rows)
    page.goto(address(story))
    quote = desk.text_of(page).locator("> blockquote")

    def press(x: float, y: float, words: str) -> None:
        page.mouse.click(x, y)
        keys.type(words)

    for upper, words in ((desk.block(page, "Fact box"), "Below the box."), (quote, "Below the quotation.")):
        box = upper.bounding_box()
        assert box
        press(box["x"] + box["width"] / 2, box["y"] + box["height"] + 6, words)
    box = quote.get_by_role("textbox", name="Who said it").bounding_box()
    assert box
    press(box["x"] + box["width"] + 3, box["y"] + 5, " Soon.")  # between the two fields
    before = page.evaluate("scrollY")
    facts = desk.edit(page, "Fact box")
    assert page.evaluate("scrollY") == before
    title = facts.get_by_role("textbox", name="Title")
    title.fill("The port")
    box = facts.locator(".block__fields").bounding_box()
    assert box
    press(box["x"] + 20, box["y"] + 4, " today")  # above the fields
    title.press("Enter")
    expect(facts.get_by_role("textbox", name="Text", exact=True)).to_be_focused()
    body: Any = saved(page, story)
    assert [block["fields"].get("text") for block in body if block["type"] != "heading"] == [
        "The first ship left.",
        "<p>We sail. Soon.</p>",
        "Below the quotation.",
        "<p>Old.</p>",
        "Below the box.",
        "So",
    ]
    assert next(block["fields"]["title"] for block in body if block["type"] == "fact_box") == "The port today"
    assert page.evaluate("location.pathname") == address(story)  # Enter did not send it


def test_the_menu_narrows_as_one_types_and_escape_leaves_the_slash(page: Page, story: Article) -> None:
    desk.go_to_end(page)
    page.keyboard.type("/")
    options = page.get_by_role("listbox", name="Insert").get_by_role("option")
    expect(options.first).to_have_text("Paragraph")
    page.keyboard.type("time")
    expect(options).to_have_text(["Timeline"])
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type(" after time")
    assert kinds_and_words(saved(page, story)[2:]) == [("paragraph", "/time after time")]


def test_blocks_are_moved_duplicated_and_deleted_by_keys_and_all_can_be_undone(page: Page, story: Article) -> None:
    first, second = story.body
    desk.put_cursor(page, "The second ship waits.")
    page.keyboard.press("Alt+ArrowUp")
    assert saved(page, story) == [second, first]
    page.keyboard.press("Control+Shift+d")
    body = saved(page, story)
    assert [block["fields"] for block in body] == [second["fields"], second["fields"], first["fields"]]
    assert body[1]["key"] not in (first["key"], second["key"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert saved(page, story) == [first, second]


@pytest.mark.long
def test_the_handle_beside_a_block_has_its_menu(page: Page, story: Article) -> None:
    first, second = story.body
    desk.text_of(page).get_by_text("The second ship waits.").hover()
    page.get_by_role("button", name="Block menu").click()
    page.get_by_role("menuitem", name="Move up").click()
    assert saved(page, story) == [second, first]
    desk.text_of(page).get_by_text("The first ship left.").hover()
    page.get_by_role("button", name="Block menu").click()
    page.get_by_role("menuitem", name="Delete").click()
    assert saved(page, story) == [second]


def test_the_menu_of_a_block_is_used_by_keyboard_alone(page: Page, story: Article) -> None:
    keys, paragraphs = page.keyboard, desk.text_of(page).locator("> p")
    menu, item = page.get_by_role("menu", name="Block menu"), page.get_by_role("menuitem")
    first, second = "The first ship left.", "The second ship waits."
    desk.put_cursor(page, second)
    keys.press("Alt+Enter")
    expect(item.first).to_be_focused()
    keys.press("Escape")
    expect(menu).to_be_hidden()
    keys.type("!")  # the cursor is where it was
    expect(paragraphs).to_have_text([first, f"{second}!"])

    keys.press("Alt+Enter")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")  # Duplicate
    expect(paragraphs).to_have_text([first, f"{second}!", f"{second}!"])
    keys.press("Alt+Enter")
    keys.press("Enter")  # Move up
    keys.press("Alt+Enter")
    keys.press("End")
    keys.press("Enter")  # Delete
    expect(paragraphs).to_have_text([first, f"{second}!"])

    figure = desk.insert(page, "Photo")
    expect(figure.get_by_role("combobox", name="Photo", exact=True)).to_be_focused()
    keys.press("Alt+Enter")
    expect(item.first).to_be_focused()
    keys.press("End")
    keys.press("Enter")
    expect(figure).to_have_count(0)


def test_a_list_becomes_a_timeline_and_a_list_again(page: Page, story: Article) -> None:
    desk.write(page, "- Aug. 6, 2024: The border is crossed")
    page.keyboard.press("Enter")
    page.keyboard.type("Reaction: A counter-strike")
    desk.text_of(page).get_by_text("The border is crossed").hover()
    page.get_by_role("button", name="Block menu").click()
    page.get_by_role("menuitem", name="Make this a timeline").click()
    expect(desk.block(page, "Timeline")).to_contain_text("The border is crossed")
    expect(page.locator("[data-checks]")).to_contain_text("is published with this story")  # it was saved and checked
    assert list(Event.objects.order_by("position").values_list("date_text", "headline")) == [
        ("Aug. 6, 2024", "The border is crossed"),
        ("Reaction", "A counter-strike"),
    ]
    assert [block["type"] for block in saved(page, story)] == ["paragraph", "paragraph", "timeline"]
    desk.block(page, "Timeline").hover()
    page.get_by_role("button", name="Block menu").click()
    page.get_by_role("menuitem", name="Make this a list").click()
    expect(desk.block(page, "Timeline")).to_have_count(0)
    expect(desk.text_of(page).get_by_role("listitem").first).to_contain_text("Aug. 6, 2024")
    assert [block["type"] for block in saved(page, story)] == ["paragraph", "paragraph", "list"]


def test_a_paste_from_a_word_processor_is_one_step_and_the_cursor_is_behind_it(page: Page, story: Article) -> None:
    desk.go_to_end(page)
    page.evaluate(PASTE, [WORD, "Why it matters"])
    expect(desk.text_of(page)).to_contain_text("Two ships")
    page.keyboard.type(" and more")
    assert kinds_and_words(saved(page, story)[2:]) == [
        ("heading", "Why it matters"),
        ("paragraph", '<strong>Grain</strong> leaves <a href="https://figures.example/">again</a>.'),
        ("list", "<ul><li><p>One ship</p></li><li><p>Two ships and more</p></li></ul>"),
    ]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert saved(page, story) == story.body


@pytest.mark.long
def test_a_quotation_has_a_source_a_list_other_numbers_and_dashes_divide(page: Page, story: Article) -> None:
    desk.write(page, "> We sail.")
    quote = desk.text_of(page).locator("blockquote")
    quote.get_by_role("textbox", name="Who said it").fill("Ann Lee")
    quote.get_by_role("textbox", name="Its page").fill("https://port.example/")
    page.keyboard.press("Escape")
    page.keyboard.type(" Soon.")
    quote.get_by_role("textbox", name="Who said it").press("Enter")
    page.keyboard.type("So they said.")
    quote.get_by_role("textbox", name="Its page").press("Tab")
    page.keyboard.type("Again: ")
    desk.write(page, "---")
    page.keyboard.type("3. Three")
    page.keyboard.press("Alt+Enter")
    page.get_by_role("menuitem", name="Numbered a, b, c", exact=True).click()
    page.keyboard.type(" or c")
    body = saved(page, story)[2:]
    assert [(block["type"], block["fields"]) for block in body] == [
        ("quote", {"text": "<p>We sail. Soon.</p>", "attribution": "Ann Lee", "cite": "https://port.example/"}),
        ("paragraph", {"text": "Again: So they said."}),
        ("divider", {}),
        ("list", {"text": '<ol start="3" type="a"><li><p>Three or c</p></li></ol>'}),
    ]


@pytest.mark.long
def test_the_address_of_one_of_our_stories_becomes_a_link_with_its_headline(
    page: Page, story: Article, settings: Any
) -> None:
    ferry = published(headline="The ferry sails again")
    live = ferry.live(clock.now())
    assert live
    desk.go_to_end(page)
    page.evaluate(PASTE, ["", f"{settings.PUBLIC_URL}{live.get_absolute_url()}"])
    expect(desk.text_of(page).get_by_role("link", name="The ferry sails again")).to_be_visible()
    link = f'<a href="story:{ferry.pk}">The ferry sails again</a>'
    assert kinds_and_words(saved(page, story)[2:]) == [("paragraph", link)]


@pytest.mark.long
def test_words_are_found_and_replaced(page: Page, story: Article) -> None:
    desk.text_of(page).focus()
    page.keyboard.press("Control+h")
    expect(page.get_by_role("searchbox", name="Find")).to_be_focused()
    page.keyboard.type("ship")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.get_by_role("textbox", name="Replace with").fill("boat")
    page.get_by_role("button", name="Replace all").click()
    expect(page.get_by_text("Replaced 2")).to_be_visible()
    page.get_by_role("textbox", name="Replace with").press("Escape")
    expect(desk.text_of(page)).to_be_focused()
    words = [block["fields"]["text"] for block in saved(page, story)]  # type: ignore[index]
    assert words == ["The first boat left.", "The second boat waits."]


@pytest.mark.long
def test_finding_shows_the_place_and_changes_nothing(signed_in: Page, story: Article) -> None:
    page = signed_in
    edited(story, body=[*story.body, *text("<p>Filler.</p>" * 60 + "<p>The quay is far below.</p>")])
    page.goto(address(story))
    page.evaluate(
        "document.querySelector('.writing').closest('form').addEventListener('input', () => (window.heard = 1))"
    )
    desk.text_of(page).focus()
    page.keyboard.press("Control+h")
    page.keyboard.type("the quay")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    expect(page.locator(".found--current")).to_be_in_viewport()
    assert page.evaluate("window.heard") is None


@pytest.mark.long
def test_enter_and_tab_lead_from_the_headline_to_the_deck_and_into_the_text(page: Page, story: Article) -> None:
    keys, deck = page.keyboard, page.get_by_label("Deck:")
    page.get_by_label("Headline:").press("Enter")
    expect(deck).to_be_focused()
    keys.press("Enter")
    expect(desk.text_of(page)).to_be_focused()
    for _ in ("the buttons", "the deck"):
        keys.press("Shift+Tab")
    expect(deck).to_be_focused()
    keys.press("Tab")
    expect(desk.text_of(page)).to_be_focused()
    headline = page.get_by_label("Headline:")
    headline.fill("x" * 190)
    expect(page.get_by_text("10 left of 200 characters.")).to_be_visible()
    headline.fill("x" * 203)
    expect(page.get_by_text("3 too many: up to 200 characters can be saved.")).to_be_visible()
    keys.press("Control+s")
    expect(page.get_by_text("Ensure this value has at most 200 characters")).to_be_visible()
    expect(headline).to_have_value("x" * 203)


def test_what_is_refused_is_said_at_its_block_and_nothing_typed_is_lost(signed_in: Page, full: Article) -> None:
    page = signed_in
    spare = PictureFactory(title="Spare")
    page.goto(address(full))
    desk.put_cursor(page, "The first ship left.")
    page.keyboard.type(" It came back.")
    figure = desk.edit(page, "Photo")
    desk.look_up(figure.get_by_role("combobox", name="Photo", exact=True), "Spare")
    spare.delete()
    page.keyboard.press("Control+s")
    refused = "photo: the photo doesn’t exist. Choose another."
    expect(desk.block(page, "Photo")).to_have_attribute("title", re.compile(refused))
    expect(page.get_by_text(refused)).to_be_visible()
    expect(desk.text_of(page)).to_contain_text("The first ship left. It came back.")


def test_a_draft_is_saved_with_what_is_incomplete_and_the_check_leads_to_it(signed_in: Page, full: Article) -> None:
    page = signed_in
    page.goto(address(full))
    title = desk.edit(page, "Fact box").get_by_label("Title")
    title.fill("")
    assert saved(page, full)[6]["fields"] == {"title": "", "text": "<p>It is old.</p>"}
    page.get_by_role("link", name="Fact box, title: This field cannot be blank.").click()
    expect(title).to_be_focused()


@pytest.mark.long
def test_headlines_are_typed_line_by_line_and_what_is_not_found_is_kept(page: Page, story: Article) -> None:
    keys, ferry = page.keyboard, published(headline="The ferry sails again")
    box = desk.insert(page, "Related stories")
    lines = box.get_by_role("combobox", name="Headline", exact=True)
    expect(lines).to_be_focused()
    keys.type("ferry sails")
    expect(page.get_by_role("option", name="“ferry sails”, not linked yet")).to_be_visible()
    expect(page.get_by_role("option", name="The ferry sails again")).to_be_visible()
    expect(lines.first).not_to_have_attribute("aria-activedescendant", re.compile("."))  # Enter keeps what is typed
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type("A quay to come")
    expect(page.get_by_role("option", name="“A quay to come”, not linked yet")).to_be_visible()
    keys.press("Enter")
    expect(lines.nth(2)).to_be_focused()
    keys.type("Left by Tab")
    keys.press("Tab")
    expect(box.get_by_text("Not linked yet", exact=True)).to_have_count(2)
    lines.last.focus()
    keys.type("https://example.org/quay")
    items: Any = saved(page, story)[-1]["fields"]["items"]  # type: ignore[index]
    assert [(item["story"], item["url"], item["title"]) for item in items] == [
        (ferry.pk, "", ""),
        (None, "", "A quay to come"),
        (None, "", "Left by Tab"),
        (None, "https://example.org/quay", ""),
    ]
    expect(box.get_by_text("Needs a link text")).to_be_visible()


@pytest.mark.long
def test_a_new_story_begins_with_an_empty_paragraph(signed_in: Page, story: Article) -> None:
    page = signed_in
    page.goto(desk.ADD_STORY)
    assert [block.evaluate("block => block.localName") for block in desk.blocks(page)] == ["p"]
    page.get_by_label("Headline:").fill("Nothing yet")
    desk.save(page)
    assert Article.objects.get(headline="Nothing yet").body == []


@pytest.mark.long
def test_without_scripts_the_body_is_edited_as_json(
    open_window: OpenWindow, sign_in: SignIn, writer: User, full: Article
) -> None:
    page = open_window(java_script_enabled=False)
    sign_in(page, writer)
    page.goto(address(full))
    source = page.locator("textarea[name=body]")
    source.fill(source.input_value().replace("The first ship", "The second ship"))
    desk.press(page, "Save")
    desk.expect_said(page, "was changed successfully")
    first, *others = full.head.read()["body"]
    assert first["fields"] == {"text": "The second ship left."}
    assert others == full.body[1:]


@pytest.mark.long
def test_the_page_fits_and_is_accessible(probed_page: Page, sign_in: SignIn, writer: User, full: Article) -> None:
    page = probed_page
    sign_in(page, writer)
    page.goto(address(full))
    desk.edit(page, "Fact box")
    assert faults(page) == {}
    desk.go_to_end(page)
    page.keyboard.type("/")
    expect(page.get_by_role("listbox", name="Insert")).to_be_visible()
    assert faults(page) == {}
