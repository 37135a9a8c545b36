"""HTML lives in templates: Python holds none, but for the modules that are named here with the reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

TAG = re.compile(r"</?[a-z][a-z0-9]*[ >/]")
NAMED_GROUP = re.compile(r"\(\?P<\w+>")  # of a regular expression

MAY = {
    "sanitizes, reads or changes HTML that people wrote": """
        newsroom/text/rich_text.py newsroom/text/html_diff.py newsroom/text/tables.py
        newsroom/text/table_merge.py articles/blocks/text.py articles/dateline.py
        articles/feed_html.py articles/story_links.py articles/page_heads.py articles/pages/views.py
        timelines/exchange/markup.py timelines/exchange/timelinejs/parse.py""",
    "reads copy into rich text": """
        articles/copy_import/document.py articles/copy_import/lines.py articles/copy_import/reviewing.py
        articles/copy_import/rich_lines.py articles/copy_import/sources/page.py articles/copy_import/sources/wordpress.py
        articles/copy_import/sources/web.py
        articles/copy_import/rows.py articles/copy_import/saving.py articles/copy_import/sources/markdown.py newsroom/demo/reading.py""",
    "writes XML": "articles/feeds/atom.py articles/feeds/rss.py articles/sitemaps.py",
    "marks words inside a text: what was found, and a direction": "newsroom/search/excerpts.py newsroom/text/ap_style.py",
}
NAMED = {name for names in MAY.values() for name in names.split()}


def tags_in(source: str) -> Iterator[int]:
    """The lines of string constants with a tag in them; docstrings are none."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and TAG.search(NAMED_GROUP.sub("", node.value))
        ):
            yield node.lineno


def modules() -> Iterator[Path]:
    for room in ("newsroom", "articles", "timelines"):
        yield from sorted(Path(settings.BASE_DIR, room).rglob("*.py"))


def test_no_html_in_python() -> None:
    found = {
        path.relative_to(settings.BASE_DIR).as_posix(): lines
        for path in modules()
        if (lines := list(tags_in(path.read_text())))
    }
    unnamed = {name: lines for name, lines in found.items() if name not in NAMED}
    assert not unnamed, "move the HTML into a template"
    assert not NAMED - found.keys(), "these hold none any more: take them from the list"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('x = "<p>"', [1]),
        ('x = f"<a href={y}>"', [1]),
        ('x = 1\nx = "</li>"', [2]),
        ('"""Says <b>."""\nx = "a < b"', []),
        (r'x = r"^(?P<year>\d+)/$"', []),
        ('x = "<slug:slug>/"', []),
    ],
)
def test_a_tag_is_seen(source: str, lines: list[int]) -> None:
    assert list(tags_in(source)) == lines
