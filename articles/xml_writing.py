"""XML written by hand: feeds and sitemaps are long lists of short elements, and a tree or a template costs more than they."""

import re
from html import escape

# What no XML 1.0 document may hold, in whatever spelling. https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PLAIN = re.compile("[^&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def text(words: str) -> str:
    """`words` for between two tags or for an attribute's value; characters that XML forbids are dropped."""
    return words if PLAIN.fullmatch(words) else escape(FORBIDDEN.sub("", words))


def element(name: str, words: str) -> str:
    """<name>words</name>; "" where there are no words."""
    return f"<{name}>{text(words)}</{name}>" if words else ""
