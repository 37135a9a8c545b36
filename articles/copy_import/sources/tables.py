"""Tables of HTML: those of rows and columns become one line; those that only arrange a page leave their lines as they are."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from articles.copy_import.lines import Line, Run, Runs, count, stripped, text_of
from newsroom.text.table_grid import spread

LONGEST_CELL = 150  # words
MAX_SPAN = 50
Spans = tuple[tuple[int, int, int, int], ...]
SHORT = 8  # words of a cell in a table of one row


@dataclass(frozen=True, eq=False)
class _Cell:
    row: int
    begins: int  # the number of its first line
    header: bool
    colspan: int
    rowspan: int


@dataclass
class Table:
    """A table that is open: the lines from `begins` on are its own."""

    begins: int
    rows: int = 0
    cells: list[_Cell] = field(default_factory=list)

    def row(self) -> None:
        self.rows += 1

    def cell(self, begins: int, tag: str, given: dict[str, str]) -> None:
        self.cells.append(
            _Cell(self.rows, begins, tag == "th", _span(given.get("colspan", "")), _span(given.get("rowspan", "")))
        )

    def closed(self, lines: list[Line]) -> list[Line]:
        """The lines, with the table's as one line if it has rows and columns of words."""
        if not self.cells:
            return lines
        above, caption = lines[: self.begins], lines[self.begins : self.cells[0].begins]
        ends = [*(cell.begins for cell in self.cells[1:]), len(lines)]
        insides = [lines[cell.begins : end] for cell, end in zip(self.cells, ends, strict=True)]
        grid, spans = self._grid(insides)
        if not self._is_data(insides, grid):
            return lines
        apart = [line for inside in insides for line in inside if line.picture is not None]
        first = [cell for cell in self.cells if cell.row == self.cells[0].row]
        labels = all(any(cell.header for cell in self.cells if cell.row == row) for row in range(2, self.rows + 1))
        table = Line(
            stripped(run for line in caption for run in (*line.runs, Run("\n"))),
            kind="table",
            rows=tuple(map(tuple, grid)),
            spans=spans,
            header=all(cell.header for cell in first) or not any(cell.header for cell in self.cells),
            header_column=labels and self.rows > 1 and not all(cell.header for cell in self.cells),
        )
        return [*above, table, *apart]

    def _is_data(self, insides: list[list[Line]], grid: list[list[Runs]]) -> bool:
        headed = any(cell.header for cell in self.cells)
        if not grid or len(grid[0]) < 2:
            return False
        if len(grid) < 2 and any(count(text_of(cell)) > SHORT or any(run.href for run in cell) for cell in grid[0]):
            return False  # a row of longer texts, or of links, arranges a page
        wide = len(grid) > 2 and len(grid[0]) > 2  # a page is not arranged like that
        for inside in insides:
            words = sum(count(line.text) for line in inside)
            plain = all(
                line.kind in ("text", "item") and not line.level and (line.picture is None or headed or wide)
                for line in inside
            )
            if words > LONGEST_CELL or (not plain and not headed) or any(line.kind == "table" for line in inside):
                return False
        return True

    def _grid(self, insides: list[list[Line]]) -> tuple[list[list[Runs]], Spans]:
        """The cells in rows of one length, where what a cell spans besides its own place is empty; and those that do."""
        words = {cell: _words(inside) for cell, inside in zip(self.cells, insides, strict=True)}
        of_rows = [list(cells) for _, cells in groupby(self.cells, key=attrgetter("row"))]
        placed = spread(of_rows, (len(of_rows) + 1, sys.maxsize))
        rows = [
            {across: words[cell] if (down, across) == start else () for across, (start, cell) in line.items()}
            for down, line in enumerate(placed)
        ]
        kept = [down for down, row in enumerate(rows) if any(row.values())]
        places: dict[_Cell, list[tuple[int, int]]] = {}
        for place, down in enumerate(kept):
            for across, (_, cell) in placed[down].items():
                places.setdefault(cell, []).append((place, across))
        spans = tuple(
            (*at[0], at[-1][0] - at[0][0] + 1, at[-1][1] - at[0][1] + 1) for at in places.values() if len(at) > 1
        )
        widest = max((max(rows[down]) + 1 for down in kept), default=0)
        return [[rows[down].get(across, ()) for across in range(widest)] for down in kept], spans


def _words(lines: list[Line]) -> Runs:
    return stripped(_between(lines))


def _between(lines: list[Line]) -> Iterator[Run]:
    for number, line in enumerate(lines):
        if number:
            yield Run("\n")
        yield from line.runs


def _span(written: str) -> int:
    return min(max(int(written), 1), MAX_SPAN) if written.isdecimal() and len(written) < 4 else 1
