"""The differences between two described snapshots: fields by path, parts by key, so that a moved block is seen to move.

Pure: a `SnapshotPresenter` describes snapshots for the desk, the change log for readers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from newsroom.text.html_diff import marked
from newsroom.text.rich_text import sanitize
from newsroom.text.snapshot_paths import moved, with_others
from newsroom.text.tables import as_lines

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
MOST_WORDS = 6  # kinds named in a summary


@dataclass(frozen=True)
class Line:
    """One field of a snapshot. Two lines are the same if their values are. `html` may be HTML; it is sanitized."""

    path: str
    label: str
    value: Any
    html: str = ""
    picture: str = ""  # safe HTML
    default: bool = False  # the value is the default
    name: bool = False  # not running text: a change replaces it whole

    @property
    def kinds(self) -> str:
        return self.label

    @property
    def place(self) -> str:
        return capfirst(self.label)


@dataclass(frozen=True)
class Part:
    """A keyed row: a block, an event, a slot."""

    path: str
    label: str  # "text", "picture"
    kinds: str  # "texts", "pictures"
    name: str  # its first words
    lines: tuple[Line, ...]
    whole: bool = False  # its fields make sense only together

    @property
    def place(self) -> str:
        return f"{capfirst(self.label)} “{self.name}”" if self.name else capfirst(self.label)


@dataclass(frozen=True)
class Rows:
    path: str
    parts: tuple[Part, ...]


Described = Sequence[Line | Rows]


@dataclass(frozen=True)
class Difference:
    """One field or part of two versions. `old` is None if it was added, `new` if it was removed."""

    old: Line | Part | None
    new: Line | Part | None
    moved: str = ""  # "up, after the text “Why it matters”"
    lines: tuple["Difference", ...] = ()  # the fields of a part

    @property
    def either(self) -> Line | Part:
        """The new side, or the old one if it was removed."""
        return self.new or self.old  # type: ignore[return-value]  # one of them is there

    @property
    def path(self) -> str:
        return self.either.path

    @property
    def place(self) -> str:
        return self.either.place

    @property
    def how(self) -> str:
        """Added, removed, changed or the same; whether it also moved is in `moved`."""
        if self.old is None or self.new is None:
            return REMOVED if self.old else ADDED
        if isinstance(self.old, Line) and isinstance(self.new, Line):
            return SAME if self.old.value == self.new.value else CHANGED
        return CHANGED if any(line.how != SAME for line in self.lines) else SAME

    @property
    def differs(self) -> bool:
        return self.how != SAME or bool(self.moved)

    @property
    def told_lines(self) -> list["Difference"]:
        """The fields of a part to show: those that differ if it changed, otherwise those that aren't quiet."""
        if self.how == CHANGED:
            return [line for line in self.lines if line.how != SAME]
        return [line for line in self.lines if not line.is_quiet]

    @property
    def is_quiet(self) -> bool:
        """Whether it is a field that is empty or has its default."""
        return isinstance(self.either, Line) and (self.either.default or not self.either.html)

    @property
    def takes_lines(self) -> bool:
        return isinstance(self.either, Part) and not self.either.whole

    @cached_property
    def html(self) -> SafeString:
        before, after = (each.html if isinstance(each, Line) else "" for each in (self.old, self.new))
        if before == after:
            return SafeString(sanitize(as_lines(after)))
        if self.how == CHANGED and isinstance(self.either, Line) and self.either.name:
            return format_html("{} {}", marked(before, ""), marked("", after))
        return marked(before, after)

    @property
    def pictures(self) -> tuple[str, str]:
        return _picture(self.old), _picture(self.new)


def _picture(described: Line | Part | None) -> str:
    if isinstance(described, Line):
        return described.picture
    return next((line.picture for line in described.lines if line.picture), "") if described else ""


def compared(old: Described, new: Described) -> list[Difference]:
    """Compare two described versions, in the order of `new`; what only `old` has keeps its place."""
    found: list[Difference] = []
    for was, now in _pairs(old, new):
        if isinstance(was, Rows) or isinstance(now, Rows):
            found += _of_rows(was.parts if isinstance(was, Rows) else (), now.parts if isinstance(now, Rows) else ())
        else:
            found.append(Difference(was, now))
    return found


def differences(old: Described, new: Described) -> list[Difference]:
    """Return only what differs of `compared(old, new)`."""
    return [each for each in compared(old, new) if each.differs]


def in_few_words(found: Iterable[Difference]) -> str:
    """Summarize differences: "headline, 2 texts, picture"; "" if there are none."""
    counts = Counter((each.either.label, each.either.kinds) for each in found)
    words = [one if count == 1 else f"{count} {many}" for (one, many), count in counts.items()]
    more = len(words) - MOST_WORDS
    words = [word[:1].lower() + word[1:] for word in words[:MOST_WORDS]]
    return ", ".join([*words, f"{more} more"] if more > 0 else words)


def _pairs(old: Iterable[Any], new: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Return the old and new side of each path, None if there is none, in the order of `new`."""
    before, after = ({each.path: each for each in described} for described in (old, new))
    return [(before.get(path), after.get(path)) for path in with_others(list(after), list(before))]


def _of_rows(old: Sequence[Part], new: Sequence[Part]) -> Iterable[Difference]:
    elsewhere = moved([part.path for part in old], [part.path for part in new])
    for was, now in _pairs(old, new):
        lines = _pairs(was.lines if was else (), now.lines if now else ())
        where = _where(now.path, old, new) if now and now.path in elsewhere else ""
        yield Difference(was, now, where, tuple(Difference(*line) for line in lines))


def _where(path: str, old: Sequence[Part], new: Sequence[Part]) -> str:
    """Return where a part moved to: "up, after the text “Why it matters”"."""
    was, now = ([part.path for part in parts] for parts in (old, new))
    both = set(was) & set(now)
    before, after = ([each for each in side if each in both].index(path) for side in (was, now))
    direction = "up" if after < before else "down"
    above = new[now.index(path) - 1] if now.index(path) else None
    return f"{direction}, after the {above.place[:1].lower()}{above.place[1:]}" if above else f"{direction}, to the top"
