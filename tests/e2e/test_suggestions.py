"""Related stories suggested while one writes: taken into the form, beside all that was typed."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import BannedSuggestion
from articles.suggestions.suggesting import suggestions
from newsroom.publishing import clock
from tests.articles.factories import ArticleFactory, published
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]


def test_a_suggestion_is_added_to_what_is_being_typed_and_another_is_banned(
    browser_page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    sasha = editor("sasha")
    one, two = (published(headline=f"Tide gate, part {number}") for number in (1, 2))
    story = ArticleFactory(headline="Tide gate closes", owner=sasha)
    sign_in(browser_page, sasha)
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    browser_page.get_by_label("Headline:").fill("Tide gate closes tonight")
    part = browser_page.get_by_role("region", name="Suggested related stories")
    part.get_by_role("button", name="Add: Tide gate, part 1").click()
    expect(part.get_by_text("Added to “Related stories”.")).to_be_visible()
    part.get_by_role("button", name="Don’t suggest again: Tide gate, part 2").click()
    expect(part.get_by_text("Won’t be suggested again.")).to_be_visible()
    assert list(BannedSuggestion.objects.values_list("article", "banned")) == [(story.pk, two.pk)]
    desk.save(browser_page)
    story.refresh_from_db()
    assert story.headline == "Tide gate closes tonight"
    assert [link["story"] for link in story.head.read()["related"]] == [one.pk]
    assert suggestions(story, clock.now()) == []
