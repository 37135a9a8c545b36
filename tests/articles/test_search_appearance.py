"""What editors choose for search engines and other sites, in the head of the page and in sitemaps."""

from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from articles import story_fields
from tests.articles.factories import published
from tests.articles.test_disclosure import address, json_ld
from tests.front import FrontClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]

ELSEWHERE = "https://wire.example/2024/harbor"


def head(client: FrontClient, **extra: Any) -> Any:
    story = published(headline="The harbor is open", standfirst="Ferries sail at ten.", extra=extra)
    return lxml.html.fromstring(client.get(address(story)).content.decode())


def said(tree: Any, path: str) -> str:
    return str(tree.xpath(f"string(//head/{path})"))


def test_search_results_have_a_title_and_a_description_of_their_own(client: FrontClient) -> None:
    tree = head(client, search_title="Ferry times", search_description="When ferries sail from the harbor.")
    assert said(tree, "title").startswith("Ferry times – ")
    assert said(tree, "meta[@name='description']/@content") == "When ferries sail from the harbor."
    assert said(tree, "meta[@property='og:title']/@content") == "The harbor is open"
    assert tree.xpath("string(//h1)") == "The harbor is open"


def test_cards_on_social_networks_have_a_title_of_their_own(client: FrontClient) -> None:
    assert (
        said(head(client, share_title="Ferries are back"), "meta[@property='og:title']/@content") == "Ferries are back"
    )


def test_without_choices_the_headline_and_the_deck_are_used(client: FrontClient) -> None:
    tree = head(client)
    assert said(tree, "title").startswith("The harbor is open – ")
    assert said(tree, "meta[@name='description']/@content") == "Ferries sail at ten."
    assert "noindex" not in said(tree, "meta[@name='robots']/@content")


def test_a_story_that_first_ran_elsewhere_sends_search_engines_there(client: FrontClient) -> None:
    assert said(head(client, first_ran_at=ELSEWHERE), "link[@rel='canonical']/@href") == ELSEWHERE


def test_a_hidden_story_asks_search_engines_to_leave_it_out(client: FrontClient) -> None:
    assert said(head(client, hidden_from_search=True), "meta[@name='robots']/@content") == "noindex"


@pytest.mark.parametrize("sitemap", ["/sitemap-2024-11.xml", "/sitemap-news.xml"])
@pytest.mark.parametrize(
    "extra", [{"hidden_from_search": True}, {"first_ran_at": ELSEWHERE}], ids=["hidden", "elsewhere"]
)
def test_sitemaps_leave_out_what_search_engines_are_not_to_list(
    sitemap: str, extra: dict[str, Any], client: FrontClient
) -> None:
    hidden = published(slug="hidden-story", extra=extra)
    shown = published(slug="shown-story", extra={"search_title": 'Say "hidden_from_search": true'})
    listed = client.get(sitemap).content.decode()
    assert address(hidden) not in listed
    assert address(shown) in listed


def test_an_address_of_our_own_is_no_place_where_it_first_ran(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://harbor.example"
    with pytest.raises(ValidationError, match="on our own site"):
        story_fields.form_fields(AnonymousUser())["extra_first_ran_at"].clean(
            "https://harbor.example/2024/11/08/harbor/"
        )


@pytest.mark.parametrize(("access", "is_free"), [("", True), ("members", False), ("registered", False)])
def test_search_engines_are_told_whether_it_is_free(access: str, is_free: bool, client: FrontClient) -> None:
    story = published(extra={"access": access} if access else {})
    assert json_ld(client.get(address(story)).content.decode())["isAccessibleForFree"] is is_free


def test_nothing_of_it_is_shown_on_the_page(client: FrontClient) -> None:
    tree = head(client, search_title="Ferry times", share_title="Ferries are back", access="members")
    (article,) = tree.xpath("//article[contains(@class, 'story')]")
    assert not {"Ferry times", "Ferries are back", "members"} & set(article.text_content().split("\n"))


def test_an_unchecked_box_is_not_stored() -> None:
    assert story_fields.changed({"hidden_from_search": True}, {"extra_hidden_from_search": False}) == {}
