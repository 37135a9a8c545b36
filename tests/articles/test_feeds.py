"""Feeds: RSS 2.0, JSON Feed 1.1 and Atom say of a story what its page says, in the terms of each."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from articles.blocks import FactBox, Figure, PullQuote, TimelineEmbed, new
from articles.feeds.channels import SIZE
from articles.models import Article
from articles.xml_writing import text
from newsroom.images.models import Picture
from newsroom.images.renditions import make_at_once
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.text import plain_text
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import (
    AuthorFactory,
    SectionFactory,
    TagFactory,
    archive,
    desk,
    edited,
    published,
    related,
)
from tests.articles.factories import text as blocks_of
from tests.images.conftest import uploaded
from tests.people import journalist
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
STORY = "http://testserver/2024/11/08/ferry/"


def rss(client: Client, address: str = "/feed/") -> Any:
    """The channel of an RSS feed."""
    return etree.fromstring(client.get(address).content)[0]


def atom(client: Client, address: str = "/feed.atom") -> Any:
    return etree.fromstring(client.get(address).content)


def items(client: Client, address: str = "/feed.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(address).json()["items"]
    return found


def said(element: Any, path: str) -> list[str]:
    return [each.text or "" for each in element.findall(path, NAMES)]


def ferry(**fields: Any) -> Any:
    """A story with everything that feeds tell of."""
    return published(
        **{
            "slug": "ferry",
            "headline": "Ferry & sons",
            "standfirst": "It sails & sails.",
            "section": SectionFactory(slug="world", name="World"),
            "tagged_with": [TagFactory(name="Ferries", slug="ferries")],
            "authors": [AuthorFactory(name="Ann Bell", slug="ann"), AuthorFactory(name="Bo Lund", slug="bo")],
            **fields,
        }
    )


def lead(**words: Any) -> Picture:
    picture = uploaded(journalist(), **{"alt": "A ferry", "credit": "Ada Lens", **words})
    assert picture.current
    make_at_once(picture.current)
    return picture


@pytest.mark.once
def test_rss_says_who_wrote_what_and_when(client: Client, now: Any) -> None:
    ferry(language="pt-BR")
    channel = rss(client)
    assert said(channel, "link") == ["http://testserver/"]
    assert channel.find("atom:link", NAMES).attrib == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": "http://testserver/feed/",
    }
    assert said(channel, "lastBuildDate") == ["Fri, 08 Nov 2024 14:00:00 +0000"]
    (item,) = channel.findall("item")
    assert said(item, "title") == ["Ferry & sons"]
    assert said(item, "link") == [STORY]
    assert said(item, "description") == ["It sails &amp; sails."]
    assert said(item, "pubDate") == ["Fri, 08 Nov 2024 14:00:00 +0000"]
    assert said(item, "dc:creator") == ["Ann Bell", "Bo Lund"]
    assert said(item, "category") == ["World", "Ferries"]
    assert said(item, "dc:language") == ["pt-BR"]
    assert item.find("guid").get("isPermaLink") == "false"


@pytest.mark.once
def test_atom_says_the_same_in_its_terms(client: Client, now: Any) -> None:
    ferry()
    feed = atom(client)
    assert {link.get("rel"): link.get("href") for link in feed.findall("atom:link", NAMES)} == {
        "self": "http://testserver/feed.atom",
        "alternate": "http://testserver/",
    }
    (entry,) = feed.findall("atom:entry", NAMES)
    assert said(entry, "atom:author/atom:name") == ["Ann Bell", "Bo Lund"]
    assert said(entry, "atom:author/atom:uri")[0] == "http://testserver/authors/ann/"
    assert said(entry, "atom:summary") == ["It sails & sails."]
    assert [each.get("term") for each in entry.findall("atom:category", NAMES)] == ["World", "Ferries"]
    assert entry.find("atom:link", NAMES).attrib == {"rel": "alternate", "type": "text/html", "href": STORY}


@pytest.mark.once
def test_json_feed_says_the_same_in_its_terms(client: Client, now: Any) -> None:
    ferry()
    feed = client.get("/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == ("http://testserver/", "http://testserver/feed.json")
    (item,) = feed["items"]
    assert item["authors"] == [
        {"name": "Ann Bell", "url": "http://testserver/authors/ann/"},
        {"name": "Bo Lund", "url": "http://testserver/authors/bo/"},
    ]
    assert (item["url"], item["tags"], item["summary"]) == (STORY, ["World", "Ferries"], "It sails & sails.")
    assert item["content_text"] == "It sails & sails."


@pytest.mark.parametrize(
    ("address", "page", "kind"),
    [
        ("/world/feed/", "/world/", "application/rss+xml"),
        ("/world/feed.json", "/world/", "application/feed+json"),
        ("/tags/ferries/feed/", "/tags/ferries/", "application/rss+xml"),
        ("/tags/ferries/feed.json", "/tags/ferries/", "application/feed+json"),
        ("/authors/ann/feed/", "/authors/ann/", "application/rss+xml"),
        ("/authors/ann/feed.json", "/authors/ann/", "application/feed+json"),
        ("/feed.atom", "/", "application/atom+xml"),
        ("/world/feed.atom", "/world/", "application/atom+xml"),
        ("/tags/ferries/feed.atom", "/tags/ferries/", "application/atom+xml"),
        ("/authors/ann/feed.atom", "/authors/ann/", "application/atom+xml"),
    ],
)
def test_every_list_has_its_feed(address: str, page: str, kind: str, client: Client, now: Any) -> None:
    ferry()
    published(headline="Elsewhere")
    response = client.get(address)
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert response["Link"] == f'<http://testserver{page}>; rel="alternate"; type="text/html"'
    assert "Ferry &" in response.text
    assert ("Elsewhere" in response.text) == (page == "/")
    assert address in response.text  # it names itself


@pytest.mark.once
@pytest.mark.parametrize(
    "address", ["/feed.json", "/world/feed.json", "/tags/ferries/feed.json", "/authors/ann/feed.json"]
)
def test_older_stories_are_on_the_next_page_of_a_json_feed(address: str, client: Client, now: Any) -> None:
    newest = ferry()
    assert newest.section
    archive(SIZE + 1, newest.section, newest.tags.all()[0], newest.bylines.all()[0].author, until=clock.now())
    first = client.get(address).json()
    assert len(first["items"]) == SIZE
    second = client.get(first["next_url"].removeprefix("http://testserver")).json()
    assert len(second["items"]) == 2
    assert "next_url" not in second
    assert len({item["id"] for feed in (first, second) for item in feed["items"]}) == SIZE + 2


@pytest.mark.once
def test_older_stories_are_on_the_next_page_of_an_atom_feed(client: Client, now: Any) -> None:
    newest = ferry()
    assert newest.section
    archive(SIZE, newest.section, newest.tags.all()[0], newest.bylines.all()[0].author, until=clock.now())
    (following,) = atom(client).xpath("/atom:feed/atom:link[@rel='next']/@href", namespaces=NAMES)
    older = atom(client, following.removeprefix("http://testserver"))
    assert len(older.findall("atom:entry", NAMES)) == 1
    assert not older.xpath("/atom:feed/atom:link[@rel='next']", namespaces=NAMES)


@pytest.mark.once
@pytest.mark.parametrize("address", ["/nowhere/feed/", "/tags/nothing/feed.json", "/authors/nobody/feed/"])
def test_there_is_no_feed_of_what_there_is_not(address: str, client: Client, now: Any) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.once
def test_a_feed_without_stories_is_a_feed(client: Client, now: Any) -> None:
    assert rss(client).findall("item") == []
    assert said(atom(client), "atom:updated") == ["1970-01-01T00:00:00+00:00"]
    assert items(client) == []


@pytest.mark.once
def test_a_changed_slug_is_the_same_item(client: Client, now: Any) -> None:
    def ids() -> list[str]:
        feed, entries = rss(client), atom(client)
        return [*said(feed, "item/guid"), *said(entries, "atom:entry/atom:id"), *(item["id"] for item in items(client))]

    article = ferry()
    before = ids()
    assert before == [f"tag:testserver,2024-11-08:story-{article.pk}"] * 3
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, slug="boat"), change=Change.MINOR)
    assert items(client)[0]["url"].endswith("/boat/")
    assert ids() == before


@pytest.mark.once
@pytest.mark.parametrize(("change", "moved"), [(Change.MINOR, False), (Change.SUBSTANTIVE, True)])
def test_only_a_substantive_change_moves_updated(change: str, moved: bool, client: Client, now: Any) -> None:
    article = ferry()
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="Changed"), change=change)
    (item,) = items(client)
    assert item["title"] == "Changed"
    assert item["date_published"] == "2024-11-08T14:00:00+00:00"
    expected = "2024-11-08T15:00:00+00:00" if moved else "2024-11-08T14:00:00+00:00"
    assert item["date_modified"] == expected
    assert said(atom(client), "atom:entry/atom:updated") == [expected]
    assert said(atom(client), "atom:updated") == [expected]


@pytest.mark.once
def test_newest_stories_come_first_and_there_are_fifty(client: Client, now: Any) -> None:
    for number in range(52):
        published(headline=f"Story {number}", at=NINE - HOUR * number)
    titles = [f"Story {number}" for number in range(50)]
    assert said(rss(client), "item/title") == titles
    assert [item["title"] for item in items(client)] == titles


@pytest.mark.once
def test_the_picture_comes_with_its_length_type_and_credit(client: Client, now: Any) -> None:
    picture = lead()
    ferry(lead_picture=picture)
    enclosure = rss(client).find("item/enclosure")
    name = enclosure.get("url").removeprefix("http://testserver/media/")
    assert int(enclosure.get("length")) == default_storage.size(name)
    assert client.get(f"/media/{name}")["Content-Type"] == enclosure.get("type") == "image/jpeg"
    media = rss(client).find("item/media:content", NAMES)
    assert (media.get("width"), media.get("height")) == ("1200", "630")
    assert said(media, "media:credit") == ["Ada Lens"]
    assert said(media, "media:description") == ["A ferry"]
    link = next(each for each in atom(client).iter("{*}link") if each.get("rel") == "enclosure")
    for name, same in (("href", "url"), ("length", "length"), ("type", "type")):
        assert link.get(name) == enclosure.get(same)
    assert items(client)[0]["image"] == enclosure.get("url")


@pytest.mark.once
def test_a_picture_outside_of_its_rights_is_in_no_feed(client: Client, now: Any) -> None:
    ferry(lead_picture=lead(usable_until=NINE + HOUR))
    now.shift(HOUR)
    assert rss(client).find("item/enclosure") is None
    assert "image" not in items(client)[0]


class TestFullText:
    """With FEED_FULL_TEXT, the whole story is in the feed."""

    @pytest.fixture(autouse=True)
    def _full(self, settings: Any) -> None:
        settings.FEED_FULL_TEXT = True

    @pytest.mark.once
    def test_it_is_the_text_of_every_block_without_classes_or_scripts(self, client: Client, now: Any) -> None:
        event = {"date_text": "Aug. 6, 2024", "headline": "Troops cross", "body": "<p>At dawn.</p>"}
        timeline = TimelineFactory(title="The war", slug="the-war", events=[event])
        actions.publish(timeline, desk())
        ferry(
            lead_picture=lead(caption="The ferry"),
            dateline="HULL, England",
            text='<p>Read <a href="/world/">the rest</a> and <a href="https://x.example/?a=1&amp;b=2">more</a>.</p>',
            rows=[
                new(PullQuote, text="We <sail>", attribution="The captain"),
                new(FactBox, title="Facts", text="<p>Two decks.</p>"),
                new(Figure, picture=lead(alt="A deck")),
                new(TimelineEmbed, timeline=timeline),
                *blocks_of("<p>It rained.</p><h3>At sea</h3><ul><li><p>Rain</p></li></ul>", heading="Why & how"),
                *blocks_of("<blockquote><p>We waited.</p></blockquote>"),
                related({"title": "Only on the page"}),
            ],
        )
        content = items(client)[0]["content_html"]
        for words in (
            "HULL, England",
            '<a href="http://testserver/world/">the rest</a>',
            '<a href="https://x.example/?a=1&amp;b=2">more</a>',
            "<blockquote><p>We &lt;sail&gt;</p><p>The captain</p></blockquote>",
            "<h3>Facts</h3><p>Two decks.</p>",
            "The ferry (Ada Lens)",
            'alt="A deck"',
            '<a href="http://testserver/timelines/the-war/">The war</a>',
            "<li><p><strong>Aug. 6</strong>: Troops cross</p><p>At dawn.</p></li>",
            "<h2>Why &amp; how</h2><p>It rained.</p><h3>At sea</h3><ul><li><p>Rain</p></li></ul>",
            "<blockquote><p>We waited.</p></blockquote>",
        ):
            assert words in content, (words, content)
        assert "Only on the page" not in content
        tree = html.fragment_fromstring(content, create_parent="div")
        assert not tree.xpath("//@class | //@id | //@style | //script | //@srcset")
        assert all(
            url.startswith(("http://testserver/", "https://x.example/")) for url in tree.xpath("//@href | //@src")
        )
        assert said(rss(client), "item/content:encoded") == [content]
        assert said(atom(client), "atom:entry/atom:content") == [content]

    @pytest.mark.once
    def test_what_readers_may_not_see_is_not_in_it(self, client: Client, now: Any) -> None:
        hidden = TimelineFactory(title="Unpublished war")
        ferry(
            lead_picture=lead(caption="Out of rights", usable_until=NINE + HOUR),
            rows=[new(TimelineEmbed, timeline=hidden)],
        )
        now.shift(HOUR)
        content = items(client)[0]["content_html"]
        assert "Unpublished war" not in content
        assert "Out of rights" not in content
        assert "The first ship left." in content

    def test_its_queries_do_not_grow_with_the_stories(
        self, client: Client, now: Any, django_assert_max_num_queries: Any
    ) -> None:
        timeline = TimelineFactory()
        actions.publish(timeline, desk())
        for number in range(8):
            published(at=NINE - HOUR * number, rows=[new(TimelineEmbed, timeline=timeline)], authors=[AuthorFactory()])
        client.get("/feed/")
        with django_assert_max_num_queries(6):
            client.get("/feed/")


HOSTILE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@pytest.mark.once
@given(words=HOSTILE)
def test_any_words_are_well_formed_in_xml(words: str) -> None:
    tree = etree.fromstring(f'<a b="{text(words)}">{text(words)}</a>')
    kept = "".join(each for each in words if each in "\t\n\r" or each >= " ")
    kept = kept.replace("\ufffe", "").replace("\uffff", "")
    assert (tree.text or "") == kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.once
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=HOSTILE.filter(lambda words: words.strip() and "\x00" not in words))
def test_any_headline_can_be_read_from_every_feed(words: str, client: Client, now: Any) -> None:
    headline = f"{words}!"
    published(headline=headline, standfirst=headline, slug=f"said-{Article.objects.count()}")  # of all examples so far
    assert items(client)[0]["title"] == plain_text.CharField().to_python(headline)  # as it is stored
    assert said(rss(client), "item/title")[0].endswith("!")
    assert said(atom(client), "atom:entry/atom:title")[0].endswith("!")
    json.dumps(items(client))


@pytest.mark.once
def test_times_are_in_utc_whatever_the_zone_of_the_newsroom(client: Client, now: Any) -> None:
    published(at=datetime(2024, 7, 1, 3, 30, tzinfo=UTC))
    assert said(rss(client), "item/pubDate") == ["Mon, 01 Jul 2024 03:30:00 +0000"]
    assert items(client)[0]["id"].startswith("tag:testserver,2024-06-30:story-")


@pytest.mark.once
def test_markup_typed_into_a_standfirst_is_words_to_programs_that_read_rss_as_html(client: Client, now: Any) -> None:
    published(headline="Signs", standfirst="Less is <b>more</b> & <script>alert(1)</script>")
    item = etree.fromstring(client.get("/feed/").content).find(".//item/description")
    assert item is not None
    assert item.text == "Less is &lt;b&gt;more&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;"
