"""The events of a timeline, edited in the story that shows it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import TimelineEmbed, new
from articles.models import Article
from tests.articles.factories import ArticleFactory
from tests.e2e import desk
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

SignIn = Callable[[Page, User], None]


@pytest.mark.long
def test_two_lists_of_one_timeline_ask_where_both_say_something_else(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page = browser_page
    timeline = TimelineFactory(owner=writer, events=[{"headline": "The ferry sails"}])
    rows = [new(TimelineEmbed, timeline=timeline) for _ in range(2)]
    story: Article = ArticleFactory(owner=writer, rows=rows)
    sign_in(page, writer)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    first, second = desk.text_of(page).get_by_role("group", name="Timeline", exact=True).all()
    for block in (first, second):
        block.get_by_role("button", name="Edit timeline", exact=True).click()
    first.get_by_label("What happened").fill("The ferry sank")
    expect(first.get_by_text("Saved in the timeline.")).to_be_visible()
    second.get_by_label("What happened").fill("The ferry drowned")
    expect(second.get_by_text("“The ferry sank” was saved here in the meantime.")).to_be_visible()
    assert timeline.events.get().headline == "The ferry sank"
    second.get_by_role("button", name="Keep yours").click()
    expect(second.get_by_text("Saved in the timeline.")).to_be_visible()
    expect(second.get_by_text("was saved here in the meantime")).to_have_count(0)
    first.get_by_label("What happened").fill("The ferry leaks")
    first.get_by_role("button", name="Use “The ferry drowned”").click()
    expect(first.get_by_text("Saved in the timeline.")).to_be_visible()
    expect(first.get_by_label("What happened")).to_have_value("The ferry drowned")
    second.get_by_label("What happened").fill("The old ferry drowned")
    expect(second.get_by_text("Saved in the timeline.")).to_be_visible()
    first.get_by_label("What happened").fill("The ferry drowned today")
    expect(first.get_by_label("What happened")).to_have_value("The old ferry drowned today")  # both
    assert timeline.events.get().headline == "The old ferry drowned today"
    page.keyboard.press("Control+s")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("^Saved the timeline · nothing else changed since "))
    key, event = next(row["key"] for row in story.body if row["type"] == "timeline"), timeline.events.get().pk
    page.goto(f"/admin/articles/article/{story.pk}/change/#place={key}/events/{event}/sources")
    expect(first.get_by_label("Sources")).to_be_focused()  # where a check leads that misses them


def test_quotes_and_dashes_of_an_event_are_typeset_while_it_is_typed(
    browser_page: Page, sign_in: SignIn, writer: User, settings: Any
) -> None:
    settings.TYPOGRAPHY = True
    page = browser_page
    timeline: Timeline = TimelineFactory(owner=writer, events=[{"headline": "x"}])
    sign_in(page, writer)
    page.goto(f"/admin/timelines/timeline/{timeline.pk}/change/")
    headline = page.get_by_label("Headline").first
    headline.fill("")
    headline.press_sequentially('"Putin\'s reaction" -- it')
    expect(headline).to_have_value("“Putin’s reaction” — it")
    source = page.get_by_label("Sources").first
    source.fill("")
    source.press_sequentially("TASS | https://example.org/a--b")
    expect(source).to_have_value("TASS | https://example.org/a--b")
