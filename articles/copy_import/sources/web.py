"""HTML as lines: a saved page, a clipboard, what Word and Google Docs call HTML, and what mammoth makes of a .docx.

nh3 first makes a well-formed tree of it, without scripts and styles; what is left is read tag by tag. What the markup
says is believed: a heading is one because it is marked as one, a row of cells is a row of a table.
"""

import base64
import binascii
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin

import nh3

from articles.copy_import.bullets import begins_item
from articles.copy_import.embeds import is_embed
from articles.copy_import.footnotes import with_notes
from articles.copy_import.limits import MAX_PICTURES, refuse_depth
from articles.copy_import.lines import (
    WORD,
    Copy,
    Line,
    Loss,
    Picture,
    Run,
    Runs,
    Why,
    count,
    cut,
    split_at_breaks,
    stripped,
    text_of,
    tidied,
)
from articles.copy_import.sources import wordpress
from articles.copy_import.sources.tables import Table
from newsroom.deadline import check
from newsroom.text import nh3_in_linear_time

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header h1 h2 h3 h4 h5 h6 hgroup li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
INLINE = frozenset(
    "a abbr b cite code del em font i ins kbd mark q s small span strike strong sub sup time tt u var".split()
)
CONTROLS = frozenset("button select textarea input object canvas".split())
PLAYED = frozenset("iframe video audio embed source".split())
LATER = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")  # where pages say it that load it late
VOID = frozenset("br hr img input embed source".split())
UNREAD = frozenset({"script", "style", "title", "xml"})  # with what is inside
TAGS = BLOCKS | INLINE | CONTROLS | PLAYED | {"br", "hr", "img", "td", "th"}
PAGE = frozenset("html head meta link base col colgroup wbr".split())
NAMED = 4  # lines of one class: more are a whole page that is called so
SHORT = 14  # words of a line of an address or a poem
# What classes, as sites and word processors write them, say of a block.
STYLES = (
    ("subtitle", re.compile(r"(?:^|[\W_])(?:mso)?(?:sub-?title|standfirst|dek|deck|lede|subhead(?:line)?)\b", re.I)),
    ("title", re.compile(r"(?:^|[\W_])(?:mso)?(?:title|headline)\b", re.I)),
    ("byline", re.compile(r"(?:^|[\W_])(?:by-?line|authors?)\b", re.I)),
    ("dateline", re.compile(r"(?:^|[\W_])(?:date-?line)\b", re.I)),
    ("date", re.compile(r"(?:^|[\W_])(?:pub-?date|timestamp)\b", re.I)),
    ("caption", re.compile(r"(?:^|[\W_])(?:mso)?caption\b", re.I)),
    ("quote", re.compile(r"(?:^|[\W_])(?:mso)?(?:intense)?quote\b", re.I)),
    ("embed", re.compile(r"\bwp-block-embed\b")),
    ("item", re.compile(r"\bMsoListParagraph|\bMsoListBullet|\bMsoListNumber", re.I)),
    *((name, re.compile(rf"^front-{name}$")) for name in ("section", "tags")),
)
_PULL = re.compile(r"pull-?quote", re.I)
_POST = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-(?:post|video)|reddit-(?:embed|card)"
    r"|mastodon-embed|text-post-media)\b"
)
_WORD_MARKER = re.compile(r"\s*(?:[·•o§\-–—*▪■□◦●○ØüvqÜ]\ufe0f?|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)])\s+")
_WORD_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)", re.I)
_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(bold|bolder|normal|lighter|\d+)", re.I)
_ITALIC = re.compile(r"(?<![-\w])font-style:\s*(italic|oblique|normal)", re.I)
_STRUCK = re.compile(r"(?<![-\w])text-decoration(?:-line)?:[^;]*\bline-through\b", re.I)
_UNSEEN = re.compile(
    r"(?<![-\w])(?:display:\s*none\b|visibility:\s*(?:hidden|collapse)\b|mso-hide:\s*all\b|(?:font-size|opacity):\s*0(?![.\d])"
    r"|(?:left|text-indent):\s*-\d{4})",
    re.I,
)
# Of no height; with a padding it is the frame of a picture.
_SHUT = re.compile(r"(?=.*overflow:\s*hidden)(?!.*padding).*(?<![-\w])(?:max-)?height:\s*0(?![.\d])", re.I | re.DOTALL)
_SCRIPT = re.compile(r"(?<![-\w])vertical-align:\s*(super|sub|baseline)\b", re.I)
_SCRIPTS = {"super": "sup", "sub": "sub", "baseline": ""}
_CHANGES = {
    "del": Why.DELETED, "s": Why.DELETED, "strike": Why.DELETED, "ins": Why.INSERTED,
    "u": Why.FORMAT, "mark": Why.FORMAT,
}  # fmt: skip
_COMMENT = re.compile(r"mso-element:\s*comment|\bmso(?:comment|com(?:anchor|off|txt))", re.I)
LEFT_OUT = (Why.DELETED, Why.HIDDEN, Why.ELEMENT, Why.AROUND, Why.COMMENT)
_SIZE = re.compile(r"(?<![-\w])font-size:\s*([\d.]+)\s*(pt|px)", re.I)
_DETOUR = re.compile(
    r"https?://(?:(?:www\.)?google\.\w+/url|[\w.]+\.safelinks\.protection\.outlook\.com/|l\.facebook\.com/l\.php)\?"
)
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)
# nh3 drops links of other schemes: as if within the page, they are dead links, which are reported.
_STRANGE_LINK = re.compile(r"(\bhref=[\"']?)\s*(?!https?:|mailto:)(?=[a-z][a-z0-9+.\-]{1,20}:)", re.I)
_ADDRESS = re.compile(r"https?://\S+")
_DRAWN = re.compile(r"<(svg|math)\b[^>]*>(.*?)(?:</\1\s*>|\Z)", re.I | re.DOTALL)
_NO_WORDS = re.compile(r"<(title|style|script)\b[^>]*>[^<]*</\1>|<[^<>]*>", re.I)
_AMP_VIDEO = re.compile(r"<amp-youtube\b[^<>]{0,500}?\bdata-videoid=[\"']?([\w-]{1,20})[^<>]{0,500}>", re.I)
_NAME = re.compile(r"<(/?)([a-z][^\s/>]*)", re.I)
_SHOWS = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\b", re.I)  # a larger copy of a picture
_BACK = frozenset("↩ ↩︎ ↑ ⬆ ^ ⤴ ↵".split())
MARK = re.compile(r"\[?\(?(?:\d{1,3}|[⁰¹²³⁴-⁹]{1,3}|[a-z]|[*†‡§]{1,3}|[ivx]{1,5})\)?\]?")
WHERE = 60  # characters of the passage above that say where something was


def read(html: str, pictures: list[Picture] | None = None, base: str = "") -> Copy:
    """The lines of an HTML document or fragment. `base` is the address of its page, for what is linked there.

    `pictures` are those that an <img src="picture:0"> refers to by number; others come along where the address holds
    them ("data:"), and those at outside addresses by their address: none is fetched.
    """
    html, shortcodes = wordpress.without_shortcodes(_STRANGE_LINK.sub(r"\g<1>#", html))
    refuse_depth(html)
    allowed: dict[str, Any] = {
        "tags": set(TAGS),
        "clean_content_tags": set(UNREAD),
        "attributes": {
            "*": {"class", "style", "hidden", "data-around", "id"},
            "a": {"href", "name"},
            "img": {"src", "alt", "width", "height", *LATER},
            "ol": {"start", "type"},
            "blockquote": {"cite", "data-instgrm-permalink"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            **{tag: {"src", "data-src", "poster"} for tag in PLAYED},
        },
        "url_schemes": {"http", "https", "mailto", "data", "picture"},
        "link_rel": None,
    }
    clean = nh3_in_linear_time.clean(_named(html), partial(nh3.clean, **allowed))
    reader = _Reader(pictures or [], base)
    reader.feed(tidied(clean))
    reader.close()
    reader.end()
    lines = [each for line in reader.lines for each in _parted(line)]
    named = Counter(line.style for line in lines if line.style not in ("caption", "cite"))
    lines = [replace(line, style="") if named[line.style] > NAMED else line for line in lines]
    lines, notes, numbers = with_notes(lines, reader.marks)
    losses = [*shortcodes, *reader.losses, *notes]
    return Copy(_levels_by_size(lines), count("".join(reader.said)) - numbers, reader.pictures, losses)


def _named(html: str) -> str:
    """The HTML with every element as one that nh3 keeps: it drops some that it doesn't know with all that is in them."""

    def drawn(found: re.Match[str]) -> str:
        words = " ".join(_NO_WORDS.sub(" ", found[2]).split())
        return f"<object>{words}</object>" if words else ""

    def known(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name.startswith("amp-") and name[4:] in PLAYED | {"img"}:
            return f"<{found[1]}{name[4:]}"
        if name == "template":
            return "</div" if found[1] else "<div hidden "
        return found[0] if name in TAGS or name in UNREAD or name in PAGE else f"<{found[1]}span"

    html = _AMP_VIDEO.sub(r'<iframe src="https://www.youtube.com/watch?v=\1"></iframe>', html)
    return _NAME.sub(known, _DRAWN.sub(drawn, html))


@dataclass(frozen=True)
class _Open:
    """An element that is open, and how what is in it is marked, by itself and by those around it."""

    tag: str = ""
    bold: bool = False
    italic: bool = False
    href: str = ""
    script: str = ""
    size: float = 0
    style: str = ""
    pull: bool = False
    depth: int = 0  # of a paragraph that Word calls an item
    in_pre: bool = False
    aside: Why | None = None
    note: str = ""
    id: str = ""


@dataclass
class _State:
    runs: list[Run] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    pictures: list[Line] = field(default_factory=list)  # inside this paragraph: they follow it
    loose: bool = False  # two breaks end it: its lines are paragraphs
    ids: set[str] = field(default_factory=set)  # of what is in it


@dataclass
class _List:
    """A list that is open: what its next item begins with."""

    tag: str
    start: int = 1
    numbering: str = ""


class _Reader(HTMLParser):
    """Reads the tags that nh3 wrote, and gathers runs until a block begins or ends."""

    def __init__(self, pictures: list[Picture], base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.lines: list[Line] = []
        self.above = ""  # the words of the last line that has some
        self.pictures = list(pictures)
        self.losses: list[Loss] = []
        self.said: list[str] = []
        self.open: list[_Open] = []
        self.state = _State()
        self.lists: list[_List] = []
        self.items: list[int | None] = []  # for each open item, the number of its line
        self.tables: list[Table] = []
        self.shelved: list[tuple[list[_List], list[int | None]]] = []
        self.posts: list[tuple[int, str]] = []  # where the lines of each open post begin, and its address
        self.links: list[tuple[str, int, int]] = []  # dead ones: address, and where their words begin
        self.marks: dict[str, Loss] = {}  # by the id that they lead to, what to say of the marks of footnotes
        self.has_source = False  # the video or audio that is open
        self.quotes = False  # a quotation begins
        self.term: Runs = ()  # of a definition
        self.aside: list[str] = []
        self.why = Why.HIDDEN  # why `aside` is reported

    @property
    def around(self) -> _Open:
        """The innermost element that is open."""
        return self.open[-1] if self.open else _Open()

    @property
    def where(self) -> str:
        """What is above, in words."""
        here = text_of(self.state.runs).strip()
        words = here or self.above
        words = " ".join(words[:400].split())
        return (
            f"after “{words if len(words) <= WHERE else words[:WHERE].rsplit(maxsplit=1)[0] + ' …'}”"
            if words
            else "at the top"
        )

    def report(self, why: Why, text: str) -> None:
        self.losses.append(Loss(why, " ".join(text.split()), self.where))

    # --- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        check()
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._break()
            return
        opened = _opened(tag, given, self.around, self.base)
        if opened.aside != self.around.aside:
            self._end_aside()
        if tag in BLOCKS or (tag == "cite" and self._inside("blockquote")):
            self._flush()
        if opened.aside not in LEFT_OUT or tag in VOID:
            self._begins(tag, given)
        self.state.ids |= {opened.id, given.get("name", "")} - {""}
        if tag not in VOID:
            self.open.append(opened)

    def _begins(self, tag: str, given: dict[str, str]) -> None:
        """What an element does besides marking its words."""
        if tag == "img":
            self._picture(given)
        elif tag == "hr" and self.around.aside not in LEFT_OUT:
            self._flush()
            self.lines.append(Line((), kind="divider"))
        elif tag in PLAYED:
            self._played(tag, given)
        elif tag == "blockquote":
            self.quotes = self.quotes or not self._inside("blockquote")
            if _POST.search(given.get("class", "")):
                said = given.get("cite") or given.get("data-instgrm-permalink", "").partition("?")[0]
                self.posts.append((len(self.lines), said))
        elif tag == "details":
            self.report(Why.FORMAT, "an expandable section, here shown in full")
        elif tag == "a":
            self._link(given.get("href"))
        else:
            self._begins_list_or_table(tag, given)

    def _begins_list_or_table(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            start = given.get("start", "")
            number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
            self.lists.append(_List(tag, number, given.get("type", "")))
        elif tag in ("li", "dd"):
            self.items.append(None)
        elif tag == "table":
            self.tables.append(Table(len(self.lines)))
            self.shelved.append((self.lists, self.items))  # of the item that the table is in
            self.lists, self.items = [], []
        elif tag == "tr" and self.tables:
            self.tables[-1].row()
        elif tag in ("td", "th") and self.tables:
            self._flush()
            self.tables[-1].cell(len(self.lines), tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag in ("td", "th") or (tag == "cite" and self._inside("blockquote")):
            self._flush()
        place = next((place for place in range(len(self.open) - 1, -1, -1) if self.open[place].tag == tag), None)
        if place is None:
            return
        ended = self.open.pop(place)
        if ended.aside != self.around.aside:
            self._end_aside()
        if ended.aside not in LEFT_OUT:
            self._ends(tag)

    def _ends(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in ("li", "dd") and self.items:
            self.items.pop()
        elif tag == "dl":
            self._end_term()
        elif tag == "table" and self.tables:
            table = self.tables.pop()
            self.lists, self.items = self.shelved.pop()
            self.lines = table.closed(self.lines)
        elif tag == "blockquote" and self.posts and not self._inside("blockquote"):
            self._end_post()
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        self._say(data if self.around.in_pre else re.sub(r"\s+", " ", data))

    def end(self) -> None:
        """What was behind the last block is a line, too."""
        self._end_aside()
        self._flush()
        self._end_term()

    def _inside(self, *tags: str) -> bool:
        return any(each.tag in tags for each in self.open)

    # --- words

    def _say(self, text: str) -> None:
        around = self.around
        if around.aside:
            self.aside.append(text)
            self.why = around.aside
            if around.aside in LEFT_OUT:
                return
        run = Run(text, around.bold, around.italic, around.href, around.script, around.note)
        self.said.append(run.plain)
        self.state.runs.append(run)
        if letters := len(text.strip()):
            self.state.sizes[around.size] += letters

    def _break(self) -> None:
        """A break parts lines, and two of them paragraphs."""
        said = text_of(self.state.runs[-2:])
        if said.strip() or not said.rstrip(" ").endswith("\n") or self.around.in_pre:
            self._say("\n")
        elif self.around.aside not in LEFT_OUT:
            self.state.loose = True
            self._flush()
            self.state.loose = True

    def _end_aside(self) -> None:
        """A passage that is reported ends where its element does."""
        text, self.aside = " ".join("".join(self.aside).split()), []
        if text:
            self.report(self.why, text)

    def _flush(self) -> None:
        if self.aside:
            self.aside.append(" ")
        if not self.state.runs and not self.state.pictures:
            self.state.loose = False
            return
        state, self.state = self.state, _State()
        self.said.append("\n")
        runs = stripped(state.runs)
        if runs:
            self.above = text_of(runs)
            self._line(runs, state)
        self.lines += state.pictures

    def _line(self, runs: Runs, state: _State) -> None:
        tags = [each.tag for each in self.open]
        styles = {each.style for each in self.open if each.style}
        if (above := self._goes_on_with(text_of(runs), styles)) is not None:
            line = self.lines[above]
            self.lines[above] = replace(line, runs=(*line.runs, Run("\n"), *runs))
            return
        if "dt" in tags:
            self._end_term()
            self.term = tuple(run._replace(bold=True) for run in runs)
            return
        level = next((int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)), 0)
        kind = "item" if self.items or ("item" in styles and not level) else "text"
        if kind == "text" and ("blockquote" in tags or "quote" in styles or any(each.pull for each in self.open)):
            kind = "quote"
        style = next(iter(sorted(styles - {"item", "quote"})), "")
        if "figcaption" in tags and self.lines and self.lines[-1].kind == "quote":
            kind, style = "quote", "cite"
        elif "figcaption" in tags or "caption" in tags:
            style = "caption"
        elif kind == "quote" and ("cite" in tags or tags[-1:] == ["footer"]):
            style = "cite"
        if self.term and "dd" in tags:
            runs, self.term = (*self.term, Run(": ", bold=True), *runs), ()
        line = Line(
            tuple(run._replace(bold=True) for run in runs) if "summary" in tags else runs,
            kind=kind,
            level=level if kind == "text" else 0,
            style=style,
            size=max(state.sizes, default=0) if len(state.sizes) == 1 else 0,
            apart=state.loose or (kind == "quote" and self.quotes),
            pull=kind == "quote" and any(each.pull for each in self.open),
            ids=tuple({each.id for each in self.open} | state.ids),
        )
        self.quotes = self.quotes and kind != "quote"
        if kind == "item":
            line = self._item(line)
        elif kind == "text" and (is_embed(line.text) or ("embed" in styles and _ADDRESS.fullmatch(line.text))):
            line = replace(line, kind="embed", src=line.text, style="")
            self._report_strange(line.src)
        self.lines.append(line if not self._keeps_breaks(line, state) else replace(line, style=style or "verse"))

    def _keeps_breaks(self, line: Line, state: _State) -> bool:
        """Whether the breaks in a paragraph part lines of one piece, an address or a poem, and not paragraphs."""
        if line.kind != "text" or line.level or "\n" not in line.text:
            return False
        pieces = line.text.split("\n")
        if all(run.href or not run.text.strip() for run in line.runs):
            return False  # links one below another
        short = all(count(piece) <= SHORT and not begins_item(piece) for piece in pieces)
        return self._inside("pre", "address") or (short and not state.loose)

    def _goes_on_with(self, text: str, styles: set[str]) -> int | None:
        """The line of the item that a paragraph goes on with: a second one in it; or one that Word calls a list's, without
        a sign or a level."""
        if self.items:
            return self.items[-1]
        listed = "item" in styles and not max(each.depth for each in self.open) and not _WORD_MARKER.match(text)
        return len(self.lines) - 1 if listed and self.lines and self.lines[-1].kind == "item" else None

    def _item(self, line: Line) -> Line:
        """An item with the place that its list, or Word, gives it."""
        if not self.items:
            depth = max(each.depth for each in self.open)
            return replace(_word_item(line), depth=max(0, depth - 1))
        self.items[-1] = len(self.lines)
        if not self.lists:
            return replace(line, marker="•")
        around = self.lists[-1]
        start, around.start = around.start, 1
        depth, numbered = len(self.lists) - 1, around.tag == "ol"
        return replace(
            line,
            marker="#" if numbered else "•",
            depth=depth,
            start=start,
            numbering=around.numbering if numbered else "",
        )

    def _end_term(self) -> None:
        """A term without a definition is an item of its own."""
        if self.term:
            self.lines.append(Line(self.term, kind="item", marker="•"))
            self.term = ()

    # --- links, pictures, what is played

    def _link(self, href: str | None) -> None:
        if href and not _leads_to(href, self.base):
            self.links.append((href, len(self.said), len(self.state.runs)))

    def _end_link(self) -> None:
        """Report a link that leads nowhere, but for the mark of a footnote. The way back from one goes."""
        if self._inside("a") or not self.links:
            return
        address, said, runs = self.links.pop()
        text = " ".join("".join(self.said[said:]).split())
        if address.startswith("#") and text in _BACK:
            del self.state.runs[runs:]
            return
        mark = address.startswith("#") and (MARK.fullmatch(text) or not WORD.search(text))
        name = address.removeprefix("#")
        loss = Loss(
            Why.NOTE if mark else Why.LINK, f"{text} ({name if ':' in address else address})" if text else address
        )
        loss = loss._replace(text=" ".join(loss.text.split()), where=self.where)
        if mark and name not in self.marks:
            self.marks[name] = loss
            return
        self.state.runs[runs:] = [run._replace(note="") for run in self.state.runs[runs:]]
        self.losses.append(loss)

    def _played(self, tag: str, given: dict[str, str]) -> None:
        src = next((given[name] for name in ("src", "data-src") if given.get(name)), "")
        if tag == "source" and (self.has_source or not self._inside("video", "audio")):
            return  # another form of the same, or one of a picture
        self.has_source = bool(src) and tag != "iframe"
        address = urljoin(self.base, "https:" + src if src.startswith("//") else src)
        if address.startswith(("http:", "https:")):
            self._flush()
            self.lines.append(Line(self._said_here(address), kind="embed", src=address))
            self._report_strange(address)
        elif src or tag == "embed":
            self.report(Why.ELEMENT, f"{tag} {src}")

    def _report_strange(self, address: str) -> None:
        """Report an embed of a site that stories can't show."""
        if not is_embed(address):
            self.report(Why.EMBED, address)

    def _said_here(self, address: str) -> Runs:
        self.said.append(f" {address} ")
        return (Run(address, href=address),)

    def _end_post(self) -> None:
        begins, said = self.posts.pop()
        post, self.lines = self.lines[begins:], self.lines[:begins]
        runs = [run for line in post for run in (Run("\n"), *line.runs)]
        leads = [href for href in (*(run.href for run in runs), said) if href.startswith("http")]
        if words := stripped(runs):
            self.lines.append(Line(words, kind="embed", src=leads[-1] if leads else ""))
            if not leads:
                self.report(Why.LINK, f"{text_of(words)} (the post’s address)")

    def _picture(self, given: dict[str, str]) -> None:
        src, alt = given.get("src", ""), given.get("alt", "")
        later = next((given[name].strip().partition(" ")[0] for name in LATER if given.get(name)), "")
        if later and (not src or src.startswith("data:")):
            src = later
        if self.around.aside in LEFT_OUT:
            said = " ".join(filter(None, [alt, src if re.match(r"(?:https?:)?//", src) else ""]))
            self.report(self.around.aside or Why.HIDDEN, f"a picture: {said}" if said else "a picture")
            return
        if {given.get("width", ""), given.get("height", "")} - {""} in ({"0"}, {"1"}, {"0", "1"}):
            return  # it counts readers
        number = self._number_of_picture(src, alt)
        if number is not None:
            if self.around.href and not _SHOWS.search(self.around.href):
                self.report(Why.PLAIN, f"{alt or 'a picture'} ({self.around.href})")
            picture = Line((), picture=number, src=self.pictures[number].src)
            if text_of(self.state.runs).strip():
                self.state.pictures.append(picture)
            else:
                self._flush()
                self.lines.append(picture)

    def _number_of_picture(self, src: str, alt: str) -> int | None:
        if src.startswith("picture:"):
            return int(src[8:]) if src[8:].isdecimal() and int(src[8:]) < len(self.pictures) else None
        if len(self.pictures) >= MAX_PICTURES:
            self.report(Why.PICTURE, f"{alt} {src[:200]}".strip() or "a picture")
            return None
        if found := _DATA.match(src):
            try:
                picture = Picture(base64.b64decode(src[found.end() :]), alt)
            except (binascii.Error, ValueError):
                self.report(Why.PICTURE, alt or "a picture that can’t be read")
                return None
        else:
            address = urljoin(self.base, "https:" + src if src.startswith("//") else src)
            if any(each.src == address for each in self.pictures if address):
                return None  # said twice, for browsers without scripts
            if not address.startswith(("http:", "https:")):
                self.report(Why.PICTURE, f"{alt} {src}".strip() or "a picture without an address")
                return None
            picture = Picture(b"", alt, address)
        self.pictures.append(picture)
        return len(self.pictures) - 1


def _opened(tag: str, given: dict[str, str], around: _Open, base: str) -> _Open:
    css, called = given.get("style", ""), given.get("class", "")
    bold = around.bold or tag in ("b", "strong")
    if found := _BOLD.search(css):
        weight = found[1].lower()
        bold = weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 600)
    italic = around.italic or tag in ("i", "em")
    if found := _ITALIC.search(css):
        italic = found[1].lower() != "normal"
    script = tag if tag in ("sub", "sup") else around.script
    if found := _SCRIPT.search(css):
        script = _SCRIPTS[found[1].lower()]
    size = around.size
    if found := _SIZE.search(css):
        size = float(found[1]) * (0.75 if found[2].lower() == "px" else 1)
    style, depth = "", around.depth
    if tag in BLOCKS:
        style = next((name for name, pattern in STYLES if pattern.search(called)), "")
        if "mso-list:" in css.replace(" ", "") and "mso-list:none" not in css.replace(" ", "").lower():
            style = style if style in ("title", "subtitle") else "item"
        if found := _WORD_LEVEL.search(css):
            depth = int(found[1])
    return _Open(
        tag,
        bold,
        italic,
        _leads_to(given.get("href", ""), base) if tag == "a" and given.get("href") else around.href,
        script,
        size,
        style,
        tag in BLOCKS and bool(_PULL.search(called)),
        depth,
        around.in_pre or tag == "pre",
        _aside(tag, given, around),
        given.get("href", "").removeprefix("#") if given.get("href", "").startswith("#") else around.note,
        given.get("id", ""),
    )


def _aside(tag: str, given: dict[str, str], around: _Open) -> Why | None:
    """Why what is in an element is not read as any other text; what is left out around it stays so."""
    if around.aside in LEFT_OUT:
        return around.aside
    css = given.get("style", "")
    if "data-around" in given:
        return Why.AROUND
    if _COMMENT.search(f"{css} {given.get('class', '')}"):
        return Why.COMMENT
    if "hidden" in given or _UNSEEN.search(css) or _SHUT.match(css):
        return Why.HIDDEN
    if tag in CONTROLS:
        return Why.ELEMENT
    if tag == "u" and around.href:
        return around.aside  # as links are drawn
    return Why.DELETED if _STRUCK.search(css) else _CHANGES.get(tag, around.aside)


def _leads_to(href: str, base: str) -> str:
    """The whole address of a link, without the detour over Google or Outlook that these write into what is copied from
    them; "" where it leads into a page that we don't know."""
    if detour := _DETOUR.match(href):
        query = parse_qs(href[detour.end() :])
        said = (query.get("q") or query.get("url") or query.get("u") or [""])[0]
        href = said if said.startswith(("https://", "http://")) else href
    try:
        address = urljoin(base, "https:" + href if href.startswith("//") else href)
    except ValueError:
        return ""
    return address if not href.startswith("#") and (base or re.match(r"[a-z]+:", address)) else ""


def _word_item(line: Line) -> Line:
    """A paragraph that Word calls a list's, without the sign that stands before it as text."""
    found = _WORD_MARKER.match(line.text)
    if not found:
        return replace(line, marker="•")
    sign = found[0].strip()
    letters = sign.strip("(.)") if sign[-1] in ".)" else ""
    numbering = ""
    if letters.isalpha():
        kind = "i" if letters.lower() == "i" or len(letters) > 1 else "a"
        numbering = kind.upper() if letters.isupper() else kind
    marker = sign if letters or sign.isalnum() else "•"
    return replace(line, runs=cut(line.runs, found.end()), marker=marker, numbering=numbering)


def _parted(line: Line) -> list[Line]:
    """Breaks part paragraphs, unless these are lines of one piece; in headings and items they are spaces."""
    if "\n" not in line.text or line.kind in ("table", "embed"):
        return [line]
    if line.style == "verse":
        return [replace(line, style="")]
    if line.kind == "text" and not line.level:
        return split_at_breaks(line)
    if line.kind == "quote":
        return [line]
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
