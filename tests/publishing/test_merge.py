"""Merging snapshots: changes of one side are merged, conflicts are reported, no word is lost.

The rows of a snapshot have their fields beside the key; the blocks of a body have them in an object of their own.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.publishing.merge import MISSING, merge
from newsroom.text.snapshot_paths import fields_of
from newsroom.text.text_merge import Written

KEYS = {"links": "pqrst", "body": "vwxyz"}  # of the rows in each list
TEXTS = {"headline": False, **{f"{name}/{key}/text": True for name, keys in KEYS.items() for key in keys}}
texts = st.sampled_from(["", "a", "b", "c"])


def row(key: str, **fields: str) -> dict[str, Any]:
    return {"key": key, **fields}


def block(key: str, **fields: str) -> dict[str, Any]:
    return {"key": key, "type": "paragraph", "fields": fields}


def rows(name: str, made: Any) -> Any:
    """Return a strategy for a list of rows, each with its own key."""
    one = st.builds(made, st.sampled_from(KEYS[name]), text=texts, note=texts)
    return st.lists(one, unique_by=lambda row: row["key"], max_size=5)


documents: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, headline=texts, links=rows("links", row), body=rows("body", block)
)


def said(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Return every text by its place."""
    words = {("", "headline"): document["headline"]}
    for each in (*document["links"], *document["body"]):
        words |= {(each["key"], name): fields_of(each)[name] for name in ("text", "note")}
    return words


@given(documents, documents)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: dict[str, Any], changed: dict[str, Any]) -> None:
    assert merge(base, changed, base) == (changed, [])
    assert merge(base, base, changed) == (changed, [])
    assert merge(base, changed, changed) == (changed, [])


@given(documents, documents, documents)
def test_every_text_of_either_side_is_in_the_merge_or_shown_as_a_clash(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merged, clashes = merge(base, mine, theirs)
    shown = str([(clash.mine, clash.theirs) for clash in clashes])
    for side in (mine, theirs):
        for place, text in said(side).items():
            if said(base).get(place) != text:
                assert said(merged).get(place) == text or repr(text) in shown


@given(documents, documents, documents)
def test_a_key_is_never_there_twice(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    merged, _ = merge(base, mine, theirs)
    for name in KEYS:
        keys = [each["key"] for each in merged[name]]
        assert len(keys) == len(set(keys))


@given(documents, documents, documents, st.sampled_from(["mine", "theirs"]))
def test_choosing_settles_every_clash(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], side: str
) -> None:
    _, clashes = merge(base, mine, theirs)
    _, left = merge(base, mine, theirs, {clash.path: side for clash in clashes})
    assert left == []


def document(headline: str, *blocks: tuple[str, str]) -> dict[str, Any]:
    return {"headline": headline, "body": [block(key, text=text) for key, text in blocks]}


def test_two_people_on_different_blocks_both_get_their_words() -> None:
    base = document("H", ("a", "one"), ("b", "two"))
    merged, clashes = merge(base, document("H", ("a", "ONE"), ("b", "two")), document("H", ("a", "one"), ("b", "TWO")))
    assert (merged, clashes) == (document("H", ("a", "ONE"), ("b", "TWO")), [])


def test_a_block_added_on_one_side_follows_its_neighbour_where_the_other_moved_it() -> None:
    base = document("H", ("a", "1"), ("b", "2"))
    moved = document("H", ("b", "2"), ("a", "1"))
    added = document("H", ("a", "1"), ("new", "3"), ("b", "2"))
    merged, clashes = merge(base, added, moved)
    assert [each["key"] for each in merged["body"]] == ["b", "a", "new"]
    assert clashes == []


def test_a_block_removed_here_and_rewritten_there_is_shown() -> None:
    base = document("H", ("a", "1"))
    _, (clash,) = merge(base, document("H"), document("H", ("a", "2")))
    assert clash.path == "body/a"
    assert clash.mine is MISSING
    assert clash.theirs == block("a", text="2")


def test_a_block_that_became_another_type_is_never_mixed_with_the_words_of_the_old_one() -> None:
    """A type has fields of its own: a heading with the fields of a paragraph would be no block at all."""
    base, edited = document("H", ("a", "1")), document("H", ("a", "2"))
    heading = {"headline": "H", "body": [{"key": "a", "type": "heading", "fields": {"text": "1", "level": 2}}]}
    merged, (clash,) = merge(base, heading, edited)
    assert merged == heading
    assert (clash.path, clash.theirs) == ("body/a", block("a", text="2"))


def test_an_object_without_a_key_is_one_value_and_is_never_mixed() -> None:
    def dated(text: str, day: int, precision: str) -> dict[str, Any]:
        return {"body": [{"key": "a", "date": {"text": text, "day": day, "precision": precision}}]}

    base, mine = dated("Aug. 6", 6, "day"), dated("Aug. 7", 7, "day")
    merged, (clash,) = merge(base, mine, dated("August", 6, "month"))
    assert merged == mine
    assert clash.path == "body/a/date"


def order(*keys: str) -> dict[str, Any]:
    return document("H", *((key, key) for key in keys))


@given(documents, documents, documents)
def test_it_makes_no_difference_to_the_result_who_is_first(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merged, clashes = merge(base, mine, theirs, texts=TEXTS)
    mirrored, others = merge(base, theirs, mine, texts=TEXTS)
    assert {clash.path.partition("@")[0] for clash in clashes} == {clash.path.partition("@")[0] for clash in others}
    if not clashes:
        assert merged == mirrored


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        pytest.param(order("b", "a", "c", "d"), order("a", "b", "d", "c"), order("b", "a", "d", "c"), id="two blocks"),
        pytest.param(
            order("b", "c", "a", "d"), order("b", "c", "a", "d"), order("b", "c", "a", "d"), id="the same move"
        ),
        pytest.param(
            order("a", "x", "b", "c", "d"),
            order("a", "y", "b", "c", "d"),
            order("a", "x", "y", "b", "c", "d"),
            id="two new",
        ),
    ],
)
def test_blocks_that_were_moved_or_added_by_both_are_all_where_they_were_put(
    mine: dict[str, Any], theirs: dict[str, Any], merged: dict[str, Any]
) -> None:
    base = order("a", "b", "c", "d")
    assert merge(base, mine, theirs) == (merged, [])
    assert merge(base, theirs, mine) == (merged, [])


def test_a_block_that_one_side_moved_and_the_other_edited_is_moved_and_edited() -> None:
    base = document("H", ("a", "1"), ("b", "2"), ("c", "3"))
    moved = document("H", ("c", "3"), ("a", "1"), ("b", "2"))
    edited = document("H", ("a", "1"), ("b", "2"), ("c", "THREE"))
    assert merge(base, moved, edited) == (document("H", ("c", "THREE"), ("a", "1"), ("b", "2")), [])


@pytest.mark.parametrize(
    ("side", "merged"), [("mine", order("c", "a", "b", "d", "e")), ("theirs", order("a", "b", "d", "e", "c"))]
)
def test_a_block_moved_to_two_places_is_asked_about_by_what_is_above_it(side: str, merged: dict[str, Any]) -> None:
    base, mine, theirs = order(*"abcde"), order(*"cabde"), order(*"abdec")
    _, (clash,) = merge(base, mine, theirs)
    assert (clash.path, clash.base, clash.mine, clash.theirs) == ("body/c/order", "b", None, "e")
    settled, left = merge(base, mine, theirs, {clash.path: side})
    assert (settled, left) == (merged, [])


def test_two_people_in_different_sentences_of_one_block_both_get_their_words() -> None:
    base = document("H", ("a", "<p>It sent 10,000 men. They left.</p>"))
    mine = document("H", ("a", "<p>It sent 11,000 men. They left.</p>"))
    theirs = document("H", ("a", "<p>It sent 10,000 men. They left on Tuesday.</p>"))
    merged, clashes = merge(base, mine, theirs, texts={"body/a/text": True})
    assert (merged, clashes) == (document("H", ("a", "<p>It sent 11,000 men. They left on Tuesday.</p>")), [])


def test_the_same_words_changed_twice_are_one_question_about_that_passage() -> None:
    base, mine, theirs = (document("H", ("a", f"<p>It sent {men} men.</p>")) for men in (9, 10, 11))
    _, (clash,) = merge(base, mine, theirs, texts={"body/a/text": True})
    assert clash.path.startswith("body/a/text@")
    assert (clash.mine, clash.theirs, clash.before, clash.after) == ("10", "11", "It sent ", " men.")
    merged, _ = merge(base, mine, theirs, {clash.path: Written("10 to 11")}, {"body/a/text": True})
    assert merged["body"][0]["fields"]["text"] == "<p>It sent 10 to 11 men.</p>"


def test_an_answer_for_the_whole_text_settles_its_passages() -> None:
    base, mine, theirs = (document(f"It sent {men} men") for men in (9, 10, 11))
    assert merge(base, mine, theirs, {"headline": "theirs"}, {"headline": False}) == (theirs, [])


def test_a_picture_between_two_paragraphs_and_a_fix_in_the_second_are_both_there_once() -> None:
    base = document("H", ("p1", "<p>One.</p>"), ("p2", "<p>Tow.</p>"))
    draft = document("H", ("p1", "<p>One.</p>"), ("picture", "harbor"), ("p2", "<p>Tow.</p>"))
    fixed = document("H", ("p1", "<p>One.</p>"), ("p2", "<p>Two.</p>"))
    merged, clashes = merge(base, draft, fixed, texts={"body/p2/text": True})
    assert (merged, clashes) == (document("H", ("p1", "<p>One.</p>"), ("picture", "harbor"), ("p2", "<p>Two.</p>")), [])
