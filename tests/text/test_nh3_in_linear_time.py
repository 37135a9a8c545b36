"""The result of nh3 is the same with and without the workaround. For its cost see tests/growth."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.nh3_in_linear_time import DEEPEST, clean

LETTERS = "aé«»½° \xad\x85€東&;#<>/=\"' x"
PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    '<a href="https://a.test/é«½?q=»">',
    "</a>",
    "&nbsp;",
    "&laquo;",
    "&#187;",
    "&lt;",
    "&amp;",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(LETTERS, max_size=5), max_size=30).map("".join))
def test_nothing_else_comes_out(html: str) -> None:
    assert clean(html, nh3.clean) == nh3.clean(html)


@pytest.mark.parametrize("letter", ["\xa0", "«", "&raquo;", "&#176;"])
def test_letters_come_back_as_nh3_writes_them(letter: str) -> None:
    assert clean(f"<p>{letter}</p>", nh3.clean) == nh3.clean(f"<p>{letter}</p>")


def test_tags_deeper_than_anybody_means_are_left_out() -> None:
    assert clean("<i>" * 10_000 + "x", nh3.clean).count("<i>") == DEEPEST
    assert clean("<i></b>" * 10_000 + "x", nh3.clean).count("<i>") == DEEPEST


def test_a_long_list_is_not_deep() -> None:
    items = "<ul>" + "<li><p>one<p>two" * 1_000 + "</ul>"
    assert clean(items, nh3.clean) == nh3.clean(items)
