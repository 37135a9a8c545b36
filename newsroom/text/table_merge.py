"""Three-way merge of tables: rows and columns by what they say, and inside a cell by words.

Changes in different cells are both kept, and so are a row that one side adds and a column that the other adds: the result
is rectangular. A row or column that one side removes stays if the other changed what it says.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from newsroom.text.tables import Cell, rows_of, table_html
from newsroom.text.text_merge import Question, merge_html
from newsroom.text.word_diff import runs

GAP = Cell("")  # where a row of one side crosses a column of the other
MOST = 2_500  # pairs of lines that are compared between two that are the same

Grid = Sequence[Sequence[Cell]]
Lines = list[list[str]]  # what the cells of each row say, or of each column


class Place(NamedTuple):
    """A row or column of the merged table: its number in base, mine and theirs."""

    base: int | None
    mine: int | None
    theirs: int | None


def is_table(html: str) -> bool:
    """Return whether sanitized rich text is a table in the stored form."""
    return html.startswith("<table>")


def merge_tables(
    base: str, mine: str, theirs: str, answers: Mapping[str, str] | None = None
) -> tuple[str, list[Question]] | None:
    """Merge two tables that are based on `base`; answers and questions are those of `merge_html`, for each cell.

    Return None if only a person can say what the table is: a side changed which cells span others, or nothing is left.
    """
    grids = [rows_of(side) for side in (base, mine, theirs)]
    shapes = [[[cell[2:] for cell in row] for row in grid] for grid in grids]
    has_spans = any(max(spans) > 1 for shape in shapes for row in shape for spans in row)
    if not has_spans:
        rows, columns = _places(*grids)
    elif shapes[0] == shapes[1] == shapes[2]:
        sizes = len(grids[0]), max(map(len, grids[0]))
        rows, columns = ([Place(number, number, number) for number in range(size)] for size in sizes)
    else:
        return None
    merged: list[list[Cell]] = []
    questions: list[Question] = []
    for down, row in enumerate(rows):
        line = []
        for across, column in enumerate(columns):
            prefix = f"{down}.{across}."
            own = {name.removeprefix(prefix): each for name, each in (answers or {}).items() if name.startswith(prefix)}
            sides = [_cell(*each) for each in zip(grids, row, column, strict=True)]
            if has_spans and sides[0] is None:
                continue
            cell, asked = _merged(sides, own)
            line.append(cell)
            questions += [replace(each, id=prefix + each.id) for each in asked]
        is_head = all(cell.is_head for cell in line if cell is not GAP)
        merged.append([Cell("", is_head) if cell is GAP else cell for cell in line])
    html = table_html(merged)
    return (html, questions) if html else None


def _cell(grid: Grid, row: int | None, column: int | None) -> Cell | None:
    return grid[row][column] if row is not None and column is not None and column < len(grid[row]) else None


def _merged(sides: Sequence[Cell | None], answers: Mapping[str, str]) -> tuple[Cell, list[Question]]:
    was = sides[0]
    mine, theirs = (side or was for side in sides[1:])
    if mine is None or theirs is None:
        return mine or theirs or GAP, []
    was = was or Cell("", mine.is_head)
    html, questions = merge_html(was.html, mine.html, theirs.html, answers)
    is_head = theirs.is_head if mine.is_head == was.is_head else mine.is_head
    return mine._replace(html=html, is_head=is_head), questions


def _places(*grids: Grid) -> tuple[list[Place], list[Place]]:
    """Return the rows and columns of the merged table."""
    rows = [[[cell.html for cell in row] for row in grid] for grid in grids]
    columns = [[list(column) for column in zip(*each, strict=True)] for each in rows]
    across = [_aligned(columns[0], side) for side in columns[1:]]
    down = [
        _aligned(_only(rows[0], list(pairs)), _only(side, list(pairs.values())))
        for pairs, side in zip(across, rows[1:], strict=True)
    ]
    return _order(rows, down, across), _order(columns, across, down)


def _only(lines: Lines, places: list[int]) -> Lines:
    return [[line[place] for place in places] for line in lines]


def _order(lines: Sequence[Lines], along: list[dict[int, int]], other: list[dict[int, int]]) -> list[Place]:
    """Return the lines of both sides in one order, which doesn't depend on who is first.

    `along` pairs the lines of the base with those of each side, and `other` those that cross them.
    """
    base = lines[0]
    added = [_added(len(side), pairs) for side, pairs in zip(lines[1:], along, strict=True)]
    found: list[Place] = []
    for number in range(-1, len(base)):
        if number >= 0:
            places = [pairs.get(number) for pairs in along]
            changes = [
                place is not None and _differs(base[number], side[place], cross)
                for place, side, cross in zip(places, lines[1:], other, strict=True)
            ]
            if None not in places or any(changes):
                found.append(Place(number, *places))
        found += _both(lines, *(each[number] for each in added))
    return found


def _both(lines: Sequence[Lines], mine: list[int], theirs: list[int]) -> list[Place]:
    """Return the lines that both sides added at one place, one after the other, those that are the same once."""
    (lead, first), (follow, second) = sorted(
        [(1, mine), (2, theirs)], key=lambda run: [lines[run[0]][place] for place in run[1]]
    )
    found = []
    for place in first:
        twin = next((other for other in second if lines[lead][place] == lines[follow][other]), None)
        second = [other for other in second if other != twin]
        found.append(_added_line(lead, place, twin))
    return found + [_added_line(follow, place) for place in second]


def _added_line(side: int, place: int, other: int | None = None) -> Place:
    return Place(None, *((place, other) if side == 1 else (other, place)))


def _differs(old: list[str], new: list[str], pairs: Mapping[int, int]) -> bool:
    """Return whether a line was changed, or has words where a line that crosses it was added."""
    added = set(range(len(new))) - set(pairs.values())
    return any(old[one] != new[other] for one, other in pairs.items()) or any(new[place] for place in added)


def _added(count: int, pairs: Mapping[int, int]) -> dict[int, list[int]]:
    """Return the lines that one side added, by the line of the base that they are below; -1 is the top."""
    base_of = {new: old for old, new in pairs.items()}
    found: dict[int, list[int]] = defaultdict(list)
    above = -1
    for number in range(count):
        above = base_of.get(number, above)
        if number not in base_of:
            found[above].append(number)
    return found


def _aligned(old: Lines, new: Lines) -> dict[int, int]:
    """Return which line of `new` each line of `old` is, in order; what has gone or is new is left out."""
    found: dict[int, int] = {}
    at_old = at_new = 0
    for start, new_start, size in [*runs(_keys(old), _keys(new)), (len(old), len(new), 0)]:
        found.update(_alike(old, new, range(at_old, start), range(at_new, new_start)))
        found.update((start + step, new_start + step) for step in range(size))
        at_old, at_new = start + size, new_start + size
    return found


def _keys(lines: Lines) -> list[str]:
    return ["\0".join(line) for line in lines]


def _alike(old: Lines, new: Lines, olds: range, news: range) -> Iterator[tuple[int, int]]:
    """Yield the pairs that together have most cells in common, in order; lines of the same number if they are many."""
    if len(olds) == len(news) == 1 or len(olds) * len(news) > MOST:
        yield from zip(olds, news, strict=False)
        return
    counts = {number: Counter(filter(None, new[number])) for number in news}
    best = [[0] * (len(news) + 1) for _ in range(len(olds) + 1)]  # of the lines from there on
    share = [[(Counter(filter(None, old[one])) & counts[other]).total() for other in news] for one in olds]
    for one in reversed(range(len(olds))):
        for other in reversed(range(len(news))):
            paired = best[one + 1][other + 1] + share[one][other]
            best[one][other] = max(best[one + 1][other], best[one][other + 1], paired)
    one = other = 0
    while one < len(olds) and other < len(news):
        if share[one][other] and best[one][other] == best[one + 1][other + 1] + share[one][other]:
            yield olds[one], news[other]
            one, other = one + 1, other + 1
        elif best[one][other] == best[one + 1][other]:
            one += 1
        else:
            other += 1
