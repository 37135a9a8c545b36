"""Excel workbooks (.xlsx), read as the table of their first sheet that has cells."""

import csv
import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl

from newsroom.deadline import check
from timelines.exchange.untrusted import NotATimeline

SIGNATURE = b"PK\x03\x04"
MAX_UNPACKED = 50_000_000  # bytes
MAX_COLUMNS = 200
UNREADABLE = "The workbook can’t be read: save it again as .xlsx, or as CSV."


def as_csv(data: bytes) -> str:
    """Return the cells of a workbook as CSV, dates as 2024-08-06, formulas as what they last gave. Raises NotATimeline."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise NotATimeline("The workbook is too large once unpacked: save the sheet as CSV.")
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except NotATimeline:
        raise
    except Exception as error:  # the file may have any shape
        raise NotATimeline(UNREADABLE) from error
    for sheet in workbook.worksheets:
        if table := _table(sheet):
            return table
    raise NotATimeline("The workbook has no cells.")


def _table(sheet: Any) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    try:
        for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS):
            check()
            if any(cell is not None for cell in row):
                writer.writerow([_text(cell) for cell in row])
    except (ValueError, TypeError, KeyError, IndexError, SyntaxError, zipfile.BadZipFile, EOFError) as error:
        raise NotATimeline(UNREADABLE) from error
    return out.getvalue()


def _text(cell: Any) -> str:
    """Return a cell as it would be typed."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
