"""What the head of a page tells search engines and those who share it: what the page says, and nothing else."""

import json
import re
from itertools import count
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from articles.models import Kind
from newsroom.images.renditions import make_renditions
from newsroom.publishing import actions
from newsroom.publishing.models import Change, Correction
from newsroom.text import plain_text
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, desk, edited, published
from tests.images.conftest import uploaded
from tests.images.factories import PictureFactory, photo
from tests.people import journalist
from timelines.structured_data import as_script

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FERRY = "/2024/11/08/ferry/"
WIDE = {"type": "image/jpeg", "width": 1280, "height": 720, "name": "__processed__/a/b/wide.jpg", "bytes": 9}


def head(client: Client, address: str = FERRY) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content).find("head")


def data(client: Client, address: str = FERRY) -> Any:
    """The JSON-LD of a page, by type; of a story's several types, the first."""
    (script,) = head(client, address).xpath("script[@type='application/ld+json']")
    found = json.loads(script.text)
    assert found["@context"] == "https://schema.org"
    nodes = found.get("@graph", [found])
    return {node["@type"] if isinstance(node["@type"], str) else node["@type"][0]: node for node in nodes}


def properties(client: Client, address: str = FERRY) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in head(client, address).xpath("meta[@property]"):
        found.setdefault(meta.get("property"), []).append(meta.get("content"))
    return found


def ferry(**fields: Any) -> Any:
    world = SectionFactory(slug="world", name="World")
    return published(
        **{
            "slug": "ferry",
            "headline": "Ferry & sons",
            "standfirst": "It sails & sails.",
            "section": SectionFactory(slug="europe", name="Europe", parent=world),
            "tagged_with": [TagFactory(name="Ferries", slug="ferries")],
            "authors": [AuthorFactory(name="Ann Bell", slug="ann"), AuthorFactory(name="Bo Lund", slug="bo")],
            "dateline": "HULL, England",
            "text": "<p>The first ship left.</p>",
            **fields,
        }
    )


def test_a_story_has_every_field_that_google_asks_for(client: Client, now: Any) -> None:
    picture = uploaded(journalist(), photo(1600, 1200), credit="Ada Lens")
    assert picture.current
    make_renditions(picture.current)
    ferry(lead_picture=picture)
    story = data(client)["NewsArticle"]
    assert story["headline"] == "Ferry & sons"
    assert story["datePublished"] == "2024-11-08T09:00:00-05:00"
    assert story["dateModified"] == "2024-11-08T09:00:00-05:00"
    assert story["author"] == [
        {"@type": "Person", "name": "Ann Bell", "url": "http://testserver/authors/ann/"},
        {"@type": "Person", "name": "Bo Lund", "url": "http://testserver/authors/bo/"},
    ]
    assert [(image["width"], image["height"]) for image in story["image"]] == [(1280, 720), (1280, 960), (1200, 1200)]
    for image in story["image"]:
        assert client.get(image["url"].removeprefix("http://testserver")).status_code == 200
        assert image["creditText"] == "Ada Lens"


def test_a_story_says_what_it_is_where_it_stands_and_who_publishes_it(client: Client, now: Any) -> None:
    ferry()
    found = data(client)
    story = found["NewsArticle"]
    assert {name: story[name] for name in ("description", "articleSection", "keywords", "inLanguage", "dateline")} == {
        "description": "It sails & sails.",
        "articleSection": "Europe",
        "keywords": ["Ferries"],
        "inLanguage": "en",
        "dateline": "HULL, England",
    }
    assert story["url"] == story["mainEntityOfPage"] == f"http://testserver{FERRY}"
    assert story["isAccessibleForFree"] is True
    assert story["wordCount"] == 4
    publisher = story["publisher"]
    assert publisher["@type"] == "NewsMediaOrganization"
    assert publisher["name"] == "The Newsroom"
    assert client.get(publisher["correctionsPolicy"].removeprefix("http://testserver")).status_code == 200
    assert finders.find(publisher["logo"]["url"].removeprefix("http://testserver/static/"))
    steps = [(step["position"], step["name"], step["item"]) for step in found["BreadcrumbList"]["itemListElement"]]
    assert steps == [
        (1, "World", "http://testserver/world/"),
        (2, "Europe", "http://testserver/world/europe/"),
        (3, "Ferry & sons", f"http://testserver{FERRY}"),
    ]


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        (Kind.NEWS, "NewsArticle"),
        (Kind.ANALYSIS, ["NewsArticle", "AnalysisNewsArticle"]),
        (Kind.OPINION, ["NewsArticle", "OpinionNewsArticle"]),
        (Kind.EXPLAINER, ["NewsArticle", "BackgroundNewsArticle"]),
    ],
)
def test_every_kind_of_story_is_a_kind_of_news_article(kind: str, types: Any, client: Client, now: Any) -> None:
    ferry(kind=kind)
    assert data(client)["NewsArticle"]["@type"] == types


def test_corrections_are_told_and_only_substantive_changes_move_the_date(client: Client, now: Any) -> None:
    article = ferry()
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="Fixed"), change=Change.MINOR)
    assert data(client)["NewsArticle"]["dateModified"] == "2024-11-08T09:00:00-05:00"
    actions.correct(article, desk(), text="The captain is Ann <Lee>.")
    actions.correct(article, desk(), text="Read our rules.", kind=Correction.Kind.NOTE)
    now.shift(HOUR)
    story = data(client)["NewsArticle"]
    assert [(each["@type"], each["text"]) for each in story["correction"]] == [
        ("CorrectionComment", "The captain is Ann <Lee>.")
    ]
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="More"), change=Change.SUBSTANTIVE)
    assert data(client)["NewsArticle"]["dateModified"] == "2024-11-08T12:00:00-05:00"


def test_a_story_without_a_byline_is_the_houses(client: Client, now: Any) -> None:
    ferry(authors=[])
    (author,) = data(client)["NewsArticle"]["author"]
    assert (author["@type"], author["name"]) == ("NewsMediaOrganization", "The Newsroom")


def test_a_story_can_be_shared_with_its_picture(client: Client, now: Any) -> None:
    ferry(lead_picture=PictureFactory(file__shared=WIDE, alt="A ferry"), language="pt-BR")
    assert properties(client) == {
        "og:type": ["article"],
        "og:site_name": ["The Newsroom"],
        "og:title": ["Ferry & sons"],
        "og:url": [f"http://testserver{FERRY}"],
        "og:description": ["It sails & sails."],
        "og:locale": ["pt_BR"],
        "og:image": ["http://testserver/media/__processed__/a/b/wide.jpg"],
        "og:image:type": ["image/jpeg"],
        "og:image:width": ["1280"],
        "og:image:height": ["720"],
        "og:image:alt": ["A ferry"],
        "article:published_time": ["2024-11-08T14:00:00+00:00"],
        "article:modified_time": ["2024-11-08T14:00:00+00:00"],
        "article:author": ["http://testserver/authors/ann/", "http://testserver/authors/bo/"],
        "article:tag": ["Ferries"],
        "article:section": ["Europe"],
    }
    assert head(client).xpath("meta[@name='twitter:card']/@content") == ["summary_large_image"]
    assert head(client).xpath("meta[@name='robots']/@content") == ["max-image-preview:large"]
    assert head(client).xpath("meta[@name='description']/@content") == ["It sails & sails."]


def test_without_a_rendition_to_give_away_a_drawn_image_is_named(client: Client, now: Any) -> None:
    ferry(lead_picture=PictureFactory())
    assert properties(client)["og:image"] == [f"http://testserver{FERRY[:-1]}.jpg"]
    assert head(client).xpath("meta[@name='twitter:card']/@content") == ["summary_large_image"]
    (image,) = data(client)["NewsArticle"]["image"]
    assert (image["width"], image["height"]) == (1600, 1200)  # as it was stored


@pytest.mark.parametrize("address", ["/", "/world/", "/world/europe/", "/tags/ferries/", "/authors/ann/", FERRY])
def test_every_page_has_one_canonical_address_which_is_its_own(address: str, client: Client, now: Any) -> None:
    ferry()
    found = head(client, address)
    assert found.xpath("link[@rel='canonical']/@href") == [f"http://testserver{address}"]
    for link in found.xpath("link[@rel='alternate']"):
        assert client.get(link.get("href").removeprefix("http://testserver")).status_code == 200, link.get("href")


def test_a_later_page_of_a_list_is_its_own_canonical_address(client: Client, now: Any) -> None:
    ferry()
    query = "?before=20300101T000000.000000-1"
    assert head(client, f"/world/{query}").xpath("link[@rel='canonical']/@href") == [f"http://testserver/world/{query}"]


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/", ["/feed/", "/feed.atom", "/feed.json"]),
        ("/world/europe/", ["/feed/", "/world/europe/feed/", "/world/europe/feed.atom", "/world/europe/feed.json"]),
        ("/tags/ferries/", ["/feed/", "/tags/ferries/feed/", "/tags/ferries/feed.atom", "/tags/ferries/feed.json"]),
        ("/authors/ann/", ["/feed/", "/authors/ann/feed/", "/authors/ann/feed.atom", "/authors/ann/feed.json"]),
        (FERRY, ["/feed/", "http://testserver/2024/11/08/ferry.json"]),
    ],
)
def test_every_page_names_its_feeds(address: str, feeds: list[str], client: Client, now: Any) -> None:
    ferry()
    assert head(client, address).xpath("link[@rel='alternate']/@href") == feeds


def test_the_home_page_names_the_site_and_the_newsroom(client: Client, now: Any) -> None:
    found = data(client, "/")
    assert found["WebSite"]["name"] == found["NewsMediaOrganization"]["name"] == "The Newsroom"
    assert found["WebSite"]["publisher"]["@id"] == found["NewsMediaOrganization"]["@id"]
    assert found["WebSite"]["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={words}"


def test_sections_tags_and_authors_say_what_they_are(client: Client, now: Any) -> None:
    ferry(authors=[AuthorFactory(name="Cy Wood", slug="cy", bio="Writes of ships.", portrait=PictureFactory())])
    europe = data(client, "/world/europe/")
    assert europe["CollectionPage"]["url"] == "http://testserver/world/europe/"
    assert [step["name"] for step in europe["BreadcrumbList"]["itemListElement"]] == ["World", "Europe"]
    assert data(client, "/tags/ferries/")["CollectionPage"]["name"] == "Ferries"
    person = data(client, "/authors/cy/")["ProfilePage"]["mainEntity"]
    assert (person["@type"], person["name"], person["description"]) == ("Person", "Cy Wood", "Writes of ships.")
    assert person["image"][0]["width"] == 1600


def test_a_portrait_out_of_its_rights_is_not_named(client: Client, now: Any) -> None:
    portrait = PictureFactory(file__shared=WIDE, usable_until=NINE + HOUR)
    published(authors=[AuthorFactory(name="Cy Wood", slug="cy", portrait=portrait)])
    assert "wide.jpg" in client.get("/authors/cy/").text
    now.shift(HOUR)
    assert "wide.jpg" not in client.get("/authors/cy/").text
    assert "image" not in data(client, "/authors/cy/")["ProfilePage"]["mainEntity"]


def test_a_draft_is_in_no_head(client: Client, now: Any) -> None:
    article = ferry()
    edited(article, headline="Unpublished words", standfirst="Unpublished words")
    ArticleFactory(headline="Unpublished words", section=article.section)
    for address in (FERRY, "/", "/world/europe/"):
        assert "Unpublished words" not in client.get(address).text


NUMBERS = count()
TRAPS = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "&lt;/script&gt;",
    '"><img src=x>',
    "\u2028\u2029",
]
HOSTILE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(words=st.tuples(HOSTILE, st.sampled_from(TRAPS), HOSTILE).map("".join))
def test_no_words_can_leave_the_script(words: str) -> None:
    written = as_script({"headline": words, words: [words]})
    assert not re.search("[<>&]", written)
    assert json.loads(written) == {"headline": words, words: [words]}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.tuples(HOSTILE, st.sampled_from(TRAPS)).map("".join))
def test_any_headline_is_told_as_it_is(words: str, client: Client, now: Any) -> None:
    words = plain_text.clean(f"x{' '.join(words.split())}"[:200])  # as it is stored
    slug = f"s-{next(NUMBERS)}"
    published(headline=words, standfirst=words, slug=slug)
    page = client.get(f"/2024/11/08/{slug}/").text
    script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    story = json.loads(script)["@graph"][0]
    assert (story["headline"], story["description"]) == (words, words)
    # The others are share.js, close_menu.js and fold_menu.js.
    assert page.count("<script") == page.count("</script>") == 4
