"""Two texts and the words in which they differ. All is sanitised: a text may be HTML, or not."""

import re

from django.utils.safestring import SafeString, mark_safe
from lxml import html
from lxml.html.diff import htmldiff

from newsroom.richtext import sanitise, sanitise_marked


def marked(old: str, new: str) -> SafeString:
    """Old and new in one text, with <del> and <ins>; where a link leads, too, if that differs."""
    # htmldiff writes the address of a link as text, but as it is: &lt; of the markup has become < there.
    text: str = htmldiff(sanitise(old) or "<p></p>", sanitise(new) or "<p></p>")
    return mark_safe(sanitise_marked(text))  # noqa: S308


def side_by_side(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Each of the two, with the words that only it has in <ins>."""
    return _without_deleted(marked(other, one)), _without_deleted(marked(one, other))


def _without_deleted(text: str) -> SafeString:
    whole = html.fragment_fromstring(text, create_parent="div")
    for gone in whole.xpath(".//del"):
        gone.drop_tree()
    for emptied in reversed(list(whole.iterdescendants("p", "li", "ul", "ol", "h3", "blockquote"))):
        if not emptied.text_content().strip():
            emptied.drop_tree()
    inside = html.tostring(whole, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    return SafeString(re.sub(" {2,}", " ", inside).strip())  # parsed from what was sanitised
