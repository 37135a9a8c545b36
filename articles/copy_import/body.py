"""The story below its top: the parts of copy gathered in blocks, and these as plain JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from articles.copy_import.footnotes import with_numbers
from articles.copy_import.lines import Line, Picture, Runs, text_of
from articles.copy_import.patterns import credit_in
from articles.copy_import.rich_lines import rich
from articles.copy_import.roles import Part, Role

HEADINGS = {Role.HEADING: 2, Role.SUBHEADING: 3}
OVER = (
    Role.HEADLINE, Role.STANDFIRST, Role.KICKER, Role.BYLINE, Role.DATELINE, Role.DATE, Role.AGENCY, Role.SECTION, Role.TAGS,
)  # fmt: skip
KINDS = {Role.TABLE: "table", Role.EMBED: "embed", Role.DIVIDER: "divider", Role.QUOTE: "quote", Role.PICTURE: "figure"}
ALONE = ("figure", "table", "embed", "divider")


@dataclass
class Block:
    """A piece of the story: `kind` is section, figure, gallery, quote, table, embed, divider, related or timeline. `lines` are its
    own, in order.

    In a section those of the kind "item" are items of lists. A quote's last line may say whose it is.
    """

    kind: str
    heading: str = ""
    level: int = 2
    lines: list[Line] = field(default_factory=list)


def blocks_of(parts: Iterable[Part], apart: tuple[Role, ...]) -> Iterator[Block]:
    """The blocks of the story. Related stories and events are blocks where `apart` names them."""
    return _with_galleries(_with_captions(_blocks(parts, apart)))


def _blocks(parts: Iterable[Part], apart: tuple[Role, ...]) -> Iterator[Block]:
    running = Block("section")
    for part in parts:
        role, line = part.role, part.line
        kind = _kind(part, apart)
        if role in OVER or kind == "":
            continue
        quoted = (
            kind == "quote"
            and running.lines
            and (line.pull != running.lines[-1].pull or (line.apart and line.kind == "quote"))
        )
        if role in HEADINGS or kind != running.kind or kind in ALONE or quoted:
            if running.heading or running.lines:
                yield running
            running = Block(kind, level=HEADINGS.get(role, 2))
        if role in HEADINGS:
            running.heading = line.text.replace("\n", " ")
        else:
            running.lines.append(line)
    if running.heading or running.lines:
        yield running


def _with_captions(blocks: Iterable[Block]) -> Iterator[Block]:
    """A picture and the caption right below it are one block."""
    waiting: Block | None = None
    for block in blocks:
        if block.kind == "figure" and waiting and not any(line.text for line in waiting.lines) and block.lines[0].text:
            waiting.lines += block.lines
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _with_galleries(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two pictures or more with nothing between them but their captions are a gallery."""
    for shown, group in groupby(blocks, lambda block: block.kind == "figure" and block.lines[0].picture is not None):
        found = list(group)
        if shown and len(found) > 1:
            yield Block("gallery", lines=[line for block in found for line in block.lines])
        else:
            yield from found


def photos_of(block: Block) -> Iterator[list[Line]]:
    """The pictures of a gallery, each with its caption."""
    photo: list[Line] = []
    for line in block.lines:
        if line.picture is not None and photo:
            yield photo
            photo = []
        photo.append(line)
    yield photo


def _kind(part: Part, apart: tuple[Role, ...]) -> str:
    """The kind of block a part belongs to; "" for what stands in none."""
    match part.role:
        case Role.REPEATED | Role.LEFT_OUT | Role.SET_APART:
            return ""
        case role if role in KINDS:
            return KINDS[role]
        case Role.RELATED:
            return "related" if Role.RELATED in apart else ""
        case Role.EVENT if Role.EVENT in apart:
            return "timeline"
    return "section"


def blocks_as_json(blocks: Iterable[Block], pictures: list[Picture]) -> Iterator[dict[str, Any]]:
    """The blocks, and below them their footnotes, whose numbers are in the text."""
    notes: list[Runs] = []
    for block in blocks:
        yield from _as_json(replace(block, lines=list(with_numbers(block.lines, notes))), pictures)
    if notes:
        told = _one(Block("footnotes", lines=[Line(runs, kind="item", marker="#") for runs in notes]), pictures)
        yield told | {"notes": [text_of(runs) for runs in notes]}


def _as_json(block: Block, pictures: list[Picture]) -> Iterator[dict[str, Any]]:
    """A block; a section as several, where text follows a list, so that their order is kept."""
    if block.kind != "section":
        yield _one(block, pictures)
        return
    piece = Block("section", block.heading, block.level)
    for line in block.lines:
        if piece.lines and piece.lines[-1].kind == "item" and line.kind != "item":
            yield _one(piece, pictures)
            piece = Block("section", "", block.level)
        piece.lines.append(line)
    if piece.heading or piece.lines:
        yield _one(piece, pictures)


def _one(block: Block, pictures: list[Picture]) -> dict[str, Any]:
    section = block.kind == "section"
    own = [line for line in block.lines if line.kind != "item" or not section]
    told: dict[str, Any] = {
        "type": block.kind,
        "heading": block.heading,
        "level": block.level,
        "text": "\n\n".join(_linked(line) for line in own if line.text and not line.rows),
        "items": [_linked(line) for line in block.lines if line.kind == "item" and section],
        "html": rich(block.lines),
    }
    first = block.lines[0] if block.lines else None
    if first is not None and block.kind == "table":
        told |= {
            "rows": [["".join(run.plain for run in cell) for cell in row] for row in first.rows],
            "header_row": first.header,
            "header_column": first.header_column,
        }
    elif first is not None and block.kind == "embed":
        told["url"] = first.src
    elif first is not None and block.kind == "quote":
        signed = [line.text for line in block.lines if line.style == "cite" or (line.pull and _is_signed(line.text))]
        told |= {"pull": first.pull, "attribution": " ".join(signed).lstrip("—–- ")}
    elif block.kind == "figure":
        told |= _photo(block.lines, pictures)
    elif block.kind == "gallery":
        told["photos"] = [
            {**_photo(lines, pictures), "caption": " ".join(line.text for line in lines if line.text)}
            for lines in photos_of(block)
        ]
    return told


def _photo(lines: list[Line], pictures: list[Picture]) -> dict[str, str]:
    shown = next((pictures[line.picture] for line in lines if line.picture is not None), Picture(b""))
    return {"url": shown.src, "alt": shown.alt, "credit": credit_in("\n\n".join(line.text for line in lines))}


def _is_signed(text: str) -> bool:
    return text.startswith(("—", "–", "-"))


def _linked(line: Line) -> str:
    return "".join(f"[{run.plain}]({run.href})" if run.href else run.plain for run in line.runs)
