"""Tables: the one form in which they are stored, and the ways to read one from HTML, tab-separated text and CSV.

The stored form is sanitized rich text: `<table><tbody><tr><th>…</th><td>…</td></tr></tbody></table>`, rectangular, with
colspan and rowspan, and in each cell the inside of one paragraph. A `th` is a heading, of its column in the first row and
of its row elsewhere. `newsroom.text.table_field` stores it; `newsroom.text.table_merge` merges two of them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

import nh3
from django_prose_editor.config import allowlist_from_extensions

from newsroom.text import nh3_in_linear_time, plain_text
from newsroom.text.rich_text import STORIES, sanitize_inline, text_of
from newsroom.text.table_grid import MOST_COLUMNS as MOST_COLUMNS
from newsroom.text.table_grid import MOST_ROWS as MOST_ROWS
from newsroom.text.table_grid import TooLarge as TooLarge
from newsroom.text.table_grid import spread

EXTENSIONS = {"Table": True, "TableRow": True, "TableHeader": True, "TableCell": True}

_allowed = allowlist_from_extensions(STORIES | EXTENSIONS | {"Paragraph": True})
_allowed["tags"] |= {"caption", "tfoot", "b", "i", "div", "span"}
for _name in ("td", "th", "span"):
    _allowed["attributes"].setdefault(_name, set()).add("style")
_drop_markup = nh3.Cleaner(**_allowed, filter_style_properties={"font-weight"}).clean
# What nh3 writes: lower case, every cell within a row, every end tag there.
_TAG = re.compile(r"<(/?)(table|caption|thead|tbody|tfoot|tr|th|td)\b([^<>]*)>")
_SPAN = re.compile(r'\b(colspan|rowspan)="\s*([0-9]{1,4})')
_CELL_END = re.compile(r"</t[dh]>")
_ROW_END = re.compile(r"</(?:tr|caption)>")
_BOLD = re.compile(r"<strong>(?:(?!</?strong>).)*</strong>", re.DOTALL)
_LINE = re.compile(r"</?(?:p|h3|li|ul|ol|blockquote)>|<br>")
_MARK = re.compile(r"<(/?)(b|i|div)>")
_MARKS = {"b": "strong", "i": "em", "div": "p"}
_BOLD_STYLE = r"style=\"font-weight:\s*(?:bold|bolder|[6-9]00)\b[^\"<>]*\""
_BOLD_SPAN = re.compile(rf"<span {_BOLD_STYLE}>([^<>]*)</span>")
_IS_BOLD = re.compile(_BOLD_STYLE)
_TABLE = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
# A number as tables have them: 1,234; £4.20m; 12%; -3.5; 1.234,5; (250). Elsewhere in such a column: n/a, – or nothing.
_CURRENCY = r"[$£€¥₹₽₴]"
_NUMBER = re.compile(
    rf"\(?[+\-−–]?\s?(?:[A-Z]{{0,3}}{_CURRENCY}\s?)?[+\-−–]?[0-9]+(?:[.,'’ \u00a0\u2009\u202f][0-9]+)*\s?(?:%|‰|k|m|bn|tn|{_CURRENCY})?\)?"
)
_NO_NUMBER = frozenset(["", "-", "–", "—", "−", "n/a", "n.a.", "na", "…", "...", "*"])


class Cell(NamedTuple):
    """A cell: the inside of one paragraph as HTML, whether it is a heading, and how many columns and rows it spans."""

    html: str
    is_head: bool = False
    colspan: int = 1
    rowspan: int = 1

    @property
    def text(self) -> str:
        return text_of(self.html)

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text))


Rows = Sequence[Sequence[Cell]]
Slot = tuple[tuple[int, int], Cell]  # what is at a place of the rectangle: where the cell begins, and the cell
Slots = list[list[Slot]]


class ReadTable(NamedTuple):
    """A table that was read: its stored form and its caption, which is plain text."""

    html: str
    caption: str = ""


# --- The stored form


def table_html(rows: Iterable[Iterable[Cell]]) -> str:
    """Return rows as a table in the stored form: short rows filled up, every cell sanitized. "" without any words.

    Raises TooLarge.
    """
    cleaned = [[cell._replace(html=sanitize_inline(cell.html)) for cell in row] for row in rows]
    if not any(cell.text for row in cleaned for cell in row):
        return ""
    lines = ["".join(map(_cell_html, row)) for row in _rows_of(_slots(cleaned))]
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def rows_of(html: str) -> list[list[Cell]]:
    """Return the rows of a table in the stored form."""
    return _parsed(html)[0]


def sanitize_table(html: str) -> str:
    """Return the first table of `html` in the stored form; "" if there is none or it has no words. Idempotent.

    Of a table that is too large, the first rows and columns: `TableField` refuses it before.
    """
    rows, _ = parsed(html)
    try:
        return table_html(rows)
    except TooLarge:
        return table_html([[Cell(cell.html, cell.is_head) for cell in row[:MOST_COLUMNS]] for row in rows[:MOST_ROWS]])


def trimmed(rows: Rows) -> list[list[Cell]]:
    """Return rows without those at the edges that say nothing, and without such columns."""
    slots = _slots(rows)
    filled = [[bool(cell.text) for _, cell in row] for row in slots]
    down = [number for number, row in enumerate(filled) if any(row)]
    across = [number for number, column in enumerate(zip(*filled, strict=True)) if any(column)]
    if not down:
        return []
    return _rows_of([row[across[0] : across[-1] + 1] for row in slots[down[0] : down[-1] + 1]])


def number_columns(rows: Rows) -> set[int]:
    """Return the columns whose cells are all numbers, but for headings and gaps such as n/a or –."""
    columns: dict[int, list[str]] = {}
    for number, row in enumerate(_slots(rows)):
        for column, (_, cell) in enumerate(row):
            if cell.is_head and (number == 0 or column == 0 or cell.colspan > 1):
                continue
            if cell.text.lower() not in _NO_NUMBER:
                columns.setdefault(column, []).append(cell.text)
    return {column for column, texts in columns.items() if all(map(_NUMBER.fullmatch, texts))}


def with_columns(rows: Rows) -> Iterator[list[tuple[int, Cell]]]:
    """Yield the rows with the column in which each of their cells begins."""
    seen: set[tuple[int, int]] = set()
    for row in _slots(rows):
        first = {start: column for column, (start, _) in reversed([*enumerate(row)]) if start not in seen}
        yield [(column, cell) for column, (start, cell) in enumerate(row) if first.get(start) == column]
        seen |= first.keys()


def parsed(html: str) -> tuple[list[list[Cell]], str]:
    """Return the rows of the first table of any HTML, not yet sanitized, and what is around its cells."""
    return _parsed(_cleaned(html))


def size(rows: Rows) -> tuple[int, int]:
    """Return the number of rows and of columns. Raises TooLarge."""
    slots = _slots(rows)
    return len(slots), len(slots[0]) if slots else 0


def has_head_row(rows: Rows) -> bool:
    """Return whether the cells of the first row are headings."""
    return bool(rows) and bool(rows[0]) and all(cell.is_head for cell in rows[0])


def as_lines(html: str) -> str:
    """Return rich text with each row of a table as a paragraph, for where words are compared and not shown as a table."""
    if "<table" not in html:
        return html
    rows = trimmed(rows_of(html))
    return "".join(f"<p>{' | '.join(cell.html for cell in row)}</p>" for row in rows)


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.is_head else "td"
    spans = "".join(
        f' {name}="{span}"' for name, span in zip(("colspan", "rowspan"), cell[2:], strict=True) if span > 1
    )
    return f"<{tag}{spans}>{cell.html}</{tag}>"


def _slots(rows: Rows) -> Slots:
    """Return the rectangle of the table, filled up. Raises TooLarge."""
    lines = spread(rows, (MOST_ROWS, MOST_COLUMNS))
    width = max((max(line) + 1 for line in lines), default=0)
    slots: Slots = []
    for down, line in enumerate(lines):
        gap = Cell("", all(cell.is_head for _, cell in line.values()))
        slots.append([line.get(across, ((down, across), gap)) for across in range(width)])
    return _without_repeats(slots)


def _without_repeats(slots: Slots) -> Slots:
    """Leave out rows and columns that consist of cells that span into them."""
    rows = [row for place, row in enumerate(slots) if place == 0 or _starts(row) != _starts(slots[place - 1])]
    columns = list(map(_starts, zip(*rows, strict=True)))
    kept = [place for place, column in enumerate(columns) if place == 0 or column != columns[place - 1]]
    return rows if len(kept) == len(columns) else [[row[place] for place in kept] for row in rows]


def _starts(line: Iterable[Slot]) -> list[tuple[int, int]]:
    return [start for start, _ in line]


def _rows_of(slots: Slots) -> list[list[Cell]]:
    """Return the rows of a rectangle; the spans are as it has them."""
    spans: dict[tuple[int, int], list[int]] = {}  # first row, first column, last row, last column
    for down, row in enumerate(slots):
        for across, (start, _) in enumerate(row):
            spans.setdefault(start, [down, across, down, across])[2:] = down, across
    found: list[list[Cell]] = [[] for _ in slots]
    for down, row in enumerate(slots):
        for across, (start, cell) in enumerate(row):
            first_row, first, last_row, last = spans[start]
            if (down, across) == (first_row, first):
                found[down].append(cell._replace(colspan=last - first + 1, rowspan=last_row - first_row + 1))
    return found


def _cleaned(html: str) -> str:
    cleaned = plain_text.clean(nh3_in_linear_time.clean(html, _drop_markup))
    cleaned = _BOLD_SPAN.sub(r"<strong>\1</strong>", cleaned)
    return _MARK.sub(lambda found: f"<{found[1]}{_MARKS[found[2]]}>", cleaned)


def _parsed(html: str) -> tuple[list[list[Cell]], str]:
    """Return the rows of the first table of what nh3 wrote, and the HTML outside of its cells."""
    rows: list[list[Cell]] = []
    outside: list[str] = []
    depth = at = 0
    cell: Cell | None = None
    in_head = is_bold = False
    start, end = _first_table(html)
    for tag in _TAG.finditer(html, start, end):
        closing, name = bool(tag[1]), tag[2]
        if name == "table":
            depth += -1 if closing else 1
        elif depth or name in ("caption", "tbody", "tfoot"):
            continue
        elif name == "thead":
            in_head = not closing
        elif name == "tr":
            rows += [] if closing else [[]]
        elif not closing:
            outside.append(html[at : tag.start()])
            cell, at = _opened(name == "th" or in_head, tag[3]), tag.end()
            is_bold = bool(_IS_BOLD.search(tag[3]))
        elif cell is not None and rows:
            inside = _inside(html[at : tag.start()])
            rows[-1].append(cell._replace(html=f"<strong>{inside}</strong>" if is_bold else inside))
            cell, at = None, tag.end()
    return rows, "".join([*outside, html[at:]])


def _opened(is_head: bool, attributes: str) -> Cell:
    spans = {name: max(1, min(int(size), MOST_ROWS)) for name, size in _SPAN.findall(attributes)}
    return Cell("", is_head, **spans)


def _first_table(html: str) -> tuple[int, int]:
    """Return where the inside of the first table begins and ends; at the end of `html` if there is none."""
    depth, start = 0, len(html)
    for tag in _TAG.finditer(html):
        if tag[2] == "table":
            start = tag.end() if depth == 0 else start
            depth += -1 if tag[1] else 1
            if depth == 0:
                return start, tag.start()
    return start, len(html)


def _inside(html: str) -> str:
    """Return the inside of a cell with what a table in it says on lines of its own."""
    if not _TAG.search(html):
        return html
    return _TAG.sub("", _ROW_END.sub("<br>", _CELL_END.sub(" ", html)))


# --- Reading tables from elsewhere


def from_fragment(html: str) -> ReadTable | None:
    """Return the first table of any HTML, or None if it holds no data: one cell, or one column without headings.

    A first row of which every word is bold, as word processors write it, is a row of headings. Raises TooLarge.
    """
    rows, around = parsed(html)
    # A cell without words needs no sanitizer, however many tags are in it.
    cleaned = [[cell._replace(html=sanitize_inline(cell.html) if cell.text else "") for cell in row] for row in rows]
    kept = trimmed(_with_bold_heads(cleaned))
    if not _is_data(kept):
        return None
    caption = re.search(r"<caption>(.*?)</caption>", around, re.DOTALL)
    return ReadTable(table_html(kept), " ".join(plain_text.plain(text_of(caption[1])).split()) if caption else "")


def split_at_tables(html: str) -> Iterator[str | ReadTable]:
    """Yield any HTML piece by piece: tables of data, and what is between them. A table with others in it is layout."""
    at = 0
    opened: re.Match[str] | None = None  # the innermost
    for tag in _TABLE.finditer(html):
        if not tag[1]:
            opened = tag
        elif opened:
            try:
                found = from_fragment(html[opened.start() : tag.end()])
            except TooLarge:
                found = None
            if found:
                yield html[at : opened.start()]
                yield found
                at = tag.end()
            opened = None
    yield html[at:]


def from_tabs(text: str) -> ReadTable | None:
    """Return the table that lines with the same number of tabs are, as spreadsheets copy one; None for other text."""
    lines = [line for line in text.strip("\r\n").splitlines() if line.strip()]
    tabs = {line.count("\t") for line in lines}
    if len(lines) < 2 or len(tabs) != 1 or not tabs.pop():
        return None
    return _from_texts([line.split("\t") for line in lines])


def from_csv(text: str) -> ReadTable | None:
    """Return the table of a CSV file, whatever separates its cells; None if it has one column. Raises TooLarge."""
    return _from_texts(_csv_rows(text))


def from_pasted_csv(text: str) -> ReadTable | None:
    """Return the table of text that is surely CSV: as many cells in each row, with a column of numbers. Raises TooLarge."""
    rows = _csv_rows(text.strip())
    if len(rows) < 2 or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
        return None
    found = _from_texts(rows)
    return found if found and number_columns(rows_of(found.html)) else None


def _csv_rows(text: str) -> list[list[str]]:
    text = text.lstrip("\ufeff")
    first = text[:10_000].partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return []


def from_lines(html: str) -> ReadTable | None:
    """Return the table that paragraphs of sanitized rich text are: a row each, its cells separated by " | "."""
    lines = [line for line in _LINE.split(html) if text_of(line)]
    return _with_heads([[Cell(piece.strip()) for piece in line.split(" | ")] for line in lines])


def _from_texts(texts: list[list[str]]) -> ReadTable | None:
    if len(texts) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in texts):
        raise TooLarge
    return _with_heads(
        [[Cell("<br>".join(escape(text.strip(), quote=False).splitlines())) for text in row] for row in texts]
    )


def _with_heads(cells: Rows) -> ReadTable | None:
    rows = trimmed(cells)
    if rows and _reads_as_head(rows):
        rows[0] = [cell._replace(is_head=True) for cell in rows[0]]
    return ReadTable(table_html(rows)) if _is_data(rows) else None


def _reads_as_head(rows: Rows) -> bool:
    """Return whether the first row names columns of numbers."""
    return (
        len(rows) > 1 and all(cell.text and not cell.is_number for cell in rows[0]) and bool(number_columns(rows[1:]))
    )


def _with_bold_heads(rows: list[list[Cell]]) -> list[list[Cell]]:
    def is_bold(row: Sequence[Cell]) -> bool:
        texts = [cell.html for cell in row if cell.text]
        return bool(texts) and all(_BOLD.fullmatch(html) for html in texts)

    if len(rows) < 2 or any(cell.is_head for row in rows for cell in row) or not is_bold(rows[0]) or is_bold(rows[1]):
        return rows
    return [[Cell(cell.html[8:-9] if cell.text else "", True, *cell[2:]) for cell in rows[0]], *rows[1:]]


def _is_data(rows: Rows) -> bool:
    height, width = size(rows)
    has_heads = any(cell.is_head for row in rows for cell in row)
    return height * width > 1 and (width > 1 or has_heads)
