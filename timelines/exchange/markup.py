"""Untrusted markup and addresses: their plain words, and what is dangerous in them."""

import html
import re
from urllib.parse import quote

from newsroom.deadline import check
from newsroom.text.rich_text import sanitize

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SCHEME = re.compile(r"^(javascript|vbscript|data|file|blob|about|livescript|mocha):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_UNSAFE_IN_TEXT = re.compile(r"<(?=[a-zA-Z/!?])|&(?=#?\w+;)")
_CLOSING = re.compile(r"</(?:a|b|i|u|p|em|li|ol|ul|div|span|strong|html|h[1-6])>|<br ?/?>", re.IGNORECASE)
_OLD_MARKS = re.compile(r"<(/?)([bi])(?=[\s>/])", re.IGNORECASE)
STRESS = {"b": "strong", "i": "em"}
_BLOCK = re.compile(r"<(p|ul|ol|li|blockquote|h[1-6]|div|table|section|article)\b", re.IGNORECASE)
_MEDIA = {"iframe": "src", "img": "src", "video": "src", "audio": "src", "source": "src", "embed": "src", "a": "href"}


def tidy(text: str) -> str:
    """Remove control characters and lone surrogates, which no database or file accepts."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_OPENING = re.compile(r"<(?:(!--)|([!?])|(/?)([a-zA-Z][^\s/>]*))")
_ATTRIBUTE = re.compile(r"""[\s/]*(?:(>)|([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)""")
_APART = frozenset("br p li div blockquote h1 h2 h3 h4 h5 h6".split())


class _Parts:
    """The text, and the tags with attributes, of a piece of markup.

    One pass, whatever is left open: Python's own parser searches all of the rest for the end of each unclosed tag.
    """

    def __init__(self, markup: str) -> None:
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.markup = markup
        place = 0
        comments_end = markup.rfind("-->")
        while found := _OPENING.search(markup, place):
            check()
            comment, declaration, closing, name = found.groups()
            self._text(place, found.start())
            if comment and found.end() > comments_end:  # it never ends, so it is text
                self._text(found.start(), found.end())
                place = found.end()
                continue
            end = self._past("-->", found.end()) if comment else self._past(">", found.end()) if declaration else None
            if name:
                end = self._tag(name.lower(), found.end(), closing)
            if end is None:  # no ">" comes any more: the rest is text
                place = found.start()
                break
            place = end
        self._text(place, len(markup))

    def _past(self, sign: str, place: int) -> int | None:
        """Return the position after the next `sign`; None if there is none."""
        found = self.markup.find(sign, place)
        return found + len(sign) if found >= 0 else None

    def _text(self, begin: int, end: int) -> None:
        if begin < end:
            self.words.append(html.unescape(self.markup[begin:end]))

    def _tag(self, name: str, place: int, closing: str) -> int | None:
        """Return the position after the tag, or after the script that it begins; None if the tag doesn't end."""
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self.markup, place):
            place = found.end()
            if found[1]:
                break
            attributes.setdefault(found[2].lower(), html.unescape(found[3] or found[4] or found[5] or ""))
        else:
            return None
        if closing:
            return place
        self.tags.append((name, attributes))
        if name in _APART:
            self.words.append(" ")
        if name in ("script", "style"):  # they contain no text
            ended = re.compile(rf"</{name}\b", re.IGNORECASE).search(self.markup, place)
            return ended.start() if ended else len(self.markup)
        return place


def plain(text: str) -> str:
    """Return the words of markup on one line."""
    words = "".join(_Parts(text).words) if "<" in text or "&" in text else text
    return " ".join(tidy(words).split())


def tags(text: str) -> set[str]:
    """Return the tags in `text`, as "<b>"."""
    return {f"<{tag}>" for tag, _ in _Parts(text).tags if tag} if "<" in text else set()


def is_plainer(text: str, other: str) -> bool:
    """Whether a text has the words of another one in paragraphs without marks."""
    return tags(text) <= {"<p>", "<br>"} and plain(text) == plain(other)


def is_html(text: str) -> bool:
    """Whether a text that may be plain has tags of HTML: one that closes, or a line break."""
    return bool(_CLOSING.search(text))


def as_html(text: str) -> str:
    """Escape plain text only where markup would read it differently."""
    return _UNSAFE_IN_TEXT.sub(lambda found: html.escape(found[0]), text)


def paragraphs(text: str) -> str:
    """Split text without paragraphs at its empty lines."""
    if not text.strip() or _BLOCK.search(text):
        return text.strip()
    blocks = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{block.strip().replace(chr(10), '<br>')}</p>" for block in blocks)


def cleaned(text: str) -> tuple[str, list[str]]:
    """Sanitize rich text. Returns it with what was dropped: tags, then addresses that aren't on the web."""
    text = _OLD_MARKS.sub(lambda found: f"<{found[1]}{STRESS[found[2].lower()]}", text)
    clean = sanitize(text)
    before, after = _Parts(text), _Parts(clean)
    kept = {tag for tag, _ in after.tags}
    dropped = sorted({f"<{tag}>" for tag, _ in before.tags if tag and tag not in kept | {"html", "body"}})
    links = sum(tag == "a" and "href" in attributes for tag, attributes in after.tags)
    wanted = [attributes["href"] for tag, attributes in before.tags if tag == "a" and attributes.get("href")]
    if len(wanted) > links:
        schemes = {f"a {bad} address" for href in wanted if (bad := bad_scheme(href))}
        dropped += sorted(schemes) or ["the address of a link"]
    if any(name.startswith("on") for _, attributes in before.tags for name in attributes):
        dropped.append("script attributes")
    return clean, dropped


def bad_scheme(address: str) -> str:
    """Return "javascript:" or the like, however it is written; "" for a harmless address."""
    found = _SCHEME.match(_INVISIBLE.sub("", html.unescape(address[:200])))
    return f"{found[1].lower()}:" if found else ""


def whole_address(text: str) -> str:
    """Complete an address as pages write it: //example.org, www.example.org, blanks."""
    text = text.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    elif text.lower().startswith("www."):
        text = f"https://{text}"
    return quote(text, safe="!#$%&'()*+,/:;=?@[]~-._") if re.search(r"[\s<>\"]", text) else text


def address_in(text: str) -> str:
    """Return the address of what markup shows: an <iframe>'s, a picture's, the last link of a quotation."""
    found = _Parts(text).tags
    addresses = [(tag, attributes[_MEDIA[tag]]) for tag, attributes in found if attributes.get(_MEDIA.get(tag, ""))]
    shown = [address for tag, address in addresses if tag != "a"]
    return shown[0] if shown else addresses[-1][1] if addresses else ""
