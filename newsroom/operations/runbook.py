"""docs/runbook.md at the desk."""

import re

from django.conf import settings
from markdown_it import MarkdownIt

HEADING = re.compile(r"<h2>(.*?)</h2>")
NAMED = re.compile(r"<code>([\w-]+)</code>")


def as_html() -> str:
    """Return the runbook, a section for each alert with the alert's name as its id."""
    html = MarkdownIt("commonmark").enable("table").render(settings.RUNBOOK.read_text())
    return HEADING.sub(_with_id, html)


def _with_id(heading: re.Match[str]) -> str:
    named = NAMED.search(heading[1])
    return f'<h2 id="{named[1]}">{heading[1]}</h2>' if named else heading[0]
