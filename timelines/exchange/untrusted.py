"""Untrusted files: their encoding and size, JSON of limited depth, and values of unknown type."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MAX_BYTES = 2_000_000
MAX_DEPTH = 30  # brackets inside brackets

Json = Any
Content = dict[str, Any]


class NotATimeline(ValueError):
    """Not a timeline, or one that is too large. The message is one line, with the cure."""


@dataclass(frozen=True)
class Loss:
    """Something that was not imported. `event` is its headline, label or number; "" for the file as a whole."""

    event: str
    what: str


def decoded(data: str | bytes) -> tuple[str, list[Loss]]:
    """Decode a file, with what its encoding lost. Raises NotATimeline if it is too large."""
    if len(data) > MAX_BYTES:
        raise NotATimeline(f"The file is larger than {MAX_BYTES // 1_000_000} MB (MAX_BYTES): split it.")
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), []
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding), []
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, [Loss("", "The file is not in UTF-8. It was read as Windows-1252: check accents and quotes.")]


def loaded(text: str) -> Json:
    """Load JSON within the limits. Raises NotATimeline."""
    too_deep = NotATimeline(f"Brackets are nested deeper than {MAX_DEPTH} (MAX_DEPTH): this isn't a timeline.")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise too_deep from None
    except ValueError as error:
        raise NotATimeline(f"The file is not JSON: {str(error).splitlines()[0]}.") from None
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else as_list(each))]
    return value


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON value")


def as_object(value: Json) -> Content:
    """Return an object of a file; {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Return a list of a file; [] for anything else."""
    return value if isinstance(value, list) else []


def without(names: Collection[str], value: Json) -> Content:
    """Copy an object of a file without these keys."""
    return {name: part for name, part in as_object(value).items() if name not in names}


def valid_key(value: Json) -> str:
    """Return a UUID in its usual form; "" for anything else."""
    try:
        return str(UUID(value)) if isinstance(value, str) else ""
    except ValueError:
        return ""
