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
    first block. An anchor that is missing, or goes round in a circle, counts as none. Without one an event
    follows the nearest above it that does not stay after that event itself. Which anchors hold does not depend
    on positions: events numbered in this order come in this order again.
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
    undated = [i for i, each in enumerate(places) if each.date.undated]
    parent = {i: index[places[i].after] for i in undated if places[i].after in index}
    for i in _in_circles(parent):
        del parent[i]
    links = dict(parent)
    for i in undated:
        if i not in parent:  # it follows nothing yet, so what follows it leads to it in the end
            parent[i] = links[i] = next(above for above in range(i - 1, -2, -1) if _end(above, links) != i)
    children: dict[int, list[int]] = {}
    for i in undated:
        children.setdefault(parent[i], []).append(i)
    return children


def _in_circles(parent: dict[int, int]) -> list[int]:
    """Those that stay after themselves by way of others."""
    found: list[int] = []
    seen: set[int] = set()
    for start in parent:
        path: dict[int, None] = {}
        at = start
        while at in parent and at not in seen:
            seen.add(at)
            path[at] = None
            at = parent[at]
        if at in path:
            steps = list(path)
            found += steps[steps.index(at) :]
    return found


def _end(at: int, links: dict[int, int]) -> int:
    """Where the links from `at` lead in the end. They are shortened on the way, or a long chain would be walked again and again."""
    passed = []
    while at in links:
        passed.append(at)
        at = links[at]
    for each in passed[:-1]:
        links[each] = at
    return at


def _with_children(i: int, children: dict[int, list[int]]) -> list[int]:
    """The event and all that follow it, in order."""
    found: list[int] = []
    waiting = [i]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting += reversed(children.get(at, []))
    return found
