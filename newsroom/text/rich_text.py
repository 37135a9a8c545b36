"""Rich text: what a journalist may mark up, in every app. One configuration drives the editor and the sanitizer."""

import re
from collections.abc import Callable
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
    "NoSpellCheck": False,  # else the editor forbids it
}
STORIES = EXTENSIONS | {"Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "story"]}}
_ALLOWED = allowlist_from_extensions(EXTENSIONS | {"Paragraph": True})
_BLOCK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|br)\b[^>]*>")
_INLINE = re.compile(r"<[^<>]*>")  # in sanitised rich text, where every other < and > is escaped
_SCRIPT = re.compile(r"<(su[bp])>([^<>]*)</\1>")
# The figures and signs that Unicode has raised and lowered; m³ and CO₂ are words that search and mails can hold.
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_WRITTEN = re.compile(r'<(?P<closing>/?)(?P<name>[a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*>')
DEEPEST = 100  # tags inside each other
# Marks that people type. None crosses a tag, and each begins and ends at a letter: 5 * 3 * 2 and snake_case stay.
_WORDS = r"[^<]*(?:<(?!/?p>)[^<]*)*"
_PARAGRAPH = re.compile(rf"<p>({_WORDS})</p>")
_LINE_END = re.compile(r"<br\s*/?>")
_HEADING = re.compile(r"#{1,6}[ \u00a0]+(\S.*)", re.DOTALL)
_ITEM = re.compile(r"(?:[-*•]|[0-9]{1,2}[.)])[ \u00a0]+(?=\S)")
_LISTED = re.compile(rf"(?:<p>[-*•][ \u00a0]+{_WORDS}</p>)+|(?:<p>[0-9]{{1,2}}[.)][ \u00a0]+{_WORDS}</p>){{2,}}")
_BOLD = re.compile(r"\*\*(?=\S)([^*<>]+)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(?=\S)([^*<>]+)(?<=\S)\*(?![\w*])")
_LINKED = re.compile(r"\[([^\[\]<>]+)\]\(((?:https?://|mailto:|/)[^\s()<>\"]+)\)")
HREF = re.compile(r'(?<= href=")[^"]*')  # in sanitised rich text, as it is escaped there
_drop_markup = {False: create_sanitizer(EXTENSIONS), True: create_sanitizer(STORIES)}


def sanitise(html: str, *, stories: bool = False) -> str:
    """`html` with nothing in it but what EXTENSIONS allow; "" where no text is left. Doing it twice changes nothing.

    With `stories`, a link may name a story (`story:1234`); code that shows it puts the address in its place.

    nh3 goes first, for it drops what stands inside <script>; bleach then settles how the rest is written.
    """
    schemes = frozenset({"story"} if stories else ())
    marked = plain_text.clean(nh3_in_linear_time.clean(html, _drop_markup[stories]))  # bleach writes ? for a control
    cleaned = plain_text.clean(str(_cleaner(schemes=schemes).clean(_flattened(marked)))).strip()
    return "" if plain_text.is_invisible(text_of(cleaned)) else cleaned


def sanitise_marked(html: str) -> str:
    """Sanitize what another program made of sanitized texts: <ins> and <del> stay, other markup becomes text."""
    return str(_cleaner(tags=frozenset({"ins", "del"}), strip=False).clean(html))


def _cleaner(
    *, tags: frozenset[str] = frozenset(), schemes: frozenset[str] = frozenset(), strip: bool = True
) -> bleach.Cleaner:
    """With these besides what is allowed. It is not to be shared between threads."""
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
    """bleach's walk through the tree, which looks for each element among all of its siblings, told where it is."""

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
    """What nh3 wrote, without the tags that are more than DEEPEST inside each other: bleach takes the square of it."""
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


def sanitise_linked(html: str) -> str:
    """The same where links may name stories."""
    return sanitise(html, stories=True)


def text_of(html: str, between: str = " ") -> str:
    """The text of sanitised rich text, with a space, or what is given, between its paragraphs."""
    return unescape(_INLINE.sub("", _BLOCK.sub(between, with_plain_scripts(html)))).strip()


def with_plain_scripts(html: str) -> str:
    """Sanitised rich text whose <sup> and <sub> are Unicode's own signs, where all of one has such: 10⁶, CO₂."""
    if "<su" not in html:
        return html
    return _SCRIPT.sub(lambda found: plain_script(found[2], found[1]), html)


def plain_script(text: str, tag: str) -> str:
    """Text of a `tag` (sup, sub) in Unicode's raised or lowered signs; as it is where one of them is missing: 1st."""
    table = _RAISED if tag == "sup" else _LOWERED
    return text.translate(table) if all(ord(char) in table for char in text) else text


def marks_read(html: str) -> str:
    """Sanitized rich text with the Markdown that was typed or pasted into its paragraphs read as what it means.

    A paragraph that begins with ### is a heading, lines that begin with - or 1. are a list, **these words** are bold and
    [these](https://example.org/) a link. What means nothing stays as it was typed. The result is sanitized again.
    """
    read = _LISTED.sub(_as_list, _PARAGRAPH.sub(_marked_paragraph, html))
    return html if read == html else sanitise(read)


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
    """Paragraphs that are all items, one after the other, as a list."""
    lines = _PARAGRAPH.findall(found[0])
    kind = "ol" if lines[0][0].isdigit() else "ul"
    items = "".join(f"<li><p>{_ITEM.sub('', line)}</p></li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


class RichTextField(ProseEditorField):
    """Rich text that is sanitised whenever it is written: by a form, an import or a restore.

    `name_links` says that links may name stories, and puts them so in what was sanitised.
    """

    def __init__(self, *args: Any, name_links: Callable[[str], str] | None = None, **options: Any) -> None:
        self.name_links = name_links
        extensions, clean = (STORIES, sanitise_linked) if name_links else (EXTENSIONS, sanitise)
        super().__init__(*args, extensions=extensions, sanitize=clean, **options)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Sanitise, and let the instance hold what was stored."""
        html = self.sanitize(getattr(instance, self.attname) or "")
        html = self.name_links(html) if self.name_links else html
        setattr(instance, self.attname, html)
        return html
