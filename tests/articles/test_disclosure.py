"""Labels that say who paid for a story: only editors set and remove them, and readers see them wherever the story is."""

import json
from html import unescape
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from articles.duplicate import duplicate
from articles.models import Article
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import PermissionRefused
from tests.articles.factories import ArticleFactory, published
from tests.articles.test_article_admin import change
from tests.front import FrontClient
from tests.people import editor, journalist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]

SPONSORED = {"disclosure": "sponsored", "paid_by": "Tide & Sons"}


def address(story: Article) -> str:
    return str(story.live(clock.now()).get_absolute_url())


def json_ld(html: str) -> dict[str, Any]:
    (script,) = lxml.html.fromstring(html).xpath("//script[@type='application/ld+json']")
    story: dict[str, Any] = json.loads(script.text_content())["@graph"][0]
    return story


@pytest.mark.parametrize("place", ["page", "home", "feed", "json"])
def test_readers_see_the_label_on_the_page_on_cards_in_feeds_and_in_ninjs(
    place: str, client: FrontClient, settings: Settings
) -> None:
    settings.FEED_FULL_TEXT = True
    story = published(extra=SPONSORED)
    url = address(story)
    places = {"page": url, "home": "/", "feed": "/feed/", "json": f"{url.rstrip('/')}.json"}
    text = unescape(unescape(client.get(places[place]).content.decode()))
    assert "Sponsored" in text
    assert "Tide & Sons" in text


def test_search_engines_are_told_that_it_is_advertising_and_who_paid(client: FrontClient) -> None:
    story = published(extra=SPONSORED)
    told = json_ld(client.get(address(story)).content.decode())
    assert told["@type"] == "AdvertiserContentArticle"
    assert told["funder"] == {"@type": "Organization", "name": "Tide & Sons"}


def test_a_site_names_its_own_labels(client: FrontClient, settings: Settings) -> None:
    settings.DISCLOSURES = {"club": ("Club partner", "A member of our club paid for this.")}
    html = client.get(address(published(extra={"disclosure": "club"}))).content.decode()
    assert "Club partner" in html
    assert "A member of our club paid for this." in html


def test_a_label_that_the_site_dropped_is_still_told(client: FrontClient, settings: Settings) -> None:
    settings.DISCLOSURES = {}
    assert "sponsored" in client.get(address(published(extra=SPONSORED))).content.decode()


def form(user: User, story: Article, **fields: Any) -> Article:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    assert change(client, story, **fields).status_code == 302
    return Article.objects.get(pk=story.pk)


def test_an_editor_sets_and_removes_the_label_in_the_form(desk: User) -> None:
    story = ArticleFactory(owner=desk)
    labeled = form(desk, story, extra_disclosure="trip", extra_paid_by="Harbor Tours")
    assert labeled.extra == {"disclosure": "trip", "paid_by": "Harbor Tours"}
    assert form(desk, labeled, extra_disclosure="", extra_paid_by="").extra == {}


def test_a_writer_keeps_the_label_whatever_the_form_sends(writer: User) -> None:
    story = ArticleFactory(owner=writer, extra=SPONSORED)
    kept = form(writer, story, headline="Another headline", extra_disclosure="", extra_paid_by="")
    assert (kept.headline, kept.extra) == ("Another headline", SPONSORED)


def test_a_writer_can_not_restore_a_version_without_the_label(writer: User) -> None:
    story = ArticleFactory(owner=writer)
    first = story.head
    labeled = Article.objects.get(pk=story.pk)
    labeled.extra = SPONSORED
    labeled.save()
    actions.save(labeled, editor())
    with pytest.raises(PermissionRefused, match=r"change the disclosure of .* Ask an editor"):
        actions.restore(Article.objects.get(pk=story.pk), writer, first)
    assert Article.objects.get(pk=story.pk).extra == SPONSORED


def test_a_copy_of_a_labeled_story_keeps_the_label() -> None:
    assert duplicate(published(extra=SPONSORED), journalist("ada")).extra == SPONSORED


def test_the_edit_history_tells_readers_of_the_label(client: FrontClient, now: Any) -> None:
    story = published()
    now.shift(60)
    story = Article.objects.get(pk=story.pk)
    story.extra = SPONSORED
    story.save()
    actions.save(story, editor())
    actions.publish(story, editor("chief"), change="substantive")
    html = client.get(f"{address(story)}changes/1/2/").content.decode()
    assert "An advertiser paid for this" in html


@pytest.mark.parametrize(("language", "label"), [("es", "Patrocinado"), ("ar", "محتوى ممول")])
def test_a_label_is_in_the_language_of_the_story(client: FrontClient, language: str, label: str) -> None:
    story = published(extra=SPONSORED, language=language)
    assert label in client.get(address(story)).content.decode()
