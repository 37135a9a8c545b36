"""Rich text: the markup that writers may use. One configuration drives the editor and the sanitizer."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from typing import Any

import bleach
from bleach.html5lib_shim import getTreeWalker
from django.db import models
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField, create_sanitizer

from newsroom.text import nh3_in_linear_time, plain_text

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "NoSpellCheck": False,  # allow the browser's spell check
}
STORIES = EXTENSIONS | {
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "story"]},
    "Footnote": True,  # static/js/footnote_mark.js: the words of a note, where its number will be
}
INLINE = {
    name: STORIES[name]
    for name in ("Bold", "Italic", "Subscript", "Superscript", "HardBreak", "Link", "Footnote", "NoSpellCheck")
}
_ALLOWED = allowlist_from_extensions(EXTENSIONS | {"Paragraph": True})
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|br|t[hd])\b[^>]*>")
_BLOCK_ENDS = re.compile(r"</(?:p|h[1-6]|li|blockquote)>")
_LEADING_BREAKS = re.compile(r"\A(?:\s|<br>)+")
_TRAILING_BREAKS = re.compile(r"\A(?:\s|>rb<)+")  # backwards, in linear time
# Most paragraphs: words, some of them marked or linked. They need no parser, which takes half a millisecond for each.
_PLAIN_WORDS = r"[^<>&\r\x00]|&(?:amp|lt|gt|nbsp);"
_PLAIN_HOST = r"(?:(?!xn--)[a-z0-9][a-z0-9-]*\.)*(?!xn--)[a-z][a-z0-9-]*(?=[\"/?#])"
_PLAIN_HREF = rf"(?:https?://{_PLAIN_HOST}|mailto:|story:)(?:[A-Za-z0-9_.~/?#@!$()*+,;=%:-]|&amp;)*"
_SIMPLE = re.compile(rf'(?:{_PLAIN_WORDS}|<br>|</?(?:strong|em|sub|sup|footnote)>|<a href="{_PLAIN_HREF}">|</a>)*')
_SIMPLE_TAG = re.compile(r"<(/?)(strong|em|sub|sup|footnote|a)\b")
_NUMBERED = re.compile(r"<ol\b[^<>]+>")
_START = re.compile(r' start="(-?[0-9]{1,6})"')
_NUMBERING = re.compile(r' (?:data-)?type="([aAiI]|(?:lower|upper)-(?:alpha|latin|roman))"')
_INLINE = re.compile(r"<[^<>]*>")  # in sanitized rich text, where every other < and > is escaped
_SCRIPT = re.compile(r"<(su[bp])>([^<>]*)</\1>")
NOTE = re.compile(r"<footnote>([^<]*(?:<(?!/?footnote>)[^<]*)*)</footnote>")  # none is in another
_NOTE_TAG = re.compile(r"<(/?)(footnote|a|p|h3|li|ul|ol|blockquote)\b[^>]*>")
_NOTES_APART = re.compile(r"<footnote>\s*</footnote>|</footnote><footnote>")
# Unicode's superscripts and subscripts, so that plain text can say m³ and CO₂.
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_WRITTEN = re.compile(r'<(?P<closing>/?)(?P<name>[a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*>')
DEEPEST = 100  # nested tags
LONG = 4_000  # characters; longer paragraphs aren't cached
# Markdown that people type. No mark crosses a tag, and each begins and ends at a letter: 5 * 3 * 2 and snake_case stay.
_WORDS = r"[^<]*(?:<(?!/?p>)[^<]*)*"
_PARAGRAPH = re.compile(rf"<p>({_WORDS})</p>")
_LINE_END = re.compile(r"<br\s*/?>")
_HEADING = re.compile(r"#{1,6}[ \u00a0]+(\S.*)", re.DOTALL)
_ITEM = re.compile(r"(?:[-*•]|[0-9]{1,2}[.)])[ \u00a0]+(?=\S)")
_LISTED = re.compile(rf"(?:<p>[-*•][ \u00a0]+{_WORDS}</p>)+|(?:<p>[0-9]{{1,2}}[.)][ \u00a0]+{_WORDS}</p>){{2,}}")
_BOLD = re.compile(r"\*\*(?=\S)([^*<>]+)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*<>]+)(?<=\S)\*(?![\w*])")
_LINKED = re.compile(r"\[([^\[\]<>]+)\]\(((?:https?://|mailto:|/)[^\s()<>\"]+)\)")
HREF = re.compile(r'(?<= href=")[^"]*')  # in sanitized rich text, as it is escaped there
_drop_markup = {False: create_sanitizer(EXTENSIONS), True: create_sanitizer(STORIES)}


def sanitize(html: str, *, stories: bool = False) -> str:
    """Return `html` with only what EXTENSIONS allow, or "" if no text is left. Idempotent.

    With `stories`, a link may name a story (`story:1234`), which rendering replaces with its address, and words may be
    a <footnote>. nh3 goes first, because it drops the content of <script>; bleach then normalizes the rest.
    """
    schemes = frozenset({"story"} if stories else ())
    marked = plain_text.clean(
        nh3_in_linear_time.clean(html, _drop_markup[stories])
    )  # bleach would write ? for a control
    notes = frozenset({"footnote"} if stories else ())
    cleaned = plain_text.clean(str(_cleaner(tags=notes, schemes=schemes).clean(_flattened(marked)))).strip()
    cleaned = _with_whole_notes(_NUMBERED.sub(_numbered, cleaned))
    return "" if plain_text.is_invisible(text_of(cleaned)) else cleaned


def _numbered(found: re.Match[str]) -> str:
    """Return the tag of a numbered list with the number of its first item and the kind of its numbers, if they say anything."""
    start, kind = _START.search(found[0]), _NUMBERING.search(found[0])
    first = int(start[1]) if start else 1
    letter = "" if not kind else kind[1] if len(kind[1]) == 1 else "i" if kind[1].endswith("roman") else "a"
    letter = letter.upper() if kind and kind[1].startswith("upper") else letter
    attributes = [f' start="{first}"' if first != 1 else "", f' type="{letter}"' if letter else ""]
    return f"<ol{''.join(attributes)}>"


def _with_whole_notes(html: str) -> str:
    """Return sanitized rich text in which a note is words of one paragraph, in no link and no other note."""
    if "<footnote" not in html:
        return html
    written: list[str] = []
    at, opened = 0, -1  # the place in `written` of the note's tag
    links = ignored = 0
    for tag in _NOTE_TAG.finditer(html):
        written += [html[at : tag.start()], tag[0]]
        at = tag.end()
        closing, name = tag[1], tag[2]
        if name == "a":
            links += -1 if closing else 1
        elif name != "footnote":
            if opened >= 0:  # a paragraph begins or ends in it: it is none
                written[opened], opened, ignored = "", -1, ignored + 1
        elif not closing and opened < 0 and not links:
            opened = len(written) - 1
        elif not closing:
            written[-1], ignored = "", ignored + 1
        elif ignored:
            written[-1], ignored = "", ignored - 1
        elif opened >= 0:
            opened = -1
        else:
            written[-1] = ""
    found = "".join([*written, html[at:]])
    return _NOTES_APART.sub("", found)


def sanitize_marked(html: str) -> str:
    """Sanitize what a diff made of sanitized texts: <ins> and <del> stay, other markup becomes text."""
    return str(_cleaner(tags=frozenset({"ins", "del"}), strip=False).clean(html))


def _cleaner(
    *, tags: frozenset[str] = frozenset(), schemes: frozenset[str] = frozenset(), strip: bool = True
) -> bleach.Cleaner:
    """Return a cleaner that also allows these tags and schemes. Not thread-safe."""
    cleaner = bleach.Cleaner(
        tags=frozenset(_ALLOWED["tags"]) | tags,
        attributes={tag: sorted(names) for tag, names in _ALLOWED["attributes"].items()},
        protocols=frozenset(_ALLOWED["url_schemes"]) | schemes,
        strip=strip,
        strip_comments=True,
    )
    cleaner.walker = _Walker
    return cleaner


class _Walker(getTreeWalker("etree")):  # type: ignore[misc]
    """bleach's tree walker with an index of each element's place, instead of a search among its siblings."""

    def __init__(self, tree: Any) -> None:
        super().__init__(tree)
        self._places: dict[Any, dict[Any, int]] = {}

    def getParentNode(self, node: Any) -> Any:  # noqa: N802  html5lib's name
        if not isinstance(node, tuple) or node[3] == "text":
            return super().getParentNode(node)
        parents = node[2]
        parent = parents.pop()
        if not parents:
            return parent
        around = parents[-1]
        if around not in self._places:
            self._places[around] = {child: number for number, child in enumerate(around)}
        return parent, self._places[around][parent], parents, None


def _flattened(html: str) -> str:
    """Return nh3's output without tags nested deeper than DEEPEST, for which bleach takes quadratic time."""
    if html.count("<") <= DEEPEST:
        return html
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found["name"] == "br":
            return found[0]
        depth += not found["closing"]
        shown = depth <= DEEPEST
        depth -= bool(found["closing"])
        return found[0] if shown else " "

    return _WRITTEN.sub(kept, html)


def sanitize_linked(html: str) -> str:
    """Sanitize rich text in which links may name stories."""
    return sanitize(html, stories=True)


def sanitize_inline(html: str) -> str:
    """Return rich text as the inside of one paragraph, its own paragraphs on lines of their own. Links may name stories."""
    if _SIMPLE.fullmatch(html) and _is_nested(html):
        words = _with_whole_notes(plain_text.clean(html).replace("\xa0", "&nbsp;")).strip()
        return "" if plain_text.is_invisible(text_of(words)) else _without_outer_breaks(words)
    return (_remembered_line if len(html) < LONG else _line)(html)


def _is_nested(html: str) -> bool:
    """Return whether every mark and link is closed in its turn and has no other of its kind inside."""
    opened: list[str] = []
    for closing, name in _SIMPLE_TAG.findall(html):
        if not closing and name not in opened:
            opened.append(name)
        elif not closing or not opened or opened.pop() != name:
            return False
    return not opened


def _line(html: str) -> str:
    lines = _BLOCK_ENDS.sub("<br>", sanitize(html, stories=True))
    return _without_outer_breaks(_BLOCK.sub(lambda tag: tag[0] if tag[0].startswith("<br") else "", lines))


def _without_outer_breaks(html: str) -> str:
    backwards = _LEADING_BREAKS.sub("", html, count=1)[::-1]
    return _TRAILING_BREAKS.sub("", backwards, count=1)[::-1]


# A save sanitizes a new paragraph, and again what it stores for readers.
_remembered_line = lru_cache(maxsize=2_000)(_line)


def text_of(html: str, between: str = " ") -> str:
    """Return the text of sanitized rich text, with `between` between its paragraphs."""
    return unescape(_INLINE.sub("", _BLOCK.sub(between, with_plain_scripts(with_plain_notes(html))))).strip()


def with_plain_notes(html: str) -> str:
    """Return rich text with its notes in brackets, where nothing numbers them."""
    return NOTE.sub(r" [\1]", html) if "<footnote>" in html else html


def with_plain_scripts(html: str) -> str:
    """Replace <sup> and <sub> by Unicode characters if their whole text has them: 10⁶, CO₂."""
    if "<su" not in html:
        return html
    return _SCRIPT.sub(lambda found: plain_script(found[2], found[1]), html)


def plain_script(text: str, tag: str) -> str:
    """Return the text of a `tag` (sup, sub) in Unicode's characters, or unchanged if one is missing: 1st."""
    table = _RAISED if tag == "sup" else _LOWERED
    return text.translate(table) if all(ord(char) in table for char in text) else text


def marks_read(html: str) -> str:
    """Convert Markdown that was typed or pasted into paragraphs of sanitized rich text. The result is sanitized again.

    A paragraph that begins with ### becomes a heading, lines that begin with - or 1. a list, **these words** bold and
    [these](https://example.org/) a link. Anything else stays as it was typed.
    """
    read = _LISTED.sub(_as_list, _PARAGRAPH.sub(_marked_paragraph, html))
    return html if read == html else sanitize(read)


def _marked_paragraph(found: re.Match[str]) -> str:
    lines = [_inline_marks(line.strip()) for line in _LINE_END.split(found[1])]
    if len(lines) == 1 and (heading := _HEADING.fullmatch(lines[0])):
        return f"<h3>{heading[1]}</h3>"
    if all(_ITEM.match(line) for line in lines):
        return "".join(f"<p>{line}</p>" for line in lines)
    return f"<p>{'<br>'.join(lines)}</p>"


def _inline_marks(line: str) -> str:
    line = _BOLD.sub(r"<strong>\1</strong>", line)
    line = _ITALIC.sub(r"<em>\1</em>", line)
    return _LINKED.sub(r'<a href="\2">\1</a>', line)


def _as_list(found: re.Match[str]) -> str:
    lines = _PARAGRAPH.findall(found[0])
    kind = "ol" if lines[0][0].isdigit() else "ul"
    items = "".join(f"<li><p>{_ITEM.sub('', line)}</p></li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


class RichTextField(ProseEditorField):
    """Rich text that is sanitized whenever it is written: by a form, an import or a restore.

    With `name_links`, links may name stories; it converts the links in sanitized HTML.
    """

    def __init__(self, *args: Any, name_links: Callable[[str], str] | None = None, **options: Any) -> None:
        self.name_links = name_links
        extensions, clean = (STORIES, sanitize_linked) if name_links else (EXTENSIONS, sanitize)
        super().__init__(*args, extensions=extensions, sanitize=clean, **options)

    def clean(self, value: Any, instance: Any) -> str:
        html = super().clean(value, instance)
        return self.name_links(html) if self.name_links else html

    def pre_save(self, instance: models.Model, add: bool) -> str:
        html = self.written(getattr(instance, self.attname) or "")
        setattr(instance, self.attname, html)
        return html

    def written(self, html: str) -> str:
        """Return `html` as it is stored: sanitized, its links named."""
        html = self.sanitize(html)
        return self.name_links(html) if self.name_links else html


class InlineTextField(RichTextField):
    """Rich text within one paragraph: marks, links and line breaks."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.config: dict[str, Any] = {"extensions": INLINE}
        self.sanitize = sanitize_inline
