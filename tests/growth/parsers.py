"""Every parser of text that people type, paste or send in, by name: a function of that text, without a database.

A refusal in words is an answer as good as any; what counts is how long it takes.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from django.core.exceptions import ValidationError
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from articles import preflight, story_links
from articles.blocks.text import split
from articles.copy_import import reviewing
from articles.copy_import.document import Reading, read_file, read_html, read_text
from articles.copy_import.events import event_of
from articles.copy_import.matching import alike
from articles.copy_import.pasting import blocks_of_paste
from articles.copy_import.rows import text_rows
from articles.copy_import.sources import web
from articles.feed_html import words_in
from articles.headline_index import words_in as headline_words
from newsroom.images.upload import take_in
from newsroom.media import webvtt
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.merge import merge
from newsroom.search import excerpts, words
from newsroom.text import html_diff, rich_text, table_merge, tables
from newsroom.text.word_count import count
from timelines import duplicates, exchange, pasting, sources
from timelines.coordinates import from_text
from timelines.dates import parse
from timelines.exchange import NotATimeline, markup
from timelines.exchange.content import Setting

TODAY = date(2024, 11, 8)
Parser = Callable[[str], Any]
PARSERS: dict[str, Parser] = {}
REFUSALS = (ActionRefused, NotATimeline, ValidationError)


def parser(function: Parser) -> Parser:
    """Have the function measured, under its name."""

    def parsed(text: str) -> None:
        with suppress(*REFUSALS):
            function(text)

    PARSERS[function.__name__] = parsed
    return function


def _forget() -> None:
    """Forget what a run before made of the same text."""
    rich_text._remembered_line.cache_clear()


def _blocks(html: str) -> None:
    _forget()
    list(split(rich_text.sanitize_linked(html)))


# --- Copy


def _story(reading: Reading) -> None:
    """All that is made of a reading before a database is asked."""
    reading.as_json()
    for block in reading.blocks():
        _forget()
        list(text_rows(replace(block, heading="")))
    reviewing.unpacked(reviewing.packed(reading))


@parser
def copy_text(text: str) -> None:
    _story(read_text(text, TODAY))


@parser
def copy_html(text: str) -> None:
    _story(read_html(text, TODAY))


@parser
def copy_html_words(text: str) -> None:
    _story(read_html(f"<h1>Ferry</h1><p>{escape(text)}</p><ul><li>{escape(text)}</li></ul>", TODAY))


@parser
def copy_html_item(text: str) -> None:
    """Within an item of a list, and between two pieces of plain text."""
    _story(read_html(f"<h1>Ferry</h1><ul><li>x{text}x</li></ul>", TODAY))


@parser
def copy_html_attributes(text: str) -> None:
    said = escape(text)
    _story(read_html(f'<p class="{said}" style="{said}">x <a href="https://a.test/{said}">y</a></p>', TODAY))


@parser
def copy_markdown(text: str) -> None:
    _story(read_file(f"# Ferry\n\n{text}".encode(errors="replace"), "story.md", TODAY))


@parser
def copy_markdown_line(text: str) -> None:
    _story(read_file(f"# Ferry\n\nx {text} x".encode(errors="replace"), "story.md", TODAY))


@parser
def copy_front_matter(text: str) -> None:
    _story(read_text(f"---\n{text}", TODAY))


@parser
def paste_markup(text: str) -> None:
    _paste(text, "")


@parser
def paste_words(text: str) -> None:
    _paste(
        f"<h2>{escape(text)}</h2><p>{escape(text)}</p><ul><li>{escape(text)}</li></ul><img alt='{escape(text)}'>", ""
    )


@parser
def paste_table(text: str) -> None:
    _paste(f"<table><tr><td>x</td><td><p>{text}</p></td></tr></table>", "")


@parser
def paste_plain(text: str) -> None:
    _paste("", text)


@parser
def paste_address(text: str) -> None:
    _paste("", f"https://example.org/{text}")


def _paste(html: str, plain: str) -> None:
    _forget()
    blocks_of_paste(html, plain)


@parser
def list_to_timeline(text: str) -> None:
    """What is read of a list before its timeline is stored."""
    for html in (text, f"<ul><li><p>Aug. 6: {text}</p></li></ul>"):
        linked = rich_text.sanitize_linked(html)
        story_links.links_in(linked)
        for line in web.read(story_links.resolved(linked, {1: "/1/"})).lines:
            event_of(line, TODAY)


def _docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        made.writestr("[Content_Types].xml", CONTENT_TYPES)
        made.writestr("_rels/.rels", RELATIONS)
        made.writestr("word/document.xml", DOCUMENT.format(body))
    return file.getvalue()


CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
 Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


@parser
def copy_word_text(text: str) -> None:
    plain = xml_escape("".join(char for char in text if char >= " " and char < "\ufffe"))
    _story(read_file(_docx(f"<w:p><w:r><w:t>{plain}</w:t></w:r></w:p>"), "story.docx", TODAY))


@parser
def copy_word_xml(text: str) -> None:
    _story(read_file(_docx(text), "story.docx", TODAY))


@parser
def copy_word_fields(text: str) -> None:
    said = xml_escape("".join(char for char in text if char >= " " and char < "\ufffe"), {'"': "&quot;"})
    field = f'<w:p><w:fldSimple w:instr="{said}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    _story(read_file(_docx(field), "story.docx", TODAY))


@parser
def copy_titles(text: str) -> None:
    alike(text, "The ferry sails again from the old quay of the harbor")


# --- Timelines


def _timeline(data: str) -> None:
    content = exchange.read(data, "kursk.txt", TODAY).content
    list(duplicates.likely_duplicates(content["events"]))


@parser
def timeline_file(text: str) -> None:
    _timeline(text)


@parser
def timeline_csv_rows(text: str) -> None:
    _timeline(f"Year,Month,Day,Headline,Text\n2024,8,6,Ferry,x\n{text}")


@parser
def timeline_csv_cells(text: str) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["Year", "When", "Headline", "Text", "Media", "Sources"], ["2024", *[text] * 5]])
    _timeline(table.getvalue())


@parser
def timeline_csv_dates(text: str) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["Date", "Display Date", "End Date", "Headline", "Text"], [*[text] * 3, "x", "y"]])
    _timeline(table.getvalue())


@parser
def timelinejs_texts(text: str) -> None:
    slide = {"start_date": {"year": "2024"}, "text": {"headline": text, "text": text}, "group": text}
    slide["media"] = {"url": text, "caption": text, "credit": text, "alt": text}
    _timeline(json.dumps({"events": [slide], "title": {"text": {"headline": text, "text": text}}, "more": text}))


@parser
def timelinejs_dates(text: str) -> None:
    _timeline(json.dumps({"events": [{"start_date": text, "end_date": text, "display_date": text}]}))


@parser
def timeline_json_raw(text: str) -> None:
    _timeline(f'{{"events":[{text}')


@parser
def timeline_own_json(text: str) -> None:
    event = {
        "headline": text,
        "body": text,
        "date": {"text": text},
        "place": text,
        "sources": [{"text": text, "url": text}],
    }
    content = {"schema": 1, "title": text, "introduction": text, "events": [event], "foreign": {"a": text}}
    _timeline(json.dumps({"format": "newsroom-timeline", "timeline": content}))


@parser
def event_coordinates(text: str) -> None:
    with suppress(ValueError):
        from_text(text)


@parser
def calendar_lines(text: str) -> None:
    _timeline(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n{text}\nEND:VEVENT\nEND:VCALENDAR\n")


@parser
def calendar_texts(text: str) -> None:
    said = text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    _timeline(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240806\nSUMMARY:{said}\nDESCRIPTION:{said}\nLOCATION:{said}\n"
        f"CATEGORIES:{said}\nURL:{said}\nATTACH:{said}\nX-NEWSROOM:{said}\nEND:VEVENT\nEND:VCALENDAR\n"
    )


@parser
def pasted_list(text: str) -> None:
    for typed in (text, f"• x\n{text}"):
        for line in pasting.lines(typed, Setting(TODAY)):
            parse(line.when, TODAY)


@parser
def event_sources(text: str) -> None:
    sources.from_lines(f"x{text}")
    sources.from_lines(f"x{text} x")


@parser
def typed_date(text: str) -> None:
    parse(text, TODAY)


@parser
def event_headlines(text: str) -> None:
    duplicates.alike(text, text[1:])


@parser
def outside_addresses(text: str) -> None:
    sources.web_address(text)
    markup.whole_address(text)
    markup.bad_scheme(text)
    markup.address_in(text)


# --- Rich text


@parser
def rich_text_markup(text: str) -> None:
    clean = rich_text.sanitize(text)
    rich_text.text_of(clean)
    words_in(clean)
    count(clean)
    rich_text.marks_read(clean)


@parser
def rich_text_words(text: str) -> None:
    rich_text_markup(f"<p>{escape(text)}</p>")


@parser
def rich_text_links(text: str) -> None:
    clean = rich_text.sanitize_linked(f'<p><a href="https://a.test/{escape(text)}">x</a>{text}</p>')
    story_links.links_in(clean)
    story_links.resolved(clean, {1: "/1/"})
    preflight.DAY.findall(clean)


@parser
def blocks_of_text(text: str) -> None:
    _blocks(text)


@parser
def blocks_of_words(text: str) -> None:
    _blocks(f"<p>{escape(text)}</p>loose {text}<ul><li>{text}</li></ul>")


@parser
def inline_text(text: str) -> None:
    for html in (text, f"x {escape(text)} <em>x</em>"):
        _forget()
        rich_text.sanitize_inline(html)


@parser
def comparison(text: str) -> None:
    html_diff.marked(text, f"x {text[: len(text) // 2]} y {text[len(text) // 2 :]}")


@parser
def comparison_of_words(text: str) -> None:
    old = f"<p>{escape(text)}</p>"
    html_diff.marked(old, f"<p>{escape(text[::-1])}</p>")
    html_diff.side_by_side(old, "")


@parser
def table_markup(text: str) -> None:
    _forget()
    for html in (text, f"<table><tr><td>{text}", f"<table><tr><td>x<td>{text}</table>"):
        with suppress(ValidationError):
            tables.from_fragment(html)
        stored = tables.sanitize_table(html)
        html_diff.marked(stored, "")


@parser
def table_text(text: str) -> None:
    for read in (tables.from_tabs, tables.from_csv, tables.from_lines):
        with suppress(ValidationError):
            read(f"a\tb\n{text}\tb")


@parser
def merged_tables(text: str) -> None:
    base, mine, theirs = (
        tables.sanitize_table(f"<table><tr><td>{each}") for each in (text, f"a{text}", f"{text}<td>b")
    )
    if base and mine and theirs:
        table_merge.merge_tables(base, mine, theirs)


@parser
def merged_texts(text: str) -> None:
    sides = (("", ""), ("x ", ""), ("", " y"))
    base, mine, theirs = ({"text": f"<p>{before}{escape(text)}{after}</p>"} for before, after in sides)
    merge(base, mine, theirs, texts={"text": True})
    half = len(text) // 2
    merge(
        {"text": text}, {"text": f"x {text[::-1]}"}, {"text": f"{text[half:]} y {text[:half]}"}, texts={"text": False}
    )


# --- Search


@parser
def search_query(text: str) -> None:
    words.parse(text)


@parser
def search_words(text: str) -> None:
    words.lexemes_of(text, "en")
    headline_words(text)


@parser
def search_excerpts(text: str) -> None:
    for typed in ("ferry a e 1 x", text):
        query = words.parse(typed)
        excerpts.excerpt(text, query)
        excerpts.marked(text, query)


# --- Pictures


@parser
def photo_notes(text: str) -> None:
    """IPTC, EXIF, XMP and the comments of a JPEG."""
    said = text.encode(errors="replace")
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = said[:20_000].decode(errors="ignore")
    notes = said[:30_000]
    iptc = b"".join(b"\x1c\x02" + bytes([number]) + len(notes).to_bytes(2, "big") + notes for number in (105, 120))
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4, "big") + iptc
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", exif=exif, xmp=said[:60_000], comment=said[:60_000])
    jpeg = file.getvalue()
    iptc = b"\xff\xed" + (min(len(iptc), 65_000) + 2).to_bytes(2, "big") + iptc[:65_000]
    take_in(io.BytesIO(jpeg[:2] + iptc + jpeg[2:]), text[:300])


@parser
def photo_notes_raw(text: str) -> None:
    """The same segments filled with what is none."""
    said = text.encode(errors="replace")[:60_000]
    segments = b""
    for marker, begins in (
        (b"\xe1", b"Exif\0\0"),
        (b"\xe1", b"http://ns.adobe.com/xap/1.0/\0"),
        (b"\xed", b"Photoshop 3.0\0"),
    ):
        segments += b"\xff" + marker + (len(begins + said) + 2).to_bytes(2, "big") + begins + said
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    take_in(io.BytesIO(file.getvalue()[:2] + segments + file.getvalue()[2:]), "photo.jpg")


@parser
def picture_texts(text: str) -> None:
    notes, file = PngInfo(), io.BytesIO()
    notes.add_text("Description", text.encode("latin-1", "replace").decode("latin-1"))
    notes.add_itxt("XML:com.adobe.xmp", text)
    Image.new("RGB", (8, 8)).save(file, "PNG", pnginfo=notes)
    take_in(io.BytesIO(file.getvalue()), "photo.png")


# --- Fields of forms


@parser
def form_fields(text: str) -> None:
    """What Django's own fields make of it: they come before any limit on length."""
    from django import forms
    from django.utils.text import slugify

    slugify(text)
    slugify(text, allow_unicode=True)
    for field in (forms.URLField(), forms.EmailField(), forms.SlugField(allow_unicode=True), forms.DateField()):
        with suppress(ValidationError):
            field.clean(text)


@parser
def moments(text: str) -> None:
    from newsroom.text.datetime_field import instant_typed

    instant_typed(text)
    story_links.OURS.fullmatch(f"/{text}")


# --- Not of the site: what the measuring itself is tried on

MADE_DEAR = {"square", "endless", "raising"}


@parser
def square(text: str) -> None:
    for place in range(0, len(text), 4):
        text.count("b", place)
        text[place:].count("ab")


@parser
def endless(text: str) -> None:
    re.match("(a|a)*b", text if len(text) > 1_000 else "")


@parser
def raising(text: str) -> None:
    raise ValueError("Not a refusal.")


# --- Captions and footnotes


@parser
def captions(text: str) -> None:
    webvtt.checked(f"WEBVTT\n\n{text}")


@parser
def footnotes(text: str) -> None:
    _forget()
    rich_text.text_of(rich_text.sanitize_linked(f"<p>a<footnote>{text}</footnote></p>{text}"))
