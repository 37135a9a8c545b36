"""Three-way merge of one text, word by word: changes to different words are both kept.

The method is diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007) over words, with bold, links and
the like as attributes of a word, so that one side can set a word in bold and the other link it. Changes without an
unchanged word between them are never joined but left to a person: "12,000 soldiers" and "11,000 troops", both from
"10,000 men", must not become "12,000 troops".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape, unescape
from typing import NamedTuple

from newsroom.text.rich_text import sanitize_linked as sanitize
from newsroom.text.word_diff import runs

MINE, THEIRS = "mine", "theirs"
PARAGRAPH = "¶"  # begins the token of a paragraph; in a text it is a token by itself
_TOKEN = re.compile(r"<[^<>]*>|&\#?\w+;|\w+(?:[.,’'‑-]\w+)*|\s+|.", re.DOTALL)
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_BLOCKS = frozenset("p h2 h3 li ul ol blockquote".split())
NEAR = 4  # tokens in which the end of a sentence can be seen: a full stop and quotation marks after it
_ENDED = re.compile(r"[.!?…][”’\"')»\]]*\Z")


class Written(str):
    """A text written by hand, which answers a question instead of MINE or THEIRS."""

    __slots__ = ()


class Token(NamedTuple):
    """A word, a punctuation mark, white space, a line break, or the start of a paragraph, with the opening tags around it."""

    text: str
    marks: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def begins_paragraph(self) -> bool:
        return self.text[0] == PARAGRAPH and len(self.text) > 1


Tokens = list[Token]


class Edit(NamedTuple):
    """A change on one side: `base[start:end]` became `side[new_start:new_end]`."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True)
class Question:
    """A passage that both sides changed. All texts are HTML; `before` and `after` are the rest of the paragraph."""

    id: str
    base: str
    mine: str
    theirs: str
    before: str
    after: str


def merge_html(
    base: str, mine: str, theirs: str, answers: Mapping[str, str] | None = None
) -> tuple[str, list[Question]]:
    """Merge two sanitized rich texts that are both based on `base`.

    `answers` are by question id: MINE, THEIRS, or a `Written` text, which is HTML. Return the merged text, which the
    caller sanitizes, and the questions left, in whose places the text has `mine`.
    """
    if mine == theirs or theirs == base:
        return mine, []
    if mine == base:
        return theirs, []
    merged: Tokens = []
    asked: dict[str, tuple[slice, list[Tokens]]] = {}
    alike: Counter[str] = Counter()
    for settled, sides in _passages(*map(tokens, (base, mine, theirs))):
        if settled is None:
            digest = sha256("\0".join(map(html, sides)).encode()).hexdigest()[:16]
            alike[digest] += 1
            name = f"{digest}-{alike[digest]}"
            settled = _answered(sides, (answers or {}).get(name))
            if settled is None:
                settled = sides[1]
                asked[name] = slice(len(merged), len(merged) + len(settled)), sides
        merged += settled
    return html(merged), [_question(name, merged, *each) for name, each in asked.items()]


def merge_plain(
    base: str, mine: str, theirs: str, answers: Mapping[str, str] | None = None
) -> tuple[str, list[Question]]:
    """Like `merge_html`, for plain texts; the texts of the questions are HTML, and `Written` answers are plain."""
    escaped = {
        name: Written(escape(text)) if isinstance(text, Written) else text for name, text in (answers or {}).items()
    }
    merged, questions = merge_html(escape(base), escape(mine), escape(theirs), escaped)
    return unescape(merged), questions


def tokens(text: str) -> Tokens:
    """Split sanitized rich text. Tags around words become their marks, tags around a paragraph the token before it."""
    if "<" not in text:
        return list(map(_plain_token, _TOKEN.findall(text)))
    return list(_marked_tokens(text))


def _marked_tokens(text: str) -> Iterator[Token]:
    blocks: list[str] = []
    marks: list[str] = []
    known, closed = 0, False  # open blocks that a token has, and whether one has closed since
    for found in _TOKEN.finditer(text):
        piece = found[0]
        name = _name(piece) if piece[0] == "<" else ""
        if name in _BLOCKS:
            if piece[1] != "/":
                blocks.append(piece)
                continue
            if known < len(blocks):
                yield _beginning(blocks, known)
            del blocks[-1:]
            known, closed = len(blocks), True
        elif name and name != "br":
            marks = [*marks, piece] if piece[1] != "/" else marks[:-1]
        else:
            if known < len(blocks) or (closed and blocks):
                yield _beginning(blocks, known)
            known, closed = len(blocks), False
            yield Token(piece, tuple(marks))


@lru_cache(maxsize=10_000)
def _plain_token(text: str) -> Token:
    """Return the token of a word without marks. The three texts of a merge share most of theirs."""
    return Token(text)


def _beginning(blocks: list[str], known: int) -> Token:
    """Return the token of a paragraph: all blocks around it, and how many of them continue from the paragraph above."""
    return Token(f"{PARAGRAPH}{known}", tuple(blocks))


def html(found: Iterable[Token]) -> str:
    """Join tokens to HTML as the sanitizer writes it."""
    found = list(found)
    if not any(token[1] for token in found):
        return "".join(token[0] for token in found)
    written: list[str] = []
    blocks: list[str] = []
    marks: tuple[str, ...] = ()
    for token in found:
        kept = 0
        if token.begins_paragraph:
            written += [_closing(mark) for mark in reversed(marks)]
            marks, goes_on = (), int(token.text[1:])
            while kept < min(goes_on, len(blocks)) and blocks[kept] == token.marks[kept]:
                kept += 1
            written += [_closing(block) for block in reversed(blocks[kept:])]
            blocks[kept:] = token.marks[kept:]
            written += blocks[kept:]
            continue
        if token.marks == marks:
            written.append(token.text)
            continue
        while kept < min(len(marks), len(token.marks)) and marks[kept] == token.marks[kept]:
            kept += 1
        written += [_closing(mark) for mark in reversed(marks[kept:])]
        written += token.marks[kept:]
        written.append(token.text)
        marks = token.marks
    written += [_closing(tag) for tag in reversed([*blocks, *marks])]
    return "".join(written)


def _closing(tag: str) -> str:
    return f"</{_name(tag)}>"


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _passages(base: Tokens, mine: Tokens, theirs: Tokens) -> Iterator[tuple[Tokens | None, list[Tokens]]]:
    """Yield the text piece by piece: merged, or None if a person must decide; and as it is in base, mine and theirs."""
    both = [list(_edits(base, mine)), list(_edits(base, theirs))]
    _add_clashes_of_marks(base, (mine, theirs), both)
    at, shift = 0, [0, 0]  # offset of each side from the base
    rest: tuple[int, int, list[list[Edit]]] = (len(base), len(base), [[], []])
    for start, end, edits in [*_groups(base, both), rest]:
        was, ours, others = (
            text[at + moved : start + moved] for text, moved in zip((base, mine, theirs), (0, *shift), strict=True)
        )
        if ours != others:
            words = zip(was, ours, others, strict=True)
            ours = [Token(word.text, _marks(word.marks, one.marks, other.marks) or ()) for word, one, other in words]
        yield ours, []
        slices = []
        for side, (own, text) in enumerate(zip(edits, (mine, theirs), strict=True)):
            first = start + shift[side]
            shift[side] += sum((edit.new_end - edit.new_start) - (edit.end - edit.start) for edit in own)
            slices.append(text[first : end + shift[side]])
        sides = [base[start:end], *slices]
        yield _settled(sides, base[max(start - NEAR, 0) : start], base[end : end + 1]), sides
        at = end


def _edits(base: Tokens, side: Tokens) -> Iterator[Edit]:
    """Yield the changes of one side in order."""
    at_base = at_side = size = 0
    for start, new_start, following in [*runs(_words(base), _words(side)), (len(base), len(side), 0)]:
        if (start, new_start) != (at_base, at_side):
            edit = Edit(at_base, start, at_side, new_start)
            yield _slid(edit, base, side, size, following) if at_base == start else edit
        at_base, at_side, size = start + following, new_start + following, following


def _words(text: Tokens) -> list[str]:
    return [token.text for token in text]


def _slid(edit: Edit, base: Tokens, side: Tokens, before: int, after: int) -> Edit:
    """Move an insertion to where it is whole sentences, if it can be read so; otherwise as far down as possible.

    "The army left. " before "The king stayed." can also be read as "army left. The " after "The ". `before` and `after`
    are the numbers of unchanged tokens around it.
    """
    _, place, first, last = edit
    right = left = 0
    while right < after and side[first + right] == side[last + right] == base[place + right]:
        right += 1
    while left < before and side[first - left - 1] == side[last - left - 1] == base[place - left - 1]:
        left += 1
    whole = any(token.begins_paragraph for token in side[first:last])
    for step in range(right, -left - 1, -1):
        here, start, end = place + step, first + step, last + step
        edges = side[start : min(start + 1, end - NEAR)] + side[max(start, end - NEAR) : end]
        if _is_whole(edges, base[max(here - NEAR, 0) : here], base[here : here + 1], paragraphs=whole):
            right = step
            break
    return Edit(place + right, place + right, first + right, last + right)


def _is_whole(inserted: Tokens, before: Tokens, after: Tokens, *, paragraphs: bool | None = None) -> bool:
    """Return whether the insertion is whole paragraphs, or whole sentences between others.

    The space before sentences belongs to them, or at the start of a paragraph the one after, so that two insertions at
    one place look alike. If `inserted` has only the edges, `paragraphs` says whether a paragraph begins in it.
    """
    if any(token.begins_paragraph for token in inserted) if paragraphs is None else paragraphs:
        return inserted[0].begins_paragraph and (not after or after[0].begins_paragraph)
    if not before or before[-1].begins_paragraph:
        return _ends(inserted[:-1] if inserted[-1].is_space else inserted)
    return inserted[0].is_space and _ends(before) and _ends(inserted)


def _ends(text: Tokens) -> bool:
    """Return whether `text` is empty or ends with a sentence."""
    return (
        not text
        or text[-1].begins_paragraph
        or _ENDED.search("".join(token.text for token in text[-NEAR:])) is not None
    )


def _groups(base: Tokens, both: list[list[Edit]]) -> Iterator[tuple[int, int, list[list[Edit]]]]:
    """Yield edits that touch: start and end in the base, and the edits of each side."""
    start, end = 0, -1
    edits: list[list[Edit]] = []
    for edit, side in sorted((edit, side) for side, own in enumerate(both) for edit in own):
        if end >= 0 and any(token.is_word for token in base[end : edit.start]):
            yield start, end, edits
            end = -1
        if end < 0:
            start, end, edits = edit.start, edit.start, [[], []]
        end = max(end, edit.end)
        edits[side].append(edit)
    if end >= 0:
        yield start, end, edits


def _add_clashes_of_marks(base: Tokens, sides: tuple[Tokens, Tokens], both: list[list[Edit]]) -> None:
    """Add words whose marks the sides changed differently, such as two links, to the edits of both."""
    if not any(token[1] for side in sides for token in side):
        return
    places = [_places(len(base), own) for own in both]
    for place, token in enumerate(base):
        ours, others = (where[place] for where in places)
        if ours is None or others is None:
            continue
        if _marks(token.marks, sides[0][ours].marks, sides[1][others].marks) is None:
            for own, there in zip(both, (ours, others), strict=True):
                own.append(Edit(place, place + 1, there, there + 1))
    for own in both:
        own.sort()


def _places(length: int, edits: list[Edit]) -> list[int | None]:
    """Return the place of each base token on a side, or None if it was changed there."""
    found: list[int | None] = []
    shift = 0
    for edit in [*edits, Edit(length, length, 0, 0)]:
        found += range(len(found) + shift, edit.start + shift)
        found += [None] * (edit.end - edit.start)
        shift += (edit.new_end - edit.new_start) - (edit.end - edit.start)
    return found


def _marks(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...] | None:
    """Merge the marks of one word; None if the sides gave it different marks of one kind."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    was, ours, others = ({_name(mark): mark for mark in marks} for marks in (base, mine, theirs))
    merged: dict[str, str | None] = {}
    for name in was | ours | others:
        old, one, other = was.get(name), ours.get(name), others.get(name)
        if one != other and old not in (one, other):
            return None
        merged[name] = other if one == old else one
    # A note is around other marks, so that these don't cut it in two.
    in_order = sorted(merged.items(), key=lambda mark: (mark[0] != "footnote", mark[0]))
    return tuple(mark for _, mark in in_order if mark)


def _settled(sides: list[Tokens], before: Tokens, after: Tokens) -> Tokens | None:
    """Return the merged passage, or None if a person must decide."""
    base, mine, theirs = sides
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if not base and _is_whole(mine, before, after) and _is_whole(theirs, before, after):
        return _one_after_the_other(mine, theirs)
    return None


def _one_after_the_other(*insertions: Tokens) -> Tokens:
    """Join insertions of whole sentences, without duplicates, sorted so that the result doesn't depend on who is first."""
    first, second = sorted(insertions)
    known = {_stripped(each) for each in _sentences(first)}
    second = [token for each in _sentences(second) if _stripped(each) not in known for token in each]
    if not second:
        return first
    apart = first[-1].is_space or second[0].is_space or second[0].begins_paragraph
    return [*first, *([] if apart else [Token(" ")]), *second]


def _sentences(text: Tokens) -> Iterator[Tokens]:
    start = 0
    for end in range(1, len(text) + 1):
        at_end = end == len(text) or text[end].begins_paragraph or (text[end].is_space and _ends(text[start:end]))
        if at_end:
            yield text[start:end]
            start = end


def _stripped(text: Tokens) -> str:
    return html(text).strip()


def _answered(sides: list[Tokens], answer: str | None) -> Tokens | None:
    _, mine, theirs = sides
    if isinstance(answer, Written):
        written = tokens(sanitize(answer))
        if written and written[0].begins_paragraph and not any(side and side[0].begins_paragraph for side in sides):
            del written[0]  # an editor of rich text begins every text with a paragraph
        spaced = [side for side in (mine, theirs) if side]
        first = [side[0] for side in spaced if side[0].is_space][:1]
        last = [side[-1] for side in spaced if side[-1].is_space][:1]
        return [*first, *written, *last] if written else []
    return {MINE: mine, THEIRS: theirs}.get(answer or "")


def _question(name: str, merged: Tokens, passage: slice, sides: list[Tokens]) -> Question:
    start, end = passage.start, passage.stop
    while start > 0 and not merged[start - 1].begins_paragraph:
        start -= 1
    while end < len(merged) and not merged[end].begins_paragraph:
        end += 1
    around = merged[start : passage.start], merged[passage.stop : end]
    return Question(name, *map(html, sides), *map(html, around))
