"""A table in a story: written by keyboard, pasted, and read on a phone."""

from typing import Any

from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.publishing import actions, clock
from newsroom.text.tables import rows_of
from tests.articles.block_surfaces import editor
from tests.e2e import desk
from tests.e2e.test_writing import PASTE, page, saved, signed_in, story  # noqa: F401

SHEET = "<table><tr><td><b>Port</b></td><td><b>Ships</b></td></tr><tr><td>Ellery</td><td>4</td></tr></table>"


def tables_in(body: list[dict[str, Any]]) -> list[list[str]]:
    """The tables of a body: their rows, with * before a heading."""
    return [
        ["|".join("*" * cell.is_head + cell.html for cell in line) for line in rows_of(row["fields"]["text"])]
        for row in body
        if row["type"] == "table"
    ]


def test_a_table_is_written_by_keyboard_and_pasted_in_one_step(page: Page, story: Article) -> None:  # noqa: F811
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    block = desk.insert(page, "Table")
    block.get_by_role("textbox", name="Table").locator("th").first.click()
    for words in ("Port", "Ships", "Note", "Ellery", "4", "", "New", "5", "", "Last"):  # the last Tab adds a row
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.type("6")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("or 7")
    page.keyboard.press("Control+Alt+ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Alt+Shift+Backspace")  # the column that was just added
    block.get_by_role("button", name="Heading column").click()
    expect(block.get_by_role("button", name="Heading column")).to_have_attribute("aria-pressed", "true")
    assert not told
    written = ["*Port|*Ships|*Note", "*Ellery|4|", "*New|5|", "*Last|6<br>or 7|"]
    assert tables_in(saved(page, story)) == [written]
    expect(block.get_by_role("textbox", name="Table")).to_be_focused()  # the save changed nothing that is written
    page.keyboard.press("Escape")
    page.evaluate(PASTE, [SHEET, "Port\tShips\nEllery\t4"])
    expect(desk.text_of(page).get_by_role("group", name="Table")).to_have_count(2)
    assert tables_in(saved(page, story)) == [written, ["*Port|*Ships", "Ellery|4"]]
    page.keyboard.press("Control+z")
    assert tables_in(saved(page, story)) == [written]

    desk.go_to_end(page)
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["", "Port,Ships\nEllery,4"])
    expect(desk.text_of(page).get_by_role("group", name="Table")).to_have_count(2)
    page.keyboard.press("Control+z")  # the text that was pasted
    expect(desk.text_of(page).get_by_text("Port,Ships")).to_be_visible()
    block = desk.edit(page, "Table")
    with page.expect_file_chooser() as chooser:
        block.get_by_role("button", name="Fill from a CSV file").click()
    chooser.value.set_files({"name": "fares.csv", "mimeType": "text/csv", "buffer": b"Route;Fare\nStone Isle;6,10\n"})
    expect(block.get_by_text("Stone Isle")).to_be_visible()
    assert tables_in(saved(page, story)) == [["*Route|*Fare", "Stone Isle|6,10"]]

    actions.publish(Article.objects.get(pk=story.pk), editor())
    live = Article.objects.get(pk=story.pk).live(clock.now())
    assert live
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(live.get_absolute_url())
    region = page.get_by_role("region", name="Table")
    region.evaluate("region => Array.from({ length: 20 }, () => region.querySelector('tr').insertCell())")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
