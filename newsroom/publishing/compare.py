"""What changed between two snapshots, in a form a journalist can read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from newsroom.publishing.marking import marked
from newsroom.publishing.models import Content


@dataclass(frozen=True)
class Difference:
    """One field that differs: its place in words, and its text with what went and what came marked."""

    place: str
    html: SafeString


def differences(old: Content, new: Content) -> list[Difference]:
    """The fields that differ, in the order of `new`, then what only `old` has. Values may be HTML; all is sanitised."""
    before, after = dict(_fields(old)), dict(_fields(new))
    places = dict.fromkeys([*after, *before])
    return [
        Difference(" › ".join(words), marked(before.get((words, key), ""), after.get((words, key), "")))
        for words, key in places
        if before.get((words, key), "") != after.get((words, key), "")
    ]


def _fields(
    content: Any, words: tuple[str, ...] = (), key: str = ""
) -> Iterator[tuple[tuple[tuple[str, ...], str], str]]:
    """Every leaf as ((place in words, key), text). Things with a key are told apart by it, and named by their type."""
    for name, value in content.items():
        if name in ("schema", "key", "type"):
            continue
        here = (*words, name.replace("_", " "))
        if isinstance(value, list) and value and all(isinstance(item, dict) and "key" in item for item in value):
            for item in value:
                yield from _fields(item, (*here[:-1], str(item.get("type", here[-1]))), item["key"])
        elif isinstance(value, str):
            yield (here, key), value
        elif value not in (None, [], {}):
            yield (here, key), json.dumps(value, ensure_ascii=False)
