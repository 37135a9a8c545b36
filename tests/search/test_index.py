"""The index follows the schedule, and can be rebuilt at any time."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from newsroom.search import postgresql
from newsroom.search.apps import install
from newsroom.search.index import derive, in_sentences
from newsroom.search.models import Entry
from newsroom.search.search import search
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, desk, edited, published
from tests.emptying import flush
from tests.search.factories import entry
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def stored() -> list[Any]:
    """The whole index, without the ids of its rows."""
    return sorted(Entry.objects.values_list("source", "revision", "url", "live_from", "live_until", "words", "lead"))


def newsroom_at_work() -> Article:
    """A story with three versions in its schedule, a draft that is not in it, and a timeline."""
    article = published(headline="First ferry", rows=[])
    actions.publish(
        article, desk(), revision=edited(article, headline="Second ferry"), at=NINE + HOUR, change=Change.MINOR
    )
    actions.publish(
        article, desk(), revision=edited(article, headline="Third"), at=NINE + 2 * HOUR, change=Change.MINOR
    )
    actions.unpublish(article, desk(), at=NINE + 3 * HOUR)
    ArticleFactory(headline="A draft of a ferry")
    actions.publish(TimelineFactory(title="Ferries through the years"), desk())
    return article


def test_versions_with_a_place_in_the_schedule_stand_in_it_with_their_intervals() -> None:
    article = newsroom_at_work()
    rows = Entry.objects.filter(source="articles.article", subject=article.pk).order_by("live_from")
    hours = [NINE + number * HOUR for number in range(4)]
    assert list(rows.values_list("headline", "live_from", "live_until")) == [
        ("First ferry", hours[0], hours[1]),
        ("Second ferry", hours[1], hours[2]),
        ("Third", hours[2], hours[3]),
    ]


def test_a_timeline_is_found_by_its_title_and_its_events() -> None:
    timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk")
    actions.publish(timeline, desk())
    for words in ("kursk", "kremlin counter-strike", "Aug. 6"):
        (hit,) = search(words, NINE).hits
        assert (hit.entry.kind, hit.entry.url) == ("timeline", "/timelines/kursk/")


def test_the_index_written_anew_is_the_index_that_the_verbs_wrote(capsys: Any) -> None:
    newsroom_at_work()
    before = stored()
    assert len(before) == 4
    Entry.objects.filter(headline="Third").delete()
    entry(NINE, headline="What nobody published")
    for _ in range(2):
        call_command("rebuild_search")
        assert stored() == before
        assert search("ferry", NINE).hits
        assert not search("nobody published", NINE).hits
    assert "articles.article: 3 versions" in capsys.readouterr().out


def test_a_schedule_that_has_not_changed_writes_nothing(django_assert_max_num_queries: Any) -> None:
    article = newsroom_at_work()
    with django_assert_max_num_queries(4) as queries:
        derive(article)
    assert all(query["sql"].startswith("SELECT") or "DELETE" in query["sql"] for query in queries.captured_queries)


def test_what_goes_from_the_table_goes_from_the_words() -> None:
    entry(NINE, headline="A ferry")
    Entry.objects.all().delete()
    entry(NINE, headline="A balloon")
    assert not search("ferry", NINE).hits
    assert search("balloon", NINE).hits


def test_installing_again_changes_nothing() -> None:
    entry(NINE, headline="A ferry")
    install()
    entry(NINE, headline="Another ferry")
    assert len(search("ferry", NINE).hits) == 2


@pytest.mark.sqlite
def test_words_and_table_agree_after_all_is_done() -> None:
    newsroom_at_work()
    call_command("rebuild_search")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")


@pytest.mark.postgresql
def test_many_entries_are_loaded_without_the_index_and_found_with_it() -> None:
    with postgresql.without_index():
        entry(NINE, headline="A ferry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'search_entry_words'")
        assert cursor.fetchone() == (1,)
    assert search("ferry", NINE).hits


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_the_index_outlives_the_flush_of_a_whole_database(_round: int) -> None:
    assert not search("ferry", NINE).hits  # of the round before
    published(headline="A ferry")
    assert search("ferry", NINE).hits
    flush()
    assert not search("ferry", NINE).hits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Why it matters\nThe wall fell.", "Why it matters. The wall fell."),
        ("Who pays?\nThe state, for now", "Who pays? The state, for now"),
        ("“We will build”\nHe said: “No.”\nSo", "“We will build”. He said: “No.” So"),
        ("Roads\n\n  \nParks\n", "Roads. Parks"),
        ("港湾の壁\n町議会は開かれ。\n工事", "港湾の壁。 町議会は開かれ。 工事"),
        ("انهيار جدار\nاجتمع مجلس", "انهيار جدار. اجتمع مجلس"),
        ("", ""),
    ],
)
def test_lines_of_a_text_are_ended_as_sentences_are(text: str, told: str) -> None:
    assert in_sentences(text) == told
