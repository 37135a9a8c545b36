"""Links in a text name stories: they get an address as the page is read, and are text while the story is not live."""

from typing import Any

import lxml.html
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import story_links
from articles.blocks import FactBox, new
from articles.models import Article, ArticleReference
from articles.models.revision import Role
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.publishing.next_change import next_transition
from newsroom.text.rich_text import sanitize, sanitize_linked
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, desk, edited, published
from tests.people import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESS = "/2024/11/08/{}/"


def linking(story: Any, **fields: Any) -> Any:
    """A live story, "port", whose text links to that one."""
    text = f'<p>The <a href="story:{story.pk}">first ship</a> left.</p>'
    return published(slug="port", text=text, **fields)


def written_in(story: Article) -> str:
    """The first paragraph of the working copy, as it is stored."""
    return str(Article.objects.get(pk=story.pk).body[0]["fields"]["text"])


def page(client: Client, slug: str = "port", **asked: str) -> str:
    return client.get(ADDRESS.format(slug), asked).content.decode()


@pytest.mark.once
def test_a_link_to_a_story_has_its_address_and_keeps_up_with_it(client: Client, now: Any) -> None:
    ferry = published(slug="ferry")
    linking(ferry)
    assert '<a href="/2024/11/08/ferry/">first ship</a>' in page(client)
    now.shift(HOUR)
    actions.publish(ferry, desk(), revision=edited(ferry, slug="ferry-sails"), change=Change.MINOR)
    assert '<a href="/2024/11/08/ferry-sails/">first ship</a>' in page(client)


def test_the_link_comes_and_goes_with_its_story_to_the_second_and_the_text_stays(client: Client, now: Any) -> None:
    ferry = published(slug="ferry", at=NINE + HOUR)
    linking(ferry)
    text, link = "The first ship left.", '<a href="/2024/11/08/ferry/">first ship</a>'
    assert next_transition(clock.now()) == NINE + HOUR
    now.move_to(NINE + HOUR - SECOND)
    assert text in page(client)
    now.move_to(NINE + HOUR)
    assert link in page(client)
    now.shift(HOUR)
    actions.unpublish(ferry, desk())
    now.shift(SECOND)
    assert text in page(client)


@pytest.mark.once
def test_a_story_taken_down_is_linked_no_more(client: Client, now: Any) -> None:
    ferry = published(slug="ferry")
    linking(ferry)
    now.shift(HOUR)
    actions.take_down(ferry, administrator("chief-of-all"), reason="A court order.")
    now.shift(SECOND)
    assert "The first ship left." in page(client)


def test_no_more_is_asked_for_however_many_links(client: Client, now: Any, django_assert_max_num_queries: Any) -> None:
    ferries = [published() for _ in range(5)]
    published(slug="port", text="".join(f'<p><a href="story:{each.pk}">one</a></p>' for each in ferries))
    page(client)
    with django_assert_max_num_queries(4):
        assert page(client).count(">one</a>") == 5


@pytest.mark.once
def test_an_address_of_ours_that_is_pasted_becomes_a_link_to_the_story(settings: Any, now: Any) -> None:
    settings.PUBLIC_URL = "https://news.example"
    ferry = published(slug="fähre")
    for typed in (
        "https://news.example/2024/11/08/f%C3%A4hre/",
        "https://news.example/2024/11/08/fähre?utm_source=mail",
        "/2024/11/08/f%C3%A4hre/",
    ):
        article = ArticleFactory(text=f'<p><a href="{typed}" rel="noopener">it</a></p>')
        assert written_in(article) == f'<a href="story:{ferry.pk}">it</a>'
    deep = ArticleFactory(text='<p><a href="/2024/11/08/f%C3%A4hre/#s-0123456789ab">it</a></p>')
    assert f'"story:{ferry.pk}#s-0123456789ab"' in written_in(deep)
    for typed in ("https://other.example/2024/11/08/f%C3%A4hre/", "/2024/11/09/f%C3%A4hre/", "/2024/13/40/a/"):
        article = ArticleFactory(text=f'<p><a href="{typed}">it</a></p>')
        assert f'href="{typed}"' in written_in(article)


def test_a_version_refers_to_the_stories_it_links_to_and_a_number_without_a_story_to_none(now: Any) -> None:
    ferry = ArticleFactory()
    text = f'<p><a href="story:{ferry.pk}">a</a> <a href="story:{ferry.pk}">b</a> <a href="story:987654">c</a></p>'
    article = ArticleFactory(text=text, rows=[new(FactBox, title="Ships", text=text)])
    named = ArticleReference.objects.filter(revision=article.head, role=Role.LINK)
    assert list(named.values_list("article", flat=True)) == [ferry.pk]


@pytest.mark.once
def test_feeds_and_ninjs_resolve_it_too(client: Client, settings: Any, now: Any) -> None:
    settings.FEED_FULL_TEXT = True
    ferry = published(slug="ferry", at=NINE + HOUR)
    linking(ferry)
    for address in ("/2024/11/08/port.json", "/feed.json", "/feed/", "/feed.atom"):
        response = client.get(address)
        assert "story:" not in response.content.decode().replace("tag:", ""), address
    now.move_to(NINE + HOUR)
    assert f"{settings.PUBLIC_URL}/2024/11/08/ferry/" in client.get("/2024/11/08/port.json").content.decode()


@pytest.mark.once
def test_a_preview_shows_the_links_of_its_instant(client: Client, now: Any) -> None:
    ferry = published(slug="ferry", at=NINE + HOUR)
    port = linking(ferry)
    client.force_login(desk())
    preview = f"/admin/articles/article/{port.pk}/preview/"
    assert "first ship</a>" not in client.get(preview).content.decode()
    later = client.get(preview, {"at": (NINE + HOUR).isoformat()}).content.decode()
    assert '<a href="/2024/11/08/ferry/">first ship</a>' in later


@pytest.mark.once
def test_only_where_it_is_resolved_may_a_link_name_a_story() -> None:
    link = '<p><a href="story:12">it</a></p>'
    assert 'href="story:12"' in sanitize_linked(link)
    assert "story:" not in sanitize(link)


@pytest.mark.once
@given(st.text(alphabet="<>/a=\"' hrefstory:0123#&;\n", max_size=60), st.text(max_size=20))
def test_whatever_is_typed_no_name_of_a_story_reaches_readers(typed: str, text: str) -> None:
    html = sanitize_linked(f'<p>{typed}<a href="story:{text}">x</a><a title=">" href=" STORY:{typed}">y</a></p>')
    shown = story_links.resolved(story_links.named(html), {1: "/2024/11/08/ferry/"})
    hrefs = [href for _, _, href, _ in lxml.html.fragment_fromstring(shown, create_parent=True).iterlinks()]
    assert not [href for href in hrefs if href.strip().lower().startswith("story:")]


class Again(TestCase):
    @pytest.mark.once
    @given(st.text(alphabet="<>/a=\"' hrefstory:0123#&;\n", max_size=60))
    def test_naming_twice_changes_nothing(self, typed: str) -> None:
        once = story_links.named(sanitize_linked(f'<p><a href="{typed}">x</a></p>'))
        assert story_links.named(sanitize_linked(once)) == once
