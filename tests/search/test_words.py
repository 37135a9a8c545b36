"""Splitting, folding and stemming words; reading a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.search.words import TYPED, Query, alternatives, label, lexemes_of, parse, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élysée, ÉLYSÉE and Elysee", ["elysee", "elysee", "and", "elysee"]),
        ("Putin’s plan, Putin's plan", ["putin", "plan", "putin", "plan"]),
        ("the U.S. at 9 a.m.", ["the", "us", "at", "9", "am"]),
        ("counter-strike: 11,000", ["counter", "strike", "11", "000"]),
        ("Straße Ærø Łódź", ["strasse", "aero", "lodz"]),
        ("Київ, ёлка", ["киів", "елка"]),
        ("اَلْعَرَبِيَّةُ العربية", ["العربية", "العربية"]),
        ("हिन्दी किताब", ["हिनदी", "किताब"]),
        ("snake_case\0and 💥", ["snake", "case", "and"]),
        ("", []),
    ],
)
def test_words_are_cut_and_folded(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_only_english_is_stemmed() -> None:
    assert lexemes_of("Ferries sailing", "en-GB") == ["ferri", "sail"]
    assert lexemes_of("Ferries sailing", "fr") == ["ferries", "sailing"]


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("ferry harbor", [("ferry",), ("harbor",)], []),
        ('"tide gate" ferry', [("tide", "gate"), ("ferry",)], []),
        ("“tide gate”", [("tide", "gate")], []),
        ("ferry -island", [("ferry",)], [("island",)]),
        ('ferry -"gale warning"', [("ferry",)], [("gale", "warning")]),
        ("counter-strike", [("counter", "strike")], []),
        ("the plan for the ferry", [("plan",), ("ferry",)], []),
        ("to be", [("to",), ("be",)], []),
        ('"to be or not"', [("to", "be", "or", "not")], []),
        ('"never closed', [("never",), ("closed",)], []),
        ("-ferry", [], [("ferry",)]),
        ("ferry ferry FERRY", [("ferry",)], []),
        ("' OR 1=1; -- \" * ( ) : ^ & | ! <->", [("1", "1")], []),
        ("", [], []),
    ],
)
def test_what_is_typed_is_read(typed: str, wanted: list[tuple[str]], unwanted: list[tuple[str]]) -> None:
    query = parse(typed)
    assert (list(query.wanted), list(query.unwanted)) == (wanted, unwanted)


@given(st.text(st.characters(), max_size=200))
def test_words_hold_nothing_that_a_query_language_could_take_for_its_own(text: str) -> None:
    for word in words_of(text):
        assert not set(word) & set("'\"\\=*:()&|!<>-_ \0\n")
        assert word == word.strip()
        assert words_of(word)  # a word is a word again: an excerpt finds what the index has


@given(st.text(st.characters(), max_size=2 * TYPED))
def test_any_text_can_be_read(typed: str) -> None:
    query = parse(typed)
    assert isinstance(query, Query)
    assert all(list(alternatives(phrase)) for phrase in query.wanted)


@given(st.text(), st.text())
def test_a_label_is_one_harmless_word(name: str, value: str) -> None:
    assert label(name, value)[0] == "="
    assert not set(label(name, value)[1:]) & set("'\"\\=*:()&|!<>- \0\n")
