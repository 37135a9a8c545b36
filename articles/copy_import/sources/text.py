"""Plain text as lines: a paragraph to each line, or lines that were broken to fit, with blank lines anywhere or nowhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from articles.copy_import.bullets import SIGNS, begins_item
from articles.copy_import.embeds import is_embed
from articles.copy_import.lines import Copy, Line, Run, Runs, count, stripped, tidied
from newsroom.deadline import check

SENTENCE_ENDS = (".", "!", "。", "！", "．", "।", "۔", ".”", '."')
NARROW = 100  # characters: lines broken to fit are no longer
_UNDERLINE = re.compile(r"\s*(=|-|_|\*|~)\1{2,}\s*$")
_BOLD = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*")
_ITALIC = re.compile(r"([*_])(?=\S)([^*_]+)(?<=\S)\1")
# What stands alone on its line and belongs to the next.
_LONE_SIGN = re.compile(rf"\s*[{SIGNS}*\-]\ufe0f?\s*$")
_BULLET = re.compile(rf"\s*(?:[{SIGNS}]|[-*+–—]\s|\(?\d{{1,3}}[.)]\s)")


def read(text: str) -> Copy:
    """The lines of plain text. A line under which a rule of = or - was typed is a heading."""
    text = tidied(text)
    rows = _joined([row.rstrip() for row in text.split("\n")])
    lines: list[Line] = []
    apart = False
    indents: list[int] = []  # of the lists that are open
    for number, row in enumerate(rows):
        check()
        if _is_row(rows, number):
            cells = tuple((Run(" ".join(cell.split())),) if cell.strip() else () for cell in row.split("\t"))
            if not apart and lines and lines[-1].rows and len(lines[-1].rows[0]) == len(cells):
                lines[-1] = replace(lines[-1], rows=(*lines[-1].rows, cells))
            else:
                lines.append(Line((), kind="table", rows=(cells,), header=True, apart=apart))
            apart = False
            continue
        if rule := _UNDERLINE.match(row):
            if lines and not apart and rule[1] in "=-" and len(lines[-1].text) <= 120:
                lines[-1] = replace(lines[-1], level=1 if rule[1] == "=" else 2)
            apart = True
        elif row.strip():
            indents = _indents(row, indents)
            row = " ".join(row.split())
            kind, src = ("embed", row) if is_embed(row) else ("text", "")
            depth = max(0, len(indents) - 1)
            lines.append(Line(_emphasised(row), kind=kind, src=src, apart=apart, depth=depth))
            apart = False
        else:
            apart = True
    return Copy(_verses(lines), count(text))


def _is_row(rows: list[str], number: int) -> bool:
    """Whether a row is one of a table: it has tabs between its cells, as many as the row above or below."""
    row = rows[number].strip()
    tabs = row.count("\t")
    near = [rows[each].strip() for each in (number - 1, number + 1) if 0 <= each < len(rows)]
    cells = tabs and not begins_item(row) and any(each.count("\t") == tabs and not begins_item(each) for each in near)
    return bool(cells) and "\t\t" not in row


def _indents(row: str, indents: list[int]) -> list[int]:
    """How far the lists that are open at an item are indented; none at other rows."""
    if not begins_item(row):
        return []
    wide = row.expandtabs(4)
    indent = len(wide) - len(wide.lstrip())
    return [*(each for each in indents if each < indent), indent]


def _verses(lines: list[Line]) -> list[Line]:
    """Short lines between blank ones, an address or a poem, as one paragraph with breaks; not above the first sentence."""
    begins = next((place for place, line in enumerate(lines) if line.text.endswith(SENTENCE_ENDS)), len(lines))
    if sum(line.apart for line in lines) < 2:
        return lines
    found = lines[: begins + 1]
    for group in _groups(lines[begins + 1 :]):
        texts = [line.text for line in group]
        short = sum(map(count, texts)) <= 4 * len(texts) and not any(text.endswith(SENTENCE_ENDS) for text in texts)
        poem = all(count(text) <= 10 for text in texts) and sum(text[-1] in ",;—–" for text in texts) * 3 >= len(texts)
        if (
            len(group) > 2
            and (short or poem)
            and not any(line.level or begins_item(line.text) or ":" in line.text for line in group)
        ):
            runs = [run for line in group for run in (Run("\n"), *line.runs)]
            found.append(replace(group[0], runs=stripped(runs)))
        else:
            found += group
    return found


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines with no blank one between them."""
    group: list[Line] = []
    for line in lines:
        if line.apart and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _emphasised(text: str) -> Runs:
    """The text with **bold** marked as mails and chats do it; and a whole line *between* _signs_ as italic."""
    if whole := _ITALIC.fullmatch(text):
        return (Run(whole[2], italic=True),)
    pieces = [Run(piece, bold=place % 2 == 1) for place, piece in enumerate(_BOLD.split(text))]
    return stripped(pieces)


def _joined(rows: list[str]) -> list[str]:
    """Rows with what was broken put together: a sign and its text, and lines that were broken because the next word did not fit."""
    whole: list[str] = []
    sign = ""
    for row in rows:
        if _LONE_SIGN.match(row):
            sign = row
        elif sign and row.strip():
            whole.append(f"{sign.strip()} {row.strip()}")
            sign = ""
        elif not sign:
            whole.append(row)
    width = _width(whole)
    if not width:
        return whole
    joined: list[list[str]] = []
    for number, row in enumerate(whole):
        before = whole[number - 1] if number else ""
        if (
            before.strip()
            and row.strip()
            and not _BULLET.match(row)
            and not _UNDERLINE.match(row)
            and _broken(before, row, width)
        ):
            joined[-1].append(row.strip())
        else:
            joined.append([row])
    return [" ".join(rows) for rows in joined]


def _width(rows: list[str]) -> int:
    """The width to which the text was broken; 0 where each line is a paragraph."""
    widest = max(map(len, rows), default=0)
    if not 30 <= widest <= NARROW:
        return 0
    goes_on = [
        row
        for row, following in pairwise(rows)
        if row.strip() and following.strip() and row[-1] not in ".!?:”\"" and following.lstrip()[0].islower()
        and len(row) > widest * 0.6
    ]  # fmt: skip
    return max(map(len, goes_on)) if len(goes_on) >= 2 else 0


def _broken(row: str, following: str, width: int) -> bool:
    """Whether `following` stands on a line of its own only because its first word did not fit on `row`."""
    goes_on = following.lstrip()[0].islower() and len(row) > width * 0.75 and row[-1] not in ".!?:"
    return goes_on or len(row) + 1 + len(following.split()[0]) > width
