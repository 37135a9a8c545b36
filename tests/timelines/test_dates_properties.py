"""What must hold for every text and every date value. The full counts are in tests/long."""

import string
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from timelines.dates import (
    DateError,
    DateValue,
    Period,
    display,
    parse,
    reads_as,
    timed_pieces,
)
from timelines.dates.calendars import days_in, year_month_day
from timelines.dates.words import VOCABULARY
from timelines.dates.zones import offsets_in_force

TODAY = date(2024, 11, 8)
NEWSROOM = "America/New_York"
ZONES = [
    NEWSROOM,
    "America/Chicago",
    "Europe/London",
    "Europe/Brussels",
    "Europe/Kyiv",
    "Etc/UTC",
    "Etc/GMT",
    "+03:00",
    "-09:30",
]

# --- Texts: anything, and what looks like dates

PIECES = st.one_of(
    st.sampled_from(sorted(VOCABULARY)),
    st.sampled_from(
        ["-", "–", "—", " to ", "/", "..", ",", "(", ")", "?", "~", "'", ":", ".", "+", "T", "Z", "\u00a0", "²", "٣"]
    ),
    st.sampled_from(
        [
            "B.C.",
            "A.D.",
            "CE",
            "p.m.",
            "a.m.",
            "ET",
            "EST",
            "Kyiv time",
            "+03:00",
            "th",
            "st",
            "s",
            "'90s",
            "199X",
            "Q3",
            "H1",
            "FY",
        ]
    ),
    st.sampled_from(
        ["2024-08-06", "2024-08", "8/6/24", "31/12", "15:30", "3 p.m.", "2024-08-06T15:30Z", "2024-W44", "0000-00-00"]
    ),
    st.integers(-1, 40).map(str),
    st.integers(0, 10**12).map(str),
    st.text(string.printable, max_size=3),
)
DATELIKE = st.lists(PIECES, max_size=9).flatmap(
    lambda pieces: st.lists(st.sampled_from(["", " ", " ", " "]), min_size=len(pieces), max_size=len(pieces)).map(
        lambda gaps: "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    )
)
TEXTS = st.one_of(st.text(), DATELIKE, DATELIKE)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2020, 1, 1), date(2030, 12, 31))


def nothing_raises(text: str, today: date) -> None:
    """Every function accepts the result of `parse`, and every refusal has a message."""
    value = parse(text, today)
    assert reads_as(value)
    if isinstance(value, DateError):
        assert value.text == text
        assert len(value.message) > 10
        return
    shown = display(value, today)
    pieces = timed_pieces(value, today)
    assert "".join(piece for piece, _ in pieces) == shown
    assert sum(datetime is not None for _, datetime in pieces) <= len(value.periods)
    assert value.text == text
    assert value.undated == (value.precision == "none")
    stored = DateValue.from_json(value.to_json())
    assert (stored, stored.text, stored.warnings) == (value, value.text, value.warnings)
    assert value.flags is not None
    assert value.sort_key
    assert bool(value.edtf) is not value.undated


@given(TEXTS, DAYS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("", TODAY)
@example("9" * 5000, TODAY)
@example("٢٠٢٤", TODAY)
@example("between", TODAY)
@example("B - 001 ", TODAY)
def test_no_text_raises(text: str, today: date) -> None:
    nothing_raises(text, today)


# --- Values


def valid(period: Period) -> bool:
    """Whether the day exists."""
    return 1 <= period.day <= days_in(period.year, period.number, period.calendar)


YEARS = st.one_of(
    st.integers(2023, 2025), st.integers(1000, 2100), st.integers(-3000, 999), st.integers(-20_000, 20_000)
)
APPROXIMATE = st.sampled_from(["", "", "about", "circa"])
DOUBT = st.sampled_from([False, False, False, True])
PARTS = st.sampled_from(["", "", "", "early", "mid", "late"])
DAY_PARTS = st.sampled_from(
    [("", "")] * 6
    + [
        ("early", ""),
        ("late", ""),
        ("mid", ""),
        ("overnight", ""),
        ("early", "morning"),
        ("mid", "afternoon"),
        ("late", "night"),
    ]
)


def coarse(precision: str, **slots: Any) -> st.SearchStrategy[Period]:
    """A period coarser than a day: with a part it is approximate by itself."""
    return st.builds(
        lambda part, about, **kw: Period(precision, part=part, approximate="" if part else about, **kw),
        part=PARTS,
        about=APPROXIMATE,
        uncertain=DOUBT,
        **slots,
    )


def _of_day(parts: tuple[str, str], **slots: Any) -> Period:
    return Period("day", part=parts[0], word=parts[1], **slots)


DAY = st.builds(
    _of_day,
    DAY_PARTS,
    year=YEARS,
    number=st.integers(1, 12),
    day=st.integers(1, 31),
    approximate=APPROXIMATE,
    uncertain=DOUBT,
).filter(valid)


@st.composite
def minutes(draw: st.DrawFn) -> Period:
    """A minute on a clock that shows it, once if its zone is not named."""
    day = draw(st.dates(date(2024, 1, 1), date(2024, 12, 31)) | st.dates(date(100, 1, 1), date(9990, 1, 1)))
    minute = draw(st.sampled_from([0, 720, 90, 150, 930]) | st.integers(0, 1439))
    zone = draw(st.none() | st.sampled_from(ZONES))
    number = day.toordinal() - date(1970, 1, 1).toordinal()
    offsets = offsets_in_force(zone or NEWSROOM, number, minute)
    if offsets[0] != offsets[1] and (zone is None or offsets[0] < offsets[1]):
        minute, offsets = 720, offsets_in_force(zone or NEWSROOM, number, 720)
    return Period(
        "minute",
        day.year,
        day.month,
        day.day,
        minute,
        offsets[0],
        zone or NEWSROOM,
        zone is not None,
        approximate=draw(APPROXIMATE),
        uncertain=draw(DOUBT),
    )


def week_of(number: int, part: str, about: str, uncertain: bool) -> Period:
    return Period(
        "week", *year_month_day(number * 7 - 3), part=part, approximate="" if part else about, uncertain=uncertain
    )


SHORT_YEARS = st.integers(1000, 9990)
DATED = {
    "century": coarse("century", year=st.integers(-99, 98).map(lambda n: n * 100 + (0 if n >= 0 else 1)))
    | coarse("century", year=st.sampled_from([300, 900, 1100, 1800, 1900]), word=st.just("hundreds")),
    "decade": coarse("decade", year=st.integers(0, 990).map(lambda n: n * 10))
    | coarse("decade", year=st.integers(1, 90).filter(lambda n: n % 10).map(lambda n: -8 - n * 10)),
    "year": coarse("year", year=YEARS),
    "fiscal": coarse("year", year=SHORT_YEARS, fiscal=st.just(10)),
    "half": coarse("half", year=YEARS, number=st.integers(1, 2), fiscal=st.sampled_from([0, 10])),
    "quarter": coarse("quarter", year=YEARS, number=st.integers(1, 4), fiscal=st.sampled_from([0, 10])),
    "season": coarse("season", year=YEARS, number=st.integers(1, 4))
    | coarse("season", year=YEARS, number=st.just(3), word=st.just("autumn"))
    | coarse("season", year=SHORT_YEARS, number=st.just(4), word=st.just("span")),
    "month": coarse("month", year=YEARS, number=st.integers(1, 12)),
    "week": st.builds(week_of, st.integers(-40_000, 20_000) | st.integers(2800, 2900), PARTS, APPROXIMATE, DOUBT),
    "day": DAY,
    "minute": minutes(),
}
UNTIMED = st.one_of([strategy for name, strategy in DATED.items() if name != "minute"])
PERIODS = st.one_of(list(DATED.values()))


@st.composite
def singles(draw: st.DrawFn) -> DateValue:
    period = draw(PERIODS)
    relation, wording = draw(
        st.sampled_from(
            [("at", "")] * 4
            + [("before", ""), ("before", "by"), ("after", ""), ("after", "no earlier than")]
            + [("range", word) for word in ("present", "since", "from", "until", "through")]
        )
    )
    if relation == "at" and (period.precision == "week" or (period.fiscal and period.precision == "year")):
        relation = "range"
    return DateValue("", relation, (period,), wording)


def ordered(value: DateValue) -> bool:
    """Whether the two ends are different and in order."""
    first, last = value.periods
    if first.precision == last.precision == "minute":
        return first.instant < last.instant
    return first.days[0] <= last.days[1] and first != last


def zones_alike(value: DateValue) -> bool:
    """Whether all times name their zone, or none does: a zone named once is meant for all."""
    return len({period.zone_named for period in value.periods if period.precision == "minute"}) < 2


def _near(first: Period, other: Period) -> Period:
    """`first` with the month, day and time of `other`, where that is a date."""
    moved = replace(first, number=other.number, day=other.day, minute=other.minute)
    if moved.precision == "week" or (moved.precision in ("day", "minute") and not valid(moved)):
        return other
    if moved.precision == "season" and (moved.word or moved.number in (3, 4)):
        return other
    if moved.precision == "minute":
        offsets = offsets_in_force(moved.zone, moved.days[0], moved.minute)
        if offsets[0] != offsets[1]:
            return other
        moved = replace(moved, offset=offsets[0])
    return moved


@st.composite
def pairs(draw: st.DrawFn) -> DateValue:
    """Ranges and spans: mostly of one kind, often in one year."""
    kind = DATED[draw(st.sampled_from(sorted(DATED)))]
    first, last = draw(kind), draw(st.one_of(kind, kind, kind, UNTIMED))
    if first.precision == last.precision and first.fiscal == last.fiscal and draw(st.booleans()):
        last = _near(first, last)
    relation, wording = draw(st.sampled_from([("range", ""), ("one-of", "between")]))
    value = DateValue("", relation, (first, last), wording)
    return value if ordered(value) else DateValue("", relation, (last, first), wording)


@st.composite
def sets(draw: st.DrawFn) -> DateValue:
    """Lists: some of one month or year, never of days with times."""
    kind = DATED[draw(st.sampled_from(sorted(DATED)))]
    periods = draw(st.lists(kind, min_size=2, max_size=4, unique=True))
    if draw(st.booleans()):
        periods = list(dict.fromkeys([periods[0], *(_near(periods[0], other) for other in periods[1:])]))
        assume(len(periods) > 1)
    relation, wording = draw(st.sampled_from([("all-of", ""), ("one-of", ""), ("one-of", "either")]))
    return DateValue("", relation, tuple(periods), wording)


@st.composite
def julian(draw: st.DrawFn) -> DateValue:
    """Old Style days, months and years, alone or as a range."""
    kind = st.one_of(DATED["day"], DATED["month"], DATED["year"])
    periods = draw(st.lists(kind, min_size=1, max_size=2, unique=True))
    value = DateValue("", "at" if len(periods) == 1 else "range", tuple(replace(p, calendar="julian") for p in periods))
    return value if len(periods) == 1 or ordered(value) else replace(value, periods=value.periods[::-1])


VALUES = st.one_of(
    singles(), singles(), pairs().filter(ordered).filter(zones_alike), sets().filter(zones_alike), julian()
)


def shown_is_read_back(value: DateValue, today: date) -> None:
    """The round trip, in the same and in another year."""
    assert parse(display(value, today), today) == value, display(value, today)


@given(VALUES, st.sampled_from([TODAY, date(2025, 1, 3), date(1999, 12, 31)]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_display_is_read_as_the_same_value(value: DateValue, today: date) -> None:
    shown_is_read_back(value, today)
