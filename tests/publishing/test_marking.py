"""Two texts in one, with their differing words marked: whatever was typed, nothing but our markup comes out."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsroom.publishing.marking import marked, side_by_side

MARKUP = {"div", "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "a", "ins", "del"}
hostile = st.text(st.sampled_from("<>&;\"'/= \nascript:onlt#x3e!-[]gu"), max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<img src=x onerror=alert(1)>"]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A paragraph with a link, as a browser sends it."""
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
