"""What newsrooms fear, with real parts: each fault once in full, and how long anybody waited."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection

from tests.site import faults
from tests.site.serving import redis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def longest(times: list[float]) -> str:
    return f"{len(times)} answers, the slowest after {max(times):.2f} s, the middle one after {sorted(times)[len(times) // 2]:.3f} s"


@pytest.mark.parametrize("cache", ["files", "redis"])
@pytest.mark.parametrize("how", ["killed", "hung"])
def test_database_away(tmp_path: Path, figures: Callable[[str], None], how: str, cache: str) -> None:
    with redis() if cache == "redis" else nullcontext("") as address:
        times = faults.database_away(tmp_path, how, rounds=20, redis_url=address)
    figures(longest(times))
    assert max(times) < faults.LONGEST


def test_lock_held_for_20_seconds_while_six_actions_wait(tmp_path: Path, figures: Callable[[str], None]) -> None:
    times = faults.lock_held(tmp_path, seconds=20)
    figures(f"{connection.vendor}: {longest(times)}")
    assert max(times) < faults.LONGEST


def test_redis_hung(tmp_path: Path, figures: Callable[[str], None]) -> None:
    times = faults.redis_hung(tmp_path, rounds=20)
    figures(longest(times))
    assert max(times) < faults.LONGEST


def test_clocks_apart(tmp_path: Path) -> None:
    faults.clocks_apart(tmp_path)
