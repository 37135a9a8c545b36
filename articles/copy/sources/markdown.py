"""Markdown as lines, by way of the HTML that it means."""

import re

from markdown_it import MarkdownIt

from articles.copy.lines import Copy
from articles.copy.sources import web

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)


def read(text: str) -> Copy:
    """The lines of CommonMark with tables."""
    return web.read(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def is_markdown(text: str) -> bool:
    """Whether plain text is Markdown after all: it begins with a heading marked with #, or has two."""
    return bool(_HEADING.match(text.lstrip())) or len(_HEADING.findall(text)) >= 2
