"""Rich text that was pasted and then edited as plain text: the edits go into it, and its structure stays."""

from dataclasses import replace

from articles.copy_import.bullets import begins_item
from articles.copy_import.lines import WORD, Copy, Line, Run, Runs, count, stripped, tidied


def with_edits(copy: Copy, pasted: str, typed: str) -> Copy:
    """The copy with what changed between `pasted`, the plain text that came with it, and `typed`.

    What changed is one stretch of lines: those above and below are as they were. Lines changed one by one keep their
    kind and, around the change, their markup; others are plain paragraphs.
    """
    old, new = _rows(pasted), _rows(typed)
    if old == new:
        return copy
    above = _alike(old, new)
    below = min(_alike(old[::-1], new[::-1]), len(old) - above, len(new) - above)
    places = _places(copy.lines, old)
    gone, come = old[above : len(old) - below], new[above : len(new) - below]
    homes = [places[above + number] for number in range(len(gone))]
    if len(gone) == len(come) and None not in homes and len(set(homes)) == len(homes):
        lines = list(copy.lines)
        for home, text in zip(homes, come, strict=True):
            if home is not None:
                lines[home] = _changed(lines[home], text)
    else:
        lines = _replaced(copy.lines, homes, come, _before(places, above))
    words = sum(count(line.text) + count(line.marker) for line in lines)
    return replace(copy, lines=lines, words=words)


def _rows(text: str) -> list[str]:
    return [row for each in tidied(text).split("\n") if (row := " ".join(each.split()))]


def _alike(one: list[str], other: list[str]) -> int:
    """How many rows are the same from the start."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _places(lines: list[Line], rows: list[str]) -> list[int | None]:
    """For each row the number of the line it is in, by its words; None for one that is in none."""
    said = [WORD.findall(line.text) for line in lines]
    found: list[int | None] = []
    place = used = 0
    for row in rows:
        words = WORD.findall(row)
        for begins in ((place, used), *((each, 0) for each in range(place + 1, min(place + 4, len(lines))))):
            at, skip = begins
            rest = said[at][skip:] if at < len(said) else []
            own = words[1:] if begins_item(row) and rest[: len(words) - 1] == words[1:] else words
            if own and rest[: len(own)] == own:
                place, used = at, skip + len(own)
                found.append(at)
                break
        else:
            found.append(None)
    return found


def _before(places: list[int | None], above: int) -> int:
    """Where new lines go: behind the last line that is as it was."""
    return next((place + 1 for place in reversed(places[:above]) if place is not None), 0)


def _replaced(lines: list[Line], homes: list[int | None], come: list[str], begins: int) -> list[Line]:
    gone = {home for home in homes if home is not None}
    new = [Line((Run(text),)) for text in come]
    return [*(line for place, line in enumerate(lines[:begins]) if place not in gone), *new,
            *(line for place, line in enumerate(lines[begins:], begins) if place not in gone)]  # fmt: skip


def _changed(line: Line, text: str) -> Line:
    """The line with another text; the markup stays around what changed."""
    if line.rows or line.kind == "embed":
        return Line((Run(text),))
    old = "".join(run.text for run in line.runs).replace("\n", " ")
    if begins_item(text) and not begins_item(old) and line.kind == "item":
        text = text.partition(" ")[2]
    start = next((at for at, (a, b) in enumerate(zip(old, text, strict=False)) if a != b), min(len(old), len(text)))
    room = min(len(old), len(text)) - start
    end = next((at for at in range(room) if old[-1 - at] != text[-1 - at]), room)
    marks = _piece(line.runs, max(0, start - 1), start) or line.runs[:1]
    middle = [marks[0]._replace(text=text[start : len(text) - end])] if marks else [Run(text)]
    return replace(
        line, runs=stripped([*_piece(line.runs, 0, start), *middle, *_piece(line.runs, len(old) - end, len(old))])
    )


def _piece(runs: Runs, start: int, end: int) -> Runs:
    found, place = [], 0
    for run in runs:
        if piece := run.text[max(0, start - place) : max(0, end - place)]:
            found.append(run._replace(text=piece))
        place += len(run.text)
    return tuple(found)
