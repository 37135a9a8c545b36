"""Plain text as lines: a paragraph to each line, or lines that were broken to fit, with blank lines anywhere or nowhere."""

import re
from dataclasses import replace
from itertools import pairwise

from articles.copy_import.bullets import SIGNS
from articles.copy_import.lines import Copy, Line, Run, Runs, count, stripped, tidied
from newsroom.deadline import check

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
    for row in rows:
        check()
        if rule := _UNDERLINE.match(row):
            if lines and not apart and rule[1] in "=-" and len(lines[-1].text) <= 120:
                lines[-1] = replace(lines[-1], level=1 if rule[1] == "=" else 2)
            apart = True
        elif row.strip():
            lines.append(Line(_emphasised(" ".join(row.split())), apart=apart))
            apart = False
        else:
            apart = True
    return Copy(lines, count(text))


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
