"""Three-way merge of snapshots, by stable key and field. A real conflict, a `Clash`, is left to a person.

A snapshot is JSON: fields, and lists of objects with a `key` (blocks, bylines, events). An object without a key (a
date) is one value. Changes to different fields or different blocks are both kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsroom.text.snapshot_paths import ORDER, keyed, with_others

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Clash:
    """One field that both sides changed. MISSING means that a side removed it."""

    path: str
    base: Any
    mine: Any
    theirs: Any


def merge(base: Any, mine: Any, theirs: Any, choices: Mapping[str, str] | None = None) -> tuple[Any, list[Clash]]:
    """Merge `mine` and `theirs`, which are both based on `base`.

    `choices` settles clashes by path: "mine" or "theirs". Return the merged document and the clashes left, in which the
    document has `mine`.
    """
    merging = _Merging(choices or {})
    return merging.value("", base, mine, theirs), merging.clashes


class _Merging:
    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.clashes: list[Clash] = []

    def value(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if isinstance(mine, dict) and isinstance(theirs, dict) and (not path or "key" in mine):
            return self.fields(path, base if isinstance(base, dict) else {}, mine, theirs)
        if keyed(base) and keyed(mine) and keyed(theirs):
            return self.rows(path, base, mine, theirs)
        return theirs if self.takes_theirs(path, base, mine, theirs) else mine

    def takes_theirs(self, path: str, base: Any, mine: Any, theirs: Any) -> bool:
        """Whether the clash at `path` was settled for `theirs`; an open one is noted."""
        if path not in self.choices:
            self.clashes.append(Clash(path, base, mine, theirs))
        return self.choices.get(path) == THEIRS

    def fields(self, path: str, base: Any, mine: Any, theirs: Any) -> dict[str, Any]:
        merged = {}
        for name in dict.fromkeys([*mine, *theirs]):
            sides = (side.get(name, MISSING) for side in (base, mine, theirs))
            if (value := self.value(f"{path}/{name}" if path else name, *sides)) is not MISSING:
                merged[name] = value
        return merged

    def rows(self, path: str, *sides: list[Any]) -> list[Any]:
        by_key = [{item["key"]: item for item in side} for side in sides]
        merged = self.fields(path, *by_key)
        return [merged[key] for key in self.order(f"{path}/{ORDER}", *map(list, by_key)) if key in merged]

    def order(self, path: str, base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
        """Return the keys of both sides in one order: that of the side that moved something, the other's inserted."""
        shared = set(base) & set(mine) & set(theirs)
        was, here, there = ([key for key in side if key in shared] for side in (base, mine, theirs))
        theirs_lead = here == was != there
        if here not in (was, there) and there != was:
            theirs_lead = self.takes_theirs(path, was, here, there)
        return with_others(theirs, mine) if theirs_lead else with_others(mine, theirs)
