"""A correction is seen as readers will see it while it is typed, and its typo is amended."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from newsroom.publishing import clock
from newsroom.publishing.corrections import notices
from tests.articles.factories import published
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]


def test_a_correction_is_previewed_added_and_amended(browser_page: Page, sign_in: SignIn, writer: User) -> None:
    page, story = browser_page, published(headline="The ferry sails", slug="ferry")
    sign_in(page, editor("sasha"))
    page.goto(f"/admin/articles/article/{story.pk}/verb/correct/")
    preview = page.get_by_role("region", name="As readers will see it")
    page.get_by_label("Clarification").check()
    page.get_by_label("Text:").fill("It was teh <b>ferry</b>.")
    expect(preview).to_contain_text("Clarification")
    expect(preview).to_contain_text("It was teh <b>ferry</b>.")
    assert not story.corrections.exists()
    desk.press(page, "Add")
    desk.expect_said(page, "The correction is live.")

    desk.verb(page, "Add a correction")
    page.get_by_role("link", name="Amend “It was teh").click()
    expect(page.get_by_label("Text:")).to_have_value("It was teh <b>ferry</b>.")
    page.get_by_label("Text:").fill("It was the ferry.")
    expect(preview).to_contain_text("amended")
    desk.press(page, "Amend")
    desk.expect_said(page, "The new wording is live.")
    assert [notice.text for notice in notices(story.corrections.all())] == ["It was the ferry."]

    live = story.live(clock.now())
    assert live
    page.goto(live.get_absolute_url())
    expect(page.get_by_text("It was the ferry.")).to_be_visible()
    amended = page.locator(".correction .meta time").nth(1)
    assert amended.evaluate("time => getComputedStyle(time, '::before').content") == "none"  # "amended · Nov. 8"
    page.goto(f"{live.get_absolute_url()}changes/")
    page.get_by_text("Previous wording").click()
    expect(page.get_by_text("It was teh <b>ferry</b>.")).to_be_visible()
