"""The search page and what completes the words typed into it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.taxonomy import edit
from newsroom.publishing import actions
from newsroom.search.index import index_many
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    desk,
    published,
)
from tests.images.factories import PictureFactory
from tests.search.factories import version
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def headlines(client: Client, query: str) -> list[str]:
    """The headlines of the results, without their marks."""
    html = client.get(f"/search/?{query}").content.decode()
    found = re.findall(r'<h3 class="result__headline"><a href="[^"]*">(.*?)</a>', html)
    return [unescape(re.sub("</?mark>", "", headline)) for headline in found]


def completions(client: Client, typed: str) -> list[str]:
    return list(client.get("/search/complete/", {"q": typed}).json()["completions"])


def test_results_lead_to_the_story_and_mark_what_was_looked_for(client: Client) -> None:
    published(headline="Ferries sail again", slug="ferries", standfirst="The <b>first</b> ferry left.")
    html = client.get("/search/?q=ferry").content.decode()
    assert '<a href="/2024/11/08/ferries/"><mark>Ferries</mark> sail again</a>' in html
    assert "The &lt;b&gt;first&lt;/b&gt; <mark>ferry</mark> left." in html


def test_a_story_is_found_from_its_second_to_its_last(client: Client, now: Any) -> None:
    article = published(headline="Ferries sail again", at=NINE + HOUR)
    actions.unpublish(article, desk(), at=NINE + 2 * HOUR)
    for at, found in ((1, False), (0, True)):
        now.move_to(NINE + HOUR - at * SECOND)
        assert bool(headlines(client, "q=ferry")) is bool(completions(client, "ferr")) is found
    now.move_to(NINE + 2 * HOUR)
    assert headlines(client, "q=ferry") == completions(client, "ferr") == []


def test_filters_narrow_what_is_found(client: Client) -> None:
    world = SectionFactory(slug="world", name="World")
    europe = SectionFactory(slug="europe", name="Europe", parent=world)
    ann, ferries = AuthorFactory(name="Ann Bell", slug="ann"), TagFactory(name="Ferries", slug="ferries")
    published(headline="Ferry one", section=europe, authors=[ann], tagged_with=[ferries])
    published(headline="Ferry two", kind="opinion", at=NINE - 24 * 40 * HOUR)
    actions.publish(TimelineFactory(title="Ferry line"), desk())
    for query, found in {
        "section=world": ["Ferry one"],
        "section=world/europe&kind=news": ["Ferry one"],
        "kind=opinion": ["Ferry two"],
        "kind=timeline": ["Ferry line"],
        "author=ann+bell": ["Ferry one"],
        "author=ann&tag=FERRIES": ["Ferry one"],
        "author=nobody": [],
        "tag=x%00": [],
        "from=2024-11-08&kind=news": ["Ferry one"],
        "to=2024-10": ["Ferry two"],
        "from=2024&to=2024&order=newest&kind=news": ["Ferry one"],
    }.items():
        assert headlines(client, f"q=ferry&{query}") == found, query
    assert headlines(client, "tag=ferries") == ["Ferry one"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=31/12/2024", "“31/12/2024” isn’t a valid date. Enter a date such as"),
        ("to=2024-13", "“2024-13” isn’t a valid date"),
        ("to=9999", "“9999” isn’t a valid date"),
        ("from=2024&to=2023", "The end date is before the start date"),
        ("section=<nowhere>", "“&lt;nowhere&gt;” isn’t one of our sections"),
        ("kind='", "“&#39;” isn’t a kind of story"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words_at_its_field(query: str, told: str, client: Client) -> None:
    published(headline="Ferries sail again")
    response = client.get(f"/search/?q=ferry&{query}")
    html = response.content.decode()
    assert response.status_code == 200
    assert told in html
    assert 'aria-invalid="true"' in html
    assert 'value="ferry"' in html
    assert "result__headline" not in html


@pytest.mark.once
def test_nothing_found_comes_with_advice_and_no_words_with_a_word_on_how_to_search(client: Client) -> None:
    assert "Try fewer words" in client.get("/search/?q=ferry").content.decode()
    assert "How to search" in client.get("/search/").content.decode()


def test_pages_lead_on_with_all_that_was_asked(client: Client) -> None:
    index_many(Article, [version(NINE - number * HOUR, headline=f"Ferry {number}") for number in range(23)])
    seen, query = [], "q=ferry&order=newest&kind=news"
    while query:
        seen += headlines(client, query)
        found = re.search(r'rel="next" href="\?([^"]*)"', client.get(f"/search/?{query}").content.decode())
        query = unescape(found[1]) if found else ""
    assert seen == [f"Ferry {number}" for number in range(23)]
    assert client.get("/search/?q=ferry&before=nowhere").status_code == 404


@pytest.mark.parametrize("count", [10, 1_000])
@pytest.mark.parametrize(
    "query", ["q=ferry+quay", "q=ferr", "q=balloon", "q=ferry&author=ann&tag=x&section=world&from=2024"]
)
def test_the_page_costs_the_same_however_many_stories_there_are(
    count: int, query: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    SectionFactory(slug="world", name="World")
    index_many(Article, [version(NINE - number * HOUR, "A ferry at the quay.") for number in range(count)])
    client.get("/search/?q=ferry")  # what is kept for all pages
    with django_assert_max_num_queries(5):
        client.get(f"/search/?{query}")


# --- writers


def authors(client: Client, words: str) -> list[str]:
    """The authors that are offered above the results."""
    html = client.get("/search/", {"q": words}).content.decode()
    offered = html.partition('class="search__named"')[2].partition("</section>")[0]
    assert not offered or html.index("search__named") < html.index("result__headline")
    return re.findall(r'<a href="/authors/([^/]*)/">', offered)


@pytest.fixture
def anna() -> Any:
    """Writes one story; a colleague writes of her."""
    anna = AuthorFactory(name="Anna Réed", slug="anna")
    published(headline="Ferries sail again", slug="ferries", authors=[anna])
    published(headline="A balloon rises", slug="balloon", authors=[AuthorFactory(name="Reed Court", slug="reed")])
    published(headline="Anna Reed wins a prize", slug="prize")
    return anna


@pytest.mark.parametrize("words", ["Anna Reed", "anna réed", "reed anna", '"Anna Reed"', "Anna"])
def test_a_writers_name_finds_the_writer_and_the_stories(words: str, anna: Any, client: Client) -> None:
    assert authors(client, words) == ["anna"]
    assert headlines(client, f"q={words}") == ["Anna Reed wins a prize", "Ferries sail again"]
    assert set(headlines(client, f"q={words}&order=newest")) == {"Anna Reed wins a prize", "Ferries sail again"}


def test_a_part_of_a_name_finds_all_who_are_called_so(anna: Any, client: Client) -> None:
    assert authors(client, "reed") == ["anna", "reed"]
    assert len(headlines(client, "q=reed")) == 3


def test_a_name_beside_other_words_narrows_them_down(anna: Any, client: Client) -> None:
    assert headlines(client, "q=anna+reed+ferry") == ["Ferries sail again"]
    assert headlines(client, "q=ferry+-reed+anna") == []
    assert authors(client, "anna reed ferry") == ["anna"]


def test_a_word_that_is_a_part_of_a_name_is_a_word_beside_others(anna: Any, client: Client) -> None:
    assert headlines(client, "q=court+balloon") == []
    assert headlines(client, "q=court") == ["A balloon rises"]


def test_a_writer_is_found_by_the_name_of_today(anna: Any, client: Client, chief: Any) -> None:
    edit(anna, chief, name="Anna Hale")
    assert authors(client, "anna hale") == ["anna"]
    assert headlines(client, "q=anna+hale") == ["Ferries sail again"]
    assert headlines(client, "q=anna+reed") == ["Anna Reed wins a prize"]


def test_a_writer_of_whom_readers_see_nothing_is_not_there(client: Client, now: Any) -> None:
    ann = AuthorFactory(name="Ann Bell", slug="ann")
    ArticleFactory(headline="A draft", authors=[ann])
    article = published(headline="A scoop", at=NINE + HOUR, authors=[ann])
    actions.unpublish(article, desk(), at=NINE + 2 * HOUR)
    for at, offered in ((0, []), (1, ["ann"]), (2, [])):
        now.move_to(NINE + at * HOUR - SECOND)
        assert "Ann Bell" not in client.get("/search/?q=bell+ringer").content.decode()
        now.move_to(NINE + at * HOUR)
        assert authors(client, "ann bell") == offered
        assert headlines(client, "q=ann+bell") == ["A scoop"] * len(offered)


@pytest.mark.parametrize("count", [3, 300])
def test_writers_cost_the_same_however_many_there_are(
    count: int, client: Client, django_assert_max_num_queries: Any
) -> None:
    bells = [AuthorFactory(name=f"Ann Bell {number}", slug=f"bell-{number}") for number in range(count)]
    index_many(Article, [version(NINE - n * HOUR, "x", bylines=[{"author": bells[0].pk}]) for n in range(count)])
    published(headline="A scoop", authors=[bells[0]])
    client.get("/search/?q=ferry")
    with django_assert_max_num_queries(6):
        client.get("/search/?q=ann+bell+0")


# --- sections, tags, pages


def named(client: Client, words: str) -> dict[str, list[str]]:
    """The pages that are offered above the results: kind → names."""
    found = client.get("/search/", {"q": words}).context["named"]
    return {str(kind): [name for name, _ in pages] for kind, pages in found}


def test_sections_tags_and_pages_are_found_by_name_once_readers_know_them(client: Client, now: Any) -> None:
    SectionFactory(name="Ferries", slug="ferries")
    actions.publish(StandingPageFactory(title="About our ferries", slug="about"), desk(), at=NINE + HOUR)
    article = published(headline="A scoop", at=NINE + HOUR, tagged_with=[TagFactory(name="Ferries", slug="ferries")])
    ArticleFactory(tagged_with=[TagFactory(name="Ferries, secret", slug="secret")])
    assert named(client, "ferries") == {"Sections": ["Ferries"]}
    now.move_to(NINE + HOUR)
    assert named(client, "ferries") == {"Sections": ["Ferries"], "Tags": ["Ferries"], "Pages": ["About our ferries"]}
    assert named(client, "the ferries of 2024")["Tags"] == ["Ferries"]
    assert named(client, "quay") == named(client, "") == {}
    actions.unpublish(article, desk())
    now.shift(SECOND)
    assert "Tags" not in named(client, "ferries")


# --- spelling


@pytest.mark.once
def test_a_mistyped_search_that_finds_nothing_is_offered_in_the_archives_own_spelling(client: Client) -> None:
    published(headline="Zelensky speaks in Budapest")
    html = client.get("/search/?q=zelenskyy+budapst&kind=news").content.decode()
    assert 'href="?q=zelensky+budapest&amp;kind=news">' in html
    assert "Did you mean" not in client.get("/search/?q=zelensky+quay").content.decode()
    assert "Did you mean" not in client.get("/search/?q=zelensky").content.decode()


@pytest.mark.once
def test_the_spelling_of_what_is_not_live_is_given_away_to_nobody(client: Client, now: Any) -> None:
    ArticleFactory(headline="Zelensky resigns")
    published(headline="Zelensky resigns at noon", at=NINE + HOUR)
    assert "Did you mean" not in client.get("/search/?q=zelenskyy").content.decode()
    now.move_to(NINE + HOUR)
    assert "Did you mean" in client.get("/search/?q=zelenskyy").content.decode()


# --- how many


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 result"), (23, "23 results"), (100, "100 results"), (101, "More than 100 results")]
)
def test_the_page_says_how_many_there_are_up_to_a_hundred(count: int, told: str, client: Client) -> None:
    index_many(Article, [version(NINE - number * HOUR, "A ferry.") for number in range(count)])
    for query in ("q=ferry", "q=ferry&order=newest", "q=ferr", "kind=news"):
        while query:
            html = client.get(f"/search/?{query}").content.decode()
            assert re.findall(r'class="search__count"[^>]*>(.*?)<', html) == [told], query
            found = re.search(r'rel="next" href="\?([^"]*)"', html)
            query = unescape(found[1]) if found and count < 100 else ""


@pytest.mark.once
def test_where_nothing_is_found_no_number_is_said(client: Client) -> None:
    assert "search__count" not in client.get("/search/?q=ferry").content.decode()


@pytest.mark.once
def test_an_excerpt_does_not_run_a_heading_into_the_text(client: Client) -> None:
    text = "<h3>The ferry line</h3><p>It began in 1911</p><ul><li><p>Two boats</p></li><li><p>One quay</p></li></ul>"
    published(headline="A ferry", standfirst="It sails again", text=text)
    html = client.get("/search/?q=ferry").content.decode()
    excerpt = re.sub("<.*?>", "", re.search(r'result__excerpt">(.*?)</p>', html)[1])  # type: ignore[index]
    assert excerpt == "It sails again. The ferry line. It began in 1911. Two boats. One quay"


@pytest.mark.once
def test_crawlers_are_kept_out_and_readers_get_no_cookie(client: Client) -> None:
    response = client.get("/search/?q=ferry")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies
    assert "Disallow: /search/" in client.get("/robots.txt").content.decode()


def test_completions_are_sections_tags_and_headlines_that_readers_know(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    SectionFactory(slug="ferries-and-ports", name="Ferry news")
    published(headline="The férry sails", tagged_with=[TagFactory(name="Ferries", slug="ferries")])
    TagFactory(name="Ferry secrets", slug="secrets")
    ArticleFactory(headline="A draft of a ferry", tagged_with=[TagFactory(name="Ferry drafts", slug="drafts")])
    assert completions(client, "ferr") == ["Ferry news", "Ferries", "The férry sails"]
    assert completions(client, "the fer") == ["The férry sails"]
    assert completions(client, "sails fer") == ["The férry sails"]
    assert completions(client, "f") == completions(client, "") == completions(client, "'\0") == []
    with django_assert_max_num_queries(2):
        completions(client, "ferr")


@pytest.mark.once
def test_a_result_has_the_photo_of_its_story_until_its_rights_end(client: Client, now: Any) -> None:
    published(headline="The ferry sails", lead_picture=PictureFactory(usable_until=NINE + HOUR), lead_alt="A ferry")
    assert 'alt="A ferry"' in client.get("/search/?q=ferry").content.decode()
    now.move_to(NINE + HOUR)
    html = client.get("/search/?q=ferry").content.decode()
    assert "result__headline" in html
    assert 'alt="A ferry"' not in html


@pytest.mark.once
def test_a_timeline_is_named_while_it_is_live(client: Client, now: Any) -> None:
    timeline = TimelineFactory(title="The ferry strike")
    actions.publish(timeline, desk(), at=NINE + HOUR)
    assert named(client, "ferry strike") == {}
    now.move_to(NINE + HOUR)
    assert named(client, "ferry strike") == {"Timelines": ["The ferry strike"]}
