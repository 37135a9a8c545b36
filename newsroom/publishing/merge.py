"""Three-way merge of snapshots, by stable key and field, and inside a text by words.

A snapshot is JSON: fields, and lists of objects with a `key` (blocks, bylines, events). An object without a key (a
date) is one value. Changes to different fields, blocks or words of one text are both kept. A real conflict, a `Clash`,
is left to a person: a field or the place of a row that both sides changed, or changed words that touch.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsroom.text.snapshot_paths import FIELDS, ORDER, keyed, moved
from newsroom.text.table_merge import is_table, merge_tables
from newsroom.text.text_merge import THEIRS, Written, merge_html, merge_plain

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()
PASSAGE = "@"  # in a path, what follows it names a passage of the text before it


@dataclass(frozen=True)
class Clash:
    """A value that both sides changed. MISSING means that a side removed it.

    For a passage of a text (`is_passage`), the values are HTML, as are `before` and `after`, the rest of its paragraph.
    For the place of a row ("body/KEY/order"), they are the key of the row above it, or None.
    """

    path: str
    base: Any
    mine: Any
    theirs: Any
    before: str = ""
    after: str = ""

    @property
    def is_passage(self) -> bool:
        return PASSAGE in self.path


def merge(
    base: Any,
    mine: Any,
    theirs: Any,
    choices: Mapping[str, str] | None = None,
    texts: Mapping[str, bool] | None = None,
) -> tuple[Any, list[Clash]]:
    """Merge `mine` and `theirs`, which are both based on `base`.

    `texts` are the paths of texts to merge by words, with whether each is rich text. `choices` settle clashes by path:
    MINE, THEIRS or a `Written` text; the path of a whole text settles all of its passages. Return the merged document and
    the clashes left, in which the document has `mine`.
    """
    merging = _Merge(choices or {}, texts or {})
    return merging.value("", base, mine, theirs), merging.clashes


@dataclass
class _Merge:
    choices: Mapping[str, str]
    texts: Mapping[str, bool]
    clashes: list[Clash] = field(default_factory=list)

    def value(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if isinstance(mine, dict) and isinstance(theirs, dict) and _has_parts(path, mine, theirs):
            return self._fields(path, base if isinstance(base, dict) else {}, mine, theirs)
        if keyed(base) and keyed(mine) and keyed(theirs):
            return self._rows(path, base, mine, theirs)
        if path in self.choices:
            return self._chosen(path, mine, theirs)
        if path in self.texts and all(isinstance(side, str) for side in (base, mine, theirs)):
            return self._text(path, base, mine, theirs)
        self.clashes.append(Clash(path, base, mine, theirs))
        return mine

    def _chosen(self, path: str, mine: Any, theirs: Any) -> Any:
        choice = self.choices[path]
        if isinstance(choice, Written):
            return str(choice) if path in self.texts else mine
        return theirs if choice == THEIRS else mine

    def _fields(self, path: str, *sides: Mapping[str, Any]) -> dict[str, Any]:
        merged = {}
        for name in dict.fromkeys([*sides[1], *sides[2]]):
            values = [side.get(name, MISSING) for side in sides]
            if name == FIELDS and "key" in sides[1]:  # of a block: paths leave this level out
                merged[name] = self._fields(path, *({} if value is MISSING else value for value in values))
            elif (value := self.value(f"{path}/{name}".lstrip("/"), *values)) is not MISSING:
                merged[name] = value
        return merged

    def _text(self, path: str, base: str, mine: str, theirs: str) -> str:
        prefix = path + PASSAGE
        answers = {name.removeprefix(prefix): side for name, side in self.choices.items() if name.startswith(prefix)}
        if self.texts[path] and all(map(is_table, (base, mine, theirs))):
            found = merge_tables(base, mine, theirs, answers)
        else:
            found = (merge_html if self.texts[path] else merge_plain)(base, mine, theirs, answers)
        if found is None:
            self.clashes.append(Clash(path, base, mine, theirs))
            return mine
        merged, questions = found
        for asked in questions:
            if not self.texts[path] and not asked.before and not asked.after:  # it is the whole text
                self.clashes.append(Clash(path, base, mine, theirs))
            else:
                sides = (asked.base, asked.mine, asked.theirs)
                self.clashes.append(Clash(prefix + asked.id, *sides, asked.before, asked.after))
        return merged

    def _rows(self, path: str, *sides: list[Any]) -> list[Any]:
        by_key = [{row["key"]: row for row in side} for side in sides]
        merged = self._fields(path, *by_key)
        return [merged[key] for key in self._order(path, merged, *map(list, by_key)) if key in merged]

    def _order(self, path: str, rows: Mapping[str, Any], base: list[str], *sides: list[str]) -> list[str]:
        """Return the keys of both sides in one order, which does not depend on who is first.

        A row that one side moved goes where that side put it, and a new row below the row that it is below there.
        """
        elsewhere = [moved(side, base) for side in sides]
        fixed = [key for key in base if key not in elsewhere[0] | elsewhere[1]]
        anchors = [_anchors(side, set(fixed)) for side in sides]
        for key in [
            key for key in sides[0] if key in elsewhere[0] & elsewhere[1] and anchors[0][key] != anchors[1][key]
        ]:
            place = f"{path}/{key}/{ORDER}"
            if place not in self.choices:
                was, here, there = (_above(side, key) for side in (base, *sides))
                self.clashes.append(Clash(place, was, here, there))
            elsewhere[self.choices.get(place) != THEIRS].discard(key)
        known = set(base)
        put = [{key: side[key] for key in side if key in elsewhere[number]} for number, side in enumerate(anchors)]
        new = [{key: above for key, above in _anchors(side, known).items() if key not in known} for side in sides]
        return list(dict.fromkeys(_inserted(_inserted(fixed, put, rows), new, rows)))


def _has_parts(path: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Return whether the fields of both are merged one by one: a snapshot, or a row that has one type on both sides."""
    return not path or ("key" in mine and mine.get("type") == theirs.get("type"))


def _anchors(side: list[str], fixed: set[str]) -> dict[str, str]:
    """Return the nearest `fixed` key above each key, or "" if there is none."""
    found, anchor = {}, ""
    for key in side:
        found[key] = anchor
        anchor = key if key in fixed else anchor
    return found


def _above(side: list[str], key: str) -> str | None:
    place = side.index(key)
    return side[place - 1] if place else None


def _inserted(order: list[str], sides: Sequence[dict[str, str]], rows: Mapping[str, Any]) -> list[str]:
    """Return `order` with each side's keys below the key given for them; where both have some, by their content."""
    runs: dict[str, list[list[str]]] = defaultdict(lambda: [[], []])
    for number, side in enumerate(sides):
        for key, above in side.items():
            runs[above][number].append(key)
    found: list[str] = []
    for above in ["", *order]:
        found += [above] if above else []
        for run in sorted(runs.pop(above, ()), key=lambda keys: [_content(rows.get(key)) for key in keys]):
            found += run
    return found


def _content(row: Any) -> str:
    return json.dumps(row, sort_keys=True, default=str)
