"""Excerpts that show why a text was found: HTML with <mark>, in which everything from the text is escaped."""

import re
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from html import escape
from itertools import chain
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from newsroom.search.words import TOKEN, Query, folded, stem

LENGTH = 260  # characters of an excerpt
BEFORE = 60  # of them, at most this many before the first match


class Match(NamedTuple):
    """A matching word: where it is in the text, and its stem."""

    start: int
    end: int
    stem: str


def matches(text: str, query: Query) -> list[Match]:
    """Return every word of `text` (Unicode NFC) that `query` looks for, in order."""
    words = {word for phrase in query.wanted for word in phrase}
    stems = {stem(word) for word in words}
    begun = query.wanted[-1][0] if query.begun else None
    found: list[Match] = []
    if not words:
        return found
    text = text.replace("_", " ")  # as `words_of` reads it, and of the same length
    # Most words begin with another letter and are skipped unread. One with combining accents has several beginnings.
    read = 0
    for start in _beginning("".join(sorted({word[0] for word in words}))).finditer(text):
        if start.start() < read:
            continue
        token = TOKEN.match(text, start.start())
        if token is None:
            continue
        read = token.end()
        word = folded(token[0])
        if word in words or stem(word) in stems or (begun and word.startswith(begun)):
            found.append(Match(token.start(), token.end(), stem(word)))
    return found


def marked(text: str, query: Query) -> SafeString:
    """Return all of `text` as HTML, with matches in <mark>."""
    return _html(text, matches(text, query), 0, len(text))


def excerpt(text: str, query: Query) -> SafeString:
    """Return the piece of `text` with the most different matches as HTML; its beginning if there are none."""
    return _piece(text, matches(text, query))


def excerpt_if_found(text: str, query: Query) -> SafeString:
    """Return the piece of `text` with the most different matches as HTML; "" if there are none."""
    found = matches(text, query)
    return _piece(text, found) if found else SafeString()


def _piece(text: str, found: list[Match]) -> SafeString:
    begin = _best(found)
    begin = text.rfind(" ", 0, max(begin - BEFORE, 0)) + 1 if begin > BEFORE else 0
    end = len(text) if len(text) - begin <= LENGTH else max(text.rfind(" ", begin, begin + LENGTH), begin + LENGTH // 2)
    return _html(text, found, begin, end)


def _best(found: list[Match]) -> int:
    """Return where the first of the pieces with the most different words begins."""
    starts = [match.start for match in found]
    best, begin = 0, 0
    for number, match in enumerate(found):
        within = found[number : bisect_left(starts, match.start + LENGTH - BEFORE)]
        if (different := len({each.stem for each in within})) > best:
            best, begin = different, match.start
    return begin


def _html(text: str, found: list[Match], begin: int, end: int) -> SafeString:
    pieces = ["… " if begin else ""]
    last = begin
    for match in found:
        if last <= match.start and match.end <= end:
            pieces += [escape(text[last : match.start]), "<mark>", escape(text[match.start : match.end]), "</mark>"]
            last = match.end
    pieces += [escape(text[last:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308  every piece of text is escaped


@lru_cache(1_000)
def _beginning(letters: str) -> re.Pattern[str]:
    """Return a pattern for the beginning of a word whose first letter, folded, is one of these."""
    spellings = "".join(
        map(re.escape, chain.from_iterable((letter, *_spellings().get(letter, ())) for letter in letters))
    )
    return re.compile(rf"(?<![^\W_])[{spellings}]")


@lru_cache(1)
def _spellings() -> dict[str, list[str]]:
    """Return, for each letter, the other characters that fold to it or to a word that begins with it: E, é, Ê for e."""
    found = defaultdict(list)
    folds = chain(range(0x3400), range(0xA000, 0x20000), range(0x2F800, 0x2FA20))  # elsewhere Unicode has ideographs
    for char in map(chr, folds):
        if char.isalnum() and (first := folded.__wrapped__(char)[:1]) and first != char:
            found[first].append(char)
    return found
