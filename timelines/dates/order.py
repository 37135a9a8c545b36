"""The order of a timeline: no event is ever dropped, and an undated one stays where its editor put it."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

from .value import DateValue

Item = TypeVar("Item")


class Place(NamedTuple):
    """What decides an event's place: its date, its hand-set position, its key, and, if it is undated,
    the key of the event it stays after (None: the one above it in hand-set order)."""

    date: DateValue
    position: int
    key: Hashable
    after: Hashable | None = None


def order_events(events: Iterable[Item], place: Callable[[Item], Place], *, newest_first: bool = False) -> list[Item]:
    """The events in reading order: start, coarser first, untimed before timed, position, key.

    A dated event and the undated ones anchored to it are a block; newest-first is the exact
    reverse of the blocks, each block kept as it is. Undated events above every dated one are the
    first block. An anchor that is missing, or goes round in a circle, counts as the one above.
    """
    rows = sorted(((place(event), event) for event in events), key=lambda row: (row[0].position, str(row[0].key)))
    places = [row[0] for row in rows]
    children = _anchored(places)
    dated = [i for i, each in enumerate(places) if not each.date.undated]
    dated.sort(key=lambda i: places[i].date.sort_key)  # stable: rows are by position and key already
    blocks = [_with_children(i, children) for i in dated]
    head = [found for i in children.get(-1, []) for found in _with_children(i, children)]
    blocks = [head, *blocks] if head else blocks
    if newest_first:
        blocks.reverse()
    return [rows[i][1] for block in blocks for i in block]


def _anchored(places: list[Place]) -> dict[int, list[int]]:
    """Index of the event each undated one follows (-1: the top) → their indexes, in hand-set order."""
    index = {each.key: i for i, each in enumerate(places)}
    parent = {
        i: index.get(each.after, i - 1) if each.after is not None else i - 1
        for i, each in enumerate(places)
        if each.date.undated
    }
    for i in sorted(parent):
        if _circles(i, parent):
            parent[i] = i - 1
    children: dict[int, list[int]] = {}
    for i in sorted(parent):
        children.setdefault(parent[i], []).append(i)
    return children


def _circles(start: int, parent: dict[int, int]) -> bool:
    seen = {start}
    at = parent[start]
    while at in parent:
        if at in seen:
            return True
        seen.add(at)
        at = parent[at]
    return False


def _with_children(i: int, children: dict[int, list[int]]) -> list[int]:
    """The event and all that follow it, in order."""
    found: list[int] = []
    waiting = [i]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting += reversed(children.get(at, []))
    return found
