"""What a source makes of copy: lines in order, each with what the file says of it; and how words are counted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import escape
from itertools import groupby
from typing import NamedTuple

from newsroom.text.rich_text import plain_script
from newsroom.text.word_count import WORD as WORD
from newsroom.text.word_count import count as count

# Spaces that look like one, and signs that look like nothing. Joiners stay: letters and emoji need them.
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufe0e\ufeff\ufffc"))
# It makes an emoji of the sign before it, a heart or a digit in a box, and is nothing behind other signs.
_SELECTOR = re.compile("((?<=[©®‼⁉™ℹ←-⯿〰〽㊗㊙\U0001f000-\U0001faff])\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3))|\ufe0f")
_BREAKS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
_CONTROL = dict.fromkeys([*range(9), *range(14, 32), 127])
_TIDY = {**_SPACES, **_NOTHING, **_CONTROL, **_BREAKS}


def tidied(text: str) -> str:
    """`text` with one kind of space and of line end, and without signs that nobody sees."""
    return _SELECTOR.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n").translate(_TIDY))


class Run(NamedTuple):
    """A piece of a line that is marked up in one way. `script` is "sup", "sub", "footnote" (the words of one) or "".

    `note` is the id within the page that it leads to, until `footnotes.with_notes` puts the note there.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    script: str = ""
    note: str = ""

    @property
    def plain(self) -> str:
        """Its text for where there is no markup, character by character: 10⁶."""
        return plain_script(self.text, self.script) if self.script in ("sup", "sub") else self.text


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading, an item of a list, a table, an embed or a picture, before anything is made of it.

    `level` is 1 to 6 where the source says that it is a heading, else 0. `kind` is "text", "item", "quote" (with `pull`
    a display quote), "table", "embed" or "divider". `style` is what the source calls it: a name of STYLES, or "".
    `size` is that of the type in points, where it is known. `apart`: a blank line was above.

    Of an item: `marker` is the text that was before it ("•", "2."; "#" where the source only says that it is numbered),
    `depth` how many lists its list is inside, `start` and `numbering` are those of <ol>. A table has `rows` of cells, and
    its caption as text; `spans` are row, column, rows and columns of the merged ones, whose other places are empty.
    `src` is the address of an embed, `picture` the number of a picture in its `Copy`. `ids` are those of the elements
    that it is in.
    """

    runs: Runs
    kind: str = "text"
    level: int = 0
    marker: str = ""
    style: str = ""
    size: float = 0
    apart: bool = False
    picture: int | None = None
    depth: int = 0
    start: int = 1
    numbering: str = ""
    pull: bool = False
    header: bool = False
    header_column: bool = False
    rows: tuple[tuple[Runs, ...], ...] = ()
    spans: tuple[tuple[int, int, int, int], ...] = ()
    src: str = ""
    ids: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its words; a table's row by row."""
        rows = [" | ".join(text_of(cell) for cell in row) for row in self.rows]
        return "\n".join(filter(None, [text_of(self.runs), *rows]))

    def cells(self) -> Iterator[list[tuple[int, Runs, int, int]]]:
        """The rows of a table: of each cell its column, its words, and how many columns and rows it spans."""
        sizes = {(row, column): (across, down) for row, column, down, across in self.spans}
        taken = {
            (row + below, column + beside)
            for row, column, down, across in self.spans
            for below in range(down)
            for beside in range(across)
        } - sizes.keys()
        for row, cells in enumerate(self.rows):
            free = [(column, words) for column, words in enumerate(cells) if (row, column) not in taken]
            yield [(column, words, *sizes.get((row, column), (1, 1))) for column, words in free]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return bool(self.runs) and all(run.bold or not WORD.search(run.text) for run in self.runs)

    @property
    def italic(self) -> bool:
        """Whether all of it is italic."""
        return bool(self.runs) and all(run.italic or not WORD.search(run.text) for run in self.runs)

    @property
    def href(self) -> str:
        """Where it leads, if all of it is one link; else ""."""
        leads = {run.href for run in self.runs if WORD.search(run.text)}
        return leads.pop() if len(leads) == 1 else ""

    @property
    def numbered(self) -> bool:
        """Whether its list is a numbered one."""
        return bool(self.numbering) or any(char.isdigit() or char == "#" for char in self.marker)


@dataclass(frozen=True)
class Picture:
    """A picture in the copy: its bytes, or its address as `src`, and its alt text."""

    data: bytes
    alt: str = ""
    src: str = ""


class Why(StrEnum):
    """Why a passage of a source is not in the story as it was there; or that it is, although it was a change."""

    DELETED = "deleted"  # struck out, or deleted in Word's or a CMS's list of changes
    HIDDEN = "hidden"
    COMMENT = "comment"
    INSERTED = "inserted"  # a change that nobody has accepted: it is taken in
    ELEMENT = "element"  # a form, a drawing, a shortcode
    LINK = "link"
    PLAIN = "link in plain text"
    EMBED = "embed"
    NOTE = "footnote"
    PICTURE = "picture"
    FORMAT = "format"
    AROUND = "around"  # the page around the article
    CONTACT = "press contact"
    WIRE = "wire mark"
    MAIL = "mail"
    EDITORS = "editor’s note"
    SOURCE = "source"
    FIELD = "field"  # of front matter or a page's metadata
    REPEATED = "repeated"


class Loss(NamedTuple):
    """A passage that the review reports, and what it followed."""

    why: Why
    text: str
    where: str = ""


@dataclass
class Copy:
    """What a source has read. `words` are all the words there were in it, counted before lines were made of it.

    `losses` are the passages that were left out, and those that were taken in though they are a change. `language` is the
    one the source names, "" if none.
    """

    lines: list[Line]
    words: int
    pictures: list[Picture] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    language: str = ""


def text_of(runs: Iterable[Run]) -> str:
    """The plain text of runs."""
    return "".join(run.plain for run in runs)


def plain(text: str, **said: object) -> Line:
    """A line without markup."""
    return Line((Run(text),), **said)  # type: ignore[arg-type]  # the fields of Line


def cut(runs: Runs, start: int, end: int | None = None) -> Runs:
    """The characters from `start` to `end` of the text, with their markup, and no space around them."""
    found, place = [], 0
    end = sum(len(run.text) for run in runs) if end is None else end
    for run in runs:
        piece = run.text[max(0, start - place) : max(0, end - place)]
        if piece:
            found.append(run._replace(text=piece))
        place += len(run.text)
    return stripped(found)


def stripped(runs: Iterable[Run]) -> Runs:
    """Runs without space around them, spaces run together, and neighbors of one markup made one."""
    found: list[tuple[Run, list[str]]] = []  # each with the pieces of its text
    for run in runs:
        text = re.sub(r"[^\S\n]*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", run.text))
        if not found or found[-1][1][-1][-1:].isspace():
            text = text.lstrip()
        if not text:
            continue
        if found and (found[-1][0][1:] == run[1:] or not text.strip()):
            found[-1][1].append(text)
        else:
            found.append((run, [text]))
    whole = [run._replace(text="".join(pieces)) for run, pieces in found]
    while whole and not whole[-1].text.strip():
        whole.pop()
    if whole:
        whole[-1] = whole[-1]._replace(text=whole[-1].text.rstrip())
    return tuple(whole)


def split_at_breaks(line: Line) -> list[Line]:
    """One line for each that a break parts."""
    pieces: list[list[Run]] = [[]]
    for run in line.runs:
        first, *others = run.text.split("\n")
        pieces[-1].append(run._replace(text=first))
        pieces += [[run._replace(text=text)] for text in others]
    return [replace(line, runs=runs) for piece in pieces if (runs := stripped(piece))]


def html_of(runs: Runs) -> str:
    """The runs as inline HTML, every character of the text escaped."""
    html = ""
    for is_note, group in groupby(runs, lambda run: run.script == "footnote"):
        marked = "".join(_marked(run) for run in group)
        html += f"<footnote>{marked.strip()}</footnote>" if is_note else marked
    return html


def _marked(run: Run) -> str:
    html = escape(run.text, quote=False).replace("\n", "<br>")
    html = f"<{run.script}>{html}</{run.script}>" if run.script in ("sup", "sub") else html
    html = f"<em>{html}</em>" if run.italic else html
    html = f"<strong>{html}</strong>" if run.bold else html
    return f'<a href="{escape(run.href)}">{html}</a>' if run.href else html
