"""A reader without a mouse gets from the front to a story, through it, to its timeline and to the search."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import Heading, Paragraph, TimelineEmbed, new
from newsroom.publishing import actions
from tests.articles.factories import SectionFactory, desk, published
from tests.e2e.keyboard import FOCUSED, follow, press, reach
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor_of_the_day(transactional_db: None) -> User:
    return desk()


def test_a_reader_gets_everywhere_by_keyboard_alone(browser_page: Page, editor_of_the_day: User) -> None:
    section, page = SectionFactory(name="World", slug="world"), browser_page
    timeline = TimelineFactory(title="The fighting in Kursk")
    actions.publish(timeline, editor_of_the_day)
    parts = [
        row
        for name in ("The harbor", "The ferry", "The crew")
        for row in (new(Heading, text=name), new(Paragraph, text="It <a href='https://example.org/'>opened</a>."))
    ]
    published(headline="The harbor is open", section=section, rows=[*parts, new(TimelineEmbed, timeline=timeline)])

    page.goto("/")
    follow(page.get_by_role("navigation", name="Sections").get_by_role("link", name="World"), most=5)
    press(page.get_by_role("link", name="Skip to content"), most=1)
    follow(page.get_by_role("main").get_by_role("link", name="The harbor is open"), most=5)

    press(page.get_by_role("link", name="Skip to content"), most=1)
    reach(page.get_by_role("main").get_by_role("link", name="World"), most=1)
    copy = page.locator("[data-share]")
    press(copy, most=5)
    assert copy.evaluate(FOCUSED)
    contents = page.get_by_role("navigation", name="In this story")
    press(contents.get_by_role("link", name="The ferry"), most=5)
    expect(page).to_have_url(re.compile("#"))
    reach(page.get_by_role("link", name="opened").nth(1), most=1)  # what comes after the heading
    follow(page.get_by_role("main").get_by_role("link", name="The fighting in Kursk"), most=5)

    follow(page.get_by_role("banner").get_by_role("link", name="Search"), most=5)
    press(page.get_by_role("link", name="Skip to content"), most=1)
    reach(page.get_by_label("Search stories"), most=1)
    page.keyboard.type("harbor")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page.get_by_role("link", name="Skip to content"), most=1)
    follow(page.get_by_role("main").get_by_role("link", name="The harbor is open"), most=12)
    expect(page.get_by_role("heading", level=1)).to_have_text("The harbor is open")
