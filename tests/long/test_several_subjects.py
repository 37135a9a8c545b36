"""Actions on stories, timelines and containers together, by eight processes at once; and killed at fifty points."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.site.mixed_rush import kill_in_the_middle, rush

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_eight_processes_acting_on_mixed_subjects(tmp_path: Path, figures: Callable[[str], None], seed: int) -> None:
    done = rush(tmp_path, processes=8, each=60, seed=1_000 * seed)
    figures(f"{connection.vendor}: {done}; 0 deadlocks, 0 overlaps")


def test_fifty_kills_inside_an_action_on_twenty_subjects(figures: Callable[[str], None]) -> None:
    found = kill_in_the_middle(50, seed=9)
    figures(f"{connection.vendor}: killed 50 times inside an action on 20 subjects: {dict(found)}, 0 halves")
    assert found["none"] > 0
