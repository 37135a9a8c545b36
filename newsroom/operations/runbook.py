"""docs/runbook.md at the desk."""

from itertools import pairwise

from django.conf import settings
from markdown_it import MarkdownIt


def as_html() -> str:
    """Return the runbook, a section for each alert with the alert's name as its id."""
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(settings.RUNBOOK.read_text())
    for heading, words in pairwise(tokens):
        if (heading.type, heading.tag) == ("heading_open", "h2"):
            name = next((each.content for each in words.children or () if each.type == "code_inline"), "")
            heading.attrs |= {"id": name} if name else {}
    return str(markdown.renderer.render(tokens, markdown.options, {}))
