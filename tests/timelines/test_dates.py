"""Dates as typed: two tables, refusals, warnings, order, `<time>`."""

import csv
import re
import timeit
from datetime import date
from itertools import permutations, product
from pathlib import Path

import pytest
from edtf import parse_edtf

from timelines.dates import (
    ORDERS,
    DateError,
    DateValue,
    Place,
    display,
    order_events,
    parse,
    reads_as,
    timed_pieces,
)

TODAY = date(2024, 11, 8)
HERE = Path(__file__).parent
FLAGS = ("q", "part", "kind", "calendar")


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


ROWS = rows("dates.tsv") + rows("more_dates.tsv")


def value_of(text: str, today: date = TODAY) -> DateValue:
    found = parse(text, today)
    assert isinstance(found, DateValue), found
    return found


def error_of(text: str) -> str:
    found = parse(text, TODAY)
    assert isinstance(found, DateError), found
    return found.message


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_row_of_the_table(row: dict[str, str]) -> None:
    today = date.fromisoformat(row["reference_date"])
    read = parse(row["text"], today)
    if row["precision"] == "invalid":
        assert isinstance(read, DateError)
        return
    assert isinstance(read, DateValue)
    no_bound = "" if read.undated else ".."
    found = (read.edtf, read.start or no_bound, read.end or no_bound, read.precision, display(read, today))
    assert found == (row["edtf"], row["start"], row["end"], row["precision"], row["ap_display"])
    notes = [part.strip().partition("=") for part in row["note"].split(";")]
    assert read.flags == {key: value.split()[0] for key, _, value in notes if key in FLAGS}
    assert parse(display(read, today), today) == read


# The standard allows what python-edtf 5 does not read: seasons, decades and qualified dates in a set,
# decades in an open interval, B.C. centuries in any, and +00:00.
UNREAD = re.compile(r"^\[.*[~?X]|^\{.*(?:-[23]\d|X)|\+00:00$|X/\.\.|^-\d\dXX/")


@pytest.mark.long  # another reader of the standard, and a slow one
@pytest.mark.parametrize(
    "edtf", sorted({row["edtf"] for row in ROWS if row["edtf"] and not UNREAD.search(row["edtf"])})
)
def test_edtf_is_valid_for_python_edtf(edtf: str) -> None:
    parse_edtf(edtf)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("Feb. 29, 2023", "2023 is not a leap year: Feb. 29, 2023 does not exist"),
        ("Feb. 30", "February has 29 days"),
        ("2024-13-01", "There is no month 13"),
        ("25:00 Aug. 6", "There is no hour 25"),
        ("2:30 a.m. March 10", "the clocks go forward"),
        ("44", "A.D. 44 or 44 B.C."),
        ("A.D. 0", "1 B.C. or A.D. 1"),
        ("Aug. 9-6", "ends before it starts"),
        ("Aug. 6, 3 p.m. IST", "India time"),
        ("the first week of August", "Aug. 1-7"),
        ("2024-W60", "has no week 60"),
    ],
)
def test_refused_date_names_the_cure(text: str, cure: str) -> None:
    assert cure in error_of(text)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("Tuesday, Nov. 6", "Nov. 6, 2024, is a Wednesday, not a Tuesday"),
        ("12/11/2024", "read in U.S. order, Dec. 11"),
        ("12/11/2024", "in the future"),
        ("midnight Aug. 6", "end of Aug. 6"),
        ("Aug. 6, 3 p.m. local time", "name the place"),
        ("1:30 a.m. Nov. 3", "Write EDT or EST"),
        ("3 p.m. EST Aug. 6", "EST is not in force on Aug. 6, 2024: EDT"),
        ("2011-12", "for the years write 2011-2012"),
        ("winter 2024", "write winter 2023-24 for the one before"),
        ("Agust 6, 2024 and Aug. 9", "“agust” isn't part of a date"),
    ],
)
def test_doubtful_date_is_kept_with_a_warning(text: str, warning: str) -> None:
    assert warning in " ".join(value_of(text).warnings)


@pytest.mark.parametrize(
    "text", ["Aug. 6", "Tuesday, Aug. 6, 2024", "8/13/2024", "the 1990s", "early 2024", "Putin's reaction:"]
)
def test_plain_date_has_no_warning(text: str) -> None:
    assert value_of(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Aug. 6-9", "reads as: Aug. 6 to Aug. 9, 2024"),
        ("Monday", "reads as: Nov. 4, 2024"),
        ("early August", "reads as: early August 2024 (Aug. 1 to Aug. 10, 2024)"),
        ("before 1914", "reads as: before 1914 (on or before Dec. 31, 1913)"),
        ("Putin's reaction:", "reads as: no date; “Putin's reaction” is a label and keeps its place in the list"),
    ],
)
def test_reading_below_the_field_has_the_whole_date(text: str, sentence: str) -> None:
    assert reads_as(parse(text, TODAY)) == sentence


def test_current_year_is_dropped_and_shown_later() -> None:
    value = value_of("Aug. 6")
    assert display(value, TODAY) == "Aug. 6"
    assert display(value, date(2025, 1, 1)) == "Aug. 6, 2024"


def test_time_is_read_in_the_newsrooms_zone() -> None:
    read = parse("Aug. 6, 3 p.m.", TODAY, zone="Europe/Kyiv")
    assert isinstance(read, DateValue)
    assert (read.start, read.periods[0].zone) == ("2024-08-06T15:00:00+03:00", "Europe/Kyiv")


@pytest.mark.parametrize(
    ("month", "start", "end"),
    [(10, "2023-10-01", "2024-09-30"), (1, "2024-01-01", "2024-12-31"), (4, "2023-04-01", "2024-03-31")],
)
def test_fiscal_year_starts_in_the_month_of_the_setting(month: int, start: str, end: str) -> None:
    read = parse("fiscal 2024", TODAY, fiscal_year_start=month)
    assert isinstance(read, DateValue)
    assert (read.start, read.end) == (start, end)
    assert display(read, TODAY) == "fiscal 2024"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Aug. 6", ["2024-08-06"]),
        ("August", ["2024-08"]),
        ("2023", ["2023"]),
        ("early August", ["2024-08"]),
        ("early 2024", ["2024"]),
        ("last week", ["2024-W44"]),
        ("Aug. 6-9", ["2024-08-06", "2024-08-09"]),
        ("2022-24", ["2022", "2024"]),
        ("2022-present", ["2022"]),
        ("Aug. 6 and 9", ["2024-08-06", "2024-08-09"]),
        ("Nov. 8, 3:30 p.m. ET", ["2024-11-08T15:30:00-05:00"]),
        ("about 3 a.m. Aug. 6", ["2024-08-06"]),
        ("Oct. 25, 1917 (Julian)", ["1917-11-07"]),
        *(
            (text, [])
            for text in ("44 B.C.", "the 1990s", "19th century", "spring 2024", "Q3 2024", "H1 2024", "fiscal 2024")
        ),
        *(
            (text, [])
            for text in ("circa 1250", "possibly Aug. 6", "before 1914", "between Aug. 6 and 9", "A.D. 12024")
        ),
        ("Putin's reaction", []),
    ],
)
def test_time_element_is_never_more_precise_than_what_was_entered(text: str, says: list[str]) -> None:
    value = value_of(text)
    assert [found for _, found in timed_pieces(value, TODAY) if found] == says


def test_range_is_shown_in_pieces_with_a_datetime_each() -> None:
    pieces = [("Aug. 6", "2024-08-06"), ("-", None), ("9", "2024-08-09")]
    assert timed_pieces(value_of("Aug. 6-9"), TODAY) == pieces


def test_invalid_stored_value_is_refused() -> None:
    good = value_of("Aug. 6").to_json()
    for bad in (
        {},
        {**good, "periods": [{"precision": "day", "year": 2024, "number": 2, "day": 31}]},
        {**good, "periods": 3},
    ):
        with pytest.raises(ValueError, match="Not a stored date"):
            DateValue.from_json(bad)


# --- Order

IN_ORDER = [
    "500 B.C.",
    "44 B.C.",
    "before 1914",
    "1914",
    "the 2020s",
    "2024",
    "first half of 2024",
    "Q1 2024",
    "January 2024",
    "early January 2024",
    "the week of Jan. 1",
    "Jan. 1",
    "early Jan. 1",
    "9 p.m. Jan. 1 Kyiv time",  # 2 p.m. in New York
    "3 p.m. Jan. 1",
    "late Jan. 1",
    "Aug. 6",
    "midnight Aug. 6",
    "Aug. 7",
]


def in_order(texts: list[str], *, newest_first: bool = False, after: dict[str, str] | None = None) -> list[str]:
    place = {text: Place(value_of(text), i, text, (after or {}).get(text)) for i, text in enumerate(texts)}
    return order_events(texts, place.__getitem__, newest_first=newest_first)


def test_events_go_by_start_then_coarser_first_then_untimed_before_timed() -> None:
    assert in_order(IN_ORDER[::-1]) == IN_ORDER
    assert in_order(sorted(IN_ORDER)) == IN_ORDER


def test_equal_dates_keep_the_hand_set_order() -> None:
    assert in_order(["Aug. 6-9", "Aug. 6", "Aug. 6 and 7"]) == ["Aug. 6-9", "Aug. 6", "Aug. 6 and 7"]


def test_undated_event_stays_after_the_one_above_it() -> None:
    assert in_order(["Aug. 6", "Putin's reaction", "the reinforcements", "Aug. 1"]) == [
        "Aug. 1",
        "Aug. 6",
        "Putin's reaction",
        "the reinforcements",
    ]


def test_undated_event_follows_its_anchor() -> None:
    after = {"Putin's reaction": "Aug. 1"}
    assert in_order(["Aug. 6", "Putin's reaction", "Aug. 1"], after=after) == ["Aug. 1", "Putin's reaction", "Aug. 6"]


def test_newest_first_is_the_exact_reverse_of_the_blocks() -> None:
    texts = ["how it began", "Aug. 6", "Putin's reaction", "Aug. 9", "the reinforcements"]
    assert in_order(texts) == texts
    assert in_order(texts, newest_first=True) == [
        "Aug. 9",
        "the reinforcements",
        "Aug. 6",
        "Putin's reaction",
        "how it began",
    ]


def test_no_event_is_dropped_for_any_anchors() -> None:
    texts = ["Aug. 6", "one", "two", "three"]
    for anchors in permutations([*texts, "gone"], 3):
        after = dict(zip(texts[1:], anchors, strict=True))
        assert sorted(in_order(texts, after=after)) == sorted(texts)
        assert sorted(in_order(texts, after=after, newest_first=True)) == sorted(texts)


def test_a_circular_anchor_counts_as_none_and_others_hold() -> None:
    after = {"an aside": "Putin's reaction", "Putin's reaction": "Putin's reaction"}
    texts = ["Aug. 6", "an aside", "Aug. 1", "Putin's reaction"]
    assert in_order(texts, after=after) == ["Aug. 1", "Putin's reaction", "an aside", "Aug. 6"]


def test_sorting_again_changes_nothing() -> None:
    texts = ["one", "Aug. 6", "two", "Aug. 1", "three"]
    for anchors in product([*texts, "gone", None], repeat=3):
        after = {text: anchor for text, anchor in zip(["one", "two", "three"], anchors, strict=True) if anchor}
        numbered = in_order(texts, after=after)
        assert in_order(numbered, after=after) == numbered


def test_showing_a_date_takes_microseconds() -> None:
    values = [value_of(row["text"]) for row in ROWS if row["precision"] != "invalid"]
    best = min(timeit.repeat(lambda: [display(value, TODAY) for value in values], number=1, repeat=5))
    assert best / len(values) < 100e-6


@pytest.mark.parametrize(
    ("text", "start", "warned"),
    [
        ("12/11/2024", "2024-11-12", "12/11/2024 is read day first, Nov. 12; for the other write Dec. 11, 2024."),
        ("12/11", "2024-11-12", "12/11 is read day first, Nov. 12; for the other write Dec. 11."),
        ("8/13/2024", "2024-08-13", ""),
        ("13/8/2024", "2024-08-13", ""),
    ],
)
def test_a_newsroom_may_read_the_day_first(text: str, start: str, warned: str) -> None:
    value = parse(text, date(2024, 11, 8), usual=ORDERS[1])
    assert isinstance(value, DateValue)
    assert value.start == start
    assert [each for each in value.warnings if "read day first" in each] == ([warned] if warned else [])
