"""Parts of a story that was read, as rows of its body."""

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from articles.blocks import BLOCKS, Divider, Heading, Paragraph, PullQuote, Quote, Row, Table, new
from articles.blocks.text import split
from articles.copy_import.body import Block
from articles.copy_import.embeds import embed_of
from articles.copy_import.lines import Line, Run, html_of, text_of
from articles.copy_import.patterns import SOURCE
from articles.copy_import.rich_lines import html_of_text, rich
from articles.copy_import.roles import LONGEST
from newsroom.text.plain_text import clean
from newsroom.text.rich_text import sanitize_linked
from newsroom.text.tables import Cell, TooLarge, table_html

NAMED = re.compile(r"::(?P<type>[a-z_]+)(?=\s|$)")


def text_rows(block: Block) -> Iterator[Row]:
    """Yield the heading, if there is one, and the text below it as blocks.

    A line "::fact_box Title" makes a block of that type, with the lines to the next "::" in it, or without one the next
    line.
    """
    if clean(block.heading):
        yield new(Heading, text=block.heading, level=block.level)
    for named, lines in _parts(block.lines):
        yield from _named(named, lines) if named else split(sanitize_linked(rich(lines)))


def _parts(lines: Iterable[Line]) -> Iterator[tuple[Line | None, list[Line]]]:
    """Yield each line that names a block with the lines in it, and None with the lines between such blocks."""
    named: Line | None = None
    running: list[Line] = []
    for line in lines:
        if named and line.text.strip() == "::":
            yield named, running
            named, running = None, []
        elif _names_a_block(line):
            yield from _unended(named, running)
            named, running = line, []
        else:
            running.append(line)
    yield from _unended(named, running)


def _unended(named: Line | None, lines: list[Line]) -> Iterator[tuple[Line | None, list[Line]]]:
    """Yield lines as `_parts` does, where no "::" followed."""
    if named:
        yield named, lines[:1]
        lines = lines[1:]
    if lines:
        yield None, lines


def _names_a_block(line: Line) -> bool:
    return bool((found := NAMED.match(line.text)) and found["type"] in BLOCKS)


def _named(line: Line, below: list[Line]) -> Iterator[Row]:
    """Yield the block that a line names, or the lines as they stand, if its type needs more than a title and a text."""
    name, *title = line.text.removeprefix("::").split(maxsplit=1)
    kind = BLOCKS[name]
    try:
        yield new(kind, **kind.from_copy("".join(title), sanitize_linked(rich(below))))
    except ValidationError:
        yield from split(sanitize_linked(rich([line, *below])))


def quotations(lines: list[Line]) -> Iterator[Row]:
    """A quotation in the text; or, where the copy sets it apart, each pull quote. Both with whose it is."""
    lines = [line for line in lines if clean(line.text)]
    if lines and not lines[0].pull:
        whose = _whose(lines[-1]) if lines[1:] else ""
        yield new(Quote, text=sanitize_linked(rich(lines[:-1] if whose else lines)), attribution=whose)
        return
    text: list[str] = []
    for place, line in enumerate(lines):
        if text and (whose := _whose(line)):
            yield new(PullQuote, text="\n".join(text), attribution=whose)
            text = []
        else:
            text.append(line.text)
        if place == len(lines) - 1 and text:
            yield new(PullQuote, text="\n".join(text))


def _whose(line: Line) -> str:
    """Return who is named by a line below a quotation; "" if it isn't such a line."""
    is_signed = line.style == "cite" or line.text.startswith(("—", "–", "-"))
    return line.text.lstrip("—–- ") if is_signed and len(line.text) <= LONGEST else ""


def blocks_alone(line: Line) -> Iterator[Row]:
    """The blocks of a line that is a table, an embed or a divider."""
    match line.kind:
        case "table":
            yield from _table(line)
        case "embed":
            yield from _embed(line)
        case "divider":
            yield new(Divider)


def _table(line: Line) -> Iterator[Row]:
    """A table; one that is too large as lines of text."""
    said = [" ".join(text.split()) for text in text_of(line.runs).split("\n")]
    source = next((text for text in reversed(said) if SOURCE.match(text) and len(text) <= LONGEST), "")
    caption = " ".join(text for text in said if text != source)
    source = SOURCE.sub("", source, count=1)  # which readers' template says
    heads = [
        [
            Cell(html_of(cell), (line.header and down == 0) or (line.header_column and across == 0), columns, rows)
            for across, cell, columns, rows in row
        ]
        for down, row in enumerate(line.cells())
    ]
    try:
        yield new(Table, text=table_html(heads), caption=caption if len(caption) <= LONGEST else "", source=source)
        yield from in_italics(caption if len(caption) > LONGEST else "")
    except TooLarge:
        text = "\n".join(" | ".join(text_of(cell) for cell in row) for row in line.rows)
        yield from split(
            sanitize_linked(rich([Line((Run(piece),)) for piece in (caption, text, source) if clean(piece)]))
        )


def in_italics(text: str) -> Iterator[Row]:
    """A caption that has no place as one, in the text."""
    if clean(text):
        yield new(Paragraph, text=f"<em>{html_of_text(text)}</em>")


def _embed(line: Line) -> Iterator[Row]:
    """An embed; of a site that we can't show, a link."""
    block = embed_of(line)
    if block is None:
        yield from split(sanitize_linked(rich([line])))
    else:
        yield block
