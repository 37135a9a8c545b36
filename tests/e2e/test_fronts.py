"""The front desk in a browser: stories chosen, moved by keyboard, previewed; a story put on the front from its page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from newsroom.fronts.models import Container, Layout
from newsroom.publishing import clock
from tests.articles.factories import published
from tests.e2e import desk
from tests.fronts.factories import ContainerFactory, on_the_front
from tests.people import editor

SignIn = Callable[[Page, User], None]


@pytest.fixture
def sasha(transactional_db: None) -> User:
    return editor("sasha")


def headlines(page: Page) -> list[str]:
    return page.locator("main .teaser__headline").all_inner_texts()


@pytest.mark.long
def test_stories_are_chosen_and_put_in_order_by_keyboard(browser_page: Page, sign_in: SignIn, sasha: User) -> None:
    page = browser_page
    stories = [published(headline=f"Story {number}") for number in (1, 2, 3)]
    container = ContainerFactory(slots=stories[:2], fill="none", title="Today")
    sign_in(page, sasha)
    page.goto(f"/admin/fronts/container/{container.pk}/change/")
    slots = page.locator("#slots-group .inline-related[id]:not(.empty-form)")
    expect(slots).to_have_count(2)
    slots.first.get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    expect(slots.first).to_contain_text("Story 2")
    page.locator("#slots-group .add-row a").focus()
    page.keyboard.press("Enter")
    expect(slots).to_have_count(3)
    desk.choose(page, slots.last.locator(".field-story"), "Story 3")
    for _ in range(2):
        slots.filter(has_text="Story 3").get_by_role("button", name="Move up").press("Enter")
    page.get_by_label("More actions").press("Enter")
    page.get_by_role("button", name="Save and preview").press("Enter")
    expect(page.locator(".as-of")).to_contain_text("Preview")
    assert headlines(page) == ["Story 3", "Story 2", "Story 1"]
    assert [slot["story"] for slot in container.head.read()["slots"]] == [stories[n].pk for n in (2, 1, 0)]


def test_a_story_is_put_on_the_front_with_one_press(browser_page: Page, sign_in: SignIn, sasha: User) -> None:
    page = browser_page
    old, story = published(headline="The old lead"), published(headline="The news")
    on_the_front(old, layout=Layout.LEAD, fill="none")
    sign_in(page, sasha)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.get_by_label("More actions").press("Enter")
    page.get_by_role("button", name="Put on the front now").press("Enter")
    page.get_by_role("link", name="View the front").click()
    assert headlines(page) == ["The news", "The old lead"]


def test_containers_are_moved_on_their_page_by_keyboard(browser_page: Page, sign_in: SignIn, sasha: User) -> None:
    page: Any = browser_page
    published()
    on_the_front(title="First", size=1, place=10)
    second = on_the_front(title="Second", size=1, place=20)
    sign_in(page, sasha)
    page.goto("/admin/fronts/container/")
    page.get_by_role("link", name="Arrange fronts").click()
    page.get_by_role("button", name="Move Second up").press("Enter")
    expect(page.locator(".fronts__name").first).to_have_text("Second")
    assert Container.objects.get(pk=second.pk).live(clock.now()).place == 10
