"""Footnotes of copy: notes in their place in the story, whatever wrote them; and what is none stays text."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from docx import Document

from articles.copy_import.document import read_file, read_html
from articles.copy_import.pasting import blocks_of_paste
from tests.articles.copy.test_saving import saved

TODAY = date(2024, 11, 8)
WALL = "The wall fell on Tuesday evening, and the council spoke of it for two hours"
NOTE = f"{WALL}.<footnote>Council <em>minutes</em>, p. 4.</footnote>"
AS_WRITTEN = {
    "pandoc": f'<p>{WALL}.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>'
    '<section class="footnotes"><hr><ol><li id="fn1"><p>Council <em>minutes</em>, p. 4.'
    '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    "Google Docs": f'<p><span>{WALL}.</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><hr>'
    '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;Council <i>minutes</i>, p. 4.</span></p></div>',
    "Word": f"<p>{WALL}.<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span><sup>[1]</sup></span></a></p>"
    "<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>"
    "<a style='mso-footnote-id:ftn1' href='#_ftnref1' name='_ftn1'><sup>[1]</sup></a> Council <i>minutes</i>, p. 4.</p></div></div>",
    "an encyclopedia": f'<p>{WALL}.<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup></p><ol><li id="cite_note-1">'
    '<span><b><a href="#cite_ref-1">^</a></b></span> <span>Council <i>minutes</i>, p. 4.</span></li></ol>',
}


@pytest.mark.parametrize("html", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_the_mark_of_a_note_becomes_the_note(html: str) -> None:
    rows, _ = blocks_of_paste(html, "")
    assert [row["fields"]["text"] for row in rows if row["type"] == "paragraph"] == [NOTE]
    assert not [row for row in rows if row["type"] == "list"]
    reading = read_html(f"<h1>Wall falls</h1>{html}", TODAY)
    assert reading.words_in == reading.words_out
    assert reading.changes == []


ON_PAGES = {
    "beside the article": '{}</article><aside class="notes"><p id="n1">1. Council minutes, p. 4.</p></aside>',
    "in a footer": '{}<footer><h3>Notes</h3><ol><li id="n1">Council minutes, p. 4.</li></ol></footer></article>',
    "under a name that advertising has": '{}<div class="related"><p id="n1">Council minutes, p. 4.</p></div></article>',
    "below its number": '{}<div><a id="n1" href="#m1">1</a><div><p>Council minutes, p. 4.</p></div></div></article>',
}


@pytest.mark.parametrize("rest", ON_PAGES.values(), ids=ON_PAGES)
def test_the_notes_of_a_saved_page_are_kept_wherever_they_are(rest: str) -> None:
    body = f'<p>{WALL}.<sup><a href="https://paper.example/wall#n1">1</a></sup></p>' + f"<p>{WALL}.</p>" * 3
    head = '<title>Wall falls</title><link rel="canonical" href="https://paper.example/wall">'
    article = rest.format(f"<article><h1>Wall falls</h1>{body}")
    page = f"<!doctype html><html><head>{head}</head><body><nav><a href=/>News</a></nav><main>{article}</main></body></html>"
    told = read_file(page.encode(), "a.html", TODAY).as_json()
    assert [block["type"] for block in told["blocks"]] == ["section", "footnotes"]
    assert told["blocks"][-1]["notes"] == ["Council minutes, p. 4."]
    assert told["words_in"] == told["words_out"]
    assert "minutes" not in str(told["losses"])


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_notes_of_markdown_are_notes_of_the_draft(writer: User) -> None:
    markdown = f"# Wall falls\n\n{WALL}.[^min] Nobody was hurt,[^2] it said.\n\n[^min]: Council *minutes*, p. 4.\n[^2]: So far.\n"
    story = saved(read_file(markdown.encode(), "a.md", TODAY), writer).story
    assert [row["fields"]["text"] for row in story.body] == [
        f"{NOTE} Nobody was hurt,<footnote>So far.</footnote> it said."
    ]


def test_notes_of_word_are_notes() -> None:
    reading = read_file(docx_with_a_note(), "a.docx", TODAY)
    told = reading.as_json()
    assert told["blocks"][0]["html"] == f"<p>{WALL}.<sup>1</sup></p>"
    assert told["blocks"][1]["notes"] == ["Council minutes, p. 4."]
    assert told["losses"] == []
    assert told["words_in"] == told["words_out"]


def docx_with_a_note() -> bytes:
    """A .docx with one footnote, which python-docx can't write: its part is added by hand."""
    made = Document()
    made.add_heading("Wall falls", 0)
    made.add_paragraph(f"{WALL}.").add_run("MARK")
    out = io.BytesIO()
    made.save(out)
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = "<w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> Council minutes, p. 4.</w:t></w:r>"
    note = f"<w:footnotes {namespace}><w:footnote w:id='2'><w:p>{text}</w:p></w:footnote></w:footnotes>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    related = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:t>MARK</w:t>", b'<w:footnoteReference w:id="2"/>')
            elif name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", related.encode())
            new.writestr(name, data)
        new.writestr("word/footnotes.xml", note)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"<p>{WALL}.<a href='#n1'>1</a></p>", [("footnote", "1 (#n1)")]),  # there is no such note
        (f"<p id=n1>A note.</p><p>{WALL}.<a href='#n1'>1</a></p>", [("footnote", "1 (#n1)")]),  # it is above
        (f"<p>{WALL}.<a href='#n1'>1</a></p><h2 id=n1>Notes</h2>", [("footnote", "1 (#n1)")]),
        (f"<p>{WALL} <a href='#n1'>as it said</a>.</p><p id=n1>A note.</p>", [("link that leads nowhere", "as it said (#n1)")]),
        (
            f"<p>{WALL},<a href='#n1'>1</a> it said.<a href='#n1'>1</a></p><p id=n1>A note.</p>",  # one of them is the note
            [("footnote", "1 (#n1)")],
        ),
    ],
)  # fmt: skip
def test_what_is_no_note_stays_text_and_is_reported(html: str, said: list[Any]) -> None:
    reading = read_html(f"<h1>Wall falls</h1>{html}", TODAY)
    told = reading.as_json()
    assert told["words_in"] == told["words_out"]
    assert sorted((each["what"], each["text"]) for each in told["losses"]) == said
