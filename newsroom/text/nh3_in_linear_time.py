"""nh3 in linear time.

nh3 0.3 takes quadratic time for characters from U+0080 to U+00BF (« » ½ °) and for nested elements that are never
closed. So these characters are replaced while it works, and tags nested deeper than `DEEPEST` are dropped.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

DEEPEST = 500  # nested elements; a story has five
# Elements with an optional end tag, and empty ones.
IMPLIED = frozenset(
    "p li dd dt td th tr tbody thead tfoot option optgroup br hr img meta link input col colgroup area base embed source"
    " track wbr param html head body".split()
)
_PLANE = 0xF8000
_SLOW = {code: _PLANE + code for code in range(0x80, 0xC0)}
_BACK: dict[int, int | str] = {stand_in: code for code, stand_in in _SLOW.items()}
_BACK[_PLANE + 0xA0] = "&nbsp;"  # as nh3 writes it
_STRAY = dict.fromkeys(_BACK)  # dropped from the input
_REFERENCE = re.compile(r"&#?\w+;?")
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")  # before the last ">", linear


def clean(html: str, cleaner: Callable[[str], str]) -> str:
    """Return `cleaner(html)`, where `cleaner` calls nh3."""
    swapped = _REFERENCE.sub(_swapped, _shallow(html).translate(_STRAY)).translate(_SLOW)
    return cleaner(swapped).translate(_BACK)


def _swapped(reference: re.Match[str]) -> str:
    letter = unescape(reference[0])
    return letter if len(letter) == 1 and ord(letter) in _SLOW else reference[0]


def _shallow(html: str) -> str:
    """Return `html` without tags nested deeper than DEEPEST and without end tags that close nothing."""
    if html.count("<") <= DEEPEST:
        return html
    opened, depth = Counter[str](), 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        closing, name = tag[1], tag[2].lower()
        if name in IMPLIED or tag[3].endswith("/"):
            return tag[0]
        if closing:
            if not opened[name]:
                return ""
            opened[name] -= 1
            depth -= 1
        elif depth >= DEEPEST:
            return ""
        else:
            opened[name] += 1
            depth += 1
        return tag[0]

    end = html.rfind(">") + 1  # no tag ends after it, and searching there would take quadratic time
    return TAG.sub(kept, html[:end]) + html[end:]
