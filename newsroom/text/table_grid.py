"""Where the cells of a table are, as browsers place them: those that span columns or rows take several places."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import Protocol, TypeVar

from django.core.exceptions import ValidationError

MOST_ROWS, MOST_COLUMNS = 500, 40
TOO_LARGE = f"A table has at most {MOST_ROWS} rows and {MOST_COLUMNS} columns. Split it, or link to the data instead."


class TooLarge(ValidationError):
    def __init__(self) -> None:
        super().__init__(TOO_LARGE)


class Spanning(Protocol):
    """A cell of any kind."""

    @property
    def colspan(self) -> int: ...

    @property
    def rowspan(self) -> int: ...


Spread = TypeVar("Spread", bound=Spanning)


def spread(rows: Sequence[Sequence[Spread]], most: tuple[int, int]) -> list[dict[int, tuple[tuple[int, int], Spread]]]:
    """Return, by row and column, what browsers make of rows: where the cell at that place begins, and the cell.

    Raises TooLarge for more than `most` rows and columns.
    """
    lines: list[dict[int, tuple[tuple[int, int], Spread]]] = []
    spanning: defaultdict[int, dict[int, tuple[tuple[int, int], Spread]]] = defaultdict(dict)  # by row, from above
    for row in rows:
        down = len(lines)
        line = spanning.pop(down, {})
        if not (row or line):
            continue
        if down == most[0]:
            raise TooLarge
        for cell, columns in _placed(row, line, most[1]):
            slot = (down, columns[0]), cell
            line.update(dict.fromkeys(columns, slot))
            for below in range(down + 1, min(down + cell.rowspan, len(rows))):
                spanning[below].update(dict.fromkeys(columns, slot))
        lines.append(line)
    return lines


def _placed(row: Sequence[Spread], taken: Collection[int], most: int) -> Iterator[tuple[Spread, list[int]]]:
    """Yield the cells of a row with their columns: the first that are free. Raises TooLarge."""
    across = 0
    for cell in row:
        while across in taken:
            across += 1
        columns = list(takewhile(lambda column: column not in taken, range(across, across + cell.colspan)))
        if columns[-1] >= most:
            raise TooLarge
        yield cell, columns
        across = columns[-1] + 1
