"""Whatever comes in, every word of it is in the story, in order or at its top; and the story is counted as it was read."""

from collections import Counter
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from articles.copy_import.document import Reading, read_html, read_text
from articles.copy_import.document import given as given_role
from articles.copy_import.limits import NotCopy
from articles.copy_import.lines import WORD, count, tidied
from articles.copy_import.roles import Role
from articles.copy_import.sources import markdown

TODAY = date(2024, 11, 8)
PIECES = st.sampled_from(
    [
        *(
            "Aug. 6: ",
            "Putin’s reaction: ",
            "Read also: ",
            "By Jane Doe",
            "KYIV, Ukraine (AP) — ",
            "Photo: ",
            "Nov. 8, 2024",
        ),
        *(
            "• ",
            "- ",
            "1. ",
            "2) ",
            "— ",
            "“We will,” ",
            "the war",
            "A Short Line",
            "It ended there.",
            "What next?",
            "\n",
            "\n\n",
        ),
        *("\u00a0", "\t", "\u200b", "…", "U.S. ", "11,000 ", "### ", "===", "Related stories\n", "|", "o\t", "é"),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)
TAGS = st.sampled_from("p li ul ol h1 h2 h3 b i a td tr table blockquote br div span figcaption pre".split())
PAGES = st.lists(
    st.one_of(PIECES, TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.just("<p class=MsoListParagraph>")),
    max_size=50,
).map("".join)


def holds(reading: Reading, source: str) -> None:
    assert reading.words_in == reading.words_out
    assert reading.words_in >= 0
    parts = Counter(word for part in reading.parts for word in WORD.findall(f"{part.line.marker} {part.line.text}"))
    assert parts.total() == reading.source_words
    wanted = Counter(WORD.findall(source))
    assert parts == wanted


@given(TEXTS)
def test_no_text_loses_a_word(text: str) -> None:
    try:
        reading = read_text(text, TODAY)
    except NotCopy:
        assert not count(text)
        return
    if not markdown.is_markdown(tidied(text)) and not markdown.is_markdown(
        text
    ):  # else it is read as Markdown, whose signs mean something
        holds(reading, tidied(text))
    assert reading.words_in == reading.words_out


@given(PAGES)
@example("<h1><p class=MsoListParagraph>1. Aug. 6: ")
def test_no_page_loses_a_word(html: str) -> None:
    try:
        reading = read_html(html, TODAY)
    except NotCopy:
        return
    assert reading.words_in == reading.words_out


@given(TEXTS, st.lists(st.sampled_from(Role), min_size=1, max_size=40))
def test_no_choice_of_roles_loses_a_word(text: str, roles: list[Role]) -> None:
    try:
        reading = read_text(text, TODAY)
    except NotCopy:
        return
    reading.parts = [given_role(part, roles[number % len(roles)]) for number, part in enumerate(reading.parts)]
    assert reading.words_in == reading.words_out + reading.words_left_out
