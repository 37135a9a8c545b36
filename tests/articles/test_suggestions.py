"""Related stories suggested to the editor: why, to whom, and never again what was banned."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.blocks import TimelineEmbed, new
from articles.models import Article, BannedSuggestion, RelatedLink
from articles.suggestions.accept import ban, relate
from articles.suggestions.suggesting import suggestions, telling_words
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.search.index import index_many
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, TagFactory, edited, published, related, written
from tests.people import editor, journalist
from tests.search.factories import version
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WORDS: dict[str, Any] = {"headline": "Tide gate closes for the first time", "standfirst": "Weir Street stays dry."}


def suggested(article: Article, at: Any = NINE) -> dict[str, tuple[str, ...]]:
    """The headlines, with their reasons."""
    return {each.headline: each.reasons for each in suggestions(article, at)}


@pytest.fixture
def story() -> Article:
    """The story that is being written."""
    article: Article = ArticleFactory(**WORDS, text="<p>The gate held.</p>")
    return article


def test_two_telling_words_are_a_reason_and_one_is_none(story: Article) -> None:
    published(headline="Council pays for the tide gate", standfirst="", text="<p>It is done.</p>")
    published(headline="Gate money at the airport", standfirst="", text="<p>It is done.</p>")
    assert suggested(story) == {"Council pays for the tide gate": ("Same words: Tide, gate",)}


def test_tags_and_timelines_are_reasons_and_are_named() -> None:
    timeline = TimelineFactory(title="A gate for the Tamsin")
    ferries, floods = TagFactory(name="Ferries"), TagFactory(name="Floods")
    story = ArticleFactory(
        headline="Alpha",
        standfirst="",
        text="<p>One.</p>",
        tagged_with=[ferries, floods],
        rows=[new(TimelineEmbed, timeline=timeline)],
    )
    published(headline="Bravo", standfirst="", text="<p>Two.</p>", tagged_with=[ferries])
    published(headline="Charlie", standfirst="", text="<p>Three.</p>", tagged_with=[floods, ferries])
    published(
        headline="Delta",
        standfirst="",
        text="<p>Four.</p>",
        tagged_with=[ferries],
        rows=[new(TimelineEmbed, timeline=timeline)],
    )
    found = suggested(story)
    assert list(found) == ["Delta", "Charlie", "Bravo"]
    assert found["Delta"] == ("Same timeline: A gate for the Tamsin", "Same tag: Ferries")
    assert found["Charlie"] == ("Same tag: Ferries, Floods",)


def test_only_what_readers_see_is_suggested(story: Article, chief: User, now: Any) -> None:
    ArticleFactory(headline="Tide gate in a draft")
    published(headline="Tide gate later", at=NINE + HOUR)
    sealed = published(headline="Tide gate of libel")
    edited(published(headline="Tide gate as it is"), headline="Tide gate to be")
    now.shift(1)
    actions.take_down(sealed, chief, reason="Court order")
    assert list(suggested(story, NINE + SECOND)) == ["Tide gate as it is"]
    assert set(suggested(story, NINE + HOUR)) == {"Tide gate as it is", "Tide gate later"}


def test_neither_itself_nor_what_is_linked_nor_what_was_banned_is_suggested(story: Article, desk: User) -> None:
    actions.publish(story, desk)
    linked, banned, left = (published(headline=f"Tide gate, part {number}") for number in (1, 2, 3))
    boxed = published(headline="Tide gate, part 4")
    relate(story, linked, desk)
    ban(story, banned, desk)
    assert set(suggested(story)) == {left.headline, boxed.headline}
    written(story, related(boxed))
    assert list(suggested(story)) == [left.headline]
    assert banned.headline in suggested(linked)  # banned for that story alone


def test_a_story_taken_is_in_the_working_copy_once_and_in_the_history(story: Article, desk: User) -> None:
    other = published(headline="Tide gate, part 1")
    relate(story, other, desk)
    relate(story, other, desk)
    story.refresh_from_db()
    assert [link["story"] for link in story.head.read()["related"]] == [other.pk]
    assert story.head.number == 2
    assert story.head.note == "Related story added: Tide gate, part 1"


@pytest.mark.once
def test_who_may_not_edit_takes_and_bans_nothing(story: Article) -> None:
    other, stranger = published(headline="Tide gate, part 1"), journalist()
    for verb in (relate, ban):
        with pytest.raises(PermissionRefused):
            verb(story, other, stranger)
    with pytest.raises(ActionRefused, match="itself"):
        relate(story, story, story.owner)
    assert not RelatedLink.objects.exists()
    assert not BannedSuggestion.objects.exists()


@pytest.mark.once
def test_the_page_offers_takes_and_bans(story: Article, client: Client) -> None:
    one, two = (published(headline=f"Tide gate <b>part</b> {number}") for number in (1, 2))
    client.force_login(editor())
    address = reverse("admin:articles_article_suggestions", args=[story.pk])
    assert address in client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    html = client.get(address).content.decode()
    assert "Tide gate &lt;b&gt;part&lt;/b&gt; 1" in html
    assert "Same words: Tide, gate" in html
    fragment = client.get(f"{address}?fragment").content.decode()
    assert 'type="submit"' not in fragment  # or Enter in the story's form would press it
    assert "<html" not in fragment
    client.post(address, {"add": one.pk})
    client.post(address, {"ban": two.pk})
    assert story.related_links.get().story == one
    assert suggested(story) == {}
    assert client.post(address, {"add": "x"}).status_code == client.post(address, {"ban": 10**15}).status_code == 404


def test_a_draft_of_somebody_else_cannot_be_taken_by_its_number(story: Article, client: Client) -> None:
    draft = ArticleFactory(headline="A secret")
    client.force_login(story.owner)
    address = reverse("admin:articles_article_suggestions", args=[story.pk])
    assert client.post(address, {"add": draft.pk}).status_code == 404
    assert not story.related_links.exists()


@pytest.mark.parametrize("count", [10, 1_000])
def test_suggestions_cost_the_same_however_many_stories_there_are(
    count: int, story: Article, django_assert_max_num_queries: Any
) -> None:
    index_many(Article, [version(NINE - number * HOUR, headline="Tide gate") for number in range(count)])
    suggestions(story, NINE)  # learns the pace
    with django_assert_max_num_queries(7):
        assert len(suggestions(story, NINE)) == 8


@pytest.mark.once
def test_names_and_the_words_of_the_headline_tell_what_a_story_is_about() -> None:
    story = ArticleFactory(
        headline="Ferry fails after 9 years",
        standfirst="",
        text="<p>In the harbor, said Ellery, a pump broke. The pump of Ellery is old.</p>",
    )
    assert set(telling_words(story.head.read()).values()) == {"Ferry", "fails", "Ellery"}
