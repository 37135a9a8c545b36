"""The differing words of two texts, each HTML or plain. The result is sanitized."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from lxml import html
from lxml.html.diff import cleanup_delete, expand_tokens, fixup_ins_del_tags, merge_delete, merge_insert, tokenize

from newsroom.text.rich_text import sanitize, sanitize_marked, with_plain_notes
from newsroom.text.tables import as_lines
from newsroom.text.word_diff import changes


def marked(old: str, new: str) -> SafeString:
    """Return one text with removed words in <del>, followed by added words in <ins>; changed link addresses are shown."""
    # lxml writes the address of a link as unescaped text, so sanitize again.
    return mark_safe(sanitize_marked(_diffed(*(sanitize(as_lines(with_plain_notes(text))) for text in (old, new)))))  # noqa: S308


def _diffed(old: str, new: str) -> str:
    """Compare as lxml's `htmldiff` does, but with removed words first, and in linear time."""
    before, after = (tokenize(text) if text else [] for text in (old, new))
    chunks: list[Any] = []
    for same, removed, added in changes(before, after):
        if same:
            chunks += expand_tokens(after[added], equal=True)
            continue
        if before[removed]:
            merge_delete(expand_tokens(before[removed]), chunks)
        if after[added]:
            inserted: list[Any] = []  # separate, because lxml would look at the removed words above
            merge_insert(expand_tokens(after[added]), inserted)
            chunks += inserted
    cleanup_delete(chunks)
    return str(fixup_ins_del_tags("".join(chunks).strip()))


def side_by_side(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Return both texts, each with the words that only it has in <ins>."""
    return _without_deleted(marked(other, one)), _without_deleted(marked(one, other))


def _without_deleted(text: str) -> SafeString:
    whole = html.fragment_fromstring(text, create_parent="div")
    for gone in whole.xpath(".//del"):
        gone.drop_tree()
    for emptied in reversed(list(whole.iterdescendants("p", "li", "ul", "ol", "h3", "blockquote"))):
        if not emptied.text_content().strip():
            emptied.drop_tree()
    inside = html.tostring(whole, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    return SafeString(re.sub(" {2,}", " ", inside).strip())  # parsed from sanitized HTML
