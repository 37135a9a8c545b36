"""Footnotes of a story: numbered by their order in the text, with the notes at its end.

A note is stored as words of the text where it belongs (<footnote>), so merges, searches and the history read it as such.
"""

import re
from collections.abc import Iterable

from articles.blocks import Block
from newsroom.text.macros import macro
from newsroom.text.rich_text import NOTE

TEMPLATE = "articles/_footnotes.html"


def numbered(blocks: Iterable[Block], mark: str) -> list[str]:
    """Put the number of each note in its place in the rich text of `blocks`, and return the notes in order, as HTML.

    `mark` is the macro of TEMPLATE that makes the number.
    """
    notes: list[str] = []

    def number(found: re.Match[str]) -> str:
        notes.append(found[1].strip())
        return macro(TEMPLATE, mark)(len(notes))

    for block in blocks:
        for name in block.rich:
            text = getattr(block, name)
            if "footnote" in text:
                setattr(block, name, NOTE.sub(number, text))
    return notes
