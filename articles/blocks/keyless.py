"""Blocks that came without keys, as from copy pasted over a text, take the keys of those they replace, by their words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from articles.blocks.block import Row, block_of
from newsroom.text.word_diff import runs

ALIKE = 0.5  # the share of words that two blocks must have in common
MOST = 2_500  # pairs of blocks that are compared between two that are the same


def with_keys(rows: list[Any], before: Iterable[Row]) -> list[Any]:
    """Return `rows` with keys for those without one that are like a block of `before` that is gone from `rows`.

    Blocks that stay in their order are found; each key is given once. A row that is like none is left without a key.
    """
    given = {str(row.get("key")) for row in rows if isinstance(row, dict)}
    gone = [row for row in before if row["key"] not in given]
    keyless = [place for place, row in enumerate(rows) if _is_keyless(row)]
    if not (gone and keyless):
        return rows
    found = [*rows]
    old, new = [_words(row) for row in gone], [_words(rows[place]) for place in keyless]
    for at_old, at_new in _pairs(old, new):
        found[keyless[at_new]] = {**rows[keyless[at_new]], "key": gone[at_old]["key"]}
    return found


def _is_keyless(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and not row.get("key")
        and isinstance(row.get("fields"), dict)
        and isinstance(row.get("type"), str)
    )


def _words(row: Row) -> str:
    """Return the type and the words of a block, by which it is recognized."""
    block = block_of({"key": "", **row})
    return "\n".join([row["type"], *(str(getattr(block, name)) for name in block.texts)])


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield places of blocks that are the same or alike, in order on both sides."""
    at_old = at_new = 0
    for start, new_start, size in [*runs(old, new), (len(old), len(new), 0)]:
        yield from _alike(old, new, range(at_old, start), range(at_new, new_start))
        yield from zip(range(start, start + size), range(new_start, new_start + size), strict=True)
        at_old, at_new = start + size, new_start + size


def _alike(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> Iterator[tuple[int, int]]:
    if len(olds) * len(news) > MOST:
        return
    counts = {place: Counter(old[place].split()) for place in olds}
    first = olds.start
    for place in news:
        words = Counter(new[place].split())
        scores = [
            (_share(counts[other], words), -other)
            for other in range(first, olds.stop)
            if _type(old[other]) == _type(new[place])
        ]
        score, best = max(scores, default=(0.0, 0))
        if score >= ALIKE:
            yield -best, place
            first = 1 - best


def _type(words: str) -> str:
    return words.partition("\n")[0]


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of the words of the longer that both have, without the type of the block."""
    longer = max(one.total(), other.total()) - 1
    return ((one & other).total() - 1) / longer if longer else 0.0
