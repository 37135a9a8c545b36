"""Merging inside a text: words of both people are in the result or in a question, and nothing that touches is joined."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.rich_text import sanitize
from newsroom.text.text_merge import MINE, THEIRS, Written, html, merge_html, merge_plain, tokens

WORDS = "the a army left Kursk 11,000 troops. said he. “No.” U.S. B AT&amp;T".split()
MARKED = ["{}", "{}", "{}", "<strong>{}</strong>", "<em>{}</em>", '<a href="https://a.example/">{}</a>']
words = st.builds(lambda mark, word: mark.format(word), st.sampled_from(MARKED), st.sampled_from(WORDS))
paragraphs = st.lists(words, max_size=10)


def written(paragraph: list[str], *, listed: bool = False) -> str:
    text = f"<p>{' '.join(paragraph)}</p>"
    return f"<ul><li>{text}</li></ul>" if listed else text


@st.composite
def three_versions(draw: Any) -> tuple[str, str, str]:
    """A text, and what two people made of it, each with words that nobody else has."""
    base = draw(st.lists(paragraphs, min_size=1, max_size=3))

    def edited(person: str) -> str:
        own = st.sampled_from([f"{person}1", f"{person}2.", f"<strong>{person}3</strong>", *WORDS])
        text = [list(paragraph) for paragraph in base]
        for _ in range(draw(st.integers(0, 3))):
            paragraph = draw(st.sampled_from(text))
            start = draw(st.integers(0, len(paragraph)))
            paragraph[start : draw(st.integers(start, start + 3))] = draw(st.lists(own, max_size=4))
        if draw(st.sampled_from([False, False, True])):
            text.insert(draw(st.integers(0, len(text))), [f"{person}p."])
        if len(text) > 1 and draw(st.sampled_from([False, False, True])):
            text.pop(draw(st.integers(0, len(text) - 1)))
        return "".join(map(written, text))

    return "".join(map(written, base)), edited("mine"), edited("theirs")


def counted(text: str) -> Counter[str]:
    return Counter(token.text for token in tokens(text) if token.is_word)


@given(three_versions())
def test_a_word_that_one_person_added_is_in_the_result_or_in_a_question(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = versions
    merged, questions = merge_html(base, mine, theirs)
    seen = counted(merged) + sum((counted(each.theirs) for each in questions), Counter())
    added = [counted(side) - counted(base) for side in (mine, theirs)]
    assert {word for side in added for word in side} <= seen.keys()


@given(three_versions())
def test_no_word_comes_more_often_than_both_people_wrote_it(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = versions
    merged, _ = merge_html(base, mine, theirs)
    own = Counter({word: count for word, count in counted(merged).items() if word.startswith(("mine", "theirs"))})
    assert own <= counted(mine) + counted(theirs)


@given(three_versions())
def test_it_makes_no_difference_who_saves_first(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = versions
    _, questions = merge_html(base, mine, theirs)
    other, mirrored = merge_html(base, theirs, mine)
    assert sorted((each.base, each.mine, each.theirs) for each in questions) == sorted(
        (each.base, each.theirs, each.mine) for each in mirrored
    )
    settled, left = merge_html(base, mine, theirs, {each.id: THEIRS for each in questions})
    assert left == []
    assert settled == html(tokens(other))


@given(three_versions())
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(versions: tuple[str, str, str]) -> None:
    base, mine, _ = versions
    assert merge_html(base, mine, base) == (mine, [])
    assert merge_html(base, base, mine) == (mine, [])
    assert merge_html(base, mine, mine) == (mine, [])


@given(three_versions())
def test_the_sanitizer_has_nothing_to_change_in_the_merge_of_sanitized_texts(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = map(sanitize, versions)
    merged, _ = merge_html(base, mine, theirs)
    assert sanitize(merged) == merged.strip()


@given(three_versions())
def test_a_text_is_put_together_again_as_it_was(versions: tuple[str, str, str]) -> None:
    for text in map(sanitize, versions):
        again = html(tokens(text))
        assert html(tokens(again)) == again
        assert sanitize(again) == again


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        pytest.param(
            "The army sent 10,000 men.",
            "The army sent 12,000 men.",
            "The Russian army sent 10,000 men. They left.",
            "The Russian army sent 12,000 men. They left.",
            id="different words of one sentence",
        ),
        pytest.param("One. Two.", "One. Two. Four.", "One. Two. Three.", "One. Two. Four. Three.", id="two sentences"),
        pytest.param(
            "One.", "One. Same. Mine.", "One. Same. Theirs.", "One. Same. Mine. Theirs.", id="one of them twice"
        ),
        pytest.param(
            "One. The king left.",
            "One. The army left. The king left.",
            "One. A bell rang. The king left.",
            "One. A bell rang. The army left. The king left.",
            id="sentences that begin as the next one does",
        ),
        pytest.param(
            "<p>One.</p><p>Two.</p>",
            "<p>One.</p><p>Mine.</p><p>Two.</p>",
            "<p>One.</p><p>Theirs.</p><p>Two!</p>",
            "<p>One.</p><p>Mine.</p><p>Theirs.</p><p>Two!</p>",
            id="two paragraphs",
        ),
        pytest.param(
            "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
            "<ul><li><p>a</p></li><li><p>mine</p></li><li><p>b</p></li></ul>",
            "<ul><li><p>theirs a</p></li><li><p>b</p></li></ul>",
            "<ul><li><p>theirs a</p></li><li><p>mine</p></li><li><p>b</p></li></ul>",
            id="items of a list",
        ),
        pytest.param(
            "<p>a b c</p>",
            "<p>a <strong>b</strong> c</p>",
            '<p>a <a href="https://a.example/">b</a> c</p>',
            '<p>a <a href="https://a.example/"><strong>b</strong></a> c</p>',
            id="a word set in bold and linked",
        ),
        pytest.param("a b c d", "a x c d", "a b c y", "a x c y", id="one unchanged word between them"),
        pytest.param("a b", "a new b", "a new b and more", "a new b and more", id="the same insertion twice"),
    ],
)
def test_changes_apart_from_each_other_are_both_in(base: str, mine: str, theirs: str, merged: str) -> None:
    assert merge_html(base, mine, theirs) == (merged, [])
    assert merge_html(base, theirs, mine) == (merged, [])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "asked"),
    [
        pytest.param(
            "It sent 10,000 men to Kursk.",
            "It sent 12,000 soldiers to Kursk.",
            "It sent 11,000 troops to Kursk.",
            ("10,000 men", "12,000 soldiers", "11,000 troops"),
            id="a figure and its noun",
        ),
        pytest.param(
            "It sent 10,000 men to Kursk.",
            "It sent 12,000 men to Kursk.",
            "It sent 10,000 troops to Kursk.",
            ("10,000 men", "12,000 men", "10,000 troops"),
            id="no unchanged word between them",
        ),
        pytest.param("a b c d", "a d", "a b new c d", ("b c ", "", "b new c "), id="words added in what is removed"),
        pytest.param("a b c", "a one b c", "a two b c", ("", "one ", "two "), id="two insertions at one place"),
        pytest.param(
            "<p>a b</p>",
            '<p>a <a href="https://a.example/">b</a></p>',
            '<p>a <a href="https://b.example/">b</a></p>',
            ("b", '<a href="https://a.example/">b</a>', '<a href="https://b.example/">b</a>'),
            id="two links",
        ),
    ],
)
def test_changes_that_touch_are_asked_about(base: str, mine: str, theirs: str, asked: tuple[str, str, str]) -> None:
    _, (question,) = merge_html(base, mine, theirs)
    assert (question.base, question.mine, question.theirs) == asked


def test_a_question_shows_the_rest_of_its_paragraph_with_the_changes_that_are_settled() -> None:
    _, (question,) = merge_html(
        "<p>Other.</p><p>It sent 9 men to Kursk.</p>",
        "<p>Other.</p><p>It sent 10 men to Kursk today.</p>",
        "<p>Other.</p><p>It sent 11 men to Kursk.</p>",
    )
    assert (question.before, question.mine, question.after) == ("It sent ", "10", " men to Kursk today.")


@pytest.mark.parametrize(
    ("answer", "text"),
    [(MINE, "a mine c"), (THEIRS, "a theirs c"), (Written("both <em>of</em> us"), "a both <em>of</em> us c")],
)
def test_a_question_has_three_answers(answer: str, text: str) -> None:
    _, (question,) = merge_html("a b c", "a mine c", "a theirs c")
    assert merge_html("a b c", "a mine c", "a theirs c", {question.id: answer}) == (text, [])


def test_an_answer_written_in_an_editor_goes_into_the_paragraph_of_the_question() -> None:
    base, mine, theirs = "<p>a b c</p>", "<p>a mine c</p>", "<p>a theirs c</p>"
    _, (question,) = merge_html(base, mine, theirs)
    assert merge_html(base, mine, theirs, {question.id: Written("<p>by hand</p>")}) == ("<p>a by hand c</p>", [])


def test_an_answer_to_another_question_settles_nothing() -> None:
    _, (question,) = merge_html("a b c", "a mine c", "a theirs c")
    _, asked = merge_html("a b c", "a mine c", "a changed again c", {question.id: THEIRS})
    assert len(asked) == 1


def test_plain_text_is_merged_as_it_was_typed() -> None:
    merged = merge_plain('AT&T said "no" <today>', 'AT&T said "yes" <today>', 'At AT&T said "no" <today>!')
    assert merged == ('At AT&T said "yes" <today>!', [])
