"""What is pasted into a story, as blocks: nothing is guessed of what a line may be beyond what the copy says."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import groupby
from operator import itemgetter

from articles.blocks import Heading, Row, Table, new
from articles.blocks.block import without_key
from articles.blocks.text import split
from articles.copy_import.limits import MAX_LINES, NotCopy, in_time, refuse_length
from articles.copy_import.lines import Copy, Line, Run, html_of
from articles.copy_import.rich_lines import rich
from articles.copy_import.roles import KINDS, LONGEST
from articles.copy_import.rows import blocks_alone, quotations
from articles.copy_import.sources import markdown, text, web
from articles.models import ArticleRevision
from articles.story_links import NAMED, named
from newsroom.publishing import clock
from newsroom.text.rich_text import HREF, sanitize_linked
from newsroom.text.tables import ReadTable, TooLarge, from_csv, from_pasted_csv, from_tabs, split_at_tables

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
PICTURE = re.compile(r"<img\b", re.IGNORECASE)
TOP = 2  # headings of the first levels are headings of the story, the others subheadings


@in_time()
def blocks_of_paste(html: str, plain: str) -> tuple[list[Row], str]:
    """Return what a clipboard holds as blocks without keys, and a sentence about what was left out, or "".

    A bare address of one of our stories becomes a link with its headline. Raises NotCopy, with the cure.
    """
    if not html.strip() and ADDRESS.fullmatch(plain.strip()):
        return [without_key(row) for row in _linked(plain.strip())], ""
    refuse_length(html or plain)
    pieces = list(_read(html, plain))
    if sum(len(piece.lines) for piece in pieces if isinstance(piece, Copy)) > MAX_LINES:
        raise NotCopy(f"This has more than {MAX_LINES:,} paragraphs. Paste it in parts.")
    rows = [without_key(row) for piece in pieces for row in _blocks(piece)]
    count = len(PICTURE.findall(html))
    left = f"{count} photo{'s' if count > 1 else ''} not pasted: add {'them' if count > 1 else 'it'} with “Photo”."
    return rows, left if count else ""


def table_of_csv(text: str, *, is_file: bool = False) -> Row | None:
    """Return CSV text as a table without a key; None for text that may be something else. Raises NotCopy."""
    refuse_length(text)
    try:
        found = from_csv(text) if is_file else from_pasted_csv(text)
    except TooLarge as error:
        raise NotCopy(error.message) from None
    if is_file and found is None:
        raise NotCopy("This file has no rows and columns. Save the sheet as CSV again, or paste its cells.")
    return without_key(new(Table, text=found.html)) if found else None


def _read(html: str, plain: str) -> Iterator[Copy | ReadTable]:
    if html.strip():
        for piece in split_at_tables(html):
            yield piece if isinstance(piece, ReadTable) else web.read(piece)
        return
    try:
        table = from_tabs(plain)
    except TooLarge as error:
        raise NotCopy(error.message) from None
    if table is not None:
        yield table
    else:
        yield markdown.read(plain) if markdown.is_markdown(plain) else text.read(plain)


def _blocks(copy: Copy | ReadTable) -> Iterator[Row]:
    if isinstance(copy, ReadTable):
        yield new(Table, text=copy.html, caption=copy.caption[:LONGEST])
        return
    for _, group in groupby(_numbered(copy.lines), key=itemgetter(0)):
        lines = [line for _, line in group]
        first = lines[0]
        if first.kind in KINDS:
            yield from blocks_alone(first)
        elif first.kind == "quote":
            yield from quotations(lines)
        elif first.level and first.text.strip() and len(first.text) <= LONGEST:
            yield new(Heading, text=first.text.replace("\n", " "), level=2 if first.level <= TOP else 3)
        else:
            yield from split(sanitize_linked(rich(lines)))


def _numbered(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """Yield each line with the number of its group: text that follows text is one, and the paragraphs of a quotation."""
    number, before = 0, Line((), kind="divider")
    for line in lines:
        if line.picture is not None:
            continue
        alone = line.level or before.level or line.kind in KINDS or before.kind in KINDS
        quoted = line.kind == "quote" or before.kind == "quote"
        if alone or (quoted and (line.kind != before.kind or line.apart)):
            number += 1
        yield number, line
        before = line


def _linked(address: str) -> Iterator[Row]:
    """Yield a paragraph with a link. Its words are the headline that readers see there, or the address."""
    href = HREF.search(named(html_of((Run(address, href=address),))))
    target = href[0] if href else address
    words = address
    if found := NAMED.fullmatch(target):
        live = ArticleRevision.objects.live(clock.now()).filter(subject=int(found["story"])).order_by()
        words = live.values_list("headline", flat=True).first() or address
    yield from split(sanitize_linked(rich([Line((Run(words, href=unescape(target)),))])))
