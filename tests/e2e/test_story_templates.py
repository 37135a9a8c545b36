"""A template, from the menu of a story to a draft that starts from it."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.publishing.models import Review
from tests.articles.factories import ArticleFactory, AuthorFactory
from tests.e2e import desk
from tests.people import editor

SignIn = Callable[[Page, User], None]


@pytest.mark.long
def test_a_template_is_made_in_two_presses_and_a_story_starts_from_it_in_two(
    browser_page: Page, other_page: Page, sign_in: SignIn, writer: User
) -> None:
    AuthorFactory(name="Mira Lind", user=writer)
    story = ArticleFactory(headline="Obituary", text="<p>NAME, who did WHAT, has died.</p>")
    page = other_page
    sign_in(page, editor("grace"))
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.press(page, "Turn into a template")
    expect(page.locator(".story-bar__state")).to_have_text("Template")

    page = browser_page
    sign_in(page, writer)
    page.goto("/admin/")
    page.get_by_role("button", name="New story from a template").click()
    page.get_by_role("link", name="Obituary").click()
    headline = page.get_by_label("Headline:")
    expect(headline).to_be_focused()
    expect(desk.text_of(page)).to_have_text("NAME, who did WHAT, has died.")
    page.wait_for_function("getSelection().toString() === 'Obituary'")
    assert Article.objects.count() == 1  # nothing is stored yet
    page.keyboard.type("Ann Lee dies at 90")
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile(r"/admin/articles/article/\d+/change/$"))
    expect(page.locator(".story-bar__state")).to_have_text("Draft")
    made = Article.objects.exclude(pk=story.pk).get()
    content = made.head.read()
    assert (content["headline"], made.owner, made.review) == ("Ann Lee dies at 90", writer, Review.DRAFT)
    assert [block["fields"]["text"] for block in content["body"]] == ["NAME, who did WHAT, has died."]
    assert made.head.note == "From the template “Obituary”"
    expect(page.locator("[name=_note]")).to_have_value("")  # it was about that save
