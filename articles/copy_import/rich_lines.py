"""Lines as HTML: paragraphs, lists inside lists, tables."""

from collections.abc import Iterable
from html import escape

from articles.copy_import.bullets import number_of
from articles.copy_import.lines import Line, html_of

NUMBERINGS = ("a", "A", "i", "I")


def rich(lines: Iterable[Line]) -> str:
    """Lines as rich text: paragraphs, and the items of lists in lists, as deep as these were."""
    html: list[str] = []
    open_lists: list[str] = []  # an <li> is open in each
    for line in lines:
        depth = min(line.depth, len(open_lists)) + 1 if line.kind == "item" else 0
        tag = "ol" if line.numbered else "ul"
        while len(open_lists) > depth or (depth and len(open_lists) == depth and open_lists[-1] != tag):
            html.append(f"</li></{open_lists.pop()}>")
        if not depth:
            html.append(_table(line) if line.rows else f"<p>{html_of(line.runs)}</p>" if line.runs else "")
            continue
        if len(open_lists) < depth:
            html.append(_opened(tag, line))
            open_lists.append(tag)
        else:
            html.append("</li>")
        html.append(f"<li><p>{html_of(line.runs)}</p>")
    html += [f"</li></{tag}>" for tag in reversed(open_lists)]
    return "".join(html)


def _opened(tag: str, line: Line) -> str:
    start = line.start if line.marker == "#" or line.numbering in ("i", "I") else number_of(line.marker)
    begins = f' start="{start}"' if tag == "ol" and start != 1 else ""
    letters = f' type="{line.numbering}"' if tag == "ol" and line.numbering in NUMBERINGS else ""
    return f"<{tag}{begins}{letters}>"


def _table(line: Line) -> str:
    rows = []
    for number, row in enumerate(line.cells()):
        cells = []
        for place, cell, across, down in row:
            tag = "th" if (line.header and number == 0) or (line.header_column and place == 0) else "td"
            spans = f' colspan="{across}"' * (across > 1) + f' rowspan="{down}"' * (down > 1)
            cells.append(f"<{tag}{spans}>{html_of(cell)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{html_of(line.runs)}</caption>" if line.runs else ""
    return f"<table>{caption}{''.join(rows)}</table>"


def html_of_text(text: str) -> str:
    """Plain text as HTML."""
    return escape(text, quote=False).replace("\n", "<br>")
