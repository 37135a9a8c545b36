"""Copies written by hand, each with its reading: what people paste from pages, mails and editors, in our own words.

`name.txt`, `.html` or `.md` is the copy and `name.json` what is to be read in it; what it does not name is not judged.
Headings are [level, text], events [label, end of the date], items begin so. "as" tells how the bytes are written:
encoding, newline, nbsp (runs of spaces that do not break), mark (a byte order mark). Word's files are built in `word`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.articles.copy.by_hand import word

HERE = Path(__file__).parent


class ByHand(NamedTuple):
    """A copy: `form` is that of its file, `wanted` what is to be read in it."""

    name: str
    form: str
    data: bytes
    wanted: dict[str, Any]


def copies() -> Iterator[ByHand]:
    """All of them, in order of their names."""
    for meant in sorted(HERE.glob("*.json")):
        (file,) = (path for path in HERE.glob(f"{meant.stem}.*") if path != meant)
        wanted = json.loads(meant.read_text(encoding="utf-8"))
        yield ByHand(
            meant.stem, file.suffix[1:], _bytes(file.read_text(encoding="utf-8"), wanted.pop("as", {})), wanted
        )
    for name, (_, meant_by_it) in word.BUILT.items():
        yield ByHand(name, "docx", word.built(name), dict(meant_by_it))


def _bytes(text: str, written: dict[str, Any]) -> bytes:
    if written.get("nbsp"):
        text = re.sub(r"  +", lambda spaces: "\u00a0" * len(spaces[0]), text)
    text = ("\ufeff" if written.get("mark") else "") + text.replace("\n", written.get("newline", "\n"))
    return text.encode(written.get("encoding", "utf-8"))
