"""CSV, iCalendar and newsroom JSON; and round trips through each format."""

import base64
import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import icalendar
import pytest

from tests.timelines.exchange.every_kind import TYPED, as_shown, whole
from tests.timelines.factories import TimelineFactory
from timelines import exchange
from timelines.exchange import NotATimeline, Reading, markup
from timelines.exchange.csv_table import guarded, unguarded
from timelines.exchange.icalendar import PRODID, shown_in_calendars

TODAY = date(2024, 11, 8)
Trap = Callable[[str], Reading]


def test_our_own_json_keeps_everything() -> None:
    content = whole()
    assert len(content["events"]) == len(TYPED)
    read = exchange.read(exchange.write("json", content, today=TODAY), "x", TODAY)
    assert not read.losses
    assert read.content == content


def test_a_calendar_keeps_what_it_shows() -> None:
    content = whole()
    out = exchange.write("ics", content, today=TODAY)
    assert "X-NEWSROOM" not in out
    read = exchange.read(out, "x", TODAY)
    assert not read.losses
    names = ("key", "place", "coordinates", "sources")
    assert as_shown(read.content, *names) == as_shown(content, *names)
    bodies = [markup.plain(event["body"]) for event in read.content["events"]]
    assert bodies == [markup.plain(event["body"]) for event in content["events"]]
    assert (read.content["title"], read.content["introduction"]) == (content["title"], "<p>How it came about.</p>")


def test_a_table_keeps_everything_that_has_a_column() -> None:
    content = whole()
    read = exchange.read(exchange.write("csv", content, today=TODAY), "x", TODAY)
    assert not read.losses
    names = {lane["key"]: lane["name"] for lane in (*content["lanes"], *read.content["lanes"])}
    for event, back in zip(content["events"], read.content["events"], strict=True):
        assert names.get(event.pop("lane")) == names.get(back.pop("lane"))
        for each in (event, back):
            each["date"] = (each["date"] or {}) | {"warnings": []}
        assert back == event
    assert (read.content["title"], read.content["introduction"]) == (content["title"], content["introduction"])


def test_no_cell_is_a_formula_and_every_cell_is_restored() -> None:
    for cell in ("=1+1", "+1", "-1-1", "@x", "\t=1", "'=1", "''=1", "＝1", "plain", "'tis", "-44", ""):
        safe = guarded(cell)
        assert safe[:1] not in tuple("=+@\t＝") or not safe
        assert unguarded(safe) == cell
    assert guarded("-44") == "-44"
    for row in csv.reader(io.StringIO(exchange.write("csv", whole(), today=TODAY))):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t")]


def test_the_columns_of_timelinejs_are_read(trap: Trap) -> None:
    read = trap("sheet.csv")
    events = {event["headline"]: event for event in read.content["events"]}
    assert events["One, with comma"]["date"]["start"] == "2024-08-06T15:30:00-04:00"
    assert events["One, with comma"]["body"] == '<p>A "quoted"<br>second line</p>'
    assert events["Far"]["date"]["edtf"] == "Y12024"
    assert events["Caesar"]["date"]["edtf"] == "-0043"
    assert [loss.event for loss in read.losses] == ["", "Feb. 30"]
    assert read.losses[0].what == "The column “background” has no place here: it was left out."
    assert (read.content["title"], read.content["eras"][0]["title"], read.undated) == ("Kursk", "Era", 1)


def test_semicolons_and_windows_1252_are_read_and_reported(trap: Trap) -> None:
    read = trap("semicolons_windows_1252.csv")
    assert read.content["events"][0]["headline"] == "Café"
    assert read.content["events"][0]["date"]["edtf"] == "2012-12-10"
    assert "Windows-1252" in read.losses[0].what


def test_a_list_with_dates_as_one_types_them_is_read() -> None:
    read = exchange.read("Date,Headline\nearly August 2024,One\nPutin’s reaction,Two\n", "x.csv", TODAY)
    assert [event["date"]["text"] for event in read.content["events"]] == ["early August 2024", "Putin’s reaction"]


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(NotATimeline, match="columns such as Year"):
        exchange.read("Name,Price\nApple,3\n", "x.csv", TODAY)


def test_a_calendar_is_read_with_its_ends_exclusive(trap: Trap) -> None:
    read = trap("calendar.ics")
    events = {event["headline"]: event for event in read.content["events"]}
    four = events["Four days, not five"]
    assert (four["date"]["start"], four["date"]["end"]) == ("2024-08-06", "2024-08-09")
    assert (four["body"], four["place"]) == ("<p>A long line folded</p>", "Sudzha")
    assert four["sources"] == [{"text": "example.org", "url": "https://example.org/a"}]
    timed = events["Timed"]["date"]
    assert (timed["start"], timed["end"]) == ("2024-08-06T15:30:00+03:00", "2024-08-06T17:00:00+03:00")
    assert events["One day"]["date"]["edtf"] == "2024-08-07"
    assert events["In UTC"]["date"]["start"] == "2024-08-07T12:00:00+00:00"
    assert events["A note"]["date"] is None


def calendar_of(*lines: str) -> str:
    event = ("BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20240806", "SUMMARY:Across", *lines, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *event, "END:VCALENDAR", ""))


@pytest.mark.parametrize(
    "lines",
    [
        ('DESCRIPTION:<p>At <b>five</b>\\, <a href="https://example.org/a">says</a> Kyiv.</p>',),
        (
            "DESCRIPTION:At five\\, says Kyiv.",
            "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>At <b>five</b>\\, "
            '<a href="https://example.org/a">says</a> Kyiv.</p></body></html>',
        ),
    ],
    ids=["Google", "Outlook"],
)
def test_the_html_of_a_calendar_is_read_as_such(lines: tuple[str, ...]) -> None:
    reading = exchange.read(calendar_of(*lines), "kursk.ics", TODAY)
    [event] = reading.content["events"]
    assert event["body"] == '<p>At <strong>five</strong>, <a href="https://example.org/a">says</a> Kyiv.</p>'
    assert reading.losses == []


def test_the_copy_of_an_event_in_an_older_calendar_of_ours_is_passed_over() -> None:
    block = base64.b64encode(b'{"headline": "Hidden", "is_key": true}').decode()
    old = calendar_of("DESCRIPTION:At five\\, says Kyiv.", f"X-NEWSROOM:{block}").replace(
        "PRODID:x", f"PRODID:{PRODID}"
    )
    read = exchange.read(old.replace("VERSION", f"X-NEWSROOM:{block}\r\nVERSION"), "kursk.ics", TODAY)
    [event] = read.content["events"]
    assert (event["headline"], event["body"]) == ("Across", "<p>At five, says Kyiv.</p>")
    assert (event["is_key"], read.losses) == (False, [])


def test_a_date_before_a_colon_is_the_date_if_the_times_could_not_say_it() -> None:
    end = "DTEND;VALUE=DATE:20240807"
    summaries = {"about Aug. 6, 2024: One": "One", "2024: A review": "2024: A review", "Aug. 6: Two": "Aug. 6: Two"}
    for summary, headline in summaries.items():
        [event] = exchange.read(calendar_of(end).replace("Across", summary), "x", TODAY).content["events"]
        assert event["headline"] == headline
        assert event["date"]["edtf"] == ("2024-08-06~" if headline == "One" else "2024-08-06")


def test_what_only_looks_like_markup_in_a_calendar_stays_as_it_is() -> None:
    [event] = exchange.read(calendar_of("DESCRIPTION:5 < 6 <b"), "kursk.ics", TODAY).content["events"]
    assert event["body"] == "<p>5 &lt; 6 &lt;b</p>"


def test_the_image_of_a_calendars_event_is_its_medium() -> None:
    image = "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/png:https://example.org/a.png"
    [event] = exchange.read(calendar_of(image), "kursk.ics", TODAY).content["events"]
    assert event["media"]["url"] == "https://example.org/a.png"


def test_losses_of_a_calendar_are_reported(trap: Trap) -> None:
    read = trap("calendar.ics")
    told = {(loss.event, loss.what.split(":")[0]) for loss in read.losses}
    assert ("Feb. 30", "There is no such day or time") in told
    assert ("Hour 25", "There is no such day or time") in told
    assert ("Timed", "It repeats. Only the first time was imported.") in told
    assert ("A task", "A VTODO is not an event and was left out.") in told
    assert read.undated == 3


def test_our_calendars_invent_no_day() -> None:
    calendar: Any = icalendar.Calendar.from_ical(exchange.write("ics", whole(), today=TODAY))
    dated = {str(part["SUMMARY"]): part for part in calendar.walk("VEVENT")}
    undated = {str(part["SUMMARY"]) for part in calendar.walk("VJOURNAL")}
    assert all("DTSTART" not in part for part in calendar.walk("VJOURNAL"))
    assert any(summary.startswith("spring 2024: ") for summary in undated)
    assert any(summary.startswith("44 B.C.: ") for summary in undated)
    nine = next(part for summary, part in dated.items() if "Aug. 6-9" in summary)
    assert (nine["DTSTART"].dt, nine["DTEND"].dt) == (date(2024, 8, 6), date(2024, 8, 10))
    kyiv = next(part for summary, part in dated.items() if "Kyiv" in summary)
    assert isinstance(kyiv["DTSTART"].dt, datetime)
    assert kyiv["DTSTART"].params["TZID"] == "Europe/Kyiv"
    assert len(dated) + len(undated) == len(TYPED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("August 2024", (date(2024, 8, 1), date(2024, 9, 1))),
        ("early August 2024", (date(2024, 8, 1), date(2024, 8, 11))),
        ("spring 2024", None),
        ("2024", None),
        ("before Aug. 6, 2024", None),
    ],
)
def test_what_is_known_to_about_a_month_is_an_all_day_event(typed: str, days: tuple[date, date] | None) -> None:
    content = TimelineFactory(events=[{"date_text": typed, "headline": "A strike"}]).snapshot()
    calendar: Any = icalendar.Calendar.from_ical(exchange.write("ics", content, today=TODAY))
    events = [(part["DTSTART"].dt, part["DTEND"].dt) for part in calendar.walk("VEVENT")]
    assert events == ([days] if days else [])
    assert shown_in_calendars(content) == len(events)
    [read] = exchange.read(exchange.write("ics", content, today=TODAY), "x", TODAY).content["events"]
    assert (read["date"]["text"], read["headline"]) == (typed, "A strike")


def test_a_calendar_has_the_standards_folds_and_line_ends() -> None:
    data = exchange.write("ics", whole(), today=TODAY).encode()
    assert all(len(line) <= 75 and b"\n" not in line for line in data.split(b"\r\n"))


def test_a_day_moved_in_a_calendar_outweighs_the_date_we_wrote() -> None:
    content = whole()
    content["events"] = [event for event in content["events"] if event["date"] and event["date"]["text"] == "Aug. 6"]
    moved = exchange.write("ics", content, today=TODAY).replace("20240806", "20240812").replace("20240807", "20240813")
    assert exchange.read(moved, "x", TODAY).content["events"][0]["date"]["edtf"] == "2024-08-12"


def test_a_date_that_no_text_could_mean_is_not_trusted() -> None:
    content = whole()
    content["events"] = content["events"][:1]
    content["events"][0]["date"] = {
        "text": "Aug. 6, 2024",
        "relation": "at",
        "wording": "<script>",
        "periods": [{"precision": "season", "year": 2024, "number": 99}],
        "warnings": [],
    }
    read = exchange.read(json.dumps({"format": "newsroom-timeline", "timeline": content}), "x", TODAY)
    assert read.content["events"][0]["date"]["edtf"] == "2024-08-06"
    assert "read again" in read.losses[0].what


def test_a_file_of_another_schema_is_refused() -> None:
    text = json.dumps({"format": "newsroom-timeline", "timeline": {"schema": 99, "events": []}})
    with pytest.raises(NotATimeline, match="schema 99"):
        exchange.read(text, "x", TODAY)
