"""The data files of the demo: newsroom.toml (people, sections, tags, pictures), timelines.toml, stories/*.md.

A story is TOML between two lines of +++, then its text: paragraphs, "- " lists, "## " and "### " headings,
**bold**, *italic*, [links](https://…), notes^[below the text], and other blocks, which begin with "::":

    ::picture harbor | its caption here     ::timeline slug key     ::related Related stories | 1
    ::quote words | who said them           ::fact title, then its text in the following lines
    ::audio its title | its caption         ::said words | who said them          ::divider
    ::document its title | its caption      ::embed https://… | title | author | alternative text
    ::table caption | source, then a row in each of the following lines: One | Two, the first of headings
    ::gallery title, then a picture in each of the following lines: harbor | its caption here
"""

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from newsroom.text import tables
from newsroom.text.tables import Cell

HERE = Path(__file__).parent
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
Block = tuple[str, dict[str, Any]]


@dataclass
class Story:
    """A file of stories/: its head, and its text as (block type, fields)."""

    slug: str
    head: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)


def table(name: str) -> dict[str, Any]:
    """Read newsroom.toml, publication.toml, timelines.toml, fronts.toml or pages.toml."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """Read every story, by file name."""
    return [read(path) for path in sorted((HERE / "stories").glob("*.md"))]


def read(path: Path) -> Story:
    """Read a story. Raises ValueError, with the file's name, if it is malformed."""
    try:
        _, head, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        return Story(path.stem, tomllib.loads(head), list(blocks(text)))
    except (ValueError, KeyError) as wrong:
        raise ValueError(f"{path.name}: {wrong}. Its head is TOML between two lines of +++.") from wrong


def instant(text: str, loaded_at: datetime) -> datetime:
    """Read "-1d 3h" (before `loaded_at`), "+2h" (after it), or "2024-11-08 14:05" in the newsroom's time zone."""
    if text[0] not in "+-":
        return datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())
    span = timedelta(**{UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([dhm])", text)})
    return loaded_at + span if text[0] == "+" else loaded_at - span


def rich(text: str) -> str:
    """Return text as the HTML of a rich-text field: "### " headings, lists, paragraphs between blank lines."""
    return "".join(map(_element, _chunks(text)))


def _chunks(text: str) -> list[str]:
    return [chunk for chunk in re.split(r"\n\s*\n", text.strip()) if chunk]


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks: text, headings, and those that begin with "::"."""
    for chunk in _chunks(text):
        marker, _, rest = chunk.partition(" ")
        if marker in ("##", "###"):
            yield "heading", {"text": rest, "level": len(marker)}
        elif chunk == "::divider":
            yield "divider", {}
        elif marker == "::said":
            words, _, who = rest.partition("|")
            yield "quote", {"text": rich(words), "attribution": who.strip()}
        elif marker.startswith("::"):
            yield _special(marker[2:], rest)
        elif chunk.startswith("- "):
            yield "list", {"text": _element(chunk)}
        else:
            yield "paragraph", {"text": _inline(chunk)}


def _special(kind: str, rest: str) -> Block:
    first, _, second = (part.strip() for part in rest.partition("|"))
    match kind:
        case "picture":
            return "figure", {"picture": first, "caption": second}
        case "quote":
            return "pull_quote", {"text": first, "attribution": second}
        case "related":
            return "related", {"title": first, "group": int(second or 1)}  # whose links the head has
        case "timeline":
            slug, _, show = first.partition(" ")
            return "timeline", {"timeline": slug, "show": show or "all"}
        case "fact":
            title, _, text = rest.partition("\n")
            return "fact_box", {"title": title, "text": rich(text)}
        case "document" | "audio":
            return kind, {"file": first, "caption": second}
        case "embed":
            names = ("url", "title", "author", "alt")
            return "embed", dict(zip(names, (part.strip() for part in rest.split("|")), strict=True))
        case "table":
            (caption, source), *rows = _rows(rest)
            cells = [[Cell(_inline(cell), is_head=number == 0) for cell in row] for number, row in enumerate(rows)]
            return "table", {"caption": caption, "source": source, "text": tables.table_html(cells)}
        case "gallery":
            (title,), *photos = _rows(rest)
            return "gallery", {"title": title, "photos": [{"picture": name, "caption": said} for name, said in photos]}
    raise ValueError(f"Unknown block “::{kind}”")


def _rows(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in text.splitlines()]


def _element(chunk: str) -> str:
    if chunk.startswith("- "):
        items = re.split(r"^- ", chunk, flags=re.MULTILINE)[1:]
        return f"<ul>{''.join(f'<li><p>{_inline(item)}</p></li>' for item in items)}</ul>"
    if chunk.startswith("### "):
        return f"<h3>{_inline(chunk[4:])}</h3>"
    return f"<p>{_inline(chunk)}</p>"


def _inline(text: str) -> str:
    marked = html.escape(" ".join(text.split()), quote=False)
    marked = re.sub(r"\^\[(.+?)\]", r"<footnote>\1</footnote>", marked)
    marked = re.sub(r"\[(.+?)\]\((\S+?)\)", r'<a href="\2">\1</a>', marked)
    marked = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", marked)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", marked)
