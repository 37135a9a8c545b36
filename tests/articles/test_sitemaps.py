"""Sitemaps name what is live, when it last changed in substance, and for Google News what is younger than two days."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from lxml import etree

from articles import sitemaps
from articles.models import ArticleRevision
from articles.models.revision import SITEMAP_SIZE
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from newsroom.publishing.next_change import next_transition
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    archive,
    desk,
    edited,
    published,
)
from tests.images.factories import PictureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = 24 * HOUR
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def asked(client: Client, address: str, path: str) -> list[str]:
    """What stands at that path of a sitemap."""
    found: list[str] = etree.fromstring(client.get(address).content).xpath(f"{path}/text()", namespaces=NAMES)
    return found


def months(client: Client) -> dict[str, str]:
    """The months of the index, with their last change."""
    index = etree.fromstring(client.get("/sitemap.xml").content)
    pairs = [
        (each.findtext("s:loc", namespaces=NAMES), each.findtext("s:lastmod", namespaces=NAMES) or "") for each in index
    ]
    return {loc.partition("testserver")[2]: changed for loc, changed in pairs if changed}


def test_the_index_names_the_months_that_have_live_stories(client: Client, now: Any) -> None:
    published(slug="november")
    published(slug="december", at=NINE + 40 * DAY)
    assert list(months(client)) == ["/sitemap-2024-11.xml"]
    assert asked(client, "/sitemap-2024-11.xml", "//s:loc") == ["http://testserver/2024/11/08/november/"]
    assert client.get("/sitemap-2024-12.xml").status_code == 404
    now.move_to(NINE + 40 * DAY)
    assert list(months(client)) == ["/sitemap-2024-12.xml", "/sitemap-2024-11.xml"]


def test_a_month_whose_only_story_is_unpublished_disappears_at_the_second(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    actions.unpublish(article, desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert list(months(client)) == ["/sitemap-2024-11.xml"]
    now.move_to(NINE + HOUR)
    assert not months(client)
    assert client.get("/sitemap-2024-11.xml").status_code == 404


def test_a_month_is_that_of_the_newsroom_not_of_greenwich(client: Client, now: Any) -> None:
    now.move_to(NINE.replace(day=1, month=12, hour=3))  # 10 p.m. on Nov. 30 in New York
    published(slug="late")
    assert list(months(client)) == ["/sitemap-2024-11.xml"]


def test_only_a_substantive_change_moves_lastmod(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    published(slug="other")
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="Fixed"), change=Change.MINOR)
    assert months(client) == {"/sitemap-2024-11.xml": "2024-11-08T14:00:00+00:00"}
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="More"), change=Change.SUBSTANTIVE)
    assert months(client) == {"/sitemap-2024-11.xml": "2024-11-08T16:00:00+00:00"}
    assert asked(client, "/sitemap-2024-11.xml", "//s:lastmod") == [
        "2024-11-08T16:00:00+00:00",
        "2024-11-08T14:00:00+00:00",
    ]


def test_a_month_is_cut_before_a_sitemap_can_hold_more_than_it_may(client: Client, now: Any) -> None:
    first = published(slug="first")
    second = published(ArticleFactory(pk=first.pk + SITEMAP_SIZE, slug="second"))
    assert list(months(client)) == ["/sitemap-2024-11-2.xml", "/sitemap-2024-11.xml"]
    for place, slug in (("/sitemap-2024-11.xml", "first"), ("/sitemap-2024-11-2.xml", "second")):
        assert asked(client, place, "//s:loc") == [f"http://testserver/2024/11/08/{slug}/"]
    assert ArticleRevision.objects.filter(subject=second).values_list("sitemap", flat=True).get() == 202411_000001


@pytest.mark.once
def test_the_lead_picture_is_named_while_readers_may_see_it(client: Client, now: Any) -> None:
    shared = {"type": "image/webp", "width": 1280, "height": 720, "name": "__processed__/a/b/wide.webp", "bytes": 9}
    published(slug="ferry", lead_picture=PictureFactory(file__shared=shared, usable_until=NINE + HOUR))
    for place in ("/sitemap-2024-11.xml", "/sitemap-news.xml"):
        found = asked(client, place, "//image:loc")
        assert found == ["http://testserver/media/__processed__/a/b/wide.webp"]
    now.move_to(NINE + HOUR)
    for place in ("/sitemap-2024-11.xml", "/sitemap-news.xml"):
        assert not asked(client, place, "//image:loc")


def test_the_news_sitemap_holds_a_story_for_two_days_to_the_second(client: Client, now: Any) -> None:
    published(slug="ferry", headline="Ferry & sons", language="pt-BR")
    (entry,) = etree.fromstring(client.get("/sitemap-news.xml").content)
    said = {each.tag.partition("}")[2]: each.text for each in entry.iter() if each.text}
    assert said == {
        "loc": "http://testserver/2024/11/08/ferry/",
        "name": "The Newsroom",
        "language": "pt",
        "publication_date": "2024-11-08T14:00:00+00:00",
        "title": "Ferry & sons",
    }
    now.move_to(NINE + 2 * DAY - SECOND)
    assert asked(client, "/sitemap-news.xml", "//s:loc")
    now.move_to(NINE + 2 * DAY)
    assert not asked(client, "/sitemap-news.xml", "//s:loc")
    assert asked(client, "/sitemap-2024-11.xml", "//s:loc")


def test_above_what_google_takes_the_news_sitemap_is_an_index_of_parts_with_each_story_once(
    client: Client, now: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 7)
    archive(20, SectionFactory(), TagFactory(), AuthorFactory(), until=NINE)
    late = published(slug="late", at=NINE + HOUR)
    everything = set(ArticleRevision.objects.live(NINE).values_list("slug", flat=True))
    with django_assert_max_num_queries(2):
        parts = asked(client, "/sitemap-news.xml", "/s:sitemapindex/s:sitemap/s:loc")
    found = [asked(client, part.removeprefix("http://testserver"), "//news:title/../../s:loc") for part in parts]
    assert all(0 < len(part) <= 7 for part in found)
    slugs = [address.split("/")[-2] for part in found for address in part]
    assert (sorted(slugs), len(slugs)) == (sorted(everything), 20)
    of_late = f"/sitemap-news-{late.pk // 7 + 1}.xml"
    assert "/late/" not in client.get(of_late).text
    now.move_to(NINE + HOUR)
    assert "/late/" in client.get(of_late).text
    now.move_to(NINE + HOUR + 2 * DAY)
    assert client.get(of_late).status_code == 404
    assert asked(client, "/sitemap-news.xml", "//s:loc") == []


def test_the_site_is_known_to_change_when_a_story_leaves_the_news_sitemap(now: Any) -> None:
    published(at=NINE - DAY)
    published(at=NINE)
    assert next_transition(NINE + DAY - SECOND) == NINE + DAY
    assert next_transition(NINE + 2 * DAY - SECOND) == NINE + 2 * DAY


@pytest.mark.once
@pytest.mark.parametrize(
    ("tag", "named"), [("en", "en"), ("pt-BR", "pt"), ("zh", "zh-cn"), ("zh-TW", "zh-tw"), ("zh-Hant-HK", "zh-tw")]
)
def test_the_news_sitemap_names_languages_as_google_does(tag: str, named: str, client: Client, now: Any) -> None:
    published(language=tag)
    assert asked(client, "/sitemap-news.xml", "//news:language") == [named]


def test_lists_are_named_once_readers_have_seen_a_story_there(client: Client, now: Any) -> None:
    section, tag, author = SectionFactory(slug="world"), TagFactory(slug="ferries"), AuthorFactory(slug="ann")
    published(section=section, tagged_with=[tag], authors=[author], at=NINE + HOUR)
    places = [f"http://testserver/{path}/" for path in ("tags/ferries", "authors/ann")]
    found = asked(client, "/sitemap-lists.xml", "//s:loc")
    assert "http://testserver/world/" in found
    assert not set(places) & set(found)
    now.move_to(NINE + HOUR)
    assert set(places) <= set(asked(client, "/sitemap-lists.xml", "//s:loc"))
    for place in asked(client, "/sitemap-lists.xml", "//s:loc"):
        assert client.get(place.partition("testserver")[2]).status_code == 200, place


def test_every_sitemap_is_found_from_robots_txt_and_the_index(client: Client, now: Any) -> None:
    published()
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml\n" in robots
    assert "Sitemap: http://testserver/sitemap-news.xml\n" in robots
    for place in asked(client, "/sitemap.xml", "//s:loc"):
        response = client.get(place.partition("testserver")[2])
        assert (response.status_code, response["Content-Type"][:15]) == (200, "application/xml"), place


def test_the_index_reads_a_month_by_two_probes_however_many_stories_it_has(client: Client, now: Any) -> None:
    """The plan of the query finds each month by the index made for it."""
    for months_ago in range(3):
        until = NINE - timedelta(days=31 * months_ago)
        archive(200, SectionFactory(), TagFactory(), AuthorFactory(), until=until)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_articlerevision")  # or another test's numbers decide which index is taken
    plans: list[str] = []
    with connection.execute_wrapper(_explaining(plans)):
        client.get("/sitemap.xml")
    assert any("articles_revision_sitemap" in plan for plan in plans)


def _explaining(plans: list[str]) -> Any:
    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "RECURSIVE" in sql:
            vendor = context["connection"].vendor
            with context["connection"].cursor() as cursor:
                if vendor == "postgresql":
                    cursor.cursor.execute(
                        "SET LOCAL enable_seqscan = off"
                    )  # three rows are read faster without an index
                plan = "EXPLAIN " if vendor == "postgresql" else "EXPLAIN QUERY PLAN "
                cursor.cursor.execute(plan + sql, params)
                plans.append("\n".join(map(str, cursor.fetchall())))
        return execute(sql, params, many, context)

    return explain
