"""What a person does at the desk, step by step: shared by the journeys."""

from datetime import datetime

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

ADD_STORY = "/admin/articles/article/add/"


def add_block(page: Page, kind: str, text: str = "") -> Locator:
    """Add a block of that kind ("Paragraph", "Timeline") at the end of the story, with that text."""
    above = blocks(page)[-1]
    above.get_by_text("Add below", exact=True).click()
    above.get_by_role("button", name=f"Add {kind.lower()}", exact=True).click()
    added = blocks(page)[-1]
    if text:
        added.get_by_role("textbox").first.fill(text)
    return added


def blocks(page: Page) -> list[Locator]:
    """The blocks of the story, from above."""
    return page.locator(".body-block").all()


def editor_of(within: Locator | Page) -> Locator:
    """Where the text of a paragraph is typed."""
    return within.get_by_role("textbox", name="Paragraph", exact=True)


def choose(page: Page, field: Locator, name: str) -> None:
    """Pick `name` in a field that looks up what is typed."""
    field.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(name)
    page.locator(".select2-results__option", has_text=name).first.click()


def give_time(page: Page, instant: datetime) -> None:
    """Fill in the date and time of a verb's page: in the newsroom's zone, as its clock on the wall shows it."""
    local = timezone.localtime(instant, timezone.get_default_timezone())
    page.get_by_label("Date", exact=True).fill(f"{local:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill(f"{local:%H:%M:%S}")


def verb(page: Page, name: str) -> None:
    """Open the page of a verb from the top of the story."""
    page.get_by_role("region", name="State").get_by_role("link", name=name, exact=True).click()


def press(page: Page, button: str) -> None:
    """Press that button and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


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
