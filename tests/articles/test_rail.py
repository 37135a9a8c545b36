"""What goes beside a list of stories: their timelines, subjects and corrections; and below it, the latest of the site."""

from typing import Any

import lxml.html
import pytest
from django.test import Client

from articles.blocks import TimelineEmbed, new
from articles.models import Article, Tag
from newsroom.publishing import actions
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import AuthorFactory, SectionFactory, TagFactory, archive, desk, published
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def ferries() -> Tag:
    return TagFactory(name="Ferries", slug="ferries")


@pytest.fixture
def kursk() -> Timeline:
    timeline: Timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk")
    actions.publish(timeline, desk())
    return timeline


def beside(client: Client, address: str, box: str) -> list[str]:
    """Return the words of the links in a box of the rail, or below the list ("latest")."""
    tree = lxml.html.fromstring(client.get(address).content.decode())
    label = box if box == "latest" else f"rail-{box}"
    return [link.text_content().strip() for link in tree.xpath(f"//section[@aria-labelledby='{label}']//a")]


def test_a_tag_shows_the_timelines_of_its_stories_while_they_are_live(
    client: Client, now: Any, ferries: Tag, kursk: Timeline
) -> None:
    published(tagged_with=[ferries], rows=[new(TimelineEmbed, timeline=kursk)])
    published(headline="Of no timeline")
    actions.unpublish(kursk, desk(), at=NINE + HOUR)
    for passed, seen in [(HOUR - SECOND, ["The fighting in Kursk"]), (HOUR, [])]:
        now.move_to(NINE + passed)
        assert beside(client, "/tags/ferries/", "timelines") == seen


@pytest.mark.once
def test_a_tag_names_the_other_subjects_of_its_stories_the_most_frequent_first(
    client: Client, now: Any, ferries: Tag
) -> None:
    schools, boats = TagFactory(name="Schools"), TagFactory(name="Boats")
    for tags in ([ferries, schools, boats], [ferries, boats]):
        published(tagged_with=tags)
    assert beside(client, "/tags/ferries/", "tags") == ["Boats", "Schools"]


@pytest.mark.once
def test_a_section_shows_the_latest_wording_of_what_was_corrected_in_its_stories(client: Client, now: Any) -> None:
    harbor = SectionFactory(slug="harbor")
    story: Article = published(headline="Ferry sails", section=harbor)
    corrected(now, published(headline="Elsewhere"), "Another story’s.")
    corrected(now, story, "It was two boats.")
    now.shift(60)
    actions.amend_correction(story, desk(), story.corrections.get(), text="It was three boats.")
    html = client.get("/harbor/").content.decode()
    assert "It was three boats." in html
    assert "It was two boats." not in html
    assert beside(client, "/harbor/", "corrections") == ["Ferry sails", "All corrections"]


def corrected(now: Any, story: Article, text: str) -> None:
    now.shift(60)
    actions.correct(story, desk(), text=text)


@pytest.mark.once
def test_below_a_list_are_the_latest_stories_that_it_does_not_have(client: Client, now: Any, ferries: Tag) -> None:
    published(headline="Listed", tagged_with=[ferries])
    for name in ("One", "Two"):
        published(headline=name)
    assert [name for name in beside(client, "/tags/ferries/", "latest") if name in ("Listed", "One", "Two")] == [
        "Two",
        "One",
    ]


@pytest.mark.parametrize("stories", [pytest.param(5, marks=pytest.mark.once), 100])
def test_what_goes_beside_a_list_is_asked_for_once_until_the_site_changes(
    stories: int, client: Client, now: Any, django_assert_max_num_queries: Any, ferries: Tag
) -> None:
    section, author = SectionFactory(slug="harbor"), AuthorFactory(slug="ann")
    archive(stories, section, ferries, author, until=NINE)
    for address, most in (("/harbor/", 2), ("/tags/ferries/", 3), ("/authors/ann/", 3)):
        client.get("/timelines/")
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(f"{address}?utm_source=x").status_code == 200
