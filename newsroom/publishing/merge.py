"""Three-way merge of snapshots, by stable key and field: changes meet, words are never guessed away.

A snapshot is JSON: fields, and lists of things that carry a `key` (blocks, bylines, events). A field
that holds an object without a key (a date) is one value: half of each side would be neither. Two
people who changed different fields, or different blocks, both get their way. Where both changed the
same field to different values there is a `Clash`, for a person to settle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsroom.text.snapshot_diff import with_others

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING", "__bool__": lambda self: False})()
MINE, THEIRS = "mine", "theirs"
ORDER = "order"  # the last word of the path of a clash over the order of a list


@dataclass(frozen=True)
class Clash:
    """One field that both sides changed. A value of MISSING means that side removed the thing."""

    path: str
    base: Any
    mine: Any
    theirs: Any


def merge(base: Any, mine: Any, theirs: Any, choices: Mapping[str, str] | None = None) -> tuple[Any, list[Clash]]:
    """Bring `mine` and `theirs`, both grown out of `base`, together.

    `choices` settles clashes by path: "mine" or "theirs". Returns the merged document and the
    clashes left over, in which the document holds `mine`.
    """
    clashes: list[Clash] = []
    merged = _merge(base, mine, theirs, "", choices or {}, clashes)
    return merged, clashes


def _merge(base: Any, mine: Any, theirs: Any, path: str, choices: Mapping[str, str], clashes: list[Clash]) -> Any:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if isinstance(mine, dict) and isinstance(theirs, dict) and (not path or "key" in mine):
        origin = base if isinstance(base, dict) else {}
        return {
            name: value
            for name in list(dict.fromkeys([*mine, *theirs]))
            if (
                value := _merge(
                    origin.get(name, MISSING),
                    mine.get(name, MISSING),
                    theirs.get(name, MISSING),
                    f"{path}/{name}" if path else name,
                    choices,
                    clashes,
                )
            )
            is not MISSING
        }
    if _keyed(base) and _keyed(mine) and _keyed(theirs):
        return _merge_keyed(base, mine, theirs, path, choices, clashes)
    if path in choices:
        return theirs if choices[path] == THEIRS else mine
    clashes.append(Clash(path, base, mine, theirs))
    return mine


def _keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "key" in item for item in value)


def _merge_keyed(
    base: list[Any], mine: list[Any], theirs: list[Any], path: str, choices: Mapping[str, str], clashes: list[Clash]
) -> list[Any]:
    origin, ours, others = ({item["key"]: item for item in side} for side in (base, mine, theirs))
    merged = {
        key: item
        for key in dict.fromkeys([*ours, *others])
        if (
            item := _merge(
                origin.get(key, MISSING),
                ours.get(key, MISSING),
                others.get(key, MISSING),
                f"{path}/{key}",
                choices,
                clashes,
            )
        )
        is not MISSING
    }
    order = _merge_order(list(origin), list(ours), list(others), f"{path}/{ORDER}", choices, clashes)
    return [merged[key] for key in order if key in merged]


def _merge_order(
    base: list[str], mine: list[str], theirs: list[str], path: str, choices: Mapping[str, str], clashes: list[Clash]
) -> list[str]:
    """One order for the keys of both sides: the side that moved things leads, the other's additions follow their neighbour."""
    shared = set(base) & set(mine) & set(theirs)
    was, here, there = ([key for key in side if key in shared] for side in (base, mine, theirs))
    lead, follow = mine, theirs
    if here == was != there:
        lead, follow = theirs, mine
    elif here not in (was, there) and there != was:
        if path not in choices:
            clashes.append(Clash(path, was, here, there))
        elif choices[path] == THEIRS:
            lead, follow = theirs, mine
    return with_others(lead, follow)


class PartNotFound(Exception):
    """One of the two versions has nothing at that path."""


def restore_part(content: Any, other: Any, path: str) -> Any:
    """Return `content` with the part at `path` as `other` has it: a field, a block, or a block's place alone.

    Paths are those of `merge`: "headline"; "blocks/KEY", the whole block, or its absence; "blocks/KEY/text", one
    field of it; "blocks/KEY/order", its place. Raises PartNotFound.
    """
    name, *rest = path.split("/")
    if name not in content or name not in other or len(rest) > 2:
        raise PartNotFound(path)
    if not rest:
        return {**content, name: other[name]}
    if not (_keyed(content[name]) and _keyed(other[name])):
        raise PartNotFound(path)
    return {**content, name: _restore_row(content[name], other[name], *rest)}


def _restore_row(rows: list[Any], others: list[Any], key: str, field: str | None = None) -> list[Any]:
    here, there = (next((row for row in side if row["key"] == key), None) for side in (rows, others))
    if field is None:
        return _restore_whole(rows, others, key, here, there)
    if here is None or there is None:
        raise PartNotFound(f"{key}/{field}")
    if field == ORDER:
        return _put([row for row in rows if row is not here], others, here)
    if field not in here or field not in there:
        raise PartNotFound(f"{key}/{field}")
    return [{**row, field: there[field]} if row is here else row for row in rows]


def _restore_whole(rows: list[Any], others: list[Any], key: str, here: Any, there: Any) -> list[Any]:
    if here is None and there is None:
        raise PartNotFound(key)
    if there is None:
        return [row for row in rows if row is not here]
    if here is None:
        return _put(rows, others, there)
    return [there if row is here else row for row in rows]


def _put(rows: list[Any], others: list[Any], row: Any) -> list[Any]:
    """`rows` with that one below the nearest that it stands below in `others`; at the top if none of these is there."""
    keys = [each["key"] for each in rows]
    order = [each["key"] for each in others]
    above = next((key for key in reversed(order[: order.index(row["key"])]) if key in keys), None)
    place = keys.index(above) + 1 if above is not None else 0
    return [*rows[:place], row, *rows[place:]]
