"""Notes to colleagues beside the text: sent without leaving the page, and no part of the story."""

from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.notes import actions as notes
from tests.articles.factories import ArticleFactory


def test_a_note_is_added_and_resolved_beside_the_text(browser_page: Page, sign_in: Any, writer: User) -> None:
    story = ArticleFactory(owner=writer, headline="Ferry at sea")
    notes.write(story, writer, "Is the name right?")
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    part = browser_page.locator("[data-notes]")
    listed, count, field = part.locator(".note"), part.locator("[data-notes-count]"), part.get_by_label("New note")
    expect(listed).to_have_count(1)
    field.fill("The harbor master says yes")
    browser_page.reload()
    expect(field).to_have_value("The harbor master says yes")  # half typed, it stays
    field.press("Control+Enter")
    expect(listed).to_have_count(2)
    expect(listed.last).to_contain_text("The harbor master says yes")
    expect(field).to_have_value("")
    expect(count).to_have_text("2")
    listed.first.get_by_role("button", name="Resolve").click()
    expect(count).to_have_text("1")
    expect(listed.first).to_contain_text("Resolved by")
    listed.last.get_by_role("button", name="Reply to the note by").click()
    expect(part.get_by_text(f"Reply to {writer.username}")).to_be_visible()
    browser_page.keyboard.type("Thanks")
    part.get_by_role("button", name="Add note").click()
    expect(listed.last).to_contain_text("Thanks")
    assert story.notes.get(text="Thanks").reply_to.text == "The harbor master says yes"
    expect(count).to_have_text("1")
    expect(browser_page.get_by_role("button", name="Submit", exact=True)).to_be_visible()
    assert browser_page.url.endswith("/change/")
    assert story.revisions.count() == 1
    field.fill("Please check the times")
    browser_page.get_by_role("button", name="Submit", exact=True).click()  # a note that wasn't added goes along
    expect(browser_page.locator(".messagelist")).to_contain_text("submitted for review")
    assert [note.text for note in story.notes.all()][3:] == ["Please check the times"]
    expect(field).to_have_value("")
