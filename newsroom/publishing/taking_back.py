"""One part of a version put into another: a field, a block, or a block's place. Pure.

Paths are those of `merge`: "headline"; "blocks/KEY", a block whole, as it is or that it is not there;
"blocks/KEY/text", one field of it; "blocks/KEY/order", its place alone.
"""

from typing import Any

from newsroom.publishing.merge import ORDER
from newsroom.publishing.models import Content


class NoSuchPart(Exception):
    """One of the two versions has nothing at that path."""


def with_part(content: Content, other: Content, path: str) -> Content:
    """`content` with the part at `path` as `other` has it. Raises NoSuchPart."""
    name, *rest = path.split("/")
    if name not in content or name not in other or len(rest) > 2:
        raise NoSuchPart(path)
    if not rest:
        return {**content, name: other[name]}
    if not (_keyed(content[name]) and _keyed(other[name])):
        raise NoSuchPart(path)
    return {**content, name: _with_row(content[name], other[name], *rest)}


def _with_row(rows: list[Content], others: list[Content], key: str, field: str | None = None) -> list[Content]:
    here, there = (next((row for row in side if row["key"] == key), None) for side in (rows, others))
    if field is None:
        return _with_whole(rows, others, key, here, there)
    if here is None or there is None:
        raise NoSuchPart(f"{key}/{field}")
    if field == ORDER:
        return _put([row for row in rows if row is not here], others, here)
    if field not in here or field not in there:
        raise NoSuchPart(f"{key}/{field}")
    return [{**row, field: there[field]} if row is here else row for row in rows]


def _with_whole(
    rows: list[Content], others: list[Content], key: str, here: Content | None, there: Content | None
) -> list[Content]:
    if here is None and there is None:
        raise NoSuchPart(key)
    if there is None:
        return [row for row in rows if row is not here]
    if here is None:
        return _put(rows, others, there)
    return [there if row is here else row for row in rows]


def _put(rows: list[Content], others: list[Content], row: Content) -> list[Content]:
    """`rows` with that one below the nearest that it stands below in `others`; at the top if none of these is there."""
    keys = [each["key"] for each in rows]
    order = [each["key"] for each in others]
    above = next((key for key in reversed(order[: order.index(row["key"])]) if key in keys), None)
    place = keys.index(above) + 1 if above is not None else 0
    return [*rows[:place], row, *rows[place:]]


def _keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "key" in item for item in value)
