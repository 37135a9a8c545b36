"""What is stored of rich text, for every input."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsroom.richtext import sanitise

pieces = st.sampled_from(
    """<p> </p> <script>alert(1)</script> <script> </script> <img src=x onerror=alert(1)> <a href="javascript:alert(1)">
    <a href="https://example.org/" onclick=x> </a> <svg><style> </style></svg> <!-- --> <math><mtext> <ul><li> </li></ul>
    <iframe src=//x> <b style=x> <strong> </strong> <h3> </h3> <a href=" jAvAsCrIpT&#58;alert(1)"> <table> <noscript> <h1>
    &lt;script&gt; &amp; &nbsp; word < > " ' = / <template> ]]> <a href=data:text/html,x> <blockquote> <br> <form> <input>""".split()
) | st.text(max_size=10)
html = st.lists(pieces, max_size=12).map(" ".join)
ALLOWED = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "br", "h3", "a"}
SAFE_LINK = re.compile(r"(https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)


@given(html)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert sanitise(sanitise(typed)) == sanitise(typed)


@given(html)
def test_nothing_that_could_run_is_left(typed: str) -> None:
    cleaned = sanitise(typed)
    for tag, attributes in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>", cleaned):
        assert tag.lower() in ALLOWED, cleaned
        for name, value in re.findall(r'([a-zA-Z:-]+)\s*=\s*"([^"]*)"', attributes):
            assert name.lower() in {"href", "rel", "title", "start", "type", "data-type"}, cleaned
            assert name.lower() != "href" or SAFE_LINK.match(value), cleaned


def test_the_text_of_a_script_goes_with_it() -> None:
    assert sanitise("<p>One<script>alert(1)</script> two</p>") == "<p>One two</p>"


def test_what_the_editor_makes_is_kept() -> None:
    made = '<h3>A</h3><p><strong>b</strong> <em>c</em><br><a href="https://example.org/">d</a></p><ul><li><p>e</p></li></ul>'
    assert sanitise(made) == made
