"""Comparing two versions, and restoring a part of one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.snapshot_diff import Line, Part, Rows, compared, differences, in_few_words
from newsroom.text.snapshot_paths import PartNotFound, fields_of, restore_part
from newsroom.text.snapshot_presenter import SnapshotPresenter
from tests.publishing.notes.models import Note
from tests.publishing.test_merge import block, document, documents, row

Document = dict[str, Any]
LISTS = ("links", "body")


def told(*blocks: str, **fields: str) -> list[Any]:
    """Return a snapshot of fields, and of blocks written as "key words"."""
    lines = [Line(name, name, value, value) for name, value in fields.items()]
    parts = [
        Part(f"body/{key}", "text", "texts", words, (Line(f"body/{key}/text", "text", words, words),))
        for key, _, words in (block.partition(" ") for block in blocks)
    ]
    return [*lines, Rows("body", tuple(parts))]


def test_words_are_marked_and_what_is_the_same_is_no_difference() -> None:
    (found,) = differences(told("a One", headline="A ferry sails"), told("a One", headline="A ship sails"))
    assert (found.place, found.how) == ("Headline", "changed")
    assert "<del>ferry</del>" in found.html
    assert "<ins>ship</ins>" in found.html


def test_a_moved_block_is_moved_and_the_others_stay() -> None:
    old, new = told("a One", "b Two", "c Three", "d Four"), told("a One", "d Four", "b Two", "c Three")
    (found,) = differences(old, new)
    assert (found.path, found.moved, found.how) == ("body/d", "up, after the text “One”", "same")
    (back,) = differences(new, old)
    assert back.moved == "down, after the text “Three”"
    (first,) = differences(told("a One", "b Two", "c Three"), told("c Three", "a One", "b Two"))
    assert first.moved == "up, to the top"


def test_blocks_come_and_go_whole_each_in_its_place() -> None:
    found = compared(told("a One", "b Two", "c Three"), told("a One", "n New", "c Three"))
    assert [(each.path, each.how) for each in found] == [
        ("body/a", "same"),
        ("body/b", "removed"),
        ("body/n", "added"),
        ("body/c", "same"),
    ]
    assert "<del>Two</del>" in found[1].told_lines[0].html
    assert "<ins>New</ins>" in found[2].told_lines[0].html


def test_a_block_that_went_is_told_of_before_the_one_in_its_place() -> None:
    for above, below in ((("a One",), ("c Three",)), ((), ("c Three",)), (("a One",), ()), ((), ())):
        found = differences(told(*above, "b Two", *below), told(*above, "n New", *below))
        assert [each.how for each in found] == ["removed", "added"], (above, below)


def test_a_name_that_another_replaces_is_told_of_first() -> None:
    old, new = (Line("section", "Section", name, name, name=True) for name in ("World", "Europe"))
    (found,) = differences([old], [new])
    assert found.html == "<del>World</del> <ins>Europe</ins>"


def test_a_summary_counts_what_is_of_a_kind() -> None:
    old, new = told("a One", "b Two", headline="Old"), told("a 1", "b 2", headline="New")
    assert in_few_words(differences(old, new)) == "headline, 2 texts"
    assert in_few_words(differences(new, new)) == ""


keys = st.lists(st.sampled_from("abcdefg"), unique=True)


@given(keys, keys)
def test_those_not_moved_stand_in_one_order_on_both_sides(one: list[str], other: list[str]) -> None:
    found = compared(told(*one), told(*other))
    stay = [each.path[-1] for each in found if each.old and each.new and not each.moved]
    assert stay == [key for key in one if key in stay] == [key for key in other if key in stay]
    assert {each.path[-1] for each in found} == {*one, *other}
    if one == other:
        assert stay == one


# --- taking back ----------------------------------------------------------------------------------


def parts_of(content: Document) -> dict[str, Any]:
    """Return the values of a version by path; the value of a row's place is the row above it."""
    found: dict[str, Any] = {"headline": content["headline"]}
    for path, each in ((f"{name}/{each['key']}", each) for name in LISTS for each in content[name]):
        found[path] = each
        found |= {f"{path}/{field}": fields_of(each)[field] for field in ("text", "note")}
    return found


def order(content: Document, name: str = "body", *, without: str = "") -> list[str]:
    return [each["key"] for each in content[name] if each["key"] != without]


@given(documents, documents)
def test_any_part_of_one_version_in_another_is_that_version_with_that_part(a: Document, b: Document) -> None:
    for path in {**parts_of(a), **parts_of(b)}:
        name, _, rest = path.partition("/")
        key = rest.partition("/")[0]
        try:
            made = restore_part(b, a, path)
        except PartNotFound:  # a field of a block that one of them does not have
            assert path.count("/") == 2
            assert not (key in order(a, name) and key in order(b, name))
            continue
        assert parts_of(made).get(path) == parts_of(a).get(path)
        others = {place: said for place, said in parts_of(b).items() if not (place == path or _within(place, path))}
        assert others == {place: parts_of(made)[place] for place in others}
        for each in LISTS:
            assert order(made, each, without=key) == order(b, each, without=key)


def _within(place: str, path: str) -> bool:
    return place.startswith(f"{path}/") or path.startswith(f"{place}/")


@given(documents, documents)
def test_the_place_of_a_block_is_taken_alone(a: Document, b: Document) -> None:
    shared = [(name, key) for name in LISTS for key in {*order(a, name)} & {*order(b, name)}]
    for name, key in shared:
        made = restore_part(b, a, f"{name}/{key}/order")
        assert parts_of(made) == parts_of(b)
        assert order(made, name, without=key) == order(b, name, without=key)
        above = order(a, name)[: order(a, name).index(key)]
        near = [other for other in above if other in order(b, name)]
        place = order(made, name).index(key)
        assert order(made, name)[:place][-1:] == near[-1:]


def test_a_block_put_back_stands_where_it_stood() -> None:
    old = document("H", ("a", "1"), ("b", "2"), ("c", "3"))
    new = document("H", ("c", "3"), ("a", "1"))
    assert order(restore_part(new, old, "body/b")) == ["c", "a", "b"]


def test_a_body_of_paragraphs_is_compared_paragraph_by_paragraph() -> None:
    """Unlike rows that only name something, such as tags, which are told of in one line."""
    presenter = SnapshotPresenter(Note, [], names=False)
    before, after = (
        presenter.describe({"body": [block("a", text="One."), block("b", text=words)]}) for words in ("Two.", "2.")
    )
    (found,) = differences(before, after)
    assert (found.path, found.how) == ("body/b", "changed")
    (tags,) = presenter.describe({"tags": [row("a", tag="Ferries"), row("b", tag="Ports")]})
    assert isinstance(tags, Line)
    assert tags.html == "Ferries, Ports"
