"""Parts of a snapshot by path: "headline"; "body/KEY", a whole row; "body/KEY/text", a field of it.

A snapshot is JSON: fields, and lists of rows that have a `key`. A row has its fields beside the key, or, if it is a block,
in an object `fields`, which paths leave out.
"""

from collections.abc import Sequence
from typing import Any

from newsroom.text.word_diff import rising

ORDER = "order"  # "body/KEY/order" is the place of a row

FIELDS = "fields"


class PartNotFound(Exception):
    """One of the two versions has nothing at that path."""


def keyed(value: Any) -> bool:
    """Return whether `value` is a list of rows with keys."""
    return isinstance(value, list) and all(isinstance(item, dict) and "key" in item for item in value)


def fields_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row, without its key and type."""
    return row[FIELDS] if FIELDS in row else {name: row[name] for name in row if name not in ("key", "type")}


def with_fields(row: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a copy of a row with some fields replaced."""
    return {**row, FIELDS: {**row[FIELDS], **fields}} if FIELDS in row else {**row, **fields}


def with_others(lead: list[str], follow: list[str]) -> list[str]:
    """Return the keys of `lead`, with those that only `follow` has inserted below the key they follow there."""
    order, known = list(lead), set(lead)
    for position, key in enumerate(follow):
        if key not in known:
            known.add(key)
            before = follow[position - 1] if position else None
            order.insert(order.index(before) + 1 if before in order else 0, key)
    return order


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the fewest keys that must move to turn the old order into the new one."""
    place = {key: number for number, key in enumerate(old)}
    shared = [key for key in new if key in place]
    stay = rising([(number, place[key]) for number, key in enumerate(shared)])
    return set(shared) - {shared[number] for number, _ in stay}


def with_value(part: Any, path: list[str], value: Any) -> Any:
    """Return a copy of `part` with the value at `path` replaced."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if isinstance(part, list):
        return [with_value(item, rest, value) if item["key"] == name else item for item in part]
    return with_fields(part, **{name: with_value(fields_of(part)[name], rest, value)})


def restore_part(content: Any, other: Any, path: str) -> Any:
    """Return `content` with the part at `path` as it is in `other`: a field, a row or its absence, or a row's place.

    Raises PartNotFound.
    """
    name, *rest = path.split("/")
    if name not in content or name not in other or len(rest) > 2:
        raise PartNotFound(path)
    if not rest:
        return {**content, name: other[name]}
    if not (keyed(content[name]) and keyed(other[name])):
        raise PartNotFound(path)
    return {**content, name: _restore_row(content[name], other[name], *rest)}


def _restore_row(rows: list[Any], others: list[Any], key: str, field: str | None = None) -> list[Any]:
    here, there = (next((row for row in side if row["key"] == key), None) for side in (rows, others))
    if field is None and here is None and there is not None:
        return _put(rows, others, there)
    if field is None and here is not None:
        return [there if row is here else row for row in rows if there is not None or row is not here]
    if here is None or there is None:
        raise PartNotFound(f"{key}/{field}")
    if field == ORDER:
        return _put([row for row in rows if row is not here], others, here)
    if field not in fields_of(here) or field not in fields_of(there):
        raise PartNotFound(f"{key}/{field}")
    return [with_fields(row, **{field: fields_of(there)[field]}) if row is here else row for row in rows]


def _put(rows: list[Any], others: list[Any], row: Any) -> list[Any]:
    """Insert `row` below the nearest row that precedes it in `others`, or at the top if none of these is in `rows`."""
    keys = [each["key"] for each in rows]
    order = [each["key"] for each in others]
    above = next((key for key in reversed(order[: order.index(row["key"])]) if key in keys), None)
    place = keys.index(above) + 1 if above is not None else 0
    return [*rows[:place], row, *rows[place:]]
