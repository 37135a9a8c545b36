"""A story written down as journalists bring it: plain text, .docx, Word's HTML, Google Docs' HTML. Each its own way."""

import io
import textwrap
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from docx import Document

from tests.articles.copy.stories import Piece, Story

SIGNS = ("• ", "- ", "* ", "– ", "· ", "•\t", "•")
LISTS = ("items", "events")


def _top(story: Story) -> Iterator[tuple[str, str]]:
    yield "title", story.headline
    if story.repeated:
        yield "again", story.headline
    if story.standfirst:
        yield "standfirst", story.standfirst
    if story.byline:
        yield "byline", story.byline


def _pieces(story: Story) -> Iterator[Piece]:
    """The pieces, the dateline in the first paragraph, a label as a line above its related stories."""
    dateline = story.dateline
    for piece in story.pieces:
        if piece.kind == "paragraph" and dateline:
            piece = Piece("paragraph", [f"{dateline} — {piece.texts[0]}"])
            dateline = ""
        if piece.kind == "related" and piece.label:
            yield Piece("label", [piece.label])
        yield piece
        if piece.kind == "quote":
            yield Piece("attribution", [piece.label])


def as_text(story: Story) -> bytes:
    """Blank lines between paragraphs, nowhere or everywhere; any sign before an item; in a third of them no long lines."""
    sign = SIGNS[story.number % len(SIGNS)]
    between = ("\n\n", "\n", "\n\n\n")[story.number % 3]
    wrapped = story.number % 3 == 0 and story.number % 2 == 0
    lines: list[tuple[str, str]] = list(_top(story))
    for piece in _pieces(story):
        for number, text in enumerate(piece.texts, 1):
            signed = piece.kind in LISTS and not (piece.kind == "events" and story.number % 10 == 3)
            marker = (f"{number}. " if piece.numbered else sign) if signed else ""
            lines.append((piece.kind, marker + text))
    blocks = []
    for kind, group in groupby(lines, lambda line: line[0]):
        texts = [textwrap.fill(text, 72) if wrapped else text for _, text in group]
        tight = kind in LISTS or kind == "related"
        blocks.append(("\n" if tight and between == "\n\n" else between).join(texts))
    whole = between.join(blocks)
    if story.number % 4 == 2:
        whole = whole.replace("“", '"').replace("”", '"').replace("’", "'")
    if story.number % 5 == 0:
        whole = whole.replace(" in ", "\u00a0in ")
    return whole.encode(("utf-8", "utf-16", "cp1252", "utf-8-sig")[story.number % 4])


def as_docx(story: Story) -> bytes:  # noqa: C901  every kind of piece has its line
    """With Word's styles; every third with bold paragraphs for headings and typed bullets."""
    document = Document()
    styled = story.number % 3 != 1

    def bold(text: str) -> None:
        document.add_paragraph().add_run(text).bold = True

    for kind, text in _top(story):
        if kind == "title" and styled:
            document.add_heading(text, 0)
        elif kind == "standfirst" and styled:
            document.add_paragraph(text, style="Subtitle")
        elif kind in ("title", "again"):
            bold(text)
        else:
            document.add_paragraph(text)
    for piece in _pieces(story):
        for number, text in enumerate(piece.texts, 1):
            if piece.kind == "heading" and styled:
                document.add_heading(text, piece.level - 1)
            elif piece.kind == "heading":
                bold(text)
            elif piece.kind in LISTS and styled:
                document.add_paragraph(text, style="List Number" if piece.numbered else "List Bullet")
            elif piece.kind in LISTS:
                document.add_paragraph(f"{number}.\t{text}" if piece.numbered else f"·\t{text}")
            elif piece.kind == "related" and story.number % 4 == 0 and styled:
                document.add_heading(text, piece.level - 1)
            elif piece.kind == "quote" and styled:
                document.add_paragraph(text, style="Intense Quote" if story.number % 2 else "Quote")
            elif piece.kind == "caption" and styled:
                document.add_paragraph(text, style="Caption")
            else:
                document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><title>{title}</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0in;font-size:11.0pt;}} --></style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
{body}
<!--EndFragment--></body></html>"""
ITEM = (
    "<p class={kind} style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol;mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>"
    "&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span><![endif]>{text}<o:p></o:p></p>"
)


def as_word_html(story: Story) -> bytes:  # noqa: C901
    """What Word puts on the clipboard and saves as a page."""
    styled = story.number % 3 != 2
    rows: list[str] = []
    for kind, text in _top(story):
        text = _wrapped(text)
        if kind == "title" and styled:
            rows.append(f"<p class=MsoTitle>{text}<o:p></o:p></p>")
        elif kind == "standfirst" and styled:
            rows.append(f"<p class=MsoSubtitle>{text}<o:p></o:p></p>")
        elif kind in ("title", "again"):
            rows.append(f"<p class=MsoNormal><b><span style='font-size:11.0pt'>{text}<o:p></o:p></span></b></p>")
        else:
            rows.append(f"<p class=MsoNormal>{text}<o:p></o:p></p>")
    for piece in _pieces(story):
        last = len(piece.texts)
        for number, text in enumerate(piece.texts, 1):
            text = _wrapped(text)
            if piece.kind == "heading" and styled:
                rows.append(f"<h{piece.level}>{text}<o:p></o:p></h{piece.level}>")
            elif piece.kind == "heading":
                rows.append(f"<p class=MsoNormal><b>{text}<o:p></o:p></b></p>")
            elif piece.kind in LISTS:
                place = "First" if number == 1 else "Last" if number == last else "Middle"
                sign = f"{number}." if piece.numbered else "·"
                label, colon, rest = text.partition(": ")
                marked = f"<b>{label}:</b> {rest}" if colon and piece.kind == "events" and story.number % 2 else text
                rows.append(ITEM.format(kind=f"MsoListParagraphCxSp{place}", sign=sign, text=marked))
            elif piece.kind == "quote":
                rows.append(f"<p class=MsoQuote>{text}<o:p></o:p></p>")
            else:
                rows.append(f"<p class=MsoNormal>{text}<o:p></o:p></p>")
        rows.append("<p class=MsoNormal><o:p>&nbsp;</o:p></p>" if story.number % 2 else "")
    return WORD.format(title=escape(story.headline), body="\n\n".join(rows)).encode(
        "cp1252", errors="xmlcharrefreplace"
    )


def _wrapped(text: str) -> str:
    """Word breaks its lines where they are long."""
    return "\n".join(textwrap.wrap(escape(text, quote=False), 90))


def as_google_html(story: Story) -> bytes:  # noqa: C901
    """What Google Docs puts on the clipboard: everything in a <b> that is not bold, and spans that may be."""
    styled = story.number % 3 != 0
    rows: list[str] = []

    def span(text: str, bold: bool = False, size: int = 11) -> str:
        return (
            f'<span style="font-size:{size}pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;'
            f'font-weight:{700 if bold else 400};font-style:normal;vertical-align:baseline;white-space:pre-wrap;">'
            f"{escape(text, quote=False)}</span>"
        )

    def paragraph(inner: str) -> str:
        return f'<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">{inner}</p>'

    for kind, text in _top(story):
        if kind in ("title", "again"):
            rows.append(paragraph(span(text, bold=not styled, size=26 if styled and kind == "title" else 11)))
        else:
            rows.append(paragraph(span(text, size=11)))
    for piece in _pieces(story):
        if piece.kind in LISTS:
            tag = "ol" if piece.numbered else "ul"
            items = "".join(
                '<li dir="ltr" style="list-style-type:disc;font-size:11pt;" aria-level="1">'
                f'<p dir="ltr" style="line-height:1.38;" role="presentation">{_labeled(text, piece, story, span)}</p></li>'
                for text in piece.texts
            )
            rows.append(f'<{tag} style="margin-top:0;margin-bottom:0;">{items}</{tag}>')
            continue
        for text in piece.texts:
            if piece.kind == "heading" and styled:
                rows.append(
                    f'<h{piece.level} dir="ltr" style="line-height:1.38;">{span(text, size=16)}</h{piece.level}>'
                )
            elif piece.kind == "heading":
                rows.append(paragraph(span(text, bold=True)))
            elif piece.kind == "related" and story.number % 2:
                rows.append(
                    paragraph(
                        f'<a href="https://news.example/{len(rows)}" style="text-decoration:none;">{span(text)}</a>'
                    )
                )
            elif piece.kind == "quote" and styled:
                rows.append(f"<blockquote>{paragraph(span(text))}</blockquote>")
            else:
                rows.append(paragraph(span(text)))
        rows.append("<br />" if story.number % 2 else "")
    return (
        f'<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0b4c">{"".join(rows)}</b>'
    ).encode()


def _labeled(text: str, piece: Piece, story: Story, span: Callable[..., str]) -> str:
    label, colon, rest = text.partition(": ")
    if piece.kind == "events" and colon and story.number % 2:
        return span(f"{label}: ", True) + span(rest)
    return span(text)


FORMATS = {"txt": as_text, "docx": as_docx, "Word HTML": as_word_html, "Google Docs HTML": as_google_html}
