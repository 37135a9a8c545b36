"""Excerpts of matching texts."""

import re
from html import unescape
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.search.excerpts import LENGTH, excerpt, marked
from newsroom.search.words import folded, parse, stem, words_of

HOSTILE = "<script>alert(1)</script> & \"ferries\" <mark>not ours</mark> 'quay'"


def test_every_form_of_a_word_is_marked_in_any_spelling() -> None:
    assert (
        marked("Ferries and a Férry: Putin’s ferry-boat", parse("ferry putin"))
        == "<mark>Ferries</mark> and a <mark>Férry</mark>: <mark>Putin’s</mark> <mark>ferry</mark>-boat"
    )
    assert marked("Київ і киЇв", parse("київ")) == "<mark>Київ</mark> і <mark>киЇв</mark>"
    assert marked("서울의 배", parse("서울의")) == "<mark>서울의</mark> 배"
    assert marked("the U.S. and us", parse("U.S.")) == "the <mark>U.S.</mark> and <mark>us</mark>"


def test_markup_in_a_text_is_shown_not_obeyed() -> None:
    html = marked(HOSTILE, parse("ferry script mark"))
    assert html.count("<") == html.count("<mark>") + html.count("</mark>")
    assert "&lt;<mark>script</mark>&gt;" in html


def test_an_excerpt_begins_where_most_of_the_words_stand_together() -> None:
    text = (
        "The ferry sails. " + "Nothing of note. " * 100 + "The last ferry passes the tide gate. " + "And so on. " * 100
    )
    html = excerpt(text, parse("ferry tide gate"))
    assert "<mark>ferry</mark> passes the <mark>tide</mark> <mark>gate</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(re.sub("<.*?>", "", html)) < LENGTH + 10


def test_without_a_match_it_is_the_beginning() -> None:
    assert excerpt("A short text.", parse("ferry")) == "A short text."
    assert excerpt("word " * 200, parse("ferry")).startswith("word word")


@pytest.mark.parametrize("text", ["", "x" * 5_000, "ferry" * 2_000, "ferry " * 2_000])
def test_texts_without_end_or_pause_have_excerpts_too(text: str) -> None:
    assert len(re.sub("<.*?>", "", excerpt(text, parse("ferry")))) <= LENGTH + 60


TEXTS = (
    st.lists(st.sampled_from([*"abé<>&'\"- .’_0", "ferries", "Ferry’s", "</mark>", "\n", "ü", "й"])).map("".join)
    | st.text()
)


@example("B_0", "ferry e b")  # an underscore separates words
@example("Ⰰ", "Ⰰ")
@given(TEXTS.map(lambda text: normalize("NFC", text)), st.text(max_size=40) | st.just("ferry e b"))
def test_marks_change_nothing_and_stand_on_every_word_that_was_looked_for(text: str, typed: str) -> None:
    query = parse(typed)
    html = str(marked(text, query))
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text
    words = {word for phrase in query.wanted for word in phrase}
    stems = {stem(word) for word in words}
    for piece in re.findall("<mark>(.*?)</mark>", html, re.DOTALL):
        word = folded(unescape(piece))
        assert word in words or stem(word) in stems
    cut = str(excerpt(text, query)).removeprefix("… ").removesuffix(" …")
    assert unescape(re.sub("</?mark>", "", cut)) in text
    assert not set(words_of(text)) & words or "<mark>" in html
