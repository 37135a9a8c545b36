"""The desk finds stories by words of their headlines: drafts, live and old ones, by an index."""

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.headline_index import holding
from articles.models import Article, HeadlineWord
from tests.articles.factories import ArticleFactory, edited, published

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[str]:
    return sorted(Article.objects.filter(holding(typed)).values_list("headline", flat=True))


@pytest.fixture(autouse=True)
def _stories() -> None:
    for headline in (
        "Écoles close as the harbor floods",
        "Harbors reopen",
        "Budget for the harbor",
        "EU talks in Kyiv",
    ):
        ArticleFactory(headline=headline, standfirst="")  # the list searches more than headlines


@pytest.mark.parametrize(
    ("typed", "headlines"),
    [
        ("harbor", ["Budget for the harbor", "Harbors reopen", "Écoles close as the harbor floods"]),
        ("HARBOR budg", ["Budget for the harbor"]),
        ("ecole", ["Écoles close as the harbor floods"]),
        ("eu", ["EU talks in Kyiv"]),
        ("ky", []),
        ("harbor harbor kyiv", []),
        ("comet", []),
    ],
)
def test_every_typed_word_or_its_beginning_must_be_there(typed: str, headlines: list[str]) -> None:
    assert found(typed) == headlines


@pytest.mark.parametrize("typed", ["", "  ", "%", "'", '"', "\\", "\x00", "\ud800".encode(errors="replace").decode()])
def test_what_holds_no_word_leaves_the_list_as_it_is(typed: str) -> None:
    assert len(found(typed)) == 4


def test_a_story_is_found_by_what_it_was_called_and_by_its_slug() -> None:
    story = published(headline="Mayor resigns", slug="city-hall-in-turmoil")
    edited(story, headline="Deputy takes over")
    assert found("mayor") == found("deputy") == found("turmoil city") == ["Deputy takes over"]


def test_the_list_of_the_desk_searches_so_and_hides_strangers_drafts(writer: User, desk: User) -> None:
    ArticleFactory(headline="My harbor", owner=writer)
    assert listed(desk, "harb") == [
        "My harbor",
        "Budget for the harbor",
        "Harbors reopen",
        "Écoles close as the harbor floods",
    ]
    assert listed(writer, "harb") == ["My harbor"]


def test_a_story_is_found_by_its_name_in_a_link_by_those_who_may_see_it(writer: User, desk: User) -> None:
    mine, others = ArticleFactory(headline="My harbor", owner=writer), Article.objects.get(headline="Harbors reopen")
    assert listed(writer, f"story:{mine.pk}") == ["My harbor"]
    assert listed(desk, f"story:{others.pk}") == ["Harbors reopen"]
    assert listed(writer, f"story:{others.pk}") == []


def listed(user: User, typed: str) -> list[str]:
    client = Client()
    client.force_login(user)
    html = client.get(reverse("admin:articles_article_changelist"), {"q": typed}).content.decode()
    links = lxml.html.fromstring(html).xpath("//th[contains(@class, 'field-headline')]//a")
    return [link.text_content() for link in links]  # with the words that were found marked


def test_no_text_of_a_story_is_read_to_find_it() -> None:
    with CaptureQueriesContext(connection) as asked:
        found("harbor budget")
    assert "LIKE" not in asked[0]["sql"].upper()


def test_a_save_files_only_what_is_new() -> None:
    story = ArticleFactory(headline="Harbor opens")
    before = HeadlineWord.objects.filter(article=story).count()
    edited(story, headline="Harbor opens again")
    assert HeadlineWord.objects.filter(article=story).count() == before + 1
