"""What copy embeds: addresses of videos and posts, and the words of a post."""

import re
from typing import Any

from articles import embeds
from articles.blocks import Embed, Row, new
from articles.copy_import.lines import Line

_SIGNED = re.compile(r"\s*[—–-]+ (?P<author>[^\n]{1,200}?)(?: \((?P<name>@[\w.]{1,100})\))? ?(?P<date>[^\n()@]{0,40})$")


def is_embed(text: str) -> bool:
    """Whether a line is nothing but the address of something that stories can show."""
    return text.startswith("http") and len(text) < 2_000 and not re.search(r"\s", text) and bool(embeds.found(text))


def embed_of(line: Line) -> Row | None:
    """The block of an embed with the words and the author of a post; None if its site isn't one that stories can show."""
    if not embeds.found(line.src):
        return None
    fields: dict[str, Any] = {"url": line.src}
    text = "" if line.text == line.src else line.text
    if signed := _SIGNED.search(text):
        fields["author"] = signed["author"][:200]
        text = text[: signed.start()]
    return new(Embed, **fields, text=text.strip())
