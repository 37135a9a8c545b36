"""Intervals derived from any schedule: never two at once, never a gap."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.publishing.intervals import Due, spans

START = datetime(2024, 11, 8, tzinfo=UTC)


@st.composite
def schedules(draw: st.DrawFn) -> list[Due]:
    """Draw a schedule: different instants, each revision at most once, in any order."""
    seconds = draw(st.lists(st.integers(0, 100), unique=True, max_size=12))
    lines = [
        Due(
            START + timedelta(seconds=second),
            None if draw(st.booleans()) and draw(st.booleans()) else number,
            draw(st.booleans()),
        )
        for number, second in enumerate(seconds)
    ]
    return draw(st.permutations(lines))


def due_at(schedule: list[Due], at: datetime) -> int | None:
    """Return what the schedule says is live, computed the slow way."""
    passed = [due for due in schedule if due.at <= at]
    return max(passed, key=lambda due: due.at).revision if passed else None


@given(schedules(), st.integers(-1, 102))
def test_exactly_the_revision_that_the_schedule_names_is_live(schedule: list[Due], second: int) -> None:
    at = START + timedelta(seconds=second)
    live = [
        span.revision
        for span in spans(schedule)
        if span.live_from <= at and (span.live_until is None or at < span.live_until)
    ]
    expected = due_at(schedule, at)
    assert live == ([] if expected is None else [expected])


@given(schedules())
def test_every_interval_has_a_length_and_every_revision_one_interval(schedule: list[Due]) -> None:
    found = spans(schedule)
    assert all(span.live_until is None or span.live_from < span.live_until for span in found)
    assert sorted(span.revision for span in found) == sorted(
        due.revision for due in schedule if due.revision is not None
    )


@given(schedules())
def test_first_publication_is_the_same_for_all_and_updated_never_runs_ahead(schedule: list[Due]) -> None:
    found = spans(schedule)
    assert len({span.first_published_at for span in found}) <= 1
    assert all(span.first_published_at <= span.updated_at <= span.live_from for span in found)
