"""Merging snapshots: changes of one side are merged, conflicts are reported, no word is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newsroom.publishing.merge import MISSING, merge

texts = st.sampled_from(["", "a", "b", "c"])
blocks = st.lists(
    st.builds(lambda key, text, note: {"key": key, "text": text, "note": note}, st.sampled_from("pqrst"), texts, texts),
    unique_by=lambda block: block["key"],
    max_size=5,
)
documents = st.builds(lambda headline, body: {"headline": headline, "blocks": body}, texts, blocks)


def said(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Return every text by its place."""
    words = {("", "headline"): document["headline"]}
    words |= {(block["key"], name): block[name] for block in document["blocks"] for name in ("text", "note")}
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
    keys = [block["key"] for block in merged["blocks"]]
    assert len(keys) == len(set(keys))


@given(documents, documents, documents, st.sampled_from(["mine", "theirs"]))
def test_choosing_settles_every_clash(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], side: str
) -> None:
    _, clashes = merge(base, mine, theirs)
    _, left = merge(base, mine, theirs, {clash.path: side for clash in clashes})
    assert left == []


def document(headline: str, *blocks: tuple[str, str]) -> dict[str, Any]:
    return {"headline": headline, "blocks": [{"key": key, "text": text} for key, text in blocks]}


def test_two_people_on_different_blocks_both_get_their_words() -> None:
    base = document("H", ("a", "one"), ("b", "two"))
    merged, clashes = merge(base, document("H", ("a", "ONE"), ("b", "two")), document("H", ("a", "one"), ("b", "TWO")))
    assert (merged, clashes) == (document("H", ("a", "ONE"), ("b", "TWO")), [])


def test_a_block_added_on_one_side_follows_its_neighbour_where_the_other_moved_it() -> None:
    base = document("H", ("a", "1"), ("b", "2"))
    moved = document("H", ("b", "2"), ("a", "1"))
    added = document("H", ("a", "1"), ("new", "3"), ("b", "2"))
    merged, clashes = merge(base, added, moved)
    assert [block["key"] for block in merged["blocks"]] == ["b", "a", "new"]
    assert clashes == []


def test_a_block_removed_here_and_rewritten_there_is_shown() -> None:
    base = document("H", ("a", "1"))
    _, (clash,) = merge(base, document("H"), document("H", ("a", "2")))
    assert clash.path == "blocks/a"
    assert clash.mine is MISSING
    assert clash.theirs == {"key": "a", "text": "2"}


def test_an_object_without_a_key_is_one_value_and_is_never_mixed() -> None:
    def dated(text: str, day: int, precision: str) -> dict[str, Any]:
        return {"blocks": [{"key": "a", "date": {"text": text, "day": day, "precision": precision}}]}

    base, mine = dated("Aug. 6", 6, "day"), dated("Aug. 7", 7, "day")
    merged, (clash,) = merge(base, mine, dated("August", 6, "month"))
    assert merged == mine
    assert clash.path == "blocks/a/date"
