"""nh3 in time that grows with the text.

Measured on nh3 0.3: it takes the square of the time for letters from U+0080 to U+00BF (« » ½ °, the no-break space),
and for elements inside each other that are never closed. The desk's texts and imported copy come from people, so both
are taken out of its way: the letters are exchanged for letters of a private plane while it works, and tags deeper
than `DEEPEST` are left out.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

DEEPEST = 500  # elements inside each other; a story has five
# Elements that HTML closes by itself, and such as hold nothing.
IMPLIED = frozenset(
    "p li dd dt td th tr tbody thead tfoot option optgroup br hr img meta link input col colgroup area base embed source"
    " track wbr param html head body".split()
)
_PLANE = 0xF8000
_SLOW = {code: _PLANE + code for code in range(0x80, 0xC0)}
_BACK: dict[int, int | str] = {stand_in: code for code, stand_in in _SLOW.items()}
_BACK[_PLANE + 0xA0] = "&nbsp;"  # as nh3 writes it
_STRAY = dict.fromkeys(_BACK)  # nobody means these
_REFERENCE = re.compile(r"&#?\w+;?")
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")  # before the last ">", linear


def clean(html: str, cleaner: Callable[[str], str]) -> str:
    """Return what `cleaner`, which calls nh3, makes of `html`."""
    swapped = _REFERENCE.sub(_swapped, _shallow(html).translate(_STRAY)).translate(_SLOW)
    return cleaner(swapped).translate(_BACK)


def _swapped(reference: re.Match[str]) -> str:
    letter = unescape(reference[0])
    return letter if len(letter) == 1 and ord(letter) in _SLOW else reference[0]


def _shallow(html: str) -> str:
    """`html` without the tags that are more than DEEPEST inside each other, and without those that close nothing."""
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

    end = (
        html.rfind(">") + 1
    )  # behind it no tag ends: to look for one from every "<" there takes the square of the time
    return TAG.sub(kept, html[:end]) + html[end:]
