"""A body that comes from a form or another program: what is kept, what gets a key, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks import Figure, PullQuote, Row, new
from articles.blocks.body import cleaned
from articles.blocks.text import split
from articles.body_form import BodyField
from newsroom.text.rich_text import sanitize_linked, text_of
from tests.articles.factories import ArticleFactory, raw, text
from tests.images.factories import PictureFactory

pytestmark = pytest.mark.django_db
HUGE = 10**30  # more than the database can hold
WORDS = "the first ship left the harbor at dawn and nobody spoke of the storm".split()


def without_key(row: Row) -> dict[str, Any]:
    return {"type": row["type"], "fields": row["fields"]}


def refused(rows: Any, before: list[Row] | None = None) -> str:
    with pytest.raises(ValidationError) as refusal:
        cleaned(rows, before or [])
    return " ".join(refusal.value.messages)


def test_keys_stay_and_a_copy_gets_a_new_one() -> None:
    one, two = text("<p>One.</p><p>Two.</p>")
    found = cleaned([two, one, one], [one, two])
    assert [row["key"] for row in found[:2]] == [two["key"], one["key"]]
    assert found[2]["fields"] == one["fields"]
    assert len({row["key"] for row in found}) == 3


def test_copy_without_keys_takes_the_keys_of_what_it_replaces() -> None:
    before = text(
        "<p>The first ship left the harbor.</p><p>Nobody spoke of the storm.</p><p>It rained.</p>", heading="Why"
    )
    pasted = text(
        "<p>The first ship left the harbor at ten.</p><p>A new line of words.</p><p>It rained.</p>", heading="Why"
    )
    found = cleaned([without_key(row) for row in pasted], before)
    keys = [row["key"] for row in before]
    assert [row["key"] for row in found[:2]] == keys[:2]
    assert found[2]["key"] not in keys
    assert found[3]["key"] == keys[3]


def test_a_block_that_is_still_there_keeps_its_key_from_a_copy_of_it() -> None:
    [one] = text("<p>The first ship left.</p>")
    found = cleaned([one, without_key(one)], [one])
    assert found[0] == one
    assert found[1]["key"] != one["key"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({}, "list of blocks"),
        (["words"], "Block 1, it has no type"),
        ([{"type": "recipe"}], "Block 1, its type “recipe” is unknown"),
        ([{"type": "paragraph", "key": "7", "fields": {}}], "its key is not a UUID"),
        ([{"type": "paragraph", "fields": []}], "its fields are not an object"),
        ([{"type": "paragraph", "fields": {"words": "x"}}], "has no field “words”"),
        ([{"type": "heading", "fields": {"text": "x" * 201}}], "Block 1, heading: Ensure this value has at most 200"),
        ([{"type": "heading", "fields": {"text": "Why", "level": 4}}], "heading, level: Value 4 is not a valid choice"),
        ([{"type": "list", "fields": {"text": "<p>x</p>"}}], "A list has items"),
        ([{"type": "figure", "fields": {}}], "Block 1, photo: Choose a photo"),
        ([{"type": "figure", "fields": {"picture": 999}}], "the photo doesn’t exist"),
        ([{"type": "figure", "fields": {"picture": HUGE}}], "less than or equal to"),
        ([{"type": "timeline", "fields": {"timeline": "x"}}], "Block 1, timeline: “x” value must be an integer"),
        ([{"type": "timeline", "fields": {"timeline": HUGE}}], "less than or equal to"),
        ([{"type": "related", "fields": {"items": [{"story": 999}]}}], "the story doesn’t exist"),
        ([{"type": "related", "fields": {"items": [{"story": HUGE}]}}], "Item 1: Ensure this value is less than"),
        ([{"type": "related", "fields": {"items": [{"story": "x"}]}}], "Item 1: “x” value must be an integer"),
        ([{"type": "related", "fields": {"items": [{"story": [1]}]}}], "Item 1: “[1]” value must be an integer"),
        ([{"type": "related", "fields": {"items": [{}]}}], "Item 1: Choose a story, or enter an external URL"),
        ([{"type": "related", "fields": {"items": [{"url": "javascript:x", "title": "x"}]}}], "Item 1: Enter a valid URL"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_block_and_field(rows: Any, told: str) -> None:
    assert told in refused(rows)


def test_every_error_is_told_at_once() -> None:
    said = refused([{"type": "heading", "fields": {}}, {"type": "figure", "fields": {}}])
    assert "Block 1" in said
    assert "Block 2" in said


def test_a_block_of_an_unknown_type_is_kept_as_it_is_but_not_changed() -> None:
    gone = raw("recipe", title="Soup")
    assert cleaned([gone], [gone]) == [gone]
    assert "unknown" in refused([gone | {"fields": {"title": "Stew"}}], [gone])


def test_a_paragraph_without_words_is_refused_and_an_empty_one_left_out() -> None:
    assert cleaned([{"type": "paragraph", "fields": {"text": words}} for words in ("", " ", "<br>", "\xa0")]) == []
    assert "Block 1, heading: This field cannot be blank" in refused(
        [{"type": "heading", "fields": {"text": "\u200b"}}]
    )


def test_a_block_that_did_not_change_is_not_judged_again() -> None:
    """Rules that are new today must not keep a writer from saving yesterday's story."""
    old = raw("heading", text="x" * 300)
    assert cleaned([old], [old]) == [old]


def test_a_related_story_is_kept_by_its_number() -> None:
    story = ArticleFactory()
    [row] = cleaned([{"type": "related", "fields": {"items": [{"story": str(story.pk)}]}}])
    assert [item["story"] for item in row["fields"]["items"]] == [story.pk]


@pytest.mark.once
def test_the_items_of_a_box_of_related_stories_are_looked_up_together(django_assert_num_queries: Any) -> None:
    stories = ArticleFactory.create_batch(3)
    box = {"type": "related", "fields": {"items": [*({"story": story.pk} for story in stories), {"title": "To come"}]}}
    cleaned([box])  # what the database says of an item of each kind is remembered
    with django_assert_num_queries(1):
        cleaned([box])


def test_a_photo_may_be_named_by_the_photo_itself() -> None:
    picture = PictureFactory()
    assert new(Figure, picture=picture)["fields"]["picture"] == picture.pk


def test_a_field_added_later_has_its_default_in_older_stories() -> None:
    row = {"key": str(uuid4()), "type": "pull_quote", "fields": {"text": "We sail."}}
    assert PullQuote(row["key"], row["fields"]).row["fields"] == {"text": "We sail.", "attribution": ""}  # type: ignore[arg-type]


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul><li>", "</li></ul>", "<blockquote>", "</blockquote>", "<h3>", "</h3>", "<strong>", "</strong>", "<br>",
     "words ", "more. ", "&amp;", "é", '<a href="https://x.example/">', "</a>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=16).map("".join))
def test_a_text_split_into_blocks_keeps_every_word_and_is_clean(html: str) -> None:
    clean = sanitize_linked(html)
    rows = list(split(clean))
    assert " ".join(text_of(row["fields"]["text"]) for row in rows).split() == text_of(clean).split()
    assert [row["fields"] for row in cleaned([without_key(row) for row in rows])] == [row["fields"] for row in rows]


@pytest.mark.parametrize("fields", [{"text": "half \ud83d of a sign"}, {"text": "x", "level": float("inf")}], ids=str)
def test_what_no_database_stores_is_refused(fields: dict[str, Any]) -> None:
    kinds = ("paragraph", "heading", "list", "quote", "fact_box", "figure")
    for kind in kinds:
        assert "can’t be stored" in refused([{"type": kind, "fields": fields}])


@pytest.mark.parametrize("key", [[1], {"a": 1}, 5, True], ids=str)
def test_a_key_that_is_no_text_is_refused(key: Any) -> None:
    assert "its key is not a UUID" in refused([{"key": key, "type": "paragraph", "fields": {"text": "One."}}])


@pytest.mark.parametrize("typed", ["[" * 100_000, "[" * 100_000 + "]" * 100_000], ids=["open", "closed"])
def test_lists_in_lists_without_an_end_are_refused_and_shown_again(typed: str) -> None:
    field = BodyField()
    with pytest.raises(ValidationError):
        field.clean(typed)
    assert field.prepare_value(field.bound_data(typed, [])) == typed
    assert field.has_changed([], typed)
    assert list(field.differences([], typed))
