"""Any file is read or refused; nothing else is raised, and what was read is consistent."""

import json
from datetime import date
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from timelines import exchange
from timelines.dates import DateError
from timelines.exchange import NotATimeline, Setting
from timelines.exchange.plain_dates import Ends, ends, impossible, value_of

TODAY = date(2024, 11, 8)
WORDS = st.text(max_size=12) | st.sampled_from(
    ["2024", "-44", "13", "<b>x", "javascript:x", "https://e.org/a.jpg", "Aug. 6", "title", "era", "2011,1,2", "\ud800"]
)
LEAVES = st.none() | st.booleans() | st.integers(-3_000, 3_000) | st.floats() | st.integers() | WORDS
KEYS = st.sampled_from(
    "events slides date timeline title eras era text headline start_date end_date display_date year month day hour "
    "minute media url caption group unique_id type startDate asset newsroom date periods placed key lanes format "
    "schema picture sources foreign after precision relation wording warnings background".split()
)
ANY = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6))
SLIDE = st.fixed_dictionaries({}, optional={
    "start_date": st.dictionaries(st.sampled_from(["year", "month", "day", "hour", "minute"]), LEAVES) | ANY,
    "end_date": ANY, "display_date": ANY, "text": ANY, "media": ANY, "group": ANY, "newsroom": ANY, "unique_id": ANY,
})  # fmt: skip
FILE = ANY | st.fixed_dictionaries(
    {"events": st.lists(SLIDE, max_size=5)}, optional={"title": ANY, "eras": st.lists(SLIDE)}
)


def survives(text: str | bytes) -> None:
    """Check that a file is read, exported in every format and read again, or refused in one line."""
    refusal = ""
    try:
        read = exchange.read(text, "any", TODAY)
    except NotATimeline as refused:
        refusal = str(refused)
    if refusal:
        assert "\n" not in refusal
        return
    json.dumps(read.content, ensure_ascii=False).encode()
    for form in exchange.FORMATS:
        out = exchange.write(form, read.content, today=TODAY)
        if read.content["events"]:
            assert len(exchange.read(out, "any", TODAY).content["events"]) == len(read.content["events"]), form


@given(FILE)
def test_any_json_is_read_or_refused(data: Any) -> None:
    survives(json.dumps(data, allow_nan=True))


@given(ANY, st.lists(ANY, max_size=3))
def test_any_file_in_our_format_is_read_or_refused(event: Any, more: list[Any]) -> None:
    survives(json.dumps({"format": "newsroom-timeline", "timeline": {"schema": 1, "events": [event, *more]}}))


KEPT = st.dictionaries(st.sampled_from(["dates", "text.text", "media.url", "x"]), st.dictionaries(
    st.sampled_from(["ours", "theirs"]), ANY | st.just("2024"), max_size=2) | ANY)  # fmt: skip
FOREIGN = st.dictionaries(st.sampled_from(["kept", "root", "title", "text", "media", "group", "x"]), KEPT | ANY)


@given(FOREIGN | ANY, FOREIGN | ANY)
def test_any_kept_data_of_another_format_is_written_or_left_out(event: Any, whole: Any) -> None:
    row = {"headline": "A", "date": {"text": "2024"}, "foreign": {"timelinejs": event}}
    timeline = {"schema": 1, "events": [row], "foreign": {"timelinejs": whole}}
    survives(json.dumps({"format": "newsroom-timeline", "timeline": timeline}))


@given(st.text() | st.binary())
def test_any_bytes_are_read_or_refused(data: str | bytes) -> None:
    survives(data)


@given(st.lists(st.lists(WORDS, min_size=3, max_size=19), max_size=4))
@example([["", "", "", "", "", '"', "<A>", "\ud800"]])  # markup with half a character in it, where a medium should be
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    survives("Year,Month,Day,Headline,Text,Media,Display Date\n" + "\n".join(",".join(row) for row in rows))


LINES = st.sampled_from(
    "BEGIN:VEVENT|END:VEVENT|BEGIN:VJOURNAL|END:VJOURNAL|DTSTART:20240806|DTSTART;VALUE=DATE:20241340|DTEND:20240101T000000Z|"
    "DTSTART;TZID=Nowhere:20240806T010203|DURATION:PT1H|DURATION:-P9999999W|SUMMARY:x|CATEGORIES:a,b|X-NEWSROOM:e30=|"
    "X-NEWSROOM:!|ATTACH:javascript:x|URL:x|RRULE:x|BEGIN:VALARM|END:VALARM|DTSTART|:|DTEND;VALUE=DATE:00010101".split(
        "|"
    )
)


@given(st.lists(LINES | WORDS, max_size=12))
def test_any_calendar_is_read_or_refused(lines: list[str]) -> None:
    survives("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]))


@st.composite
def moments(draw: st.DrawFn) -> tuple[int, ...]:
    parts = (
        st.integers(-12_000, 12_000),
        st.integers(1, 12),
        st.integers(1, 31),
        st.integers(0, 23),
        st.integers(0, 59),
    )
    moment = tuple(draw(part) for part in parts)[: draw(st.sampled_from([1, 2, 3, 5]))]
    return moment if len(moment) < 5 else (abs(moment[0]) % 9_000 + 1, *moment[1:])


@given(moments(), st.none() | moments())
def test_plain_figures_are_read_exactly(start: tuple[int, ...], end: tuple[int, ...] | None) -> None:
    value = value_of(start, end, Setting(TODAY, "Etc/UTC"))
    possible = not impossible(start) and not (end and impossible(end))
    if isinstance(value, DateError):
        assert not possible or (end and end < start)
        return
    assert possible
    if end is None or end == start:
        assert ends(value) == Ends(start, start)
    elif end[: len(start)] != start and start[: len(end)] != end:  # "2024 to Nov. 24, 2024" is all of 2024
        assert ends(value) == Ends(start, end)
