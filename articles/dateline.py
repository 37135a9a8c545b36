"""Run a story's dateline into its first paragraph: "BUDAPEST, Hungary — The leaders met ..."."""

import re
from collections.abc import Sequence

_TAG = re.compile(r"<(/?)(p|ul|ol|blockquote)\b[^>]*>")
_EMPTY = re.compile(r"(?:\s|&nbsp;|\u00a0|<br\s*/?>)*</p>")


def run_in(dateline: str, texts: Sequence[str]) -> tuple[int, str] | None:
    """Put `dateline` (HTML) at the start of the first paragraph of `texts` (sanitized HTML), outside lists and quotes.

    Return the index of the text with that paragraph, and the changed text; None without such a paragraph.
    """
    for index, html in enumerate(texts):
        if (start := _first_paragraph(html)) is not None:
            return index, f"{html[:start]}{dateline} — {html[start:]}"
    return None


def _first_paragraph(html: str) -> int | None:
    """Return where the words of the first paragraph outside lists and quotes begin."""
    depth = 0
    for tag in _TAG.finditer(html):
        closes, name = tag.groups()
        if name != "p":
            depth += -1 if closes else 1
        elif not closes and not depth and not _EMPTY.match(html, tag.end()):
            return tag.end()
    return None
