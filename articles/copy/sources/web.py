"""HTML as lines: a saved page, a clipboard, what Word and Google Docs call HTML, and what mammoth makes of a .docx.

nh3 first makes a well-formed tree of it, without scripts and styles; what is left is read tag by tag.
"""

import base64
import binascii
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

import nh3

from articles.copy.limits import MAX_PICTURES, NotCopy, refuse_depth
from articles.copy.lines import Copy, Line, Picture, Run, count, cut, split_at_breaks, stripped, tidied

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header h1 h2 h3 h4 h5 h6 hgroup hr html li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
INLINE = frozenset("a abbr b cite code del em font i ins kbd mark q s small span strong sub sup time tt u var".split())
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
_WORD_MARKER = re.compile(r"\s*(?:[·•o§\-–—*▪■□◦●○ØüvqÜ]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+")
_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(bold|bolder|normal|lighter|\d+)", re.I)
_ITALIC = re.compile(r"(?<![-\w])font-style:\s*(italic|oblique|normal)", re.I)
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
    clean = nh3.clean(
        html,
        tags=set(BLOCKS | INLINE | {"br", "img", "td", "th"}),
        clean_content_tags=set(UNREAD),
        attributes={"*": {"class", "style"}, "a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto", "data", "picture"},
        link_rel=None,
    )
    reader = _Reader(pictures or [])
    reader.feed(tidied(clean))
    reader.close()
    reader.end()
    lines = [each for line in reader.lines for each in _parted(line)]
    named = Counter(line.style for line in lines if line.style != "caption")
    lines = [replace(line, style="") if named[line.style] > NAMED else line for line in lines]
    return Copy(_levels_by_size(lines), count("".join(reader.said)), reader.pictures)


@dataclass
class _Open:
    """An element that is open, and how it marks what stands in it; None: as the one around it."""

    tag: str
    bold: bool | None = None
    italic: bool | None = None
    href: str | None = None
    size: float | None = None
    style: str = ""


@dataclass
class _State:
    runs: list[Run] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._say("\n")
        elif tag == "img":
            self._picture(given.get("src", ""), given.get("alt", ""))
        elif tag in ("td", "th"):
            if any(run.text.strip() for run in self.state.runs):
                self.state.runs.append(Run(" | "))
                self.said.append(" ")
        else:
            if tag in BLOCKS:
                self._flush()
                self.item_ended = self.item_ended or tag == "li"
            self.open.append(_opened(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            # A cell's paragraphs belong to its row: the row is the line.
            if tag == "p" and any(each.tag == "tr" for each in self.open):
                self._say(" ")
            else:
                self._flush()
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].tag == tag:
                del self.open[place]
                break

    def handle_data(self, data: str) -> None:
        if not any(each.tag == "pre" for each in self.open):
            data = re.sub(r"\s+", " ", data)
        self._say(data)

    def end(self) -> None:
        """What stood after the last block is a line, too."""
        self._flush()

    def _say(self, text: str) -> None:
        self.said.append(text)
        self.state.runs.append(
            Run(text, bool(self._said("bold")), bool(self._said("italic")), str(self._said("href") or ""))
        )
        if letters := len(text.strip()):
            self.state.sizes[float(self._said("size") or 0)] += letters

    def _said(self, name: str) -> Any:
        return next((said for each in reversed(self.open) if (said := getattr(each, name)) is not None), None)

    def _picture(self, src: str, alt: str) -> None:
        number = None
        if src.startswith("picture:") and src[8:].isdecimal() and int(src[8:]) < len(self.pictures):
            number = int(src[8:])
        elif found := _DATA.match(src):
            if len(self.pictures) >= MAX_PICTURES:
                raise NotCopy(f"There are more than {MAX_PICTURES} pictures in it. Bring the text, and upload them.")
            try:
                self.pictures.append(Picture(base64.b64decode(src[found.end() :]), alt))
                number = len(self.pictures) - 1
            except (binascii.Error, ValueError):
                number = None
        if number is not None:
            self._flush()
            self.lines.append(Line((), picture=number))

    def _flush(self) -> None:
        state, self.state = self.state, _State()
        self.said.append("\n")
        runs = stripped(state.runs)
        if not runs:
            return
        tags = [each.tag for each in self.open]
        styles = {each.style for each in self.open if each.style}
        listed = "li" in tags or "dd" in tags
        # A second paragraph of one item goes on with the item.
        if listed and not self.item_ended and self.lines and self.lines[-1].kind == "item":
            before = self.lines[-1]
            self.lines[-1] = replace(before, runs=stripped([*before.runs, Run("\n"), *runs]))
            return
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


def _opened(tag: str, given: dict[str, str]) -> _Open:
    css, called = given.get("style", ""), given.get("class", "")
    bold = True if tag in ("b", "strong") else None
    if found := _BOLD.search(css):
        weight = found[1].lower()
        bold = weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 600)
    italic = True if tag in ("i", "em", "cite") else None
    if found := _ITALIC.search(css):
        italic = found[1].lower() != "normal"
    size = None
    if found := _SIZE.search(css):
        size = float(found[1]) * (0.75 if found[2].lower() == "px" else 1)
    style = ""
    if tag in BLOCKS:
        style = next((name for name, pattern in STYLES if pattern.search(called)), "")
        if "mso-list:" in css.replace(" ", "") and "mso-list:none" not in css.replace(" ", "").lower():
            style = style if style in ("title", "subtitle") else "item"
    return _Open(tag, bold, italic, _address(given.get("href")) if tag == "a" else None, size, style)


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
