"""HTML as lines: a saved page, a clipboard, what Word and Google Docs call HTML, and what mammoth makes of a .docx.

nh3 first makes a well-formed tree of it, without scripts and styles; what is left is read tag by tag.
"""

import base64
import binascii
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

import nh3

from articles.copy_import.limits import MAX_PICTURES, NotCopy, refuse_depth
from articles.copy_import.lines import (
    Aside,
    Copy,
    Line,
    Picture,
    Run,
    Why,
    count,
    cut,
    split_at_breaks,
    stripped,
    tidied,
)
from newsroom.deadline import check
from newsroom.text import nh3_in_linear_time

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header h1 h2 h3 h4 h5 h6 hgroup hr html li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
INLINE = frozenset(
    "a abbr b cite code del em font i ins kbd mark q s small span strike strong sub sup time tt u var".split()
)
UNREAD = frozenset({"script", "style", "title", "template", "xml"})  # with what stands in them
NAMED = 4  # lines of one class: more are a whole page that is called so
# What classes, as sites and word processors write them, say of a block.
STYLES = (
    ("subtitle", re.compile(r"(?:^|[\W_])(?:mso)?(?:sub-?title|standfirst|dek|deck|lede|subhead(?:line)?)\b", re.I)),
    ("title", re.compile(r"(?:^|[\W_])(?:mso)?(?:title|headline)\b", re.I)),
    ("byline", re.compile(r"(?:^|[\W_])(?:by-?line|authors?)\b", re.I)),
    ("dateline", re.compile(r"(?:^|[\W_])(?:date-?line|pub-?date|timestamp)\b", re.I)),
    ("caption", re.compile(r"(?:^|[\W_])(?:mso)?caption\b", re.I)),
    ("quote", re.compile(r"(?:^|[\W_])(?:mso)?(?:intense)?quote\b", re.I)),
    ("item", re.compile(r"\bMsoListParagraph|\bMsoListBullet|\bMsoListNumber", re.I)),
)
_WORD_MARKER = re.compile(r"\s*(?:[·•o§\-–—*▪■□◦●○ØüvqÜ]\ufe0f?|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+")
_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(bold|bolder|normal|lighter|\d+)", re.I)
_ITALIC = re.compile(r"(?<![-\w])font-style:\s*(italic|oblique|normal)", re.I)
_STRUCK = re.compile(r"(?<![-\w])text-decoration(?:-line)?:[^;]*\bline-through\b", re.I)
_UNSEEN = re.compile(r"(?<![-\w])(?:display:\s*none|visibility:\s*(?:hidden|collapse)|mso-hide:\s*all)\b", re.I)
_SCRIPT = re.compile(r"(?<![-\w])vertical-align:\s*(super|sub|baseline)\b", re.I)
_SCRIPTS = {"super": "sup", "sub": "sub", "baseline": ""}
_CHANGES = {"del": Why.DELETED, "s": Why.DELETED, "strike": Why.DELETED, "ins": Why.INSERTED}
LEFT_OUT = (Why.DELETED, Why.HIDDEN)
_SIZE = re.compile(r"(?<![-\w])font-size:\s*([\d.]+)\s*(pt|px)", re.I)
_DETOUR = re.compile(
    r"https?://(?:(?:www\.)?google\.\w+/url|[\w.]+\.safelinks\.protection\.outlook\.com/|l\.facebook\.com/l\.php)\?"
)
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)


def read(html: str, pictures: list[Picture] | None = None) -> Copy:
    """The lines of an HTML document or fragment.

    `pictures` are those that an <img src="picture:0"> refers to by number; others come along where the address holds
    them ("data:"), and none is fetched.
    """
    refuse_depth(html)
    allowed: dict[str, Any] = {
        "tags": set(BLOCKS | INLINE | {"br", "img", "td", "th"}),
        "clean_content_tags": set(UNREAD),
        "attributes": {"*": {"class", "style", "hidden"}, "a": {"href"}, "img": {"src", "alt"}},
        "url_schemes": {"http", "https", "mailto", "data", "picture"},
        "link_rel": None,
    }
    clean = nh3_in_linear_time.clean(html, partial(nh3.clean, **allowed))
    reader = _Reader(pictures or [])
    reader.feed(tidied(clean))
    reader.close()
    reader.end()
    lines = [each for line in reader.lines for each in _parted(line)]
    named = Counter(line.style for line in lines if line.style != "caption")
    lines = [replace(line, style="") if named[line.style] > NAMED else line for line in lines]
    return Copy(_levels_by_size(lines), count("".join(reader.said)), reader.pictures, reader.told)


@dataclass(frozen=True)
class _Open:
    """An element that is open, and how what stands in it is marked, by itself and by those around it."""

    tag: str = ""
    bold: bool = False
    italic: bool = False
    href: str = ""
    script: str = ""
    size: float = 0
    style: str = ""
    in_row: bool = False
    in_pre: bool = False
    aside: Why | None = None


@dataclass
class _State:
    runs: list[Run] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    in_new_cell: bool = False  # which goes on with its row, and nothing was said in it yet


class _Reader(HTMLParser):
    """Reads the tags that nh3 wrote, and gathers runs until a block begins or ends."""

    def __init__(self, pictures: list[Picture]) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.pictures = list(pictures)
        self.said: list[str] = []
        self.open: list[_Open] = []
        self.state = _State()
        self.item_ended = True
        self.more: list[Run] = []  # of the last item
        self.told: list[Aside] = []
        self.aside: list[str] = []
        self.why = Why.HIDDEN  # what `aside` holds is told of

    @property
    def around(self) -> _Open:
        """The innermost element that is open."""
        return self.open[-1] if self.open else _Open()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        check()
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._say("\n")
        elif tag == "img":
            self._picture(given.get("src", ""), given.get("alt", ""))
        elif tag in ("td", "th"):
            # Of a cell only what hides it counts: a row is one line.
            cell = replace(self.around, tag=tag, style="", aside=_aside(tag, given, self.around))
            if cell.aside != self.around.aside:
                self._end_aside()
            self.open.append(cell)
            if any(run.text.strip() for run in self.state.runs) and cell.aside not in LEFT_OUT:
                self.state.runs.append(Run(" | "))
                self.state.in_new_cell = True
                self.said.append(" ")
        else:
            opened = _opened(tag, given, self.around)
            if opened.aside != self.around.aside:
                self._end_aside()
            if tag in BLOCKS and not (tag in ("p", "div") and self.state.in_new_cell):
                self._flush()
                self.item_ended = self.item_ended or tag == "li"
            if tag != "hr":  # it holds nothing, and nothing ends it
                self.open.append(opened)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            # A cell's paragraphs belong to its row: the row is the line.
            if tag in ("p", "div") and self.around.in_row:
                self._say(" ")
            else:
                self._flush()
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].tag == tag:
                ended = self.open.pop(place)
                if ended.aside != self.around.aside:
                    self._end_aside()
                break

    def handle_data(self, data: str) -> None:
        self._say(data if self.around.in_pre else re.sub(r"\s+", " ", data))

    def end(self) -> None:
        """What stood after the last block is a line, too."""
        self._end_aside()
        self._flush()
        self._end_item()

    def _end_item(self) -> None:
        """An item is whole, with all of its paragraphs."""
        if self.more:
            self.lines[-1] = replace(self.lines[-1], runs=stripped([*self.lines[-1].runs, *self.more]))
            self.more = []

    def _say(self, text: str) -> None:
        around = self.around
        if around.aside:
            self.aside.append(text)
            self.why = around.aside
            if around.aside in LEFT_OUT:
                return
        run = Run(text, around.bold, around.italic, around.href, around.script)
        self.said.append(run.plain)
        self.state.runs.append(run)
        if letters := len(text.strip()):
            self.state.in_new_cell = False
            self.state.sizes[around.size] += letters

    def _end_aside(self) -> None:
        """A passage that is told of ends where its element does."""
        text, self.aside = " ".join("".join(self.aside).split()), []
        if text:
            self.told.append(Aside(self.why, text))

    def _picture(self, src: str, alt: str) -> None:
        if self.around.aside in LEFT_OUT:
            self.told.append(Aside(self.around.aside or Why.HIDDEN, f"a picture: {alt}" if alt else "a picture"))
            return
        number = None
        if src.startswith("picture:") and src[8:].isdecimal() and int(src[8:]) < len(self.pictures):
            number = int(src[8:])
        elif found := _DATA.match(src):
            if len(self.pictures) >= MAX_PICTURES:
                raise NotCopy(
                    f"This has more than {MAX_PICTURES} photos. Import the text, and upload the photos separately."
                )
            try:
                self.pictures.append(Picture(base64.b64decode(src[found.end() :]), alt))
                number = len(self.pictures) - 1
            except (binascii.Error, ValueError):
                number = None
        if number is not None:
            self._flush()
            self._end_item()
            self.lines.append(Line((), picture=number))

    def _flush(self) -> None:
        state, self.state = self.state, _State()
        self.said.append("\n")
        self.aside.append(" ")
        runs = stripped(state.runs)
        if not runs:
            return
        tags = [each.tag for each in self.open]
        styles = {each.style for each in self.open if each.style}
        listed = "li" in tags or "dd" in tags
        # A second paragraph of one item goes on with the item.
        if listed and not self.item_ended and self.lines and self.lines[-1].kind == "item":
            self.more += [Run("\n"), *runs]
            return
        self._end_item()
        marker = next(("#" if tag == "ol" else "•" for tag in reversed(tags) if tag in ("ol", "ul")), "•")
        kind = (
            "item"
            if listed or "item" in styles
            else "quote"
            if {"blockquote"} & set(tags) or "quote" in styles
            else "text"
        )
        level = next((int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)), 0)
        if kind == "item" and level and "li" not in tags:
            kind = "text"
        line = Line(
            runs,
            kind=kind,
            level=level if kind == "text" else 0,
            marker=marker if kind == "item" else "",
            style="caption" if "figcaption" in tags else next(iter(sorted(styles - {"item", "quote"})), ""),
            size=max(state.sizes, default=0) if len(state.sizes) == 1 else 0,
        )
        self.lines.append(_word_item(line) if line.kind == "item" and "li" not in tags else line)
        self.item_ended = False


def _opened(tag: str, given: dict[str, str], around: _Open) -> _Open:
    css, called = given.get("style", ""), given.get("class", "")
    bold = around.bold or tag in ("b", "strong")
    if found := _BOLD.search(css):
        weight = found[1].lower()
        bold = weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 600)
    italic = around.italic or tag in ("i", "em", "cite")
    if found := _ITALIC.search(css):
        italic = found[1].lower() != "normal"
    script = tag if tag in ("sub", "sup") else around.script
    if found := _SCRIPT.search(css):
        script = _SCRIPTS[found[1].lower()]
    size = around.size
    if found := _SIZE.search(css):
        size = float(found[1]) * (0.75 if found[2].lower() == "px" else 1)
    style = ""
    if tag in BLOCKS:
        style = next((name for name, pattern in STYLES if pattern.search(called)), "")
        if "mso-list:" in css.replace(" ", "") and "mso-list:none" not in css.replace(" ", "").lower():
            style = style if style in ("title", "subtitle") else "item"
    return _Open(
        tag,
        bold,
        italic,
        (_address(given.get("href")) if tag == "a" else None) or around.href,
        script,
        size,
        style,
        around.in_row or tag == "tr",
        around.in_pre or tag == "pre",
        _aside(tag, given, around),
    )


def _aside(tag: str, given: dict[str, str], around: _Open) -> Why | None:
    """Why what stands in an element is not read as any other text; what is left out around it stays so."""
    if around.aside in LEFT_OUT:
        return around.aside
    css = given.get("style", "")
    if "hidden" in given or _UNSEEN.search(css):
        return Why.HIDDEN
    return Why.DELETED if _STRUCK.search(css) else _CHANGES.get(tag, around.aside)


def _address(href: str | None) -> str | None:
    """Where a link leads, without the detour over Google or Outlook that these write into what is copied from them."""
    detour = _DETOUR.match(href or "")
    if href is None or detour is None:
        return href
    query = parse_qs(href[detour.end() :])
    said = (query.get("q") or query.get("url") or query.get("u") or [""])[0]
    return said if said.startswith(("https://", "http://")) else href


def _word_item(line: Line) -> Line:
    """A paragraph that Word calls a list's, without the sign that stands before it as text."""
    found = _WORD_MARKER.match(line.text)
    if not found:
        return line
    sign = found[0].strip()
    numbered = sign[:1].isdigit() or sign[1:2].isdigit()
    return replace(line, runs=cut(line.runs, found.end()), marker=sign if numbered or sign.isalnum() else "•")


def _parted(line: Line) -> list[Line]:
    """Breaks part paragraphs; in headings, items and quotes they are spaces."""
    if "\n" not in line.text:
        return [line]
    pieces = split_at_breaks(line)
    if line.kind == "text" and not line.level:
        return pieces
    runs = stripped(run._replace(text=run.text.replace("\n", " ")) for run in line.runs)
    return [replace(line, runs=runs)]


def _levels_by_size(lines: list[Line]) -> list[Line]:
    """Where no heading is marked as one, short lines in type larger than the text's are headings, by their size."""
    if any(line.level for line in lines):
        return lines
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0] if letters else 0
    larger = sorted(
        {line.size for line in lines if body and line.size >= body * 1.14 and len(line.text) < 200}, reverse=True
    )
    return [
        replace(line, level=larger.index(line.size) + 1)
        if line.size in larger[:6] and line.kind == "text" and len(line.text) < 200
        else line
        for line in lines
    ]
