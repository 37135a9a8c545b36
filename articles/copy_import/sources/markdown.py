"""Markdown as lines, by way of the HTML that it means."""

import re
from dataclasses import replace
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from articles.copy_import.lines import Copy, Loss, Why
from articles.copy_import.sources import front_matter, web
from newsroom.deadline import check

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S", re.MULTILINE)
_TABLE = re.compile(r"^ {0,3}\|.{1,300}\|[ \t]*\n {0,3}\|(?:[ \t]*:?-{3,}:?[ \t]*\|){2,}", re.MULTILINE)
_NOTE = re.compile(r"^\[\^([^\]\s]{1,30})\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,30})\]")
_CHANGE = re.compile(r"\{(--|\+\+)([^{}\n]{1,2000}?)\1\}")  # CriticMarkup
_CHANGES = {"--": "del", "++": "ins"}
CLASSES = {"date": "pub-date", "section": "front-section", "tags": "front-tags"}


def read(text: str) -> Copy:
    """The lines of CommonMark with tables and footnotes. Front matter stands above them, a line for each field that says
    something of the story; the other fields are reported."""
    said, begins = front_matter.parse(text)
    over = [
        f'<img src="{escape(each.value)}">'
        if each.style == "picture"
        else f'<p class="{CLASSES.get(each.style, each.style)}">{escape(each.value, quote=False)}</p>'
        for each in said
        if each.style
    ]
    copy = web.read("".join(over) + _PARSER.render(_with_linked_notes(_with_changes(text[begins:]))))
    losses = [Loss(Why.FIELD, f"{each.name}: {each.value}", "above the text") for each in said if not each.style]
    return replace(copy, losses=[*losses, *copy.losses])


def _with_changes(text: str) -> str:
    """Markdown with what was deleted and inserted marked as in HTML."""
    return _CHANGE.sub(lambda found: f"<{tag}>{found[2]}</{tag}>" if (tag := _CHANGES[found[1]]) else "", text)


def _with_linked_notes(text: str) -> str:
    """Markdown with its footnotes as HTML has them: numbers that lead to paragraphs."""
    defined = set(_NOTE.findall(text))
    marked = [name for name in dict.fromkeys(_NOTE_MARK.findall(_NOTE.sub("", text))) if name in defined]
    numbers = {name: number for number, name in enumerate(marked, 1)}

    def note(found: re.Match[str]) -> str:
        return f'\n\n<a id="fn-{numbers[found[1]]}"></a>' if found[1] in numbers else found[0]

    def mark(found: re.Match[str]) -> str:
        number = numbers.get(found[1])
        return f'<sup><a href="#fn-{number}">{number}</a></sup>' if number else found[0]

    return _NOTE_MARK.sub(mark, _NOTE.sub(note, text)) if numbers else text


def is_markdown(text: str) -> bool:
    """Whether plain text is Markdown after all: it begins with front matter or a heading marked with #, has two, or
    a table."""
    if "# dpa-Notizblock" in text:
        return False
    headings = _HEADING.finditer(text)
    return bool(
        front_matter.parse(text)[1]
        or _TABLE.search(text)
        or _HEADING.match(text.lstrip())
        or (next(headings, None) and next(headings, None))
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
