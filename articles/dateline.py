"""Run a story's dateline into its first paragraph: "BUDAPEST, Hungary — The leaders met ...".

The page, the feeds and ninjs all do it here, whatever the story begins with: a heading, a photo, a list or a quote.
"""

import re
from collections.abc import Sequence

_TAG = re.compile(r"<(/?)(p|ul|ol|blockquote)\b[^>]*>")
_EMPTY = re.compile(r"(?:\s|&nbsp;|\u00a0|<br\s*/?>)*</p>")


def run_in(dateline: str, texts: Sequence[str]) -> tuple[int, str] | None:
    """Put `dateline`, which is HTML, at the start of the first paragraph of these texts in sanitized HTML.

    Return the index of the text that has that paragraph and the text with the dateline in it, or None if no text has
    one. A paragraph inside a list or a quotation is not the story's own.
    """
    for index, html in enumerate(texts):
        if (start := _first_paragraph(html)) is not None:
            return index, f"{html[:start]}{dateline} — {html[start:]}"
    return None


def _first_paragraph(html: str) -> int | None:
    """Return where the words of the first paragraph of its own begin."""
    depth = 0
    for tag in _TAG.finditer(html):
        closes, name = tag.groups()
        if name != "p":
            depth += -1 if closes else 1
        elif not closes and not depth and not _EMPTY.match(html, tag.end()):
            return tag.end()
    return None
