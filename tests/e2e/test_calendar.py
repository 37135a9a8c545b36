"""An editor in the calendar: by keyboard alone a conflict read and a story moved; and a story dragged to another day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.planned_day import plan
from newsroom.publishing import actions, clock
from newsroom.text.ap_style import newsroom_time
from tests.articles.factories import ArticleFactory, SectionFactory, published
from tests.e2e.desk import expect_said

SignIn = Callable[[Page, User], None]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link, button or field of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.textContent).trim().replace(/\\s+/g, ' '))(document.activeElement)"
        )
        if focused == name:
            return
    raise AssertionError(f"Nothing called “{name}” is reached with Tab.")


def follow(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.long
def test_an_editor_moves_a_scheduled_story_by_keyboard_alone(
    browser_page: Page, sign_in: SignIn, transactional_db: None, desk: User
) -> None:
    page, world = browser_page, SectionFactory(name="World")
    noon = newsroom_time(clock.now() + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)
    published(headline="The ferry sails", section=world, at=noon)
    published(headline="The harbor opens", section=world, at=noon + timedelta(seconds=30))
    sign_in(page, desk)

    page.goto("/admin/")
    tab_to(page, "Calendar")
    follow(page, "Enter")
    tab_to(page, "Later →")
    follow(page, "Enter")
    expect(page.get_by_role("heading", name="2 conflicts to review")).to_be_visible()
    expect(page.locator(".calendar__conflict").first).to_contain_text(
        "Goes live in the same minute as “The harbor opens”"
    )

    first = page.locator("[data-day] h3 a").first.inner_text()
    tab_to(page, " ".join(first.split()))
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-day]").nth(1).get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    ferry, harbor = page.get_by_role("link", name="The ferry sails", exact=True), page.locator("[data-line]").nth(1)
    expect(ferry.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(harbor.get_by_role("link", name="The harbor opens", exact=True)).to_be_focused()

    follow(page, "m")
    tab_to(page, "Time")
    page.keyboard.type("063000PM")
    follow(page, "Enter")
    expect_said(page, "“The harbor opens”: Rescheduled: it goes live")
    line = page.locator("[data-line]").nth(1)
    expect(line).to_contain_text("6:30 p.m.")
    expect(page.get_by_text("to review")).to_have_count(0)

    tab_to(page, " ".join(page.locator("[data-day] h3 a").first.inner_text().split()))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    follow(page, "v")
    expect(page.locator(".as-of")).to_contain_text("6:30 p.m.")
    expect(page.locator("main")).to_contain_text("The harbor opens")


def test_a_story_is_dragged_to_another_day_and_back(
    browser_page: Page, sign_in: SignIn, transactional_db: None, desk: User
) -> None:
    page = browser_page
    noon = newsroom_time(clock.now() + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)
    tuesday = noon + timedelta(days=2 - noon.isoweekday() % 7)
    wednesday = tuesday + timedelta(days=1)
    story = published(headline="The ferry sails", at=tuesday)
    sign_in(page, desk)
    page.goto(f"/admin/calendar/?on={tuesday:%Y-%m-%d}&kind=articles.article")

    item = page.locator("[data-line]").filter(has_text="The ferry sails")
    item.drag_to(page.locator(f"[data-day='{wednesday:%Y-%m-%d}'] h3"))
    told = page.locator("[data-calendar-told]")
    expect(told).to_contain_text("“The ferry sails”: Rescheduled: it goes live")
    ferry = page.locator(f"[data-day='{wednesday:%Y-%m-%d}'] [data-line]").filter(has_text="The ferry sails")
    expect(ferry.get_by_role("link", name="The ferry sails", exact=True)).to_be_focused()
    expect(ferry).to_contain_text("noon")
    assert story.revisions.get().live_from == wednesday

    told.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-day='{tuesday:%Y-%m-%d}']")).to_contain_text("The ferry sails")
    assert story.revisions.get().live_from == tuesday


def test_a_drag_that_is_refused_says_why_in_the_item(
    browser_page: Page, sign_in: SignIn, transactional_db: None, desk: User, chief: User
) -> None:
    page = browser_page
    noon = newsroom_time(clock.now() + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)
    tuesday = noon + timedelta(days=2 - noon.isoweekday() % 7)
    story = ArticleFactory(headline="The survey")
    actions.set_embargo(story, desk, until=tuesday, reason="Agreed", source="The office")
    actions.publish(story, chief, at=tuesday)
    sign_in(page, desk)
    page.goto(f"/admin/calendar/?on={tuesday:%Y-%m-%d}")

    item = page.locator(f"[data-day='{tuesday:%Y-%m-%d}'] [data-line]").filter(has_text="Goes live")
    item.drag_to(page.locator(f"[data-day='{tuesday - timedelta(days=1):%Y-%m-%d}'] h3"))
    expect(item.get_by_role("alert")).to_contain_text("embargo")
    expect(item.get_by_role("link", name="The survey", exact=True)).to_be_focused()
    assert story.revisions.get().live_from == tuesday


@pytest.mark.long
def test_a_planned_draft_is_dragged_to_another_day_and_back(
    browser_page: Page, sign_in: SignIn, transactional_db: None, desk: User
) -> None:
    page = browser_page
    noon = newsroom_time(clock.now() + timedelta(days=7))
    tuesday = (noon + timedelta(days=2 - noon.isoweekday() % 7)).date()
    story = ArticleFactory(headline="The ferry sails")
    plan(story, desk, tuesday)
    sign_in(page, desk)
    page.goto(f"/admin/calendar/?on={tuesday}")

    item = page.locator(f"[data-day='{tuesday}'] [data-line]").filter(has_text="Not scheduled")
    item.drag_to(page.locator(f"[data-day='{tuesday + timedelta(days=1)}'] h3"))
    told = page.locator("[data-calendar-told]")
    expect(told).to_contain_text("“The ferry sails”: Planned for Wednesday")
    told.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-day='{tuesday}']")).to_contain_text("The ferry sails")
    story.refresh_from_db()
    assert (story.planned_for, story.transitions.exists()) == (tuesday, False)
