"""A footnote on the writing page: put at the cursor, edited in the text and in its window, undone, and read."""

import re

from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.publishing import actions, clock
from tests.e2e import desk
from tests.e2e.test_writing import page, saved, signed_in, story  # noqa: F401
from tests.people import editor


def test_a_footnote_is_written_edited_in_place_undone_and_read(page: Page, story: Article) -> None:  # noqa: F811
    desk.put_cursor(page, "The second ship waits.")
    page.get_by_role("button", name="Footnote").click()
    window = page.get_by_role("dialog", name="Footnote")
    window.get_by_label("Footnote").fill("Port log, see https://port.example/log.")
    window.get_by_role("button", name="Done").click()
    page.keyboard.type(" Nobody spoke.")
    last = [row["fields"] for row in saved(page, story)][-1]
    link = '<a href="https://port.example/log">https://port.example/log</a>'
    assert last == {"text": f"The second ship waits.<footnote>Port log, see {link}.</footnote> Nobody spoke."}

    note = page.locator("footnote")
    note.click(position={"x": 30, "y": 5})  # into its words
    page.keyboard.type("x")
    expect(note).to_contain_text("x")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Alt+f")
    field = window.get_by_label("Footnote")
    expect(field).to_have_value("Port log, see https://port.example/log.")
    field.fill("Port log")
    field.press("Enter")
    assert saved(page, story)[-1]["fields"] == {
        "text": "The second ship waits.<footnote>Port log</footnote> Nobody spoke."
    }

    actions.publish(Article.objects.get(pk=story.pk), editor("chief-editor"))
    page.goto(story.live(clock.now()).get_absolute_url())
    mark = page.get_by_label("Note 1", exact=True)
    mark.press("Enter")
    expect(page).to_have_url(re.compile("#fn-1$"))
    back = page.get_by_label("Back to note 1 in the text")
    page.keyboard.press("Tab")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#fnref-1$"))
    expect(mark).to_be_focused()
