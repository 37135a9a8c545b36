"""Pasted lists: "Aug. 6: Ukrainian forces cross the border" becomes an event."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = re.compile(r"^\s*(?:[-*+•·‣▪◦●○■□–—]|\(?\d{1,3}[.)])\s+")
LABEL = 200  # characters; a longer text before a colon is neither date nor label
HEADLINE = 200


@dataclass(frozen=True)
class Line:
    """One entry of a list; `when` is a date or a label as written, or ""."""

    when: str
    headline: str
    body: str = ""


def lines(text: str) -> Iterator[Line]:
    """Split a list into entries, and each at its first colon before a space: "3:30 p.m.: …" keeps its time.

    In a list with bullets, a line without one continues the entry above it. Nothing that was pasted is dropped.
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
