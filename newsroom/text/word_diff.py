"""The words that two texts share, in order, in nearly linear time.

`difflib` takes quadratic time, and cubic for repeated words. So texts are first cut at words, or a few in a row, that
occur exactly once in both, and only short pieces are left to it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SHORT = 50  # words of a piece that difflib compares
RUNS = (1, 2, 4, 8)  # words in a row to look for
DEEPEST = 12  # nested cuts
STRAY = 2  # so few equal words in a changed passage are a coincidence


class Same(NamedTuple):
    old: int
    new: int
    size: int


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Yield the texts piece by piece: whether the piece is the same, and its slice of each text."""
    stray = min(STRAY, min(len(old), len(new)) // 4)
    at_old = at_new = 0
    for same in [*runs(old, new), Same(len(old), len(new), 0)]:
        if same.size and same.size <= stray and not _is_edge(same, old, new):
            continue
        if (same.old, same.new) != (at_old, at_new):
            yield False, slice(at_old, same.old), slice(at_new, same.new)
        at_old, at_new = same.old + same.size, same.new + same.size
        if same.size:
            yield True, slice(same.old, at_old), slice(same.new, at_new)


def runs(old: Sequence[str], new: Sequence[str]) -> list[Same]:
    """Return every run of words that both texts share, in order, however short."""
    return list(_joined(_same(old, new)))


def _is_edge(same: Same, old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether both texts begin or end with it, so that it is no coincidence."""
    begins = same.old == same.new == 0
    return begins or (same.old + same.size == len(old) and same.new + same.size == len(new))


def _joined(found: list[Same]) -> Iterator[Same]:
    """Yield the runs in order, joined if they are adjacent in both texts."""
    last: Same | None = None
    for same in sorted(found):
        if last and (same.old, same.new) == (last.old + last.size, last.new + last.size):
            last = last._replace(size=last.size + same.size)
            continue
        if last:
            yield last
        last = same
    if last:
        yield last


def _same(old: Sequence[str], new: Sequence[str]) -> list[Same]:
    found: list[Same] = []
    pieces = [(0, len(old), 0, len(new), 0)]
    while pieces:
        a, a_end, b, b_end, depth = pieces.pop()
        size = 0
        while a + size < a_end and b + size < b_end and old[a + size] == new[b + size]:
            size += 1
        if size:
            found.append(Same(a, b, size))
            a, b = a + size, b + size
        size = 0
        while a < a_end - size and b < b_end - size and old[a_end - size - 1] == new[b_end - size - 1]:
            size += 1
        if size:
            found.append(Same(a_end - size, b_end - size, size))
            a_end, b_end = a_end - size, b_end - size
        if a == a_end or b == b_end:
            continue
        if a_end - a <= SHORT and b_end - b <= SHORT:
            blocks = SequenceMatcher(None, old[a:a_end], new[b:b_end], autojunk=False).get_matching_blocks()
            found += [Same(a + block.a, b + block.b, block.size) for block in blocks if block.size]
        elif depth < DEEPEST:
            cuts = next(filter(None, (_once(old, new, a, a_end, b, b_end, run) for run in RUNS)), [])
            found += cuts
            for cut in [*cuts, Same(a_end, b_end, 0)] if cuts else []:
                pieces.append((a, cut.old, b, cut.new, depth + 1))
                a, b = cut.old + cut.size, cut.new + cut.size
    return found


def _once(old: Sequence[str], new: Sequence[str], a: int, a_end: int, b: int, b_end: int, run: int) -> list[Same]:
    """Return runs of `run` words that occur exactly once on each side, in the longest order that both have."""
    ours = [tuple(old[place : place + run]) for place in range(a, a_end - run + 1)]
    theirs = [tuple(new[place : place + run]) for place in range(b, b_end - run + 1)]
    counts, others = Counter(ours), Counter(theirs)
    place_of = {words: b + place for place, words in enumerate(theirs) if others[words] == 1}
    pairs = [
        (a + place, place_of[words]) for place, words in enumerate(ours) if counts[words] == 1 and words in place_of
    ]
    found: list[Same] = []
    for old_at, new_at in rising(pairs):
        if not found or (old_at >= found[-1].old + run and new_at >= found[-1].new + run):
            found.append(Same(old_at, new_at, run))
    return found


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of `pairs` that rises on both sides, by patience sorting."""
    ends: list[int] = []
    tops: list[int] = []
    below: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        below.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1], tops[pile : pile + 1] = [place], [number]
    found: list[tuple[int, int]] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        found.append(pairs[number])
        number = below[number]
    return found[::-1]
