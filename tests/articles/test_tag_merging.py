"""Tags that are merged and renamed: their addresses, feeds and links, and the versions that name them for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import taxonomy
from articles.models import Article, ArticleReference, ArticleRevision, FormerTag, Tag, TaggedArticle, TagListing
from articles.tags import merged
from newsroom.delivery import current_generation, memory
from newsroom.fronts.models import Fill
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.conftest import HOUR, NINE
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
from tests.fronts.factories import ContainerFactory
from tests.people import administrator, editor, journalist

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiev() -> Tag:
    return TagFactory(name="Kiev", slug="kiev")


@pytest.fixture
def kyiv() -> Tag:
    return TagFactory(name="Kyiv", slug="kyiv")


def shown(client: Client, story: Article) -> list[str]:
    """The tags on the page of a story, in order."""
    address = story.live(clock.now()).get_absolute_url()
    ninjs = client.get(f"{address.rstrip('/')}.json").json()
    return [subject["name"] for subject in ninjs.get("subjects", []) if subject.get("rel") == "about"]


@pytest.mark.parametrize("below", ["", "feed/", "feed.json"])
def test_the_address_of_a_merged_tag_leads_to_the_tag_it_went_into(
    below: str, client: Client, kiev: Tag, kyiv: Tag
) -> None:
    capital = TagFactory(slug="capital-of-ukraine")
    published(tagged_with=[kiev])
    taxonomy.merge([kiev], kyiv, desk())
    taxonomy.merge([kyiv], capital, desk())
    for old in ("kiev", "kyiv"):
        response = client.get(f"/tags/{old}/{below}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/tags/capital-of-ukraine/{below}")
    assert client.get(f"/tags/capital-of-ukraine/{below}").status_code == 200


def test_the_address_of_a_renamed_tag_leads_to_its_new_one_and_back_when_it_gets_its_old_name_again(
    client: Client, kiev: Tag
) -> None:
    published(tagged_with=[kiev])
    taxonomy.edit(kiev, desk(), name="Kyiv", slug="kyiv")
    assert client.get("/tags/kiev/").headers["Location"] == "/tags/kyiv/"
    taxonomy.edit(kiev, desk(), name="Kiev", slug="kiev")
    assert client.get("/tags/kyiv/feed/").headers["Location"] == "/tags/kiev/feed/"
    assert client.get("/tags/kiev/").status_code == 200


def test_an_old_address_tells_nothing_before_readers_have_seen_a_story_there(
    client: Client, kiev: Tag, kyiv: Tag
) -> None:
    published(tagged_with=[kiev], at=clock.now() + timedelta(hours=1))
    taxonomy.merge([kiev], kyiv, desk())
    for place in ("/tags/kiev/", "/tags/kiev/feed/", "/tags/kiev/feed.json"):
        assert client.get(place).status_code == 404


def test_a_story_with_both_tags_shows_one_of_them_at_the_first_place_of_either(
    client: Client, kiev: Tag, kyiv: Tag
) -> None:
    war = TagFactory(name="War")
    first, last = published(tagged_with=[kiev, war, kyiv]), published(tagged_with=[war, kyiv, kiev])
    taxonomy.merge([kiev], kyiv, desk())
    assert (shown(client, first), shown(client, last)) == (["Kyiv", "War"], ["War", "Kyiv"])
    assert [str(line) for line in first.tagged.all()] == ["Kyiv", "War"]
    assert client.get("/tags/kyiv/").content.decode().count(first.headline) == 1
    categories = ElementTree.fromstring(client.get("/tags/kyiv/feed/").content).iter("category")
    assert sorted(category.text or "" for category in categories).count("Kyiv") == 2


def test_no_version_changes_and_an_unchanged_save_makes_none(kiev: Tag, kyiv: Tag) -> None:
    story = published(tagged_with=[kiev, kyiv])
    before = list(story.revisions.values_list("content", "sha256"))
    taxonomy.merge([kiev], kyiv, desk())
    actions.save(story, desk())
    assert list(story.revisions.values_list("content", "sha256")) == before
    assert [line["tag"] for line in story.head.read()["tags"]] == [kyiv.pk]


def test_what_was_taken_down_is_known_again_after_its_tag_was_merged(kiev: Tag, kyiv: Tag) -> None:
    story = published(tagged_with=[kiev])
    actions.take_down(story, administrator(), reason="Court order 12/26")
    taxonomy.merge([kiev], kyiv, desk())
    with pytest.raises(ActionRefused, match="This text was taken down"):
        actions.save(Article.objects.get(pk=story.pk), administrator())


def test_an_old_version_is_restored_with_the_tag_that_its_tag_went_into(client: Client, kiev: Tag, kyiv: Tag) -> None:
    story = published(tagged_with=[kiev])
    old = story.head
    story.tagged.all().delete()
    edited(story, headline="The bridge is open")
    taxonomy.merge([kiev], kyiv, desk())
    actions.restore(story, desk(), old)
    assert [str(line) for line in story.tagged.all()] == ["Kyiv"]
    actions.publish(story, desk(), change="minor")
    assert shown(client, story) == ["Kyiv"]


def test_a_fix_of_the_live_text_after_a_merge_keeps_the_tag_in_every_version(
    client: Client, now: Any, kiev: Tag, kyiv: Tag
) -> None:
    story = published(tagged_with=[kiev])
    edited(story, headline="The bridge opens at ten")
    actions.publish(story, desk(), at=NINE + HOUR, change="substantive")
    taxonomy.merge([kiev], kyiv, desk())
    now.shift(1)
    actions.fix_live(story, desk(), {"standfirst": "It opened at dawn."})
    assert shown(client, story) == ["Kyiv"]
    now.move_to(NINE + HOUR)
    assert shown(client, story) == ["Kyiv"]
    assert [line["tag"] for line in story.head.read()["tags"]] == [kyiv.pk]


@pytest.mark.once
def test_readers_who_compare_versions_see_no_change_where_a_tag_was_merged(
    client: Client, now: Any, kiev: Tag, kyiv: Tag
) -> None:
    story = published(tagged_with=[kiev])
    now.shift(60)
    taxonomy.merge([kiev], kyiv, desk())
    edited(story, headline="The bridge is open")
    actions.publish(story, desk(), change="substantive")
    page = client.get(f"{story.live(clock.now()).get_absolute_url()}changes/1/2/").content.decode()
    assert "The bridge is" in page
    assert "Kyiv" not in page
    assert "Kiev" not in page


def test_search_finds_by_the_old_name_and_the_new_what_was_filed_before_and_after(
    client: Client, kiev: Tag, kyiv: Tag
) -> None:
    published(headline="Bridge before", tagged_with=[kiev])
    taxonomy.merge([kiev], kyiv, desk())
    published(headline="Bridge after", tagged_with=[kyiv])
    for name in ("kiev", "Kiev", "Kyiv"):
        found = client.get("/search/", {"q": "bridge", "tag": name}).content.decode()
        assert ("before</a>" in found, "after</a>" in found) == (True, True)


def test_a_front_filled_from_a_merged_tag_is_filled_from_the_one_it_went_into(
    client: Client, kiev: Tag, kyiv: Tag
) -> None:
    published(headline="The bridge is open", tagged_with=[kiev])
    container = ContainerFactory(fill=Fill.TAG, fill_tag=kiev, size=1, title="From Kyiv")
    actions.publish(container, desk())
    taxonomy.merge([kiev], kyiv, desk())
    assert "The bridge is open" in client.get("/").content.decode()
    container.refresh_from_db()
    assert container.fill_tag == kyiv
    assert actions.save(container, desk()).number == 1


@pytest.mark.once
def test_who_types_the_old_name_of_a_tag_writes_the_new_one(client: Client, kiev: Tag, kyiv: Tag) -> None:
    taxonomy.merge([kiev], kyiv, desk())
    taxonomy.edit(kyiv, desk(), name="Kyiv, Ukraine", slug="kyiv-ukraine")
    assert merged.names_today(["Kiev", "war", "KIEV", "Kyiv"]) == ["Kyiv, Ukraine", "war"]
    client.force_login(editor("sam"))
    form = {"headline": "New", "tags": "kiev", "kind": "news", "language": "en", "_save": "Save"}
    assert client.post("/admin/articles/article/add/", form).status_code == 302
    assert list(Article.objects.get().tags.names()) == ["Kyiv, Ukraine"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["Kyiv, Ukraine"]


def test_no_tag_takes_an_address_that_leads_to_another(kiev: Tag, kyiv: Tag) -> None:
    taxonomy.merge([kiev], kyiv, desk())
    with pytest.raises(ValidationError, match="old address of “Kyiv”"):
        taxonomy.add(Tag(name="Kiev oblast", slug="kiev"), desk())
    with pytest.raises(ValidationError, match="old address of “Kyiv”"):
        taxonomy.edit(TagFactory(), desk(), slug="kiev")


def test_a_merge_is_logged_with_its_counts_and_bumps_the_generation_once(now: Any, kiev: Tag, kyiv: Tag) -> None:
    published(tagged_with=[kiev])
    published(tagged_with=[kiev], at=NINE + HOUR)
    ArticleFactory(tagged_with=[kiev])
    before = current_generation.read()
    with one_bump():
        taxonomy.merge([kiev], kyiv, desk())
    assert current_generation.read() > before
    entry = AuditEntry.objects.get(verb="merge_tag")
    assert entry.subject_title == "Kyiv"
    assert entry.reason == f"“Kiev” (/tags/kiev/, id {kiev.pk}): 1 live, 1 scheduled, 1 in drafts only."


@contextmanager
def one_bump() -> Iterator[None]:
    with CaptureQueriesContext(connection) as asked:
        yield
    assert sum(each["sql"].startswith("UPDATE") and "sitegeneration" in each["sql"] for each in asked) == 1


@pytest.mark.once
def test_journalists_may_not_merge_and_a_tag_is_not_merged_into_itself(kiev: Tag, kyiv: Tag) -> None:
    with pytest.raises(PermissionRefused):
        taxonomy.merge([kiev], kyiv, journalist())
    with pytest.raises(ActionRefused, match="Choose at least one other tag"):
        taxonomy.merge([kyiv], kyiv, desk())
    assert Tag.objects.count() == 2


def test_a_merge_costs_the_same_for_one_story_and_for_a_thousand(kiev: Tag, kyiv: Tag) -> None:
    few = TagFactory()
    published(tagged_with=[few])
    archive(1_000, SectionFactory(), kiev, AuthorFactory(), until=clock.now())
    costs = []
    for tag in (few, kiev):
        with CaptureQueriesContext(connection) as asked:
            taxonomy.merge([tag], kyiv, desk())
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert TagListing.objects.filter(tag=kyiv).count() == 1_001


def test_the_list_of_tags_asks_as_often_for_two_tags_as_for_forty(client: Client, kiev: Tag, kyiv: Tag) -> None:
    client.force_login(editor("sam"))
    published(tagged_with=[kiev])
    client.get("/")  # what every page has is kept for a generation
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/admin/articles/tag/").content.decode()
        costs.append(len(asked))
        TagFactory.create_batch(38)
    assert costs[0] == costs[1] <= 12
    assert '<td class="field-live">1</td>' in page


def test_of_a_tag_with_many_stories_it_is_only_said_that_they_are_many(
    client: Client, now: Any, monkeypatch: pytest.MonkeyPatch, kiev: Tag, kyiv: Tag
) -> None:
    monkeypatch.setattr(merged, "MOST", 2)
    for _ in range(4):
        published(tagged_with=[kiev])
    published(tagged_with=[kyiv], at=NINE + HOUR)
    for tag in (kiev, kyiv, kyiv, kyiv):
        ArticleFactory(tagged_with=[tag])
    counts = merged.carried([kiev.pk, kyiv.pk], NINE)
    assert str(counts[kiev.pk]) == "more than 2 live, 0 scheduled, not counted in drafts only"
    assert str(counts[kyiv.pk]) == "0 live, 1 scheduled, more than 2 in drafts only"
    client.force_login(editor("sam"))
    for place in ("", f"merge/?tag={kiev.pk}"):
        assert ">more than 2</td>" in client.get(f"/admin/articles/tag/{place}").content.decode()


def test_counts_of_a_tag_follow_what_becomes_of_its_stories(now: Any, kiev: Tag) -> None:
    def counts() -> merged.Carried:
        return merged.carried([kiev.pk], clock.now())[kiev.pk]

    story = published(tagged_with=[kiev])
    assert counts() == merged.Carried(live=1)
    edited(story, headline="The bridge opens at ten")
    actions.publish(story, desk(), at=NINE + HOUR, change="substantive")
    assert counts() == merged.Carried(live=1, scheduled=1)
    now.move_to(NINE + HOUR)
    actions.unpublish(story, desk())
    now.shift(1)
    assert counts() == merged.Carried(drafts=1)
    actions.bin(ArticleFactory(tagged_with=[kiev]), desk())
    assert counts() == merged.Carried(drafts=1)


@pytest.mark.once
def test_an_editor_merges_tags_from_their_list_and_is_shown_first_what_comes_of_it(
    client: Client, kiev: Tag, kyiv: Tag
) -> None:
    published(tagged_with=[kiev])
    client.force_login(editor("sam"))
    response = client.post("/admin/articles/tag/", {"action": "merge_into", "_selected_action": [kiev.pk]}, follow=True)
    page = response.content.decode()
    assert "/tags/kiev/" in page
    assert "<td>1</td>" in page
    place = response.redirect_chain[-1][0]
    assert "Choose the tag to keep." in client.post(place, {"into": ""}).content.decode()
    assert "Choose at least one other tag" in client.post(place, {"into": kiev.pk}).content.decode()
    assert "Merged" in client.post(place, {"into": kyiv.pk}, follow=True).content.decode()
    assert not Tag.objects.filter(pk=kiev.pk).exists()


NAMES = [f"tag{number}" for number in range(5)]
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sets(st.integers(0, 4), min_size=1, max_size=3), st.integers(0, 4)),
        st.tuples(st.just("rename"), st.integers(0, 4), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=8,
)
STORIES = st.lists(
    st.lists(st.integers(0, 4), unique=True, max_size=5), min_size=1, max_size=3
)  # the tags of each, in order


@pytest.mark.once
@settings(max_examples=12, deadline=None)
@given(stories=STORIES, moves=MOVES)
def test_after_any_merges_and_renames_pages_feeds_and_links_are_those_of_a_slow_model(
    stories: list[list[int]], moves: list[Any]
) -> None:
    with transaction.atomic():
        _agree(stories, moves)
        transaction.set_rollback(True)
    memory.forget()


def _agree(stories: list[list[int]], moves: list[Any]) -> None:
    made = [TagFactory(name=name, slug=name) for name in NAMES]
    written = [published(tagged_with=[made[tag] for tag in line]) for line in stories]
    versions = ArticleRevision.objects.order_by("pk").values_list("pk", "content", "sha256")
    contents = list(versions)
    model = Model(made)
    for move in moves:
        model.move(*move)
    wanted = [list(dict.fromkeys(model.name(tag) for tag in line)) for line in stories]
    client = Client()
    assert [shown(client, story) for story in written] == wanted
    assert [[str(line) for line in story.tagged.all()] for story in written] == wanted
    for slug, tag in model.owner.items():
        name = model.called[tag]
        _leads(
            client, slug, name, {story.headline for story, line in zip(written, wanted, strict=True) if name in line}
        )
    for story in written:
        actions.save(story, desk())
    assert list(versions) == contents
    merged = FormerTag.objects.exclude(number=None).values("number")
    rows: Any
    for rows in (TaggedArticle, TagListing, ArticleReference):
        assert not rows._default_manager.filter(tag__in=merged).exists()


class Model:
    """Who each tag of the beginning is now, what each is called, and whose each address is."""

    def __init__(self, made: list[Tag]) -> None:
        self.made, self.is_now, self.called = made, list(range(5)), list(NAMES)
        self.owner = dict(zip(NAMES, range(5), strict=True))

    def name(self, tag: int) -> str:
        return self.called[self.is_now[tag]]

    def move(self, what: str, which: Any, to: int) -> None:
        if what == "merge":
            into = self.is_now[to]
            gone = {self.is_now[tag] for tag in which} - {into}
            if gone:
                taxonomy.merge([self.made[tag] for tag in gone], self.made[into], desk())
                self.is_now = [into if tag in gone else tag for tag in self.is_now]
                self.owner = {slug: into if tag in gone else tag for slug, tag in self.owner.items()}
        else:
            tag, name = self.is_now[which], f"name{to}"
            if self.owner.get(name, tag) == tag:
                taxonomy.edit(self.made[tag], desk(), name=name, slug=name)
                self.called[tag], self.owner[name] = name, tag


def _leads(client: Client, slug: str, now: str, carrying: set[str]) -> None:
    """The address of a tag shows the stories that carry it, or leads to the one that does."""
    page, feed = client.get(f"/tags/{slug}/"), client.get(f"/tags/{slug}/feed.json")
    if not carrying:
        assert (page.status_code, feed.status_code) == (404, 404)
    elif slug != now:
        assert [page.headers["Location"], feed.headers["Location"]] == [f"/tags/{now}/", f"/tags/{now}/feed.json"]
    else:
        assert {item["title"] for item in feed.json()["items"]} == carrying
        assert all(page.content.decode().count(f">{headline}<") == 1 for headline in carrying)
