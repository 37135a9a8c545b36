"""The desk's search: who finds what, in which order, page by page."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from newsroom.publishing import actions, clock
from newsroom.search import desk_search, windows
from newsroom.search.desk_index import CHANGED, PUBLISHED
from newsroom.search.desk_search import TITLE, DeskPage, DeskSearch, Period, search, visible
from newsroom.search.models import NEVER, DeskEntry
from newsroom.search.period_labels import labels_of
from newsroom.search.search import NoSuchPage
from newsroom.search.words import Lexemes, Named, label, lexemes_of, words_of
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, AuthorFactory, desk, published
from tests.people import journalist
from tests.search.test_search import HOSTILE, UNLEARNT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

DAY = timedelta(days=1)


def asked(words: str = "", user: User | None = None, **options: Any) -> DeskSearch:
    now = clock.now()
    return DeskSearch(visible(Article, user or desk(), now), now, words, source="articles.article", **options)


def page(words: str = "", user: User | None = None, **options: Any) -> DeskPage:
    return search(asked(words, user, **options))


def titles(words: str = "", user: User | None = None, **options: Any) -> list[str]:
    return [row.title for row in page(words, user, **options).rows]


def row(number: int, text: str, changed: datetime, published: datetime = NEVER, **filed: int) -> DeskEntry:
    """A row of nothing that exists, for searches that don't ask who may see it."""
    labels = (*labels_of(changed, CHANGED), *labels_of(published, PUBLISHED))
    labels += tuple(label(name, value) for name, value in filed.items())
    title = f"{text} {number % 7}"
    return DeskEntry(
        source="articles.article",
        subject=1_000_000 + number,
        version=1,
        title=title,
        title_key=" ".join(words_of(title)),
        changed_at=changed,
        changed_by=desk(),
        published_at=published,
        title_words=Lexemes((("A", tuple(lexemes_of(title, "en"))),)),
        words=Lexemes((("A", tuple(lexemes_of(title, "en"))),), labels),
    )


# --- who may see what


def test_everybody_finds_their_own_drafts_those_shared_with_them_and_what_was_published() -> None:
    writer, colleague = journalist("writer"), journalist("colleague")
    ArticleFactory(headline="Ferry of mine", owner=writer)
    ArticleFactory(headline="Ferry shared", owner=colleague).shared_with.add(writer)
    ArticleFactory(headline="Ferry of theirs", owner=colleague)
    published(headline="Ferry at sea", owner=colleague)
    assert set(titles("ferry", writer)) == {"Ferry of mine", "Ferry shared", "Ferry at sea"}
    assert set(titles("", writer)) == {"Ferry of mine", "Ferry shared", "Ferry at sea"}
    assert len(titles("ferry")) == 4


def test_what_a_user_may_not_see_is_not_counted_either() -> None:
    ArticleFactory.create_batch(3, headline="Ferry in secret")
    assert page("ferry", journalist("stranger")).count == 0
    assert page("ferry").count == 3


def test_a_condition_may_ask_for_the_schedule() -> None:
    published(headline="Ferry live")
    ArticleFactory(headline="Ferry draft")
    rows = visible(Article, desk(), NINE, Q(live_number__isnull=False))
    assert [row.title for row in search(DeskSearch(rows, NINE, "ferry")).rows] == ["Ferry live"]


# --- order and pages


def test_the_last_changed_comes_first_or_the_last_published_or_the_first_of_the_alphabet(now: Any) -> None:
    for headline in ("Bridge opens", "Airport closes", "Cinema reopens"):
        ArticleFactory(headline=headline)
        now.shift(HOUR)
    bridge, cinema = Article.objects.get(headline="Bridge opens"), Article.objects.get(headline="Cinema reopens")
    actions.publish(cinema, desk())
    now.shift(HOUR)
    actions.publish(bridge, desk())
    actions.submit(Article.objects.get(headline="Airport closes"), desk())
    assert titles() == ["Airport closes", "Bridge opens", "Cinema reopens"]
    assert titles(order=PUBLISHED) == ["Bridge opens", "Cinema reopens", "Airport closes"]
    assert titles(order=TITLE) == ["Airport closes", "Bridge opens", "Cinema reopens"]


@pytest.mark.parametrize("order", [CHANGED, PUBLISHED, TITLE])
@pytest.mark.parametrize("words", ["", "ferry", "ferr"])
def test_pages_have_no_repeats_and_no_gaps(order: str, words: str) -> None:
    rows = [row(number, "Ferries", NINE - number // 3 * HOUR, NINE - number // 2 * HOUR) for number in range(31)]
    DeskEntry.objects.bulk_create(rows)
    whole = every_page(words, 100, order=order)
    assert len(set(whole)) == 31
    assert every_page(words, 7, order=order) == whole
    assert every_page(words, 31, order=order) == whole


def every_page(words: str, size: int, labels: Any = (), **options: Any) -> list[int]:
    """The rows of all pages, in order."""
    found: list[int] = []
    before = ""
    everything = DeskEntry.objects.all()
    while True:
        part = search(DeskSearch(everything, NINE, words, labels, before=before, size=size, **options))
        found += [each.subject for each in part.rows]
        before = part.following
        if not before:
            return found


def test_the_first_page_says_how_many_there_are_up_to_a_hundred() -> None:
    DeskEntry.objects.bulk_create([row(number, "Ferries", NINE) for number in range(100)])
    first = search(DeskSearch(DeskEntry.objects.all(), NINE, "ferry", size=10))
    assert (len(first.rows), first.count) == (10, 100)
    assert search(DeskSearch(DeskEntry.objects.all(), NINE, "ferry", size=10, before=first.following)).count is None
    DeskEntry.objects.bulk_create([row(100, "Ferries", NINE)])
    assert search(DeskSearch(DeskEntry.objects.all(), NINE, "ferry", size=10)).count is None


def test_by_title_only_the_last_changed_matches_are_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_search, "CAP", 5)
    DeskEntry.objects.bulk_create([row(number, f"Ferry {9 - number}", NINE - number * HOUR) for number in range(8)])
    found = search(DeskSearch(DeskEntry.objects.all(), NINE, "ferry", order=TITLE))
    assert (len(found.rows), found.cut) == (5, True)
    assert not search(DeskSearch(DeskEntry.objects.all(), NINE, order=TITLE)).cut


@pytest.mark.postgresql
@pytest.mark.parametrize("order", [CHANGED, PUBLISHED])
def test_windows_of_any_width_find_what_the_archive_holds(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scale = desk_search.timescale(order, "")
    rows = [
        row(
            days,
            "Harbor" if days // 365 % 3 == 1 else "A ferry",
            NINE - days * DAY,
            NINE - days * DAY,
            section=days // 40 % 2,
        )
        for days in range(0, 8_000, 40)
    ]
    DeskEntry.objects.bulk_create(rows)
    questions: list[dict[str, Any]] = [
        {"labels": labels, "periods": {name: Period(since, NINE - 1_001 * DAY) for name in of}}
        for labels in ((), ((label("section", 1),),))
        for since in (None, NINE - 3_001 * DAY)
        for of in ((), (CHANGED,), (PUBLISHED,))
    ]
    whole = [every_page("ferry", 7, order=order, **each) for each in questions]
    assert len({tuple(each) for each in whole}) >= 6
    for first in (1, 3, 20, 90):
        monkeypatch.setattr(windows, "FIRST", first)
        monkeypatch.setattr(scale, "_learnt", UNLEARNT)
        assert [every_page("ferry", 7, order=order, **each) for each in questions] == whole


@pytest.mark.parametrize("before", ["1", "a.b", "1.b", f"1.{10**30}", f"{2**63}.1", "-1.1", "~", ".~"])
def test_a_place_that_no_page_gave_out_is_refused(before: str) -> None:
    with pytest.raises(NoSuchPage, match="Start again at the first page"):
        page(before=before)


# --- words and filters


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    for order in (CHANGED, TITLE):
        page(words, order=order)
        page(f"{words} zzz{words[:20]}", order=order, labels=((label("section", 1),),))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60), st.text(max_size=30), st.sampled_from([CHANGED, PUBLISHED, TITLE]))
def test_no_words_and_no_place_fail(words: str, before: str, order: str) -> None:
    user = User.objects.first() or desk()
    page(words, user, order=order)
    with suppress(NoSuchPage):
        page(words, user, order=order, before=before)


def test_filters_narrow_by_label_and_by_day(now: Any) -> None:
    author = AuthorFactory()
    published(headline="Ferry one", authors=[author])
    now.shift(2 * DAY)
    ArticleFactory(headline="Ferry two", authors=[author])
    today = Period(NINE + 2 * DAY - HOUR, NINE + 2 * DAY + HOUR)
    by = ((label("author", author.pk),),)
    assert titles(labels=by) == titles("ferry", labels=by) == ["Ferry two", "Ferry one"]
    assert titles(labels=((label("author", 0),),)) == []
    for order in (CHANGED, PUBLISHED, TITLE):
        assert titles(order=order, periods={CHANGED: today}) == ["Ferry two"]
        assert titles("ferry", order=order, periods={PUBLISHED: Period(NINE - HOUR, NINE + HOUR)}) == ["Ferry one"]


def test_a_word_may_be_part_of_the_name_of_a_writer() -> None:
    anna = AuthorFactory(name="Anna Reed")
    ArticleFactory(headline="The supreme court", authors=[anna])
    ArticleFactory(headline="Reed beds by the harbor")
    names = [Named(("anna", "reed"), label("author", anna.pk))]
    assert titles("reed court", names=names) == titles("anna reed", names=names) == ["The supreme court"]
    assert len(titles("reed", names=names)) == 2
    assert titles("reed -court", names=names) == ["Reed beds by the harbor"]
