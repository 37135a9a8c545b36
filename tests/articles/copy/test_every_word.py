"""Of any HTML, each word is once in the story, in a field beside it, or in a loss that is reported."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from articles.copy_import.body import OVER
from articles.copy_import.document import Reading, read_html
from articles.copy_import.limits import NotCopy
from articles.copy_import.lines import Why

TODAY = date(2024, 11, 8)
KEPT = (
    Why.INSERTED,
    Why.LINK,
    Why.PLAIN,
    Why.EMBED,
    Why.NOTE,
    Why.FORMAT,
    Why.PICTURE,
)  # what these report is in the story, too
WORD = re.compile(r"zq\d+x")
TAGS = (
    "p div h1 h2 h3 ul ol li dl dt dd blockquote cite figure figcaption pre address details summary section article aside"
    " header footer nav main form fieldset table caption thead tbody tr td th a b i em u s del ins mark code q small sub"
    " sup span font center abbr time select option textarea button object canvas iframe video audio text"
    " template noscript dialog menu label legend map ruby rt marquee custom-tag"
)
ATTRIBUTES = (
    "hidden", 'style="display:none"', 'style="font-weight:bold"', 'style="text-decoration:line-through"',
    'style="mso-element:comment"', 'class="byline"', 'class="headline"', 'class="caption"', 'class="pull-quote"',
    'class="twitter-tweet"', 'class="MsoListParagraph"', 'href="#n1"', 'id="n1"', 'href="/a"', 'href="https://e.example/"',
    'href="tel:1"', 'src="https://e.example/a"', 'colspan="2"', 'rowspan="3"', "data-around",
)  # fmt: skip
TEXT = st.sampled_from(
    ["Zq.", "By zq", "Aug. 6: zq", "Read also: zq", "• zq", "1. zq", "Photo: zq", "“zq,” zq said.", "zq:"]
)
EMPTY = ["<br>", "<hr>", '<img src="a.jpg" alt="Zq">', "<!-- -->"]
DRAWN = ["<svg><title>A</title><text>Zq</text></svg>", "<math><mi>zq</mi></math>"]
Tree = st.recursive(
    TEXT | st.sampled_from([*EMPTY, *DRAWN]),
    lambda inside: st.builds(
        lambda tag, given, parts: f"<{tag}{' ' if given else ''}{given}>{' '.join(parts)}</{tag}>",
        st.sampled_from(TAGS.split()),
        st.just("") | st.sampled_from(ATTRIBUTES),
        st.lists(inside, min_size=1, max_size=4),
    ),
    max_leaves=30,
)


def numbered(html: str) -> str:
    numbers = iter(range(10_000))
    return re.sub(r"(?i)zq", lambda found: f"{found[0]}{next(numbers)}x", html)


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def story(reading: Reading) -> Iterator[str]:
    """All that the story says, at its place or in a field."""
    yield from (reading.over(role) for role in OVER)
    for block in reading.blocks():
        yield block.heading
        yield from (line.text for line in block.lines)
    yield from (f"{each.label} {each.title}" for each in reading.related)
    yield from (picture.alt for picture in reading.pictures)


@given(st.lists(Tree, min_size=1, max_size=6).map("".join).map(numbered))
def test_each_word_of_any_html_is_in_the_story_or_reported(html: str) -> None:
    try:
        reading = read_html(html, TODAY)
    except NotCopy:
        return
    told: Any = Counter(words(" ".join(story(reading))))
    lost = Counter(words(" ".join(each.text for each in reading.all_losses if each.why not in KEPT)))
    reported = Counter(words(" ".join(each.text for each in reading.all_losses)))
    assert not Counter(words(html)) - told - reported
    assert all(number == 1 for number in (told + lost).values())
    assert reading.words_in == reading.words_out
