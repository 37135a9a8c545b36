"""What a person does at the desk, step by step: shared by the journeys."""

from datetime import datetime

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

ADD_STORY = "/admin/articles/article/add/"


def add_block(page: Page, kind: str) -> Locator:
    """Add a block of that kind ("Text", "Timeline") at the end of the story, as its menu calls it."""
    page.locator(".order-machine-insert-target.last").click()
    page.get_by_role("button", name=kind, exact=True).click()
    return blocks(page)[-1]


def blocks(page: Page) -> list[Locator]:
    """The blocks of the story, from above: the editor orders them by style, not by their place in the document."""
    found = page.locator(".order-machine .inline-related:not(.empty-form)")
    ids = found.evaluate_all("all => all.sort((a, b) => a.style.order - b.style.order).map(block => block.id)")
    return [page.locator(f"#{id}") for id in ids]


def editor_of(within: Locator | Page) -> Locator:
    """Where the text of a block is typed."""
    return within.get_by_role("textbox", name="Text", exact=True)


def write(page: Page, block: Locator, *paragraphs: str, points: tuple[str, ...] = ()) -> None:
    """Type paragraphs, and below them a bulleted list."""
    editor_of(block).click()
    for number, paragraph in enumerate(paragraphs):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(paragraph)
    if points:
        page.keyboard.press("Enter")
        block.get_by_role("button", name="unordered list").click()
    for number, point in enumerate(points):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(point)


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


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; fail where it never comes."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}.")
