"""The story of the first request, in every way in which it may be pasted, has one structure."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt

from articles.copy_import.document import Reading, read_file, read_html, read_text
from tests.articles.copy import kursk

TODAY = date(2024, 11, 8)


def refused_nothing(reading: Reading) -> dict[str, Any]:
    """The reading as JSON, once its words are seen to be all there."""
    told = reading.as_json()
    assert told["words_in"] == told["words_out"] > 0
    return told


def has_its_structure(told: dict[str, Any]) -> None:
    assert told["headline"].replace("'", "’") == kursk.HEADLINE
    assert (told["standfirst"], told["byline"], told["dateline"]) == ("", "", "")
    assert {block["type"] for block in told["blocks"]} == {"section"}
    sections = [block for block in told["blocks"] if block["heading"]]
    headings = [(block["level"], block["heading"].removesuffix(":")) for block in sections]
    assert [(level, kursk.PART if text == "A plan" else text) for level, text in headings] == kursk.HEADINGS
    items = [[item.replace("'", "’") for item in block["items"]] for block in sections]
    events = [f"{label}: {text}" for label, _, text in kursk.EVENTS]
    assert items == [[], events, [], kursk.WATCH, [], kursk.TROOPS, [], []]
    found = [(each["label"].replace("'", "’"), each["date"], each["text"]) for each in told["events"]]
    assert found == kursk.EVENTS
    assert [each["title"] for each in told["related"]] == kursk.RELATED
    (below_list,) = [block for block in told["blocks"] if not block["heading"]]
    assert told["blocks"].index(below_list) == 4
    assert below_list["text"].startswith("Come back to this page for updates")


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "no blank lines": lambda text: text.replace("\n\n", "\n"),
    "blank lines everywhere": lambda text: text.replace("\n", "\n\n"),
    "hyphens": lambda text: text.replace("• ", "- "),
    "asterisks": lambda text: text.replace("• ", "* "),
    "dashes": lambda text: text.replace("• ", "– "),
    "Word's dots and tabs": lambda text: text.replace("• ", "·\t"),
    "dots without a space": lambda text: text.replace("• ", "•"),
    "dots on lines of their own": lambda text: text.replace("• ", "•\n"),
    "no signs": lambda text: text.replace("• ", ""),
    "no signs and no blank lines": lambda text: text.replace("• ", "").replace("\n\n", "\n"),
    "straight quotes": lambda text: text.replace("’", "'"),
    "hard spaces": lambda text: text.replace(" in ", "\u00a0in\u00a0").replace("• ", "•\u00a0\u00a0"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no full stop for readers": lambda text: text.replace("for updates.", "for updates"),
    "sub-headings longer than their part's": lambda text: text.replace(kursk.PART, "A plan"),
    "colons on short headings": lambda text: text.replace("Why it matters", "Why it matters:").replace(
        "A meeting with Macron", "A meeting with Macron:"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_plain_text_has_the_structure_of_the_story(way: str) -> None:
    told = refused_nothing(read_text(WAYS[way](kursk.PLAIN), TODAY))
    has_its_structure(told)


def test_a_headline_said_twice_counts_once() -> None:
    once = read_text(kursk.PLAIN.replace(f"{kursk.HEADLINE}\n\n", "", 1), TODAY)
    twice = read_text(kursk.PLAIN, TODAY)
    assert once.words_in == twice.words_in == twice.words_out


def test_the_story_as_a_page_keeps_its_links() -> None:
    rows = []
    for paragraph in kursk.PLAIN.split("\n\n"):
        lines = paragraph.strip().split("\n")
        levels = {text: level for level, text in kursk.HEADINGS}
        if lines[0] in levels:
            rows.append(f"<h{levels[lines[0]]}>{lines[0]}</h{levels[lines[0]]}>")
        elif lines[0].startswith("• "):
            rows.append(f"<ul>{''.join(f'<li>{line[2:]}</li>' for line in lines)}</ul>")
        else:
            rows += [f"<p>{line}</p>" for line in lines]
    rows[0] = f"<h1>{kursk.HEADLINE}</h1>"
    html = "".join(rows).replace("Victory Plan", '<a href="https://e.example/plan">Victory Plan</a>')
    reading = read_html(html, TODAY)
    has_its_structure(refused_nothing(reading))
    assert "[Victory Plan](https://e.example/plan)" in reading.as_json()["blocks"][7]["text"]


def heading_styles(document: Any, text: str, level: int) -> None:
    document.add_heading(text, level)


def lower_heading_styles(document: Any, text: str, level: int) -> None:
    document.add_heading(text, level - 1)


def bold(document: Any, text: str, level: int) -> None:
    document.add_paragraph().add_run(text).bold = True


def large(document: Any, text: str, level: int) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size, run.bold = Pt(20 - level * 2), True


def as_it_is(document: Any, text: str, level: int) -> None:
    document.add_paragraph(text)


Writes = Callable[[Any, str, int], None]


@pytest.mark.parametrize("related", [as_it_is, bold, lower_heading_styles])
@pytest.mark.parametrize("heading", [heading_styles, lower_heading_styles, bold, large, as_it_is])
def test_a_docx_has_the_structure_of_the_story(heading: Writes, related: Writes) -> None:
    """However Word was used: with styles, with bold type, with neither; with lists or typed dots."""
    document, file = Document(), io.BytesIO()
    levels = {text: level for level, text in kursk.HEADINGS}
    for number, text in enumerate(filter(None, kursk.PLAIN.split("\n"))):
        if text in levels:
            heading(document, text, levels[text])
        elif text in kursk.RELATED and heading in (heading_styles, lower_heading_styles):
            related(document, text, 3)
        elif text in kursk.RELATED and heading is bold and related is bold:
            bold(document, text, 3)
        elif text.startswith("• ") and heading in (heading_styles, bold):
            document.add_paragraph(text[2:], style="List Bullet")
        elif text.startswith("• "):
            document.add_paragraph(text.replace("• ", "·\t"))
        elif number == 0 and heading is heading_styles:
            document.add_heading(text, 0)
        elif number == 0 and heading is not as_it_is:
            bold(document, text, 1)
        else:
            document.add_paragraph(text)
    document.save(file)
    has_its_structure(refused_nothing(read_file(file.getvalue(), "story.docx", TODAY)))


@pytest.mark.parametrize(
    ("heading", "day"),
    [("What happened in August 2024?", "2024-08-06"), ("What happened in August?", "2026-08-06")],
)
def test_a_day_is_of_the_year_that_a_heading_names_where_no_full_date_stands(heading: str, day: str) -> None:
    copy = (
        f"Troops in Kursk\n\nThe region is a battlefield.\n\n{heading}\n\n• Aug. 6: The incursion begins\n• Talks: None"
    )
    told = refused_nothing(read_text(copy, date(2026, 11, 22)))
    assert [each["date"] for each in told["events"]] == [day, ""]
