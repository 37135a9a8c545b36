"""Search: what is found, when, and in which order."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, ArticleRevision
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.search import postgresql, windows
from newsroom.search.index import index_many
from newsroom.search.query import CAP, Asked, Place
from newsroom.search.search import Filters, NoSuchPage, found, search
from newsroom.search.words import label, parse
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import desk, edited, published
from tests.search.factories import entry, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

DAY, YEAR = timedelta(days=1), timedelta(days=365)
UNLEARNT = (-float(windows.PACE_LASTS), windows.Pace())


def headlines(words: str, **options: Any) -> list[str]:
    return [hit.entry.headline for hit in search(words, clock.now(), **options).hits]


# --- words


def test_words_of_headline_standfirst_and_text_are_found_in_any_form() -> None:
    published(headline="Ferries sail again", standfirst="The harbor opened at dawn.", text="<p>A <b>quay</b>side</p>")
    for words in ("ferry", "harbors", "quayside", "FERRY quayside"):
        assert headlines(words) == ["Ferries sail again"], words
    assert headlines("ferry balloon") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"tide gate"', True),
        ('"gate tide"', False),
        ('"Ferries sail" -balloon', True),
        ("sail -ferry", False),
        ('sail -"sail ferries"', True),
        ('"again The"', False),  # no phrase spans headline and text
    ],
)
def test_phrases_stand_side_by_side_and_a_minus_leaves_out(words: str, found: bool) -> None:
    entry(NINE, "The tide gate is closed.", headline="Ferries sail again")
    assert bool(headlines(words)) is found


def test_accents_and_case_make_no_difference_in_any_script() -> None:
    entry(NINE, headline="L’Élysée répond", language="fr")
    entry(NINE, headline="Київ відповідає", language="uk")
    entry(NINE, headline="اللُّغَةُ", language="ar")
    for words in ("elysee", "ÉLYSÉE", "київ", "КИЇВ", "اللغة"):
        assert len(headlines(words)) == 1, words


def test_the_last_word_may_be_begun_where_no_story_holds_it() -> None:
    entry(NINE, headline="Ferries sail again")
    assert headlines("sail ferr") == ["Ferries sail again"]
    assert headlines("ferr sail") == []
    assert headlines('"ferr') == ["Ferries sail again"]
    assert headlines("fe") == []
    entry(NINE, headline="Ferr is a name")
    assert headlines("ferr") == ["Ferr is a name"]


def test_without_words_and_filters_nothing_is_found() -> None:
    entry(NINE)
    assert headlines("") == headlines(" -ferry") == headlines("…") == []


HOSTILE = [
    *("'", '"', "\\", "\0", "'; DROP TABLE search_entry; --", "a' | 'b", "ferry:*", "NEAR(ferry sail)", "words:ferry"),
    *("ferry AND", "OR", "NOT ferry", "(ferry", "*", "^ferry", "=kindnews", "=", "ferry <-> sail", "!!ferry", "💥🚢"),
    *(
        "\u202eferry\u200f",
        "ferry\0sail",
        "ﬁ",
        "½",
        "a" * 10_000,
        "ferry " * 2_000,
        '"' * 999,
        "-" * 999,
        "%s %(at)s {}",
    ),
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    entry(NINE, "Plain text.")
    for newest in (False, True):
        search(words, NINE, newest=newest)
        search(f"{words} zzz{words[:20]}", NINE, newest=newest)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60), st.text(max_size=30))
def test_no_words_and_no_place_fail(words: str, before: str) -> None:
    search(words, NINE)
    with suppress(NoSuchPage):
        search(words or "ferry", NINE, before=before)


# --- order


def test_headline_stands_above_standfirst_above_opening_above_text() -> None:
    filler = "Nothing of the kind is said here. " * 20
    entry(NINE, f"{filler} A comet.", headline="In the text")
    entry(NINE, f"A comet. {filler}", headline="In the opening")
    entry(NINE, headline="In the standfirst", standfirst="A comet.")
    entry(NINE, headline="A comet")
    order = ["A comet", "In the standfirst", "In the opening", "In the text"]
    assert headlines("comets") == order


def test_newer_stands_above_older_unless_it_says_much_less() -> None:
    entry(NINE - 2 * YEAR, headline="A comet two years ago")
    entry(NINE - DAY, headline="A comet yesterday")
    entry(NINE - HOUR, "Filler without end. " * 20 + "A comet.", headline="Only in the text")
    assert headlines("comet") == ["A comet yesterday", "A comet two years ago", "Only in the text"]
    assert headlines("comet", newest=True) == ["Only in the text", "A comet yesterday", "A comet two years ago"]


def pages(words: str, size: int, **options: Any) -> list[int]:
    """The entries of all pages, in order."""
    found, before = [], ""
    while True:
        results = search(words, NINE, before=before, size=size, **options)
        found += [hit.entry.pk for hit in results.hits]
        before = results.following
        if not before:
            return found


@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("words", ["ferry", "ferr"])
def test_pages_have_no_repeats_and_no_gaps(newest: bool, words: str) -> None:
    index_many(
        Article, [version(NINE - number // 3 * HOUR, headline=f"Ferries {number % 2 * 'sail'}") for number in range(31)]
    )
    whole = pages(words, 100, newest=newest)
    assert len(set(whole)) == 31
    assert pages(words, 7, newest=newest) == whole
    assert pages(words, 31, newest=newest) == whole


def test_a_story_published_meanwhile_moves_no_other() -> None:
    for number in range(6):
        entry(NINE - number * DAY, headline=f"Ferry {number}")
    first = search("ferry", NINE, size=3)
    entry(NINE, headline="A ferry just in")
    second = search("ferry", NINE + HOUR, before=first.following, size=3)
    seen = [hit.entry.headline for hit in first.hits + second.hits]
    assert seen == [f"Ferry {number}" for number in range(6)]


def test_only_the_newest_thousand_matches_are_ranked_and_by_date_there_is_no_end() -> None:
    entry(NINE - 3 * YEAR, headline="An old ferry")
    index_many(Article, [version(NINE - number * HOUR, "A ferry.", headline="News") for number in range(CAP)])
    assert len(pages("ferry", 400)) == CAP
    assert len(pages("ferry", 400, newest=True)) == CAP + 1


@pytest.mark.parametrize(
    "before", ["1", "a.b", "1.2.3", f"{10**30}.1", f"{2**61}.1", f"{-(2**61)}.1", "1.-", "٣.٤x", "~", ".~"]
)
def test_a_place_that_no_page_gave_out_is_refused(before: str) -> None:
    with pytest.raises(NoSuchPage, match="Start again at the first page"):
        search("ferry", NINE, before=before)


def sailing(days: int) -> ArticleRevision:
    """An entry of so many days ago: one of seven has the ferry in its headline, and in every third year none has it."""
    text = "Harbor." if days // 365 % 3 == 1 else "A ferry."
    return version(NINE - days * DAY, text, headline="Ferries" if days % 280 == 0 else "News", section=days // 40 % 2)


def every_page(asked: Asked) -> tuple[Place, ...]:
    """The places of all pages."""
    places: list[Place] = []
    while page := found(replace(asked, after=places[-1] if places else None)):
        places += page
    return tuple(places)


@pytest.mark.postgresql
@pytest.mark.parametrize("newest", [True, False])
def test_windows_of_any_width_find_what_the_archive_holds(newest: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql.PUBLISHED, "_learnt", UNLEARNT)
    index_many(Article, [sailing(days) for days in range(0, 8_000, 40)])
    questions = [
        Asked(parse("ferry"), now, labels, since, until, newest, size=7, ranked=ranked)
        for now in (NINE, NINE - 100 * DAY)
        for labels in ((), ((label("section", 1),),))
        for since in (None, NINE - 3_001 * DAY)
        for until in (None, NINE - 1_001 * DAY)
        for ranked in (1, 12, 40, CAP)
    ]
    whole = [every_page(asked) for asked in questions]
    assert len(set(whole)) > 10
    for first in (1, 3, 20, 90):
        monkeypatch.setattr(windows, "FIRST", first)
        monkeypatch.setattr(postgresql.PUBLISHED, "_learnt", UNLEARNT)
        assert [every_page(asked) for asked in questions] == whole


@pytest.mark.postgresql
def test_stories_that_came_since_the_pace_was_learnt_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "FIRST", 3)
    monkeypatch.setattr(postgresql.PUBLISHED, "_learnt", UNLEARNT)
    index_many(Article, [version(NINE - (40 + days) * DAY, "A ferry.") for days in range(100)])
    assert len(headlines("ferry", size=200)) == 100
    entry(NINE, headline="A ferry today")
    entry(NINE - 3 * YEAR, headline="A ferry of old")
    assert set(headlines("ferry", size=200)) > {"A ferry today", "A ferry of old"}
    assert headlines("ferry", newest=True, size=1) == ["A ferry today"]
    assert headlines("ferry", filters=Filters(until=NINE - 2 * YEAR)) == ["A ferry of old"]
    assert headlines("ferry", filters=Filters(since=NINE)) == ["A ferry today"]


@pytest.mark.parametrize("words", ["ferry", "-harbor", ""])
def test_a_time_in_which_nothing_came_has_nothing(words: str) -> None:
    entry(NINE, headline="A ferry")
    for since, until in ((NINE + YEAR, None), (None, NINE - YEAR), (None, NINE - 900 * YEAR), (NINE, NINE - DAY)):
        assert headlines(words, filters=Filters(since=since, until=until)) == []
    assert headlines(words, filters=Filters(since=NINE - 900 * YEAR)) == ["A ferry"]


# --- filters


def test_filters_narrow_by_label_and_date() -> None:
    entry(NINE, headline="Ferry one", section=1, tags=[{"tag": 5}], bylines=[{"author": 7}])
    entry(NINE - 40 * DAY, headline="Ferry two", section=2, kind="opinion", tags=[{"tag": 5}, {"tag": 6}])

    def found(*labels: tuple[str, ...], **dates: Any) -> list[str]:
        return headlines("ferry", filters=Filters(labels, **dates))

    assert found((label("section", 1),)) == ["Ferry one"]
    assert found((label("section", 1), label("section", 2))) == ["Ferry one", "Ferry two"]
    assert found((label("tag", 5),), (label("kind", "opinion"),)) == ["Ferry two"]
    assert found((label("author", 7),)) == ["Ferry one"]
    assert found((label("author", 5),)) == []
    assert found(since=NINE) == ["Ferry one"]
    assert found(until=NINE) == ["Ferry two"]
    assert found(since=NINE - 41 * DAY, until=NINE + SECOND) == ["Ferry one", "Ferry two"]
    assert headlines("", filters=Filters(((label("tag", 5),),))) == ["Ferry one", "Ferry two"]
    assert headlines("-two", filters=Filters(((label("tag", 5),),))) == ["Ferry one"]


# --- instants


def test_a_scheduled_story_is_found_from_its_second_on(now: Any) -> None:
    published(headline="A ferry at ten", at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert headlines("ferry") == []
    now.move_to(NINE + HOUR)
    assert headlines("ferry") == ["A ferry at ten"]


def test_each_version_is_found_while_it_is_live(now: Any) -> None:
    article = published(headline="First ferry")
    second = edited(article, headline="Second ferry")
    actions.publish(article, desk(), revision=second, at=NINE + HOUR, change=Change.SUBSTANTIVE)
    actions.unpublish(article, desk(), at=NINE + 2 * HOUR)
    told = [headlines("ferry") for at in (0, 1, 2) if now.move_to(NINE + at * HOUR) is None]
    assert told == [["First ferry"], ["Second ferry"], []]
    assert [hit.entry.headline for hit in search("ferry", NINE).hits] == ["First ferry"]  # as of then


def test_a_draft_is_never_in_the_index_nor_is_what_was_unscheduled() -> None:
    article = published(headline="A ferry")
    edited(article, headline="A balloon")
    actions.publish(article, desk(), at=NINE + HOUR, change=Change.MINOR)
    assert [hit.entry.headline for hit in search("balloon", NINE + HOUR).hits] == ["A balloon"]
    actions.unschedule(article, desk(), at=NINE + HOUR)
    assert search("balloon", NINE + 9 * HOUR).hits == []
    assert [hit.entry.headline for hit in search("ferry", NINE + 9 * HOUR).hits] == ["A ferry"]


def test_what_is_taken_down_is_found_at_no_instant(chief: Any, now: Any) -> None:
    article = published(headline="A libellous ferry")
    edited(article, headline="A libellous balloon")
    actions.publish(article, desk(), at=NINE + HOUR, change=Change.MINOR)
    now.shift(60)
    actions.take_down(article, chief, reason="Court order")
    assert [search(words, at).hits for words in ("ferry", "balloon") for at in (NINE, NINE + 2 * HOUR)] == [[]] * 4


# --- cost


@pytest.mark.parametrize("count", [10, 1_000])
def test_a_search_is_two_queries_however_many_stories_there_are(
    count: int, django_assert_max_num_queries: CaptureQueriesContext
) -> None:
    index_many(Article, [version(NINE - number * HOUR, "A ferry at the quay.") for number in range(count)])
    search("ferry", NINE)  # learns the pace
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(search("ferry quay", NINE).hits) == min(count, 20)
