"""Markdown as lines, by way of the HTML that it means."""

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from articles.copy_import.lines import Copy
from articles.copy_import.sources import web
from newsroom.deadline import check

_FENCE = "---"
_KEY = re.compile(r"[\w -]+:")
_OVER = re.compile(r"title|sub|desc|summary|author|by|date", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)


def read(text: str) -> Copy:
    """The lines of CommonMark with tables. Front matter stands above them, a line for each that it says."""
    said, begins = _front_matter(text)
    rows = sorted(said, key=lambda row: not _OVER.match(row))
    return web.read(
        "".join(f"<p>{escape(_unquoted(row), quote=False)}</p>" for row in rows) + _PARSER.render(text[begins:])
    )


def _front_matter(text: str) -> tuple[list[str], int]:
    """The rows of YAML between two lines of "---" at the top, and where the text begins below them; none, and 0.

    Each row is looked at once: a pattern for all of them at once tries every way to cut it.
    """
    rows: list[str] = []
    begins = len(text) - len(text.lstrip())
    for number, line in enumerate(text[begins:].splitlines(keepends=True)):
        begins += len(line)
        row = line.rstrip("\r\n")
        is_fence = row.rstrip(" \t") == _FENCE
        if number == 0 or is_fence:
            if not is_fence or (number and not rows):
                break
            if number:
                return rows, begins
        elif _KEY.match(row) or row.startswith((" ", "\t")):
            rows.append(row)
        else:
            break
    return [], 0


def _unquoted(row: str) -> str:
    name, colon, value = row.partition(":")
    return name + colon + " " + value.strip().strip("\"'")


def is_markdown(text: str) -> bool:
    """Whether plain text is Markdown after all: it begins with front matter or a heading marked with #, or has two."""
    headings = _HEADING.finditer(text)
    return bool(
        _front_matter(text)[1] or _HEADING.match(text.lstrip()) or (next(headings, None) and next(headings, None))
    )


# --- H~2~O and 10^6^, as Pandoc writes them


def _script(state: StateInline, silent: bool) -> bool:
    """Read what stands between two ^ or ~, without a space in it, as superscript or subscript."""
    sign = state.src[state.pos]
    tag = _SCRIPTS.get(sign)
    end = state.src.find(sign, state.pos + 1, min(state.pos + LONGEST_SCRIPT + 2, state.posMax))
    if tag is None or end <= state.pos + 1 or _NO_SCRIPT.search(state.src, state.pos + 1, end):
        return False
    if sign in (state.src[state.pos - 1 : state.pos], state.src[end + 1 : end + 2]):
        return False  # ~~struck out~~
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = state.src[state.pos + 1 : end]
        state.push(f"{tag}_close", tag, -1)
    state.pos = end + 1
    return True


def _look_at_the_clock(state: StateInline, silent: bool) -> bool:
    check()
    return False


_SCRIPTS = {"^": "sup", "~": "sub"}
_NO_SCRIPT = re.compile(r"[\s\\`*_<>\[\]]")
LONGEST_SCRIPT = 20  # characters
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_PARSER.inline.ruler.before("strikethrough", "script", _script)
_PARSER.inline.ruler.before("text", "deadline", _look_at_the_clock)
