"""What differs between two versions: fields by their path, blocks by their key, so that a moved block is seen to move.

Pure: it compares what `presenter` (for the desk) or a room's own page (for readers) says of a snapshot.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from newsroom.text.html_diff import marked
from newsroom.text.rich_text import sanitise
from newsroom.text.snapshot_paths import with_others

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
MOST_WORDS = 6  # kinds named in a summary


@dataclass(frozen=True)
class Line:
    """One field of a snapshot, described: two are the same if their values are. `html` may be HTML; it is sanitized."""

    path: str
    label: str
    value: Any
    html: str = ""
    picture: str = ""  # as safe HTML, from the app that has pictures
    default: bool = False  # says nothing that goes without saying
    name: bool = False  # no running text: another one replaces it whole

    @property
    def kinds(self) -> str:
        """A field is one, however often it is counted."""
        return self.label

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return capfirst(self.label)


@dataclass(frozen=True)
class Part:
    """A thing with a key: a block, an event, a slot."""

    path: str
    label: str  # "text", "picture"
    kinds: str  # "texts", "pictures"
    name: str  # its first words
    lines: tuple[Line, ...]
    whole: bool = False  # its fields make sense together only

    @property
    def place(self) -> str:
        """Its kind and its first words."""
        return f"{capfirst(self.label)} “{self.name}”" if self.name else capfirst(self.label)


@dataclass(frozen=True)
class Rows:
    """A list of parts, in the order in which they stand."""

    path: str
    parts: tuple[Part, ...]


Described = Sequence[Line | Rows]


@dataclass(frozen=True)
class Difference:
    """One field or part of two versions. `old` is None for what was added, `new` for what was removed."""

    old: Line | Part | None
    new: Line | Part | None
    moved: str = ""  # "up, after the text “Why it matters”"
    lines: tuple["Difference", ...] = ()  # of a part: its fields

    @property
    def either(self) -> Line | Part:
        """What it is about, as it is now if it still is."""
        return self.new or self.old  # type: ignore[return-value]  # one of them is there

    @property
    def path(self) -> str:
        return self.either.path

    @property
    def place(self) -> str:
        return self.either.place

    @property
    def how(self) -> str:
        """Added, removed, changed or the same; only `moved` says whether it was moved."""
        if self.old is None or self.new is None:
            return REMOVED if self.old else ADDED
        if isinstance(self.old, Line) and isinstance(self.new, Line):
            return SAME if self.old.value == self.new.value else CHANGED
        return CHANGED if self.changed_lines else SAME

    @property
    def differs(self) -> bool:
        return self.how != SAME or bool(self.moved)

    @property
    def changed_lines(self) -> list["Difference"]:
        """Of a part: the fields that differ."""
        return [line for line in self.lines if line.how != SAME]

    @property
    def told_lines(self) -> list["Difference"]:
        """Of a part: the fields that differ; of one that came, went or stayed, those that say something."""
        changed = self.changed_lines if self.how == CHANGED else self.lines
        return [line for line in changed if not (line.is_quiet and self.how != CHANGED)]

    @property
    def is_quiet(self) -> bool:
        """It says nothing that goes without saying."""
        return isinstance(self.either, Line) and (self.either.default or not self.either.html)

    @property
    def takes_lines(self) -> bool:
        """Whether its fields can be taken back one by one."""
        return isinstance(self.either, Part) and not self.either.whole

    @cached_property
    def html(self) -> SafeString:
        """Of a field: both texts in one, with <del> and <ins>."""
        before, after = (each.html if isinstance(each, Line) else "" for each in (self.old, self.new))
        if before == after:
            return SafeString(sanitise(after))
        if self.how == CHANGED and isinstance(self.either, Line) and self.either.name:
            return format_html("{} {}", marked(before, ""), marked("", after))
        return marked(before, after)

    @property
    def pictures(self) -> tuple[str, str]:
        """The picture before and after, each "" where there was none."""
        before, after = (_picture(each) for each in (self.old, self.new))
        return before, after


def _picture(described: Line | Part | None) -> str:
    if isinstance(described, Line):
        return described.picture
    return next((line.picture for line in described.lines if line.picture), "") if described else ""


def compared(old: Described, new: Described) -> list[Difference]:
    """All of both versions, in the order of `new`; what only `old` has follows what it stood below."""
    before, after = ({each.path: each for each in described} for described in (old, new))
    found: list[Difference] = []
    for path in with_others(list(after), list(before)):
        was, now = before.get(path), after.get(path)
        if isinstance(was, Rows) or isinstance(now, Rows):
            found += _of_rows(was.parts if isinstance(was, Rows) else (), now.parts if isinstance(now, Rows) else ())
        else:
            found.append(Difference(was, now))
    return found


def differences(old: Described, new: Described) -> list[Difference]:
    """What of these differs, in the same order."""
    return [each for each in compared(old, new) if each.differs]


def in_few_words(found: Iterable[Difference]) -> str:
    """What the differences are in: "headline, 2 texts, picture"; "" where there are none."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in found:
        counts[each.either.label, each.either.kinds] += 1
    words = [one if count == 1 else f"{count} {many}" for (one, many), count in counts.items()]
    more = len(words) - MOST_WORDS
    words = [word[:1].lower() + word[1:] for word in words[:MOST_WORDS]]
    return ", ".join([*words, f"{more} more"] if more > 0 else words)


def _of_rows(old: Sequence[Part], new: Sequence[Part]) -> Iterable[Difference]:
    before, after = ({part.path: part for part in parts} for parts in (old, new))
    moved = _moved(list(before), list(after))
    for path in with_others(list(after), list(before)):
        was, now = before.get(path), after.get(path)
        lines = _of_lines(was.lines if was else (), now.lines if now else ())
        yield Difference(was, now, _where(path, old, new) if path in moved else "", lines)


def _of_lines(old: Iterable[Line], new: Iterable[Line]) -> tuple[Difference, ...]:
    before, after = ({line.path: line for line in lines} for lines in (old, new))
    return tuple(Difference(before.get(path), after.get(path)) for path in with_others(list(after), list(before)))


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest that have to be moved to bring those on both sides from the one order into the other."""
    place = {path: number for number, path in enumerate(old)}
    shared = [path for path in new if path in place]
    # The longest run of them in the old order stays; patience sorting finds it.
    ends: list[int] = []
    tops: list[str] = []
    below: dict[str, str | None] = {}
    for path in shared:
        pile = bisect_left(ends, place[path])
        below[path] = tops[pile - 1] if pile else None
        ends[pile : pile + 1], tops[pile : pile + 1] = [place[path]], [path]
    path_or_none = tops[-1] if tops else None
    moved = set(shared)
    while path_or_none is not None:
        moved.discard(path_or_none)
        path_or_none = below[path_or_none]
    return moved


def _where(path: str, old: Sequence[Part], new: Sequence[Part]) -> str:
    """Where it was moved: "up, after the text “Why it matters”"."""
    was, now = ([part.path for part in parts] for parts in (old, new))
    both = set(was) & set(now)
    before, after = ([each for each in side if each in both].index(path) for side in (was, now))
    direction = "up" if after < before else "down"
    above = new[now.index(path) - 1] if now.index(path) else None
    return f"{direction}, after the {above.place[:1].lower()}{above.place[1:]}" if above else f"{direction}, to the top"
