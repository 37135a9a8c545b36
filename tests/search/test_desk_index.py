"""The desk's index follows every action, and is filled again when it must hold something else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from articles.blocks import Figure, new
from articles.models import Article
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.search import desk_index
from newsroom.search.desk_search import DeskSearch, search, visible
from newsroom.search.models import DeskEntry
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, AuthorFactory, TagFactory, desk, edited, published
from tests.emptying import flush
from tests.images.factories import PictureFactory
from tests.people import administrator
from tests.publishing.conftest import written
from tests.timelines.factories import TimelineFactory, add_event
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def entry(subject: Any) -> DeskEntry:
    return DeskEntry.objects.get(source=subject._meta.label_lower, subject=subject.pk)


def found(words: str, user: User | None = None, kind: Any = Article) -> list[str]:
    now = clock.now()
    return [row.title for row in search(DeskSearch(visible(kind, user or desk(), now), now, words)).rows]


def stored() -> list[Any]:
    """The whole index, without the ids of its rows."""
    columns = ("source", "subject", "title", "text", "changed_at", "changed_by", "published_at", "words", "title_words")
    return sorted(DeskEntry.objects.values_list(*columns))


def test_a_draft_is_found_by_everything_that_was_written_into_it() -> None:
    photo = PictureFactory()
    ArticleFactory(
        headline="Ferries sail again",
        standfirst="The harbor opened at dawn.",
        kicker="Transport",
        text="<p>A <b>quay</b>side crowd</p>",
        lead_caption="Captain Olsen waves",
        rows=[new(Figure, picture=photo, caption="The gangway is lowered", alt="A gangway")],
    )
    for words in ("ferry", "harbors", "transport", "quayside", "olsen", '"gangway is lowered"', "ferry -train"):
        assert found(words) == ["Ferries sail again"], words
    for words in ("balloon", "ferry -dawn", '"lowered gangway"'):
        assert found(words) == [], words


def test_the_last_word_may_be_begun() -> None:
    ArticleFactory(headline="Ferries sail again")
    assert found("sail ferr") == ["Ferries sail again"]
    assert found("ferr sail") == []


def test_a_story_is_still_found_by_what_it_was_called_and_by_its_address() -> None:
    story = published(headline="Mayor resigns", slug="city-hall-in-turmoil")
    edited(story, headline="Deputy takes over")
    assert found("mayor") == found("turmoil") == found("deputy") == ["Deputy takes over"]


def test_a_timeline_is_found_by_its_events_and_any_other_kind_by_its_texts() -> None:
    timeline = TimelineFactory(title="The fighting in Kursk")
    add_event(timeline, date_text="Aug. 6, 2024", headline="Forces cross", place="Sudzha")
    actions.save(timeline, timeline.owner)
    assert found("sudzha", kind=Timeline) == found("fighting Aug. 6", kind=Timeline) == ["The fighting in Kursk"]
    note = written("A note of the tests", desk())
    assert entry(note).title == "A note of the tests"


def test_every_action_says_who_changed_it_last_and_when(now: Any) -> None:
    story = ArticleFactory(headline="Ferry")
    assert (entry(story).changed_by, entry(story).changed_at) == (story.owner, NINE)
    now.shift(HOUR)
    actions.submit(story, story.owner)
    assert entry(story).changed_at == NINE + HOUR
    now.shift(HOUR)
    actions.publish(story, desk(), at=NINE + 5 * HOUR)
    row = entry(story)
    assert (row.changed_by, row.changed_at, row.published_at) == (desk(), NINE + 2 * HOUR, NINE + 5 * HOUR)


def test_a_refused_action_changes_nothing_in_it() -> None:
    story = ArticleFactory(headline="")
    before = stored()
    with pytest.raises(ActionRefused):
        actions.publish(story, desk())
    assert stored() == before


def test_opening_what_was_taken_down_is_no_change_and_its_words_are_gone(now: Any) -> None:
    chief = administrator("chief")
    story = published(headline="Ferry", text="<p>A secret cargo.</p>")
    edited(story, headline="Ship", text="<p>A secret cargo.</p>")
    now.shift(HOUR)
    actions.take_down(story, chief, reason="Court order")
    assert (found("ship"), found("cargo"), found("ferry")) == (["Ship"], [], [])
    assert entry(story).text == ""
    now.shift(HOUR)
    actions.open_sealed(story, chief, reason="For counsel")
    assert entry(story).changed_at == NINE + HOUR


def test_authors_and_tags_are_kept_by_their_ids() -> None:
    author, tag = AuthorFactory(), TagFactory()
    story = ArticleFactory(authors=[author], tagged_with=[tag])
    filed = entry(story).filed
    assert (filed["author"], filed["tag"], filed["section"]) == ([author.pk], [tag.pk], [story.section_id])


def test_an_action_asks_three_questions_for_it_however_much_it_changes(django_assert_num_queries: Any) -> None:
    stories = ArticleFactory.create_batch(3, tagged_with=[TagFactory()])
    for story in stories:
        edited(story, headline="Again")
    changes = {story.pk: desk_index.Change(NINE, story.owner_id) for story in stories}
    with django_assert_num_queries(3):  # the versions, merged tags, the rows
        desk_index.write(stories, changes)


def newsroom_at_work() -> None:
    story = published(headline="First ferry")
    edited(story, headline="Second ferry")
    ArticleFactory(headline="A draft", tagged_with=[TagFactory()])
    actions.bin(ArticleFactory(headline="In the trash"), desk())
    TimelineFactory(title="Ferries through the years")
    written("A note", desk())


def test_written_anew_it_is_what_the_actions_wrote(capsys: Any) -> None:
    newsroom_at_work()
    before = stored()
    DeskEntry.objects.filter(title="A draft").delete()
    DeskEntry.objects.filter(title="Second ferry").update(text="", words="")
    call_command("rebuild_search")
    assert stored() == before
    assert "articles.article: 3 in the desk’s index" in capsys.readouterr().out


def test_a_migrate_fills_what_is_missing_or_of_another_version(django_assert_max_num_queries: Any) -> None:
    newsroom_at_work()
    before = stored()
    DeskEntry.objects.filter(title="A draft").delete()
    DeskEntry.objects.filter(title="Second ferry").update(text="", version=0)
    assert sum(dict(desk_index.rebuild(all_rows=False)).values()) == 2
    assert stored() == before
    assert sum(dict(desk_index.rebuild(all_rows=False)).values()) == 0


def test_a_row_keeps_its_id_whenever_it_is_written() -> None:
    story = ArticleFactory()
    first = entry(story).pk
    edited(story, headline="Another")
    assert entry(story).pk == first


@pytest.mark.sqlite
def test_words_and_rows_agree_after_all_is_done() -> None:
    newsroom_at_work()
    for _ in desk_index.rebuild():
        pass
    DeskEntry.objects.filter(title="A draft").delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_desk_words (search_desk_words, rank) VALUES ('integrity-check', 1)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_it_outlives_the_flush_of_a_whole_database(_round: int) -> None:
    ArticleFactory(headline="A ferry")
    assert found("ferry") == ["A ferry"]
    flush()
    assert not DeskEntry.objects.exists()
