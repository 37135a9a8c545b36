"""The full counts for dates: 10,000 texts, 10,000 values, 200,000 texts with a year."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.timelines.test_dates_properties import DAYS, TEXTS, TODAY, VALUES, nothing_raises, shown_is_read_back
from tests.timelines.test_dates_years import exceptions
from timelines.dates import DateValue

MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))


@given(TEXTS, DAYS)
@MANY
def test_none_of_10_000_texts_raises(text: str, today: date) -> None:
    nothing_raises(text, today)


@given(VALUES, st.sampled_from([TODAY, date(2025, 1, 3), date(1999, 12, 31)]))
@MANY
def test_10_000_values_are_shown_and_read_back(value: DateValue, today: date) -> None:
    shown_is_read_back(value, today)


@pytest.mark.parametrize("seed", range(10))
def test_none_of_200_000_texts_loses_its_year(seed: int) -> None:
    assert exceptions(seed, 20_000, TODAY) == []
