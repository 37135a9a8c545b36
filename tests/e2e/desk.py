"""What a person does at the desk, step by step: shared by the journeys."""

import re
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

ADD_STORY = "/admin/articles/article/add/"
# What a line begins with to become that kind of text as it is typed.
TYPED = {
    "Paragraph": "",
    "Heading": "## ",
    "Subheading": "### ",
    "List": "- ",
    "Numbered list": "1. ",
    "Quotation": "> ",
}


def text_of(page: Page) -> Locator:
    """The text of the story: one document, in which its blocks stand."""
    return page.get_by_role("textbox", name="Text", exact=True).first  # before the fields of its blocks


def blocks(page: Page) -> list[Locator]:
    """The blocks of the story, from above: paragraphs, headings, lists, and those with fields."""
    return text_of(page).locator("> *").all()


def block(page: Page, name: str) -> Locator:
    """The block with fields that has that name ("Photo", "Timeline"); the last one if there are several."""
    return text_of(page).get_by_role("group", name=name, exact=True).last


def go_to_end(page: Page) -> None:
    """Put the cursor into an empty paragraph at the end of the text."""
    text_of(page).focus()
    settle(page)
    page.keyboard.press("Control+End")
    settle(page)
    last = text_of(page).locator("> :last-child")
    for _ in range(3):  # a list is left by Enter in an empty item
        if last.evaluate("last => last.localName === 'p' && last.textContent === ''"):
            return
        page.keyboard.press("Enter")
    raise AssertionError("The text doesn’t end with an empty paragraph.")


def write(page: Page, *lines: str) -> None:
    """Type paragraphs at the end of the text. "## " makes one a heading, "- " a list, as for everybody who types it."""
    for line in lines:
        go_to_end(page)
        page.keyboard.type(line)


def insert(page: Page, name: str) -> Locator:
    """Insert a block at the end of the text by typing "/" and its name; return it, with its fields open."""
    go_to_end(page)
    page.keyboard.type(f"/{name.lower()}")
    expect(page.get_by_role("listbox", name="Insert").get_by_role("option", selected=True)).to_have_text(name)
    page.keyboard.press("Enter")
    return block(page, name)


def add_block(page: Page, kind: str, text: str = "") -> Locator:
    """Add a block of that kind ("Paragraph", "Pull quote") at the end of the story, with that text."""
    if kind in TYPED:
        write(page, TYPED[kind] + text)
        return blocks(page)[-1]
    added = insert(page, kind)
    if text:
        added.get_by_role("textbox").first.fill(text)
    return added


def edit(page: Page, name: str) -> Locator:
    """Open the fields of a block; return it."""
    found = block(page, name)
    found.get_by_role("button", name=f"Edit {name.lower()}", exact=True).click()
    return found


def select_words(page: Page, words: str) -> None:
    """Select words of the text, as a mouse drawn over them does."""
    text_of(page).focus()
    settle(page)
    found = text_of(page).evaluate(
        """(text, words) => {
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                return true;
            }
            return false;
        }""",
        words,
    )
    assert found, f"“{words}” doesn’t stand in one piece in the text."
    settle(page)


def settle(page: Page) -> None:
    """Wait until the editor knows where the browser’s cursor is, which it learns some milliseconds later."""
    page.evaluate(
        "new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100))))"
    )


def intercept(page: Page, url: str, handle: Callable[[Route], object]) -> None:
    """Have `handle` answer the page's requests to that address, from here on.

    Playwright's `route` returns before a busy page has learned of it: a key pressed right after overtakes it, and its request
    goes to the server (3 of 40 on a loaded machine).
    """
    page.route(url, handle)
    page.evaluate("new Promise(done => setTimeout(done))")


def put_cursor(page: Page, words: str) -> None:
    """Put the cursor behind words of the text."""
    select_words(page, words)
    page.keyboard.press("ArrowRight")


def editor_of(within: Locator | Page) -> Locator:
    """Where text is typed: that of the story."""
    return within.get_by_role("textbox", name="Text", exact=True)


def choose(page: Page, field: Locator, name: str) -> None:
    """Pick `name` in a field of the desk that looks up what is typed."""
    field.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).first.click()


def look_up(field: Locator, name: str) -> None:
    """Type `name` into a field of a block or of the panel beside the text, and take the first that is found."""
    field.fill(name)
    expect(field.page.get_by_role("option", name=name).first).to_be_visible()
    field.press("Enter")


def add_to(page: Page, what: str, *names: str) -> None:
    """Type tags or bylines ("tags", "bylines"), one after the other."""
    field = page.get_by_role("combobox", name=f"Add to {what}")
    for name in names:
        look_up(field, name)
        expect(page.get_by_role("button", name=f"Remove {name}", exact=True)).to_be_visible()


def give_time(page: Page, instant: datetime) -> None:
    """Fill in the date and time of a verb's page: in the newsroom's zone, as its clock on the wall shows it."""
    local = timezone.localtime(instant, timezone.get_default_timezone())
    page.get_by_label("Date", exact=True).fill(f"{local:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill(f"{local:%H:%M:%S}")


def open_account(page: Page) -> None:
    """Open the menu under the user's name."""
    page.locator(".desk-drop--you > summary").click()


def open_menu(page: Page) -> None:
    """Open the menu with all that can be done with a story, if there is one and it is closed."""
    menu = page.locator(".story-bar__more")
    if menu.count() and menu.get_attribute("open") is None:
        menu.locator("> summary").click()


def verb(page: Page, name: str) -> None:
    """Open the page of a verb: from the menu of the story, or the top of another page. A story has a button to publish."""
    expect(page.locator(".verbs").first).to_be_attached()  # the page may still be on its way
    publish = page.locator(".story-bar input[name=_publish]:not([hidden])")
    if name == "Publish" and publish.count():
        press(page, publish.first.input_value())
        return
    open_menu(page)
    page.locator(".verbs").get_by_role("link", name=name, exact=True).click()


def sheet(page: Page, name: str) -> Locator:
    """The button on a phone that opens a part of the panel ("Photo") as a sheet; its heading where there is room."""
    return page.locator(".panel-part > summary", has_text=re.compile(rf"\b{name}\b"))


def press(page: Page, button: str) -> None:
    """Press that button and wait for the page that follows."""
    pressed = page.get_by_role("button", name=button, exact=True)
    if page.locator(".story-bar").count() and not pressed.is_visible():
        open_menu(page)
    with page.expect_navigation():
        pressed.click()


def save(page: Page) -> None:
    """Save a story, and see that it is saved. What is there already is saved without another page."""
    saved_by(page, page.get_by_role("button", name="Save", exact=True).click)


def saved_by(page: Page, act: Callable[[], None]) -> None:
    """Do what saves the story, and see that it is saved."""
    page.evaluate("document.querySelector('[data-saved]').textContent = ''")
    act()
    expect_saved(page)


def expect_saved(page: Page) -> None:
    """The page says that it is saved."""
    said = page.get_by_text(
        re.compile(r"^Saved (\d|noon|midnight|· nothing changed|the timeline)|was (added|changed) successfully")
    )
    expect(said.first).to_be_visible(timeout=15_000)  # photos go first


def expect_said(page: Page, words: str) -> None:
    """The message at the top says `words`."""
    expect(page.locator(".messagelist")).to_contain_text(words)


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab (or `key`) until the focus is there; fail where it never comes."""
    for _ in range(120):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} never reaches {selector}.")
