"""Markdown as lines, by way of the HTML that it means."""

import re
from html import escape

from markdown_it import MarkdownIt

from articles.copy.lines import Copy
from articles.copy.sources import web

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n((?:[\w -]+:.*\r?\n|[ \t]+.*\r?\n)+)---[ \t]*(?:\r?\n|$)")
_OVER = re.compile(r"title|sub|desc|summary|author|by|date", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)


def read(text: str) -> Copy:
    """The lines of CommonMark with tables. Front matter stands above them, a line for each that it says."""
    said = _FRONT_MATTER.match(text)
    rows = sorted(said[1].splitlines(), key=lambda row: not _OVER.match(row)) if said else []
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text[said.end() if said else 0 :])
    return web.read("".join(f"<p>{escape(_unquoted(row), quote=False)}</p>" for row in rows) + html)


def _unquoted(row: str) -> str:
    name, colon, value = row.partition(":")
    return name + colon + " " + value.strip().strip("\"'")


def is_markdown(text: str) -> bool:
    """Whether plain text is Markdown after all: it begins with front matter or a heading marked with #, or has two."""
    return bool(_FRONT_MATTER.match(text)) or bool(_HEADING.match(text.lstrip())) or len(_HEADING.findall(text)) >= 2
