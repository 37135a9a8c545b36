"""Write XML as strings: a tree or a template is too slow for the long lists of feeds and sitemaps."""

import re
from html import escape

# Not allowed in XML 1.0, even escaped: https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLAIN = re.compile("[^&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def text(words: str) -> str:
    """Escape `words` for an element or attribute, and drop characters that XML forbids."""
    return words if PLAIN.fullmatch(words) else escape(FORBIDDEN.sub("", words))


def element(name: str, words: str) -> str:
    """Return <name>words</name>, or "" without words."""
    return f"<{name}>{text(words)}</{name}>" if words else ""
