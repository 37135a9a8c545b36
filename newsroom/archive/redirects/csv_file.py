"""Redirects as CSV: two columns, the old address and what it leads to."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from newsroom.archive.models import Redirect
from newsroom.archive.redirects.actions import Row
from newsroom.publishing.exceptions import ActionRefused

HEADER = ("old address", "leads to")
MOST = 50_000  # lines of one file


class _Echo:
    def write(self, line: str) -> str:
        return line


def written() -> Iterator[str]:
    """Yield every redirect as a line of CSV, after a header."""
    writer: Any = csv.writer(_Echo())
    yield writer.writerow(HEADER)
    for redirect in Redirect.objects.order_by("path").iterator(chunk_size=2000):
        yield writer.writerow((redirect.path, redirect.target))


def read(data: bytes) -> list[Row]:
    """Return the rows of a file with their line numbers; commas, semicolons or tabs separate the columns.

    A first line that doesn't begin with an address is its header. Raises ActionRefused for what isn't such a file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ActionRefused(f"Line {line} isn’t UTF-8. Save the file as “CSV UTF-8” and try again.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise ActionRefused(f"Line {reader.line_num} can’t be read as CSV: {error}.") from None
    if rows and not rows[0][1].startswith(("/", "http")):
        rows = rows[1:]
    if not rows:
        raise ActionRefused("No redirects were found. Each line has an old address, a comma, and what it leads to.")
    if len(rows) > MOST:
        raise ActionRefused(f"This file has {len(rows):,} lines. Import at most {MOST:,} at once.")
    return rows


def _rows(reader: Any) -> Iterable[Row]:
    for cells in reader:
        filled = [cell.strip() for cell in cells]
        if any(filled):
            yield reader.line_num, filled[0], filled[1] if len(filled) > 1 else ""
