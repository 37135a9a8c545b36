"""Chronological order of events. No event is ever dropped, and an undated one stays where its editor put it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

from .value import DateValue

Item = TypeVar("Item")


class Place(NamedTuple):
    """What decides an event's place. An undated one follows the event with the key `after`, or the one above it."""

    date: DateValue
    position: int
    key: Hashable
    after: Hashable | None = None


def order_events(events: Iterable[Item], place: Callable[[Item], Place], *, newest_first: bool = False) -> list[Item]:
    """Sort events by start, coarser first, untimed before timed, then by position and key.

    A dated event and the undated ones anchored to it are a block; newest-first reverses the blocks, not their inside.
    Undated events above every dated one are the first block. A missing or circular anchor counts as none; without one
    an event follows the nearest above it that does not follow that event itself. Sorting again changes nothing.
    """
    rows = sorted(((place(event), event) for event in events), key=lambda row: (row[0].position, str(row[0].key)))
    places = [row[0] for row in rows]
    children = _anchored(places)
    dated = [i for i, each in enumerate(places) if not each.date.undated]
    dated.sort(key=lambda i: places[i].date.sort_key)  # stable: rows are by position and key already
    blocks = [_with_children(i, children) for i in dated]
    blocks.insert(0, [found for i in children[-1] for found in _with_children(i, children)])
    return [rows[i][1] for block in (reversed(blocks) if newest_first else blocks) for i in block]


def _anchored(places: list[Place]) -> dict[int, list[int]]:
    """Map the index of an event (-1: the top) to those of the undated ones that follow it, in hand-set order."""
    index = {each.key: i for i, each in enumerate(places)}
    undated = [i for i, each in enumerate(places) if each.date.undated]
    parent = {i: index[places[i].after] for i in undated if places[i].after in index}
    for i in _in_circles(parent):
        del parent[i]
    links = dict(parent)
    for i in undated:
        if i not in parent:  # it follows nothing yet, so what follows it leads to it in the end
            parent[i] = links[i] = next(above for above in range(i - 1, -2, -1) if _end(above, links) != i)
    children: dict[int, list[int]] = defaultdict(list)
    for i in undated:
        children[parent[i]].append(i)
    return children


def _in_circles(parent: dict[int, int]) -> list[int]:
    """Find the events that follow themselves by way of others."""
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
    """Follow the links from `at` to their end, and shorten them so that a long chain is walked only once."""
    passed = []
    while at in links:
        passed.append(at)
        at = links[at]
    for each in passed[:-1]:
        links[each] = at
    return at


def _with_children(i: int, children: dict[int, list[int]]) -> list[int]:
    found: list[int] = []
    waiting = [i]
    while waiting:
        found.append(at := waiting.pop())
        waiting += reversed(children.get(at, ()))
    return found
