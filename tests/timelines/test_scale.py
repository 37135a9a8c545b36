"""The scale: what is where. Nothing leaves the frame or covers a text, and time runs one way."""

import random
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timelines.dates import DateValue, parse
from timelines.scale import Drawing, Entry, Era, draw, figure, length_of
from timelines.scale.drawing import MOST_MARKS, NARROW, WIDE, Mark
from timelines.scale.labels import BOLD, NORMAL, SMALL, Label, text_width
from timelines.scale.summary import summary
from timelines.scale.ticks import Step
from timelines.translations import words_in

TODAY = date(2024, 11, 8)


def value(text: str) -> DateValue:
    found = parse(text, TODAY)
    assert isinstance(found, DateValue), found
    return found


def entries(*texts: str, key: Any = (), groups: Any = None) -> list[Entry]:
    """Events in order of time, named by their dates."""
    if groups is None:
        groups = {}
    made = [
        Entry(f"e-{n}", text, f"What happened {text}", text in key, groups.get(text, ""), value(text))
        for n, text in enumerate(texts)
    ]
    return sorted(made, key=lambda entry: entry.date.sort_key)


def drawn(*texts: str, eras: Any = (), **options: Any) -> Drawing:
    names = {name: options.pop(name) for name in ("key", "groups") if name in options}
    found = draw(entries(*texts, **names), [Era(title, value(text)) for title, text in eras], TODAY, **options)
    assert found
    return found


def mark(drawing: Drawing, name: str) -> Mark:
    return next(mark for mark in drawing.marks if mark.name == name)


def test_a_day_is_a_dot_and_a_period_a_bar() -> None:
    drawing = drawn("Aug. 1, 2024", "Aug. 6, 2024", "Aug. 10-25, 2024", "Oct. 28, 2024")
    assert [mark.is_dot for mark in drawing.marks] == [True, True, False, True]
    assert [mark.kind for mark in drawing.marks] == ["sure", "sure", "span", "sure"]


def test_a_month_of_a_long_time_is_a_hollow_dot() -> None:
    drawing = drawn("1950", "May 1980", "May 6, 1980", "2010")
    assert [mark.kind for mark in drawing.marks] == ["doubt", "sure", "doubt", "doubt"]


def test_a_short_period_is_never_a_dot_and_about_then_is_hollow_at_every_width() -> None:
    texts = ["1938", "early 1960s", "June 3, 2021", "2023-24"]
    for width in (WIDE, NARROW):
        drawing = drawn(*texts, width=width)
        assert drawing.glyphs == ["sure", "about", "within", "span"]
        assert not mark(drawing, "2023-24").is_dot
    assert drawn("1901", "1950", "2020", key=["1950"]).glyphs == ["about", "key"]


def test_few_events_are_all_labeled_and_of_many_key_events_some_over_the_whole_time() -> None:
    few = drawn("1938", "1961", "1990", "2021", key=["1990"])
    assert [label.anchor for label in few.labels] == ["e-0", "e-1", "e-2", "e-3"]
    days = [f"May {n % 28 + 1}, {1999 + n // 25}" for n in range(650)]
    for width, most in ((WIDE, 5), (NARROW, 3)):
        found = drawn(*days, key=days[::7], width=width)
        parts = [int((label.at - 24) / (width - 48) * most) for label in found.labels]
        assert parts == sorted(set(parts))
        assert (parts[0], parts[-1], len(parts) >= 2) == (0, most - 1, True)


def test_a_column_says_its_length_and_the_tallest_its_count() -> None:
    found = drawn(*(f"May {n % 28 + 1}, {1999 + n // 25}" for n in range(650)))
    assert found.step
    assert [length_of(found.step, words_in(language)) for language in ("en", "de")] == ["six months", "6 Monate"]
    assert found.tallest == 25
    assert length_of(Step("minute", 180, 1 / 8), words_in("en")) == "three hours"


def test_the_ends_of_a_period_fade_as_far_as_they_are_in_doubt() -> None:
    bar = mark(drawn("1990", "2000-2010", "2020"), "2000-2010")
    ten_years = (bar.right - bar.left) * 10 / 11
    assert bar.solid_left - bar.left == pytest.approx(ten_years / 10, abs=0.5)
    sure = mark(drawn("Jan. 1, 2024", "Feb. 1-20, 2024", "May 1, 2024"), "Feb. 1-20, 2024")
    assert (sure.left, sure.right) == (sure.solid_left, sure.solid_right)


def test_an_open_end_runs_to_the_edge_and_before_only_a_little() -> None:
    drawing = drawn("1990", "since 2000", "before 1995", "until 1992", "2020")
    assert mark(drawing, "since 2000").right == WIDE
    assert mark(drawing, "until 1992").left == 0
    assert mark(drawing, "before 1995").left > 0


def test_members_of_a_date_have_a_mark_each() -> None:
    drawing = drawn("Aug. 1, 2024", "Aug. 6 and 19, 2024", "Aug. 30, 2024")
    assert [mark.anchor for mark in drawing.marks] == ["e-0", "e-1", "e-1", "e-2"]


def test_each_group_has_its_row_in_the_newsrooms_order() -> None:
    texts = ["2001", "2002", "2003", "2004"]
    groups = {"2001": "Diplomacy", "2002": "Ground", "2003": "Diplomacy"}
    found = draw(entries(*texts, groups=groups), [], TODAY, groups=["Ground", "Diplomacy", "Empty"])
    assert found
    assert [row.name for row in found.rows] == ["Ground", "Diplomacy", ""]
    ys = {mark.name: mark.y for mark in found.marks}
    assert ys["2002"] < ys["2001"] == ys["2003"] < ys["2004"]


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (
            ["Nov. 5, 2024, 3 p.m.", "Nov. 5, 2024, 5 p.m.", "Nov. 6, 2024, 4 a.m."],
            ["4 p.m.", "6 p.m.", "8 p.m.", "10 p.m.", "Nov. 6", "2 a.m.", "4 a.m."],
        ),
        (["Nov. 5, 2023", "Nov. 7, 2023", "Nov. 9, 2023"], ["Nov. 5", "Nov. 6, 2023", "Nov. 7", "Nov. 8", "Nov. 9"]),
        (["Aug. 6, 2024", "Sept. 1, 2024", "Oct. 28, 2024"], ["Aug. 15", "Sept. 1", "Sept. 15", "Oct. 1", "Oct. 15"]),
        (["Oct. 6, 2023", "Jan. 4, 2024", "May 28, 2024"], ["Nov.", "Dec.", "2024", "Feb.", "March", "April", "May"]),
        (["1939", "1962", "2023"], [str(year) for year in range(1940, 2030, 10)]),
        (["490 B.C.", "44 B.C.", "A.D. 476"], ["400 B.C.", "200 B.C.", "A.D. 1", "A.D. 200", "A.D. 400"]),
        (["15,000 years ago", "9000 B.C.", "A.D. 400"], ["10,000 years ago", "5,000 years ago"]),
        (
            ["66 million years ago", "3 million years ago", "2020"],
            ["60 million years ago", "40 million years ago", "20 million years ago"],
        ),
    ],
)
def test_ticks_go_from_hours_to_millions_of_years(texts: list[str], labels: list[str]) -> None:
    assert [tick.label for tick in drawn(*texts).ticks if tick.label] == labels


def test_few_events_or_one_day_need_no_scale() -> None:
    assert draw(entries("2001", "2002"), [], TODAY) is None
    assert draw(entries("Aug. 6, 2024", "Aug. 6, 2024", "Aug. 6, 2024", "The aftermath"), [], TODAY) is None
    assert figure(entries("The aftermath"), [], TODAY).drawings == ()


def test_many_events_are_counted_and_each_column_leads_to_its_first() -> None:
    chance = random.Random(1)
    days = [f"May {chance.randint(1, 28)}, {1999 + n // 25}" for n in range(400)]
    found = draw(entries(*days, key=days[:30]), [], TODAY)
    assert found
    assert not found.marks
    assert sum(column.count for column in found.columns) == 400
    assert sum(column.key for column in found.columns) >= 30
    order = [entry.anchor for entry in entries(*days)]
    firsts = [order.index(column.anchor) for column in found.columns]
    assert firsts == sorted(firsts)
    assert firsts == [sum(column.count for column in found.columns[:n]) for n in range(len(firsts))]


def test_eras_are_cut_to_the_time_of_the_events() -> None:
    bands = drawn(
        "1950", "1960", "1999", eras=[("War", "1900 to 1955"), ("Peace", "since 1990"), ("Gone", "1800s")]
    ).bands
    assert [band.title for band in bands] == ["War", "Peace"]
    assert all(band.left >= 0 and band.right <= WIDE for band in bands)
    assert bands[1].right == WIDE


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["Aug. 6, 2024", "Oct. 28, 2024"], "2 events from Aug. 6 to Oct. 28"),
        (["Aug. 6, 2023", "Oct. 28, 2023"], "2 events from Aug. 6 to Oct. 28, 2023"),
        (["Aug. 6, 2023", "Oct. 28, 2024"], "2 events from Aug. 6, 2023, to Oct. 28, 2024"),
        (["early August 2024", "Oct. 28, 2024"], "2 events from August to October 2024"),
        (["1939", "2024"], "2 events from 1939 to 2024"),
        (["44 B.C.", "A.D. 14", "The forum"], "3 events from 44 B.C. to A.D. 14, one without a date"),
        (["Aug. 6, 2023"], "1 event on Aug. 6, 2023"),
        (["66 million years ago", "2020"], "2 events from 66 million years ago to 2020"),
        (["The aftermath"], "1 event"),
        (["Aug. 6, 2024", "since Nov. 4, 2024"], "2 events from Aug. 6 to Nov. 4"),
        (["Nov. 5, 2024, 3 p.m.", "Nov. 6, 2024, 4 a.m."], "2 events from Nov. 5 to Nov. 6"),
        (
            ["Aug. 6, 2023", "Aug. 7, 2023", "Aug. 9, 2023", "Sept. 1, 2023", "Oct. 28, 2023"],
            "5 events from Aug. 6 to Oct. 28, 2023; most in August",
        ),
        ([*(f"May {day}, 1999" for day in range(1, 5)), "1990", "2004"], "6 events from 1990 to 2004; most in 1999"),
    ],
)
def test_the_summary_is_no_more_exact_than_the_dates(texts: list[str], said: str) -> None:
    assert summary([value(text) for text in texts], TODAY) == said


# --- For any events

YEARS = st.integers(1600, 2024)
DATES = st.one_of(
    st.builds("{} {}, {}".format, st.sampled_from(["Jan.", "May", "Oct."]), st.integers(1, 28), YEARS),
    st.builds("Nov. {}, 2024, {}:{:02} p.m.".format, st.integers(1, 3), st.integers(1, 11), st.integers(0, 59)),
    st.builds("{} {}".format, st.sampled_from(["May", "autumn", "early", "circa", "since", "before", "until"]), YEARS),
    st.builds("{} B.C.".format, st.integers(1, 900)),
    st.builds(lambda year, more: f"{year}-{year + more}", YEARS, st.integers(13, 90)),
    st.builds("{} million years ago".format, st.integers(1, 900)),
)
MANY = st.lists(DATES, min_size=3, max_size=60)
ROUGHLY = 0.11  # coordinates are rounded to a tenth


def extent_of(label: Label) -> tuple[float, float, float, float]:
    """The left, right, top and bottom of a label, in a drawing from left to right."""
    wide = max(text_width(line, NORMAL * BOLD) for line in label.lines)
    left = label.x - wide if label.ends else label.x
    return left, left + wide, label.y - NORMAL, label.y + (len(label.lines) - 1) * 15


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(MANY, st.sampled_from([WIDE, NARROW]), st.integers(1, 4), st.integers(0, 3))
def test_nothing_leaves_the_frame_or_covers_a_text(texts: list[str], width: int, key: int, grouped: int) -> None:
    groups = {text: f"Group {n % grouped}" for n, text in enumerate(texts)} if grouped else {}
    found = draw(
        entries(*texts, key=texts[::key], groups=groups),
        [Era("An era of note", value("1700-1800"))],
        TODAY,
        width=width,
    )
    if found is None:
        return
    labeled = [tick for tick in found.ticks if tick.label]
    halves = [text_width(tick.label, SMALL) / 2 for tick in labeled]
    assert all(tick.x - half >= 0 and tick.x + half <= width for tick, half in zip(labeled, halves, strict=True))
    for (one, half), (other, other_half) in pairwise(zip(labeled, halves, strict=True)):
        assert one.x + half < other.x - other_half
    assert [tick.x for tick in found.ticks] == sorted(tick.x for tick in found.ticks)
    for each in found.marks:
        assert 0 <= each.left <= each.solid_left <= each.solid_right <= each.right <= width
        assert found.top < each.y < found.axis
    for column in found.columns:
        assert 0 <= column.left < column.right <= width
        assert found.top <= column.top <= column.bottom <= found.axis
    boxes = [extent_of(label) for label in found.labels]
    assert all(left >= 0 and right <= width and top >= 0 and bottom <= found.top for left, right, top, bottom in boxes)
    for n, (left, right, top, bottom) in enumerate(boxes):
        for at, (other_left, other_right, other_top, other_bottom) in enumerate(boxes):
            apart = right < other_left or other_right < left or bottom < other_top or other_bottom < top
            assert n == at or apart, (found.labels[n], found.labels[at])
            leader = found.labels[at].at
            assert n == at or not (left <= leader <= right and other_top < top), "a leader crosses a text"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(MANY)
def test_dots_are_in_order_of_time_and_no_mark_covers_another(texts: list[str]) -> None:
    found = draw(entries(*texts), [], TODAY)
    if found is None or found.columns:
        return
    starts = {entry.anchor: entry.date.bounds[0] for entry in entries(*texts)}
    days = [starts[mark.anchor] for mark in found.marks if mark.kind == "sure" and mark.is_dot]
    assert days == sorted(day for day in days if day is not None)
    for n, one in enumerate(found.marks):
        for other in found.marks[n + 1 :]:
            assert one.y != other.y or one.right <= other.left + ROUGHLY or other.right <= one.left + ROUGHLY


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(MANY, st.sampled_from([WIDE, NARROW]))
def test_from_right_to_left_it_is_the_mirror_image(texts: list[str], width: int) -> None:
    ltr, rtl = (draw(entries(*texts, key=texts[::3]), [], TODAY, width=width, rtl=rtl) for rtl in (False, True))
    if ltr is None or rtl is None:
        assert ltr is rtl
        return
    assert [width - mark.right for mark in ltr.marks] == pytest.approx([mark.left for mark in rtl.marks])
    assert [width - mark.solid_left for mark in ltr.marks] == pytest.approx([mark.solid_right for mark in rtl.marks])
    assert [width - tick.x for tick in ltr.ticks] == pytest.approx([tick.x for tick in rtl.ticks])
    assert [width - label.x for label in ltr.labels] == pytest.approx([label.x for label in rtl.labels])
    assert [width - column.left for column in ltr.columns] == pytest.approx([column.right for column in rtl.columns])
    assert (rtl.rtl, ltr.height) == (True, rtl.height)


def test_a_phone_counts_sooner_than_a_page() -> None:
    days = [f"May {n % 28 + 1}, {1900 + n}" for n in range(MOST_MARKS[NARROW] + 10)]
    (_, wide), (_, narrow) = figure(entries(*days), [], TODAY).drawings
    assert (bool(wide.columns), bool(narrow.columns)) == (False, True)
