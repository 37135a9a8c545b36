from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

NINE = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Stand still at 9 a.m. on Nov. 8, 2024, until moved."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller
