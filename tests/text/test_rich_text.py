"""Stored rich text, for every input."""

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.text.rich_text import DEEPEST, marks_read, sanitize, sanitize_inline, text_of

pieces = st.sampled_from(
    """<p> </p> <script>alert(1)</script> <script> </script> <img src=x onerror=alert(1)> <a href="javascript:alert(1)">
    <a href="https://example.org/" onclick=x> </a> <svg><style> </style></svg> <!-- --> <math><mtext> <ul><li> </li></ul>
    <iframe src=//x> <b style=x> <strong> </strong> <h3> </h3> <a href=" jAvAsCrIpT&#58;alert(1)"> <table> <noscript> <h1>
    &lt;script&gt; &amp; &nbsp; word < > " ' = / <template> ]]> <a href=data:text/html,x> <blockquote> <br> <form> <input>""".split()
) | st.text(max_size=10)
html = st.lists(pieces, max_size=12).map(" ".join)
ALLOWED = {"p", "strong", "em", "sub", "sup", "ul", "ol", "li", "blockquote", "br", "h3", "a"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)  # as https://url.spec.whatwg.org/#url-parsing has it
SAFE_SCHEMES = {"http", "https", "mailto", "story"}


@given(html)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert sanitize(sanitize(typed)) == sanitize(typed)


def is_harmless(cleaned: str) -> bool:
    """Return whether it has only allowed markup."""
    for tag, attributes in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>", cleaned):
        pairs = re.findall(r'([a-zA-Z:-]+)\s*=\s*"([^"]*)"', attributes)
        names = {name.lower() for name, _ in pairs}
        if tag.lower() not in ALLOWED or names - {"href", "rel", "title", "start", "type", "data-type"}:
            return False
        for name, value in pairs:
            # What a browser passes over before and within a scheme.
            scheme = SCHEME.match(re.sub(r"^[\x00-\x20]+|[\t\r\n]", "", unescape(value)))
            if name.lower() == "href" and scheme and scheme[1].lower() not in SAFE_SCHEMES:
                return False
    return True


@given(html)
def test_nothing_that_could_run_is_left(typed: str) -> None:
    assert is_harmless(sanitize(typed))


inline = st.lists(
    st.sampled_from(
        re.findall(
            r"<a [^>]*>|\S+",
            """<strong> </strong> <em> </em> <sup> </sup> </a> <br> &amp; &lt; &nbsp; word é « ' " story:12 <a href="story:12#a">
        <a href="https://a.test/x?b=1&amp;c=%20#d"> <a href="http://1a.test"> <a href="https://1.2.3.999/"> <a href="https://xn--a.test/">
        <a href="https://A.test/"> <a href="https://é.test/"> <a href="https://a.test:99999/"> <a href="mailto:a@b.test">""",
        )
    )
    | st.text(" \n\t\x07\x85\xa0\u2028\ufeff", max_size=2),
    max_size=8,
).map("".join)


def closed(typed: str) -> str:
    """The same with every mark and link closed in its turn, as an editor writes them."""
    opened: list[str] = []
    for tag in re.findall(r"</?(?:strong|em|sup|a)\b", typed):
        if tag[1] != "/":
            opened.append(f"</{tag[1:]}>")
        elif opened and opened[-1] == f"{tag}>":
            opened.pop()
    return typed + "".join(reversed(opened))


@given(inline | inline.map(closed))
@example('<a href="https://a.test/">a <strong>b</strong></a><br>c')
@example('<a href="https://1.2.3.999/">no address</a>')
def test_a_line_that_needs_no_parser_is_as_the_parser_has_it(typed: str) -> None:
    assert sanitize_inline(typed) == sanitize_inline(f"<span>{typed}</span>")


def test_the_text_of_a_script_goes_with_it() -> None:
    assert sanitize("<p>One<script>alert(1)</script> two</p>") == "<p>One two</p>"


def test_what_the_editor_makes_is_kept() -> None:
    made = '<h3>A</h3><p><strong>b</strong> <em>c</em><br><a href="https://example.org/">d</a></p><ul><li><p>e</p></li></ul>'
    assert sanitize(made) == made


def test_of_a_corpus_of_payloads_nothing_that_could_run_is_left() -> None:
    brs_kb = pytest.importorskip("brs_kb")
    corpus = {each["payload"] for each in brs_kb.get_all_payloads().values()}
    assert len(corpus) > 1_000
    for payload in corpus:
        cleaned = sanitize(payload)
        assert sanitize(cleaned) == cleaned
        assert is_harmless(cleaned), (payload, cleaned)


def test_raised_and_lowered_figures_are_kept() -> None:
    made = "<p>10<sup>6</sup> m<sup>3</sup> of CO<sub>2</sub></p>"
    assert sanitize(made) == made


def test_in_plain_text_they_are_the_signs_of_unicode_where_there_are_such() -> None:
    html = "<p>10<sup>−6</sup> m<sup>3</sup> of CO<sub>2</sub>, x<sup>n</sup>, on the 1<sup>st</sup>, a<sup>*</sup></p>"
    assert text_of(html) == "10⁻⁶ m³ of CO₂, xⁿ, on the 1st, a*"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (' start="4" type="A"', ' start="4" type="A"'),
        (' type="i" data-type="lower-roman"', ' type="i"'),
        (' data-type="upper-latin"', ' type="A"'),
        (' start="1" type="1" data-type="decimal"', ""),
        (' start="0"', ' start="0"'),
        (' start="x" type="disc" onclick="x"', ""),
    ],
)
def test_the_numbers_of_a_list_are_kept(typed: str, stored: str) -> None:
    items = '<li><p>One</p><ol type="a"><li><p>Two</p></li></ol></li>'
    assert sanitize(f"<ol{typed}>{items}</ol>") == f"<ol{stored}>{items}</ol>"


def test_tags_beyond_all_depth_go_and_their_words_stay() -> None:
    cleaned = sanitize("<blockquote>x" * 1_000)
    assert cleaned.count("<blockquote>") == DEEPEST
    assert text_of(cleaned).count("x") == 1_000
    assert sanitize(cleaned) == cleaned


@given(html)
def test_what_was_read_from_marks_is_as_safe_as_what_was_stored(text: str) -> None:
    stored = sanitize(text)
    read = marks_read(stored)
    assert sanitize(read) == read
    assert marks_read(read) == read or "<p>" in read
