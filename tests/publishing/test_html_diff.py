"""Two texts in one, with their differences marked: no input produces other markup."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsroom.text.html_diff import marked, side_by_side

MARKUP = {"div", "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "a", "ins", "del"}
hostile = st.text(st.sampled_from("<>&;\"'/= \nascript:onlt#x3e!-[]gu"), max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<img src=x onerror=alert(1)>"]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return a paragraph with a link, as a browser sends it."""
    href, words, after = (escape(draw(hostile)) for _ in range(3))
    return f'<p>Read <a href="https://a.test/{href}">{words}</a> {after}</p>'


@given(texts(), texts())
def test_no_markup_comes_out_of_the_address_of_a_link_or_of_the_words(old: str, new: str) -> None:
    for shown in (marked(old, new), marked("", new), *side_by_side(old, new)):
        whole = html.fragment_fromstring(shown, create_parent="div")
        assert {element.tag for element in whole.iter()} <= MARKUP
        assert {name for element in whole.iter() for name in element.attrib} <= {"href"}


def test_a_link_that_leads_elsewhere_is_told_as_it_was_typed() -> None:
    old, new = (f'<p><a href="https://a.test/?{query}">The map</a></p>' for query in ("1", "&lt;b&gt;2"))
    shown = marked(old, new)
    assert "Link: https://a.test/?1" in shown
    assert "Link: https://a.test/?&lt;b&gt;2" in shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("A ferry sails", "A ship sails", "A <del>ferry</del> <ins>ship</ins> sails"),
        (
            "<p>Doors open at noon on the quay.</p>",
            "<p>Doors open at one on the quay.</p>",
            "<p>Doors open at <del>noon</del> <ins>one</ins> on the quay.</p>",
        ),
        (
            "<p>It stays as it is.</p><p>Old words go.</p><p>So does this.</p>",
            "<p>It stays as it is.</p><p>New ones come.</p><p>So does this.</p>",
            "<p>It stays as it is.</p> <p><del>Old words go.</del></p> <p><ins>New ones come.</ins></p> <p>So does this.</p>",
        ),
        (
            "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
            "<ul><li><p>One</p></li><li><p>Three</p></li></ul>",
            "<ul><li><p>One</p></li> <li><p><del>Two</del></p></li> <li><p><ins>Three</ins></p></li> </ul>",
        ),
        ("Old", "New", "<del>Old</del> <ins>New</ins>"),
        ("", "<p>New</p>", "<p><ins>New</ins></p>"),
        ("<p>Old</p>", "", "<p><del>Old</del></p>"),
    ],
)
def test_what_was_removed_stands_before_what_was_added(old: str, new: str, shown: str) -> None:
    assert marked(old, new).strip() == shown


WORDS = st.lists(st.sampled_from("the ferry sails at noon from the old quay".split()), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_the_marked_one_removed_first(old: str, new: str) -> None:
    whole = html.fragment_fromstring(marked(old, new), create_parent="div")
    for gone, text in (("ins", old), ("del", new)):
        kept = html.fragment_fromstring(html.tostring(whole, encoding="unicode"))
        for element in kept.xpath(f".//{gone}"):
            element.drop_tree()
        assert kept.text_content().split() == text.split()
    assert not re.search(r"</ins>\s*<del>", marked(old, new))
