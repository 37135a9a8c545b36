"""Two texts and the words in which they differ. All is sanitised: a text may be HTML, or not."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from lxml import html
from lxml.html.diff import cleanup_delete, expand_tokens, fixup_ins_del_tags, merge_delete, merge_insert, tokenize

from newsroom.text.rich_text import sanitise, sanitise_marked
from newsroom.text.word_diff import changes


def marked(old: str, new: str) -> SafeString:
    """Old and new in one text, what was removed in <del> and before what was added, in <ins>; where a link leads, too,
    if that differs."""
    # lxml writes the address of a link as text, but as it is: &lt; of the markup has become < there.
    return mark_safe(sanitise_marked(_diffed(sanitise(old), sanitise(new))))  # noqa: S308


def _diffed(old: str, new: str) -> str:
    """What lxml's `htmldiff` makes of its parts, but with the removed words first, and for texts of any length."""
    before, after = (tokenize(text) if text else [] for text in (old, new))
    chunks: list[Any] = []
    for same, removed, added in changes(before, after):
        if same:
            chunks += expand_tokens(after[added], equal=True)
            continue
        if before[removed]:
            merge_delete(expand_tokens(before[removed]), chunks)
        if after[added]:
            inserted: list[Any] = []  # apart: lxml looks at the words above, and these may be marks of a removal
            merge_insert(expand_tokens(after[added]), inserted)
            chunks += inserted
    cleanup_delete(chunks)
    return str(fixup_ins_del_tags("".join(chunks).strip()))


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
