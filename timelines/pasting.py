"""A bulleted list, pasted: "Aug. 6: Ukrainian forces cross the border" becomes an event."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = re.compile(r"^\s*(?:[-*+•·‣▪◦●○■□–—]|\(?\d{1,3}[.)])\s+")
LABEL = 200  # characters: what stands before a colon and is longer is no date and no label
HEADLINE = 200


@dataclass(frozen=True)
class Line:
    """What one bullet says: `when` is a date or a label as it was written, or ""."""

    when: str
    headline: str
    body: str = ""


def lines(text: str) -> Iterator[Line]:
    """The entries of a list, each split at its first colon that a space follows: "3:30 p.m.: …" keeps its time.

    Where there are bullets, a line without one goes on with the entry above it; a list without bullets
    has an entry on every line. Nothing that was pasted is dropped.
    """
    entries: list[list[str]] = []
    written = [line for line in text.splitlines() if line.strip()]
    bulleted = any(BULLET.match(line) for line in written)
    for line in written:
        words = " ".join(BULLET.sub("", line).split())
        if not words:
            continue
        if bulleted and entries and not BULLET.match(line):
            entries[-1].append(words)
        else:
            entries.append([words])
    for entry in entries:
        yield _split(" ".join(entry))


def _split(entry: str) -> Line:
    when, colon, words = entry.partition(": ")
    if not colon and entry.endswith(":"):
        when, colon, words = entry[:-1], ":", ""
    if not colon or len(when) > LABEL:
        when, words = "", entry
    when, words = when.strip(), words.strip()
    if len(words) <= HEADLINE:
        return Line(when, words)
    first = re.match(r".{10,199}?[.!?](?=\s)", words)
    if first:
        return Line(when, first[0].removesuffix("."), words[first.end() :].strip())
    return Line(when, "", words)
