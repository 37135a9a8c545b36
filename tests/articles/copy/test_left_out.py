"""What copy marks as raised, lowered, deleted or hidden: kept as it is, or left out and told of."""

import io
import zipfile
from datetime import date
from html import escape
from typing import Any

import pytest
from django.test import Client

from articles.copy_import.document import Reading, read_file, read_html
from articles.copy_import.reviewing import packed, unpacked
from articles.copy_import.rich_lines import rich
from articles.copy_import.roles import Role
from newsroom.text.rich_text import sanitize
from tests.articles.copy.test_limits import a_docx, archive, with_entry
from timelines.models import Timeline

TODAY = date(2024, 11, 8)
COUNCIL = "<p>The council of Marble Bay met on Tuesday evening and spoke for two hours about the old harbour wall.</p>"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
CHOICE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHOWN, OLD = '<w:vanish w:val="0"/>', '<w:rStyle w:val="Old"/>'


def pasted(*html: str) -> Reading:
    return read_html("".join(html), TODAY)


def markdown(text: str) -> Reading:
    return read_file(f"# Air\n\n{text}\n".encode(), "story.md", TODAY)


def word(body: str, *more: tuple[str, str]) -> Reading:
    """A .docx with those elements above a line of text, and those files beside it."""
    docx = with_entry(a_docx("A line of text."), "word/document.xml", b"<w:body>", f"<w:body>{body}".encode())
    read = zipfile.ZipFile(io.BytesIO(docx))
    added = [(name, xml.encode()) for name, xml in more]
    kept = [(name, read.read(name)) for name in read.namelist() if name not in dict(more)]
    return read_file(archive(*kept, *added), "story.docx", TODAY)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def text_of(reading: Reading) -> str:
    return "\n".join(block["text"] for block in reading.as_json()["blocks"])


def html_of(reading: Reading) -> str:
    """What the story would hold."""
    return "".join(sanitize(rich(block.lines)) for block in reading.blocks())


# --- raised and lowered


def test_superscripts_and_subscripts_are_kept_and_struck_out_words_are_left_out_and_told_of() -> None:
    reading = pasted(
        "<h1>Air</h1><p>The river carries 10<sup>6</sup> m<sup>3</sup> a day and CO<sub>2</sub> fell; <s>not</s> all"
        " agree in the town.</p>",
        COUNCIL,
    )
    assert "10<sup>6</sup> m<sup>3</sup> a day and CO<sub>2</sub> fell; all agree" in html_of(reading)
    assert "10⁶ m³ a day and CO₂ fell; all agree" in text_of(reading)
    assert reading.changes == ["Left out: 1 deleted passage: “not”."]
    assert reading.words_in == reading.words_out


@pytest.mark.parametrize(
    "two",
    [
        "<sup>2</sup>",
        "<span style='font-size:0.6em;vertical-align:super'>2</span>",
        '<span style="vertical-align: super; mso-text-raise: 3pt">2</span>',
        "<b style='font-weight:normal'><sup><span>2</span></sup></b>",
    ],
)
def test_whatever_raises_a_figure_in_a_pasted_text_keeps_it_raised(two: str) -> None:
    reading = pasted(
        f"<h1>Area</h1><p><span>The field has 40 m</span>{two}<span> and it is for sale.</span></p>", COUNCIL
    )
    assert "40 m<sup>2</sup> and it is for sale" in html_of(reading)


def test_a_heading_that_is_plain_text_holds_the_signs_of_unicode() -> None:
    reading = pasted("<h1>CO<sub>2</sub> falls on the 1<sup>st</sup></h1>", COUNCIL)
    assert reading.over(Role.HEADLINE) == "CO₂ falls on the 1st"


def test_what_markdown_raises_and_lowers_is_kept() -> None:
    reading = markdown("H~2~O and 10^6^ m^3^, but a ^caret alone, ~~gone~~ and `x^2^` are none.")
    assert "H<sub>2</sub>O and 10<sup>6</sup> m<sup>3</sup>, but a ^caret alone, and x^2^ are none." in html_of(reading)
    assert reading.changes == ["Left out: 1 deleted passage: “gone”."]


def test_what_word_raises_and_lowers_is_kept() -> None:
    raised, lowered = ('<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>')
    runs = [run("10"), run("6", raised), run(" m of CO"), run("2", lowered), run(" fell, the council said.")]
    reading = word(f"<w:p>{run('Rivers')}</w:p><w:p>{''.join(runs)}</w:p>")
    assert "10<sup>6</sup> m of CO<sub>2</sub>" in html_of(reading)


# --- deleted and hidden


@pytest.mark.parametrize(
    "gone",
    [
        "<s>bad word</s>",
        "<strike>bad word</strike>",
        "<del>bad <b>word</b></del>",
        "<span style='text-decoration:line-through'>bad word</span>",
        "<span style='text-decoration: underline line-through red'>bad word</span>",
        "<span style='text-decoration-line:line-through'><i>bad</i> word</span>",
    ],
)
def test_deleted_words_are_left_out_and_told_of(gone: str) -> None:
    reading = pasted(f"<h1>Wall falls</h1><p>The wall {gone} fell in the storm.</p>", COUNCIL)
    assert "The wall fell in the storm." in text_of(reading)
    assert reading.changes == ["Left out: 1 deleted passage: “bad word”."]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>Hidden words</p>",
        '<p style="color:red; display: none !important">Hidden words</p>',
        "<div style='visibility:hidden'><p>Hidden</p><p>words</p></div>",
        "<p hidden>Hidden words</p>",
        '<p hidden="until-found">Hidden words</p>',
        "<p style='mso-hide:all'>Hidden words</p>",
        "<ul style='display:none'><li>Hidden</li><li>words</li></ul>",
        "<table><tr><td>Seen and</td><td style='display:none'>Hidden words</td><td>well known.</td></tr></table>",
    ],
)
def test_hidden_words_are_left_out_and_told_of(hidden: str) -> None:
    reading = pasted("<h1>Wall falls</h1>", COUNCIL, hidden, COUNCIL)
    assert "Hidden" not in text_of(reading)
    assert reading.changes == ["Left out: 1 hidden passage: “Hidden words”."]
    assert reading.words_in == reading.words_out


def test_an_inserted_passage_is_in_and_told_of() -> None:
    reading = pasted("<h1>Wall falls</h1><p>The wall <del>did not fall</del><ins>fell</ins> on Tuesday.</p>", COUNCIL)
    assert "The wall fell on Tuesday." in text_of(reading)
    assert reading.changes == ["Left out: 1 deleted passage: “did not fall”.", "Included: 1 inserted passage: “fell”."]


def test_a_hidden_picture_is_told_of() -> None:
    reading = pasted('<h1>Wall falls</h1><p hidden><img src="data:image/png;base64,AAAA" alt="A wall"></p>', COUNCIL)
    assert reading.pictures == []
    assert reading.changes == ["Left out: 1 hidden passage: “a picture: A wall”."]


def test_many_long_passages_are_counted_and_told_of_in_brief() -> None:
    reading = pasted("<h1>Wall falls</h1>", COUNCIL, f"<p>x <s>{'long ' * 100}</s> y</p>" * 12)
    (told,) = reading.changes
    assert told.startswith("Left out: 12 deleted passages: “long long")
    assert told.endswith("…” and 2 more.")
    assert len(told) < 1_500


def test_what_word_has_deleted_hidden_or_commented_is_left_out_and_told_of() -> None:
    changes = (
        f"<w:p>{run('The wall ')}<w:del w:id='1'><w:r><w:delText>stands</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('fell')}</w:ins>{run(' unseen', '<w:vanish/>')}{run(' twice', '<w:dstrike/>')}"
        f"{run(' once', '<w:strike/>')}{run(' on Tuesday.', SHOWN)}</w:p>"
    )
    comments = f"<w:comments {NAMESPACE}><w:comment w:id='0'><w:p>{run('Says who?')}</w:p></w:comment></w:comments>"
    reading = word(changes, ("word/comments.xml", comments))
    assert reading.over(Role.HEADLINE) == "The wall fell on Tuesday."
    assert reading.changes == [
        "Left out: 2 deleted passages: “twice once”, “stands”.",
        "Left out: 1 hidden passage: “unseen”.",
        "Left out: 1 comment: “Says who?”.",
        "Included: 1 inserted passage: “fell”.",
    ]


@pytest.mark.parametrize(
    ("body", "more", "text", "told"),
    [
        (
            f"<w:p>{run('Moved ')}<w:moveFrom>{run('away')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo></w:p>",
            (),
            "Moved here",
            "Left out: 1 deleted passage: “away”.",
        ),
        (
            f"<w:p xmlns:m='{MATH}'>{run('Mass')}<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p>",
            (),
            "Mass",
            "Left out: 1 element we can’t import: “E=mc”.",
        ),
        (
            f"<w:p><w:r><w:ruby><w:rt>{run('kana')}</w:rt><w:rubyBase>{run('kanji')}</w:rubyBase></w:ruby></w:r></w:p>",
            (),
            "kanji",
            "Left out: 1 element we can’t import: “kana”.",
        ),
        (f"<w:p>{run('From ')}<w:bdo>{run('right')}</w:bdo></w:p>", (), "From right", ""),
        (
            f"<w:p>{run('Text')}</w:p>",
            [("word/header1.xml", f"<w:hdr {NAMESPACE}><w:p>{run('Confidential')}</w:p></w:hdr>")],
            "Text",
            "Left out: 1 part of the page around the article: “Confidential”.",
        ),
        (
            f"<w:p xmlns:mc='{CHOICE}'>{run('Text')}<w:r><mc:AlternateContent><mc:Choice><w:p>{run('Box')}</w:p>"
            "</mc:Choice></mc:AlternateContent></w:r></w:p>",
            (),
            "Text",
            "Left out: 1 element we can’t import: “Box”.",
        ),
    ],
)
def test_no_word_of_a_docx_goes_without_a_word(body: str, more: Any, text: str, told: str) -> None:
    reading = word(body, *more)
    assert reading.over(Role.HEADLINE) == text
    assert reading.changes == ([told] if told else [])


@pytest.mark.parametrize(
    ("html", "what", "text"),
    [
        (
            "<p>Call <a href='tel:+15550100'>the desk</a> now.</p>",
            "link that leads nowhere",
            "the desk (tel:+15550100)",
        ),
        (
            "<h2>The <a href='https://e.example/'>old</a> wall</h2><p>It fell.</p>",
            "link where only plain text goes",
            "old (https://e.example/)",
        ),
        (
            "<a href='https://e.example/buy'><img src='https://e.example/a.jpg' alt='A wall'></a>",
            "link where only plain text goes",
            "A wall (https://e.example/buy)",
        ),
        ("<p>The <u>old</u> wall and a <mark>new</mark> one.</p>", "format we can’t keep", "old"),
        ("<p>Text.</p><div style='mso-element:comment-list'><p>Says who?</p></div>", "comment", "Says who?"),
        ("<p>Text.</p><template><p>A card</p></template>", "hidden passage", "A card"),
        ("<p>Text.</p><svg><title>Icon</title><text>12 of 30</text></svg>", "element we can’t import", "12 of 30"),
        ("<p>Wall falls</p><p>The wall fell.</p>", "repetition", "Wall falls"),
        (
            "<div hidden><img src='https://e.example/a.jpg' alt='A wall'></div>",
            "hidden passage",
            "a picture: A wall https://e.example/a.jpg",
        ),
    ],
)
def test_each_loss_says_what_it_is(html: str, what: str, text: str) -> None:
    told = pasted("<h1>Wall falls</h1>", html, COUNCIL).as_json()
    assert (what, text) in [(loss["what"], loss["text"]) for loss in told["losses"]]
    assert told["words_in"] == told["words_out"]


def test_a_style_of_word_that_hides_or_strikes_out_does_so() -> None:
    styles = (
        f"<w:styles {NAMESPACE}><w:style w:type='paragraph' w:styleId='Note'><w:name w:val='Note'/><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:type='character' w:styleId='Old'><w:name w:val='Old'/><w:basedOn w:val='Older'/></w:style>"
        "<w:style w:type='character' w:styleId='Older'><w:name w:val='Older'/><w:rPr><w:strike/></w:rPr></w:style></w:styles>"
    )
    hidden = f"<w:p><w:pPr><w:pStyle w:val='Note'/></w:pPr>{run('A note to the desk')}</w:p>"
    struck = f"<w:p>{run('The wall')}{run(' stands', OLD)}{run(' fell.')}</w:p>"
    reading = word(hidden + struck, ("word/styles.xml", styles))
    assert reading.over(Role.HEADLINE) == "The wall fell."
    assert reading.changes == [
        "Left out: 1 deleted passage: “stands”.",
        "Left out: 1 hidden passage: “A note to the desk”.",
    ]


def test_what_was_left_out_is_told_until_the_draft_is_saved() -> None:
    reading = pasted("<h1>Wall falls</h1><p>The <s>old</s> wall fell.</p>", COUNCIL)
    assert unpacked(packed(reading))[0].changes == reading.changes


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_the_review_says_what_was_left_out(client: Client, writer: Any) -> None:
    client.force_login(writer)
    html = f"<h1>Wall falls</h1><p>The <s>&lt;old&gt;</s> wall fell.</p>{COUNCIL}"
    page = client.post("/admin/articles/article/copy/", {"html": html}).content.decode()
    assert "Left out: 1 deleted passage: “&lt;old&gt;”." in page


# --- lists that are no timeline


def roles(*items: str) -> list[Role]:
    listed = "".join(f"<li>{item}</li>" for item in items)
    reading = pasted("<h1>Harbour fair opens</h1>", COUNCIL, f"<ul>{listed}</ul>", COUNCIL)
    return [part.role for part in reading.parts if part.role in (Role.ITEM, Role.EVENT)]


def test_a_list_with_labels_and_without_a_date_stays_a_list() -> None:
    facts = ("Where: Marble Bay quay", "Cost: £5 for adults", "Parking: at the old mill")
    assert roles(*facts) == [Role.ITEM] * 3
    assert roles(*(f"<b>{fact.replace(':', '</b>:')}" for fact in facts)) == [Role.ITEM] * 3
    assert roles("Reporting by: Anna Reed", "Editing by: Tom Hale") == []  # credits


def test_one_date_makes_a_list_of_labels_a_timeline() -> None:
    assert roles("<b>May 1, 2024:</b> The wall cracks.", "<b>Cost:</b> 9 million.") == [Role.EVENT] * 2


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_no_timeline_is_offered_for_a_list_without_dates(client: Client, writer: Any) -> None:
    client.force_login(writer)
    text = "Harbour fair opens\n\nThe council met and spoke for two hours about it.\n\n• Where: the quay\n• Cost: £5\n"
    page = client.post("/admin/articles/article/copy/", {"text": text}).content.decode()
    assert "Make a timeline" not in page
    assert not Timeline.objects.exists()
