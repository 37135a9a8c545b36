"""Dates in figures in files: 13/11 is read, 9/11 is read with a warning, and one of them tells the order of the others."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from timelines import exchange
from timelines.exchange import Reading

TODAY = date(2024, 11, 8)
US_ORDER = "9/11/2001 is read in U.S. order, Sept. 11; for the other write 9 November 2001."
DAY_FIRST = "“13/11/2015” can only be day first, so all numeric dates were read day first: “9/11/2001” is Nov. 9, 2001."
Write = Callable[[list[str]], str]


def csv_start(dates: list[str]) -> str:
    return "Start Date,Headline\n" + "".join(f"{each},Event {each}\n" for each in dates)


def csv_when(dates: list[str]) -> str:
    return "Date;Title\n" + "".join(f"{each};Event {each}\n" for each in dates)


def csv_shown(dates: list[str]) -> str:
    return "Display Date,Headline\n" + "".join(f"{each},Event {each}\n" for each in dates)


def timelinejs(dates: list[str]) -> str:
    return json.dumps({"events": [{"start_date": each, "text": {"headline": f"Event {each}"}} for each in dates]})


def first_timelinejs(dates: list[str]) -> str:
    return json.dumps({"timeline": {"date": [{"startDate": each, "headline": f"Event {each}"} for each in dates]}})


def own(dates: list[str]) -> str:
    events = [{"headline": f"Event {each}", "date": {"text": each}} for each in dates]
    return json.dumps({"format": "newsroom-timeline", "timeline": {"schema": 1, "events": events}})


def calendar(dates: list[str]) -> str:
    events = "".join(f"BEGIN:VEVENT\r\nSUMMARY:Event {each}\r\nDTSTART:{each}\r\nEND:VEVENT\r\n" for each in dates)
    return f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"


EVERY_FORMAT = pytest.mark.parametrize(
    "write", [csv_start, csv_when, csv_shown, timelinejs, first_timelinejs, own, calendar]
)


def read(write: Write, *dates: str) -> Reading:
    return exchange.read(write(list(dates)), "file", TODAY)


def starts(reading: Reading) -> dict[str, str]:
    return {event["headline"].removeprefix("Event "): event["date"]["start"] for event in reading.content["events"]}


def warnings(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.date_warnings]


@EVERY_FORMAT
def test_a_date_in_two_orders_is_read_in_the_newsrooms_with_a_warning(write: Write) -> None:
    reading = read(write, "9/11/2001")
    assert starts(reading) == {"9/11/2001": "2001-09-11"}
    assert warnings(reading) == [US_ORDER]
    assert reading.date_warnings[0].event == "Event 9/11/2001"
    assert reading.content["events"][0]["date"]["warnings"] == [US_ORDER]


@EVERY_FORMAT
def test_a_date_that_can_only_be_day_first_is_read_so(write: Write) -> None:
    reading = read(write, "13/11/2015")
    assert starts(reading) == {"13/11/2015": "2015-11-13"}
    assert not reading.date_warnings


@EVERY_FORMAT
def test_one_date_tells_the_order_of_all_others(write: Write) -> None:
    reading = read(write, "9/11/2001", "13/11/2015")
    assert starts(reading) == {"9/11/2001": "2001-11-09", "13/11/2015": "2015-11-13"}
    assert warnings(reading) == [DAY_FIRST]


@EVERY_FORMAT
def test_dates_of_both_orders_are_reported(write: Write) -> None:
    reading = read(write, "9/11/2001", "13/11/2015", "11/13/2016")
    assert starts(reading) == {"9/11/2001": "2001-09-11", "13/11/2015": "2015-11-13", "11/13/2016": "2016-11-13"}
    assert warnings(reading)[0].startswith("Numeric dates contradict each other: “13/11/2015” is day first and ")
    assert warnings(reading)[1] == US_ORDER


@EVERY_FORMAT
def test_a_date_in_the_newsrooms_order_settles_it_too(write: Write) -> None:
    reading = read(write, "9/11/2001", "11/13/2016")
    assert starts(reading)["9/11/2001"] == "2001-09-11"
    assert warnings(reading) == [
        "“11/13/2016” can only be month first, so all numeric dates were read month first: “9/11/2001” is Sept. 11, 2001."
    ]


@EVERY_FORMAT
def test_a_day_first_date_is_stable_when_read_again(write: Write) -> None:
    reading = read(write, "9/11/2001", "13/11/2015")
    texts = [event["date"]["text"] for event in reading.content["events"]]
    assert texts == ["Nov. 9, 2001", "13/11/2015"]


@EVERY_FORMAT
def test_other_warnings_of_the_parser_are_shown(write: Write) -> None:
    reading = read(write, "first week of May 2021")
    assert warnings(reading) == [
        "Read as seven days, May 1 to May 7; for Monday to Sunday write the week of April 26, 2021."
    ]


@pytest.mark.parametrize("text", ["Monday 1991", "13/13/2015", "31/4/2015"])
@EVERY_FORMAT
def test_a_date_that_cannot_be_is_kept_as_a_label_and_reported(write: Write, text: str) -> None:
    reading = read(write, text)
    (event,) = reading.content["events"]
    assert (event["date"]["text"], event["date"]["periods"]) == (text, [])
    assert event["date"]["warnings"]
    assert any(text.split("/")[0] in loss.what or "month" in loss.what for loss in reading.losses)


def test_both_ends_are_read_in_the_order_of_the_file() -> None:
    rows = "Start Date,End Date,Headline\n9/11/2001,10/12/2001,A\n13/11/2015,,B\n"
    reading = exchange.read(rows, "x.csv", TODAY)
    assert reading.content["events"][0]["date"]["edtf"] == "2001-11-09/2001-12-10"


def test_an_end_of_a_calendars_text_date_is_reported() -> None:
    event = "BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART:13/11/2015\r\nDTEND:20151114\r\nEND:VEVENT\r\n"
    reading = exchange.read(f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n", "x.ics", TODAY)
    assert [loss.what for loss in reading.losses] == ["Its end was left out: its start is text, not a calendar date."]


def test_figures_with_a_clock_are_read_in_the_order_of_the_file() -> None:
    reading = read(timelinejs, "9/11/2001 14:05", "13/11/2015 00:30")
    assert list(starts(reading).values()) == ["2001-11-09T14:05:00-05:00", "2015-11-13T00:30:00-05:00"]


def test_figures_of_a_year_b_c_are_read_in_the_order_of_the_file() -> None:
    reading = read(timelinejs, "9/11/-44", "13/11/2015")
    assert starts(reading)["9/11/-44"] == "-0043-11-09"
