"""Files that are meant to do harm, or are none of ours: each is refused by name, at once, with what to do instead."""

import io
import time
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from articles.copy_import.document import read_file, read_html, read_text
from articles.copy_import.limits import MAX_DEPTH, MAX_ENTRIES, NotCopy
from tests.images.factories import photo

TODAY = date(2024, 11, 8)


def archive(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name, data)
    return file.getvalue()


def a_docx(*paragraphs: str) -> bytes:
    document, file = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def with_entry(docx: bytes, name: str, change: bytes, into: bytes) -> bytes:
    """The .docx with a piece of one of its files exchanged."""
    read = zipfile.ZipFile(io.BytesIO(docx))
    return archive(
        *(
            (entry, read.read(entry).replace(change, into) if entry == name else read.read(entry))
            for entry in read.namelist()
        )
    )


def refused(data: bytes, name: str = "story.docx") -> str:
    began = time.monotonic()
    with pytest.raises(NotCopy) as refusal:
        read_file(data, name, TODAY)
    assert time.monotonic() - began < 5
    return str(refusal.value)


def test_a_small_archive_that_swells_is_refused_by_what_it_declares() -> None:
    bomb = with_entry(a_docx("A line."), "word/document.xml", b"A line.", b"A line. " * 10_000_000)
    assert len(bomb) < 1_000_000
    assert "too large when unpacked" in refused(bomb)


def test_a_declaration_that_lies_is_found_out() -> None:
    bomb = bytearray(archive(("word/document.xml", b"x" * 3_000_000)))
    place = bomb.rindex(b"PK\1\2") + 24  # where the directory says how big the entry is
    bomb[place : place + 4] = (10).to_bytes(4, "little")
    assert "damaged" in refused(bytes(bomb))


def test_thousands_of_entries_are_refused() -> None:
    assert f"{MAX_ENTRIES + 1:,} other files" in refused(archive(*((f"{n}.xml", b"") for n in range(MAX_ENTRIES + 1))))


def test_entities_are_refused_before_any_is_read() -> None:
    bomb = with_entry(
        a_docx("A line."),
        "word/document.xml",
        b"<w:document",
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document',
    )
    assert "entities" in refused(bomb)


def test_a_docx_of_elements_in_elements_is_refused() -> None:
    deep = b"<w:sdt><w:sdtContent>" * 5_000 + b"</w:sdtContent></w:sdt>" * 5_000
    bomb = with_entry(a_docx("A line."), "word/document.xml", b"<w:body>", b"<w:body>" + deep)
    assert f"{MAX_DEPTH} deep" in refused(bomb)


def test_a_docx_that_would_be_read_for_a_minute_is_refused_at_once() -> None:
    """93 KB of it took mammoth 63 seconds."""
    slow = with_entry(a_docx("A line."), "word/document.xml", b"<w:body>", b"<w:body>" + b"<w:p/>" * 900_000)
    assert len(slow) < 100_000
    assert "100,000 elements" in refused(slow)


def test_html_of_elements_in_elements_is_refused() -> None:
    with pytest.raises(NotCopy, match=f"{MAX_DEPTH} deep"):
        read_html("<div>" * 100_000 + "text", TODAY)


def test_html_of_more_elements_than_a_story_has_is_refused() -> None:
    assert "elements" in refused(b"<p>" + b"<b>x</b><i>y</i>" * 60_000, "story.html")


def test_a_docx_with_a_password_is_refused_with_the_cure() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "without" in refused(locked)


def test_copy_that_is_nothing_but_dates_is_read_in_short_time() -> None:
    began = time.monotonic()
    assert read_text("Aug. 6, 2024 " * 30_000, TODAY).words_in == 90_000
    assert time.monotonic() - began < 5


def test_fifty_megabytes_are_refused() -> None:
    assert "larger than 20 MB" in refused(b"word " * 10_000_000, "story.txt")


def test_more_text_than_a_story_is_refused() -> None:
    assert "2 MB of text" in refused(b"word " * 500_000, "story.txt")
    with pytest.raises(NotCopy, match="2 MB of text"):
        read_text("word " * 500_000, TODAY)


def test_more_paragraphs_than_a_person_reviews_are_refused() -> None:
    assert "3,000 paragraphs" in refused(b"One sentence.\n\n" * 3_001, "story.txt")


def test_a_docx_that_is_none_is_refused() -> None:
    assert "isn’t a .docx" in refused(b"PK\3\4 and then nothing of the kind")
    assert "isn’t a Word document" in refused(archive(("mimetype", b"application/vnd.oasis.opendocument.text")))
    assert "damaged" in refused(archive(("word/document.xml", b"<w:document>"), ("[Content_Types].xml", b"")))


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 hello}", "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as .docx"),
        (bytes(range(256)) * 40, "can’t read this file"),
        (b"\x7fELF" + bytes(2_000), "can’t read this file"),
        (b"<p> </p>", "found no text"),
    ],
)
def test_what_is_no_copy_is_refused_with_the_cure(data: bytes, cure: str) -> None:
    assert cure in refused(data, "story.txt")


def test_a_photo_is_refused() -> None:
    assert "can’t read this file" in refused(photo(), "story.txt")


SAID = "Zelensky’s words – “we’re not alone” – cost €5 in Kraków"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_the_encoding_it_is_in(encoding: str) -> None:
    reading = read_file(f"{SAID}\n\nThe text of it.".encode(encoding), "story.txt", TODAY)
    assert reading.as_json()["headline"] == SAID


def test_a_page_is_read_in_the_encoding_it_names() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><h1>Курск</h1><p>Текст.</p></body></html>'
    assert read_file(page.encode("cp1251"), "story.html", TODAY).as_json()["headline"] == "Курск"


def test_opendocument_and_rtf_are_read_by_pandoc_where_it_is_installed(tmp_path: Path, monkeypatch: Any) -> None:
    odt = archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "OpenDocument" in refused(odt, "story.odt")
    assert "if pandoc is installed" in refused(b"{\\rtf1 hello}", "story.rtf")
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\necho '<h1>Wall falls</h1><p>The wall fell on Tuesday.</p>'\n")
    program.chmod(0o755)
    assert read_file(odt, "story.odt", TODAY).as_json()["headline"] == "Wall falls"
    program.write_text("#!/bin/sh\nexit 1\n")
    assert "save it as .docx" in refused(b"{\\rtf1 hello}", "story.rtf")


def test_pictures_of_a_stored_mail_come_with_it_and_other_attachments_are_reported() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Wall falls in Marble Bay", "anna@marble.example", "desk@paper.example"
    mail.set_content("Dear editors,\n\nThe wall fell on Tuesday evening in the storm, the council said.\n")
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="wall.jpg")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="minutes.pdf")
    reading = read_file(bytes(mail), "story.eml", TODAY)
    told = reading.as_json()
    assert told["headline"] == "Wall falls in Marble Bay"
    assert [block["type"] for block in told["blocks"]] == ["section", "figure"]
    assert reading.pictures[0].data.startswith(b"\xff\xd8")
    assert any("minutes.pdf" in loss["text"] for loss in told["losses"])
