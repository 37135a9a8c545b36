"""What a story's page leads to: more on its subject, and the latest stories of its section or of the site."""

from typing import Any

import lxml.html
import pytest

from articles.models import Article, RelatedLink, Relation, Section, Tag
from newsroom.publishing import actions, clock
from tests.articles.factories import SectionFactory, TagFactory, published
from tests.front import FrontClient
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]


@pytest.fixture
def ferries() -> Tag:
    return TagFactory(name="Ferries")


@pytest.fixture
def harbor() -> Section:
    return SectionFactory(name="Harbor", slug="harbor")


def page(client: FrontClient, story: Article) -> Any:
    return lxml.html.fromstring(client.get(story.live(clock.now()).get_absolute_url()).content.decode())


def more(tree: Any) -> tuple[str, list[str]]:
    """The heading below the story, and the headlines under it."""
    heading = " ".join(tree.xpath("//section[contains(@class, 'more-on')]/h2//text()")).strip()
    return heading, tree.xpath("//section[contains(@class, 'more-on')]//h3//text()")


def latest(tree: Any) -> tuple[str, list[str]]:
    """The heading beside the story, and the headlines under it."""
    heading = " ".join(tree.xpath("//aside[contains(@class, 'story__latest')]/h2//text()")).strip()
    return heading, tree.xpath("//aside[contains(@class, 'story__latest')]//li/a//text()")


def test_a_story_ends_with_more_on_its_first_tag(client: FrontClient, ferries: Tag) -> None:
    for name in ("One", "Two"):
        published(headline=name, tagged_with=[ferries])
    assert more(page(client, published(tagged_with=[ferries]))) == ("More on Ferries", ["Two", "One"])


def test_a_tag_with_one_other_story_gives_way_to_the_next(client: FrontClient, ferries: Tag) -> None:
    rare = TagFactory(name="Submarines")
    published(headline="Dive", tagged_with=[rare])
    for name in ("One", "Two"):
        published(headline=name, tagged_with=[ferries])
    assert more(page(client, published(tagged_with=[rare, ferries])))[0] == "More on Ferries"


def test_a_story_without_others_on_its_subject_ends_with_its_text(client: FrontClient, ferries: Tag) -> None:
    assert more(page(client, published(tagged_with=[ferries]))) == ("", [])


def test_the_latest_stories_of_its_section_and_those_inside_it_are_beside_the_text(
    client: FrontClient, harbor: Section
) -> None:
    published(headline="One", section=harbor)
    published(headline="Two", section=SectionFactory(name="Piers", slug="piers", parent=harbor))
    published(headline="Elsewhere")
    assert latest(page(client, published(section=harbor))) == ("Latest in Harbor", ["Two", "One"])


def test_a_section_with_few_stories_gives_way_to_the_whole_site(client: FrontClient, harbor: Section) -> None:
    for name in ("One", "Two"):
        published(headline=name)
    assert latest(page(client, published(section=harbor))) == ("Latest stories", ["Two", "One"])


def test_no_story_is_there_twice_and_none_that_the_page_links_to(
    client: FrontClient, harbor: Section, ferries: Tag
) -> None:
    linked = published(headline="Linked", section=harbor, tagged_with=[ferries])
    story = published(
        section=harbor, tagged_with=[ferries], rows=[RelatedLink(story=linked, relation=Relation.BACKGROUND)]
    )
    published(
        headline="Follows",
        section=harbor,
        tagged_with=[ferries],
        rows=[RelatedLink(story=story, relation=Relation.FOLLOW_UP)],
    )
    for number in range(12):
        published(headline=f"Other {number}", section=harbor, tagged_with=[ferries])
    tree = page(client, story)
    found = [*more(tree)[1], *latest(tree)[1]]
    assert found == [f"Other {number}" for number in range(11, 2, -1)]


def test_what_is_not_live_is_not_offered(client: FrontClient, ferries: Tag, now: Any) -> None:
    for name in ("One", "Two", "Gone"):
        gone = published(headline=name, tagged_with=[ferries])
    story = published(tagged_with=[ferries])
    now.shift(60)
    actions.unpublish(gone, editor())
    assert more(page(client, story))[1] == ["Two", "One"]


def test_our_words_are_marked_in_a_story_in_another_language(client: FrontClient) -> None:
    for name in ("One", "Two"):
        published(headline=name)
    tree = page(client, published(language="uk"))
    assert tree.xpath("string(//aside[contains(@class, 'story__latest')]/@lang)") == "en"
