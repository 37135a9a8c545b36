"""Excel workbooks and tables of other people's columns."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from timelines import exchange
from timelines.exchange import NotATimeline, Reading, spreadsheet

TODAY = date(2024, 11, 8)


def workbook(*rows: tuple[Any, ...], empty_sheet_first: bool = False) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.create_sheet() if empty_sheet_first else book.active
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def read(data: str | bytes) -> Reading:
    return exchange.read(data, "kursk.xlsx", TODAY)


def test_a_workbook_is_read_as_its_table_with_dates_numbers_and_accents() -> None:
    data = workbook(
        ("Date", "Title", "Description", "Location"),
        (datetime(2024, 8, 6), "Über die Grenze", "11,000 soldiers", "Sudzha"),  # noqa: DTZ001 (cells have no zone)
        ("Aug. 9, 2024", "A strike", None, None),
        (None, None, None, None),
        (2025, "Still to come", True, 4.0),
        empty_sheet_first=True,
    )
    events = read(data).content["events"]
    assert [(each["headline"], each["date"]["edtf"], each["place"]) for each in events] == [
        ("Über die Grenze", "2024-08-06", "Sudzha"),
        ("A strike", "2024-08-09", ""),
        ("Still to come", "2025", "4"),
    ]
    assert [each["body"] for each in events] == ["<p>11,000 soldiers</p>", "", "<p>yes</p>"]


def test_columns_of_other_names_have_their_place_and_those_without_one_are_told() -> None:
    table = "Date,Event,Category,Source,URL,Mood\n2024-08-06,Across,Front,Reuters,https://example.org/a,grim\n"
    reading = read(table)
    [event] = reading.content["events"]
    [group] = reading.content["lanes"]
    assert (group["name"], group["key"]) == ("Front", event["lane"])
    assert event["sources"] == [{"text": "Reuters", "url": "https://example.org/a"}]
    assert [loss.what for loss in reading.losses] == ["The column “mood” has no place here: it was left out."]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, workbook()], ids=["cut", "zeros", "no cell"]
)
def test_what_is_no_workbook_is_refused_with_the_cure(data: bytes) -> None:
    with pytest.raises(NotATimeline, match=r"save it again|no cells"):
        read(data)


def test_a_workbook_of_other_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(NotATimeline, match="save it again"):
        read(out.getvalue())
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 10)
    with pytest.raises(NotATimeline, match="save the sheet as CSV"):
        read(out.getvalue())


def test_an_entity_that_grows_without_end_is_refused() -> None:
    out, rows = io.BytesIO(), workbook(("Date", "Title"), ("2024", "x"))
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(rows)) as given, zipfile.ZipFile(out, "w") as archive:
        for part in given.namelist():
            text = given.read(part)
            if part == "xl/workbook.xml":
                text = bomb.encode() + text.replace(b"Sheet", b"&b;Sheet")
            archive.writestr(part, text)
    with pytest.raises(NotATimeline, match="save it again"):
        read(out.getvalue())
