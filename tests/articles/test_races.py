"""No lost words: editors who change the same story at the same moment, through its real page, with real commits."""

import pytest

from tests.articles.newsroom_races import Edit, at_once, check, race, settled, story, word_race, words_of
from tests.people import editor

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_races_of_two_editors_lose_no_word() -> None:
    for seed in range(4):
        race(seed, 2, interfere=seed % 4 == 3)


@pytest.mark.once
def test_two_editors_of_one_paragraph_are_asked_only_where_their_words_touch() -> None:
    assert [word_race(seed) for seed in (0, 2, 11, 48)] == [False, False, True, True]


def test_of_four_simultaneous_posts_on_the_same_words_one_is_stored_and_three_are_handed_back() -> None:
    article = story()
    edits = [Edit.opened(article, editor()) for _ in range(4)]
    for edit in edits:
        edit.headline()
    at_once(edits)
    check(article, edits)
    assert sum(edit.accepted for edit in edits) == 1
    for edit in edits:
        if not edit.accepted:
            settled(article, edit, "mine")


def test_of_four_simultaneous_posts_on_different_words_all_are_stored() -> None:
    article = story()
    edits = [Edit.opened(article, editor()) for _ in range(4)]
    edits[0].headline()
    edits[1].standfirst()
    edits[2].quote()
    edits[3].add(0)
    at_once(edits)
    check(article, edits)
    assert all(edit.accepted for edit in edits)
    assert all(text in words_of(article) for edit in edits for text in edit.typed)
