"""Paragraphs that begin with a sign are items of a list, whatever the source calls them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from articles.copy_import.lines import Line, cut

SIGNS = "•·・‣▪◦●○■□⁃∙➢➤►▶✓✔◆♦\uf0b7\uf0a7\uf0d8"  # the last three: Symbol's and Wingdings', as Word copies them
SURE = re.compile(rf"\s*(?:([{SIGNS}])\ufe0f?\s*|([»›→])\s+)")  # "▪️" is the sign as an emoji
# o: Word's sign for a list inside a list. A picture of a sign is one where the next line has it, too.
DASH = re.compile(r"\s*([-*+–—o\u2600-\u27bf\U0001f300-\U0001faff])\ufe0f?\s+")
NUMBER = re.compile(r"\s*(\(?(?:\d{1,3}|[A-Za-z])[.)])\s+")


def with_items(lines: Iterable[Line]) -> list[Line]:
    """The lines, those that begin with a bullet as items without it.

    A dash begins an item where a neighbor begins with one, or the line above ends with a colon: alone, it
    introduces who said something. Numbers make a list where neighbors go on counting: apart, they head passages.
    """
    found = list(lines)
    signs = [_sign(line) for line in found]
    made: list[Line] = []
    for place, line in enumerate(found):
        sign = signs[place]
        if sign is None or not _listed(found, signs, place):
            made.append(line)
            continue
        letter = next((char for char in sign[0] if char.isalpha()), "") if sign[0][-1] in ".)" else ""
        numbering = "a" if letter.islower() else "A" if letter else ""
        made.append(
            replace(line, kind="item", marker=sign[0], numbering=numbering, runs=cut(line.runs, sign[1]), style="")
        )
    return made


def begins_item(text: str) -> bool:
    """Whether a line begins with a sign or a number, as items of lists do."""
    return any(pattern.match(text) for pattern in (SURE, DASH, NUMBER))


def number_of(sign: str) -> int:
    """The place of an item by its sign: 3 for "3." and for "c)"."""
    bare = sign.strip("(.)")
    return int(bare) if bare.isdecimal() else ord(bare.lower()) - 96 if len(bare) == 1 and bare.isascii() else 1


def _sign(line: Line) -> tuple[str, int] | None:
    """The sign a line begins with and where its text begins."""
    if line.kind != "text" or line.level or line.picture is not None:
        return None
    for pattern in (SURE, DASH, NUMBER):
        match = pattern.match(line.text)
        if match and match.end() < len(line.text):
            return next(filter(None, match.groups())), match.end()
    return None


def _listed(lines: list[Line], signs: list[tuple[str, int] | None], place: int) -> bool:
    sign = (signs[place] or ("", 0))[0]
    above, below = (signs[each] if 0 <= each < len(signs) else None for each in (place - 1, place + 1))
    if sign[-1] in ".)":
        number = number_of(sign)
        return any(
            near and near[0][-1] in ".)" and number_of(near[0]) == number + step
            for near, step in ((above, -1), (below, 1))
        )
    if SURE.match(sign + " "):
        return True
    if any(near and (near[0] == sign or (sign == "o" and SURE.match(near[0]))) for near in (above, below)):
        return True
    before = lines[place - 1] if place else None
    quoted = before is not None and (before.kind == "quote" or before.text[-1:] in '”"’')
    return not quoted and (sign in "-*+" or (before is not None and before.text.endswith(":")))
