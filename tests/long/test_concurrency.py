"""Eight processes, thousands of verbs, some killed in the middle."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.publishing.newsroom_rush import rush

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("notes", "kills"), [(1, 0), (3, 0), (3, 4), (20, 4)])
def test_eight_processes_acting_at_once(tmp_path: Path, figures: Callable[[str], None], notes: int, kills: int) -> None:
    done = rush(tmp_path, processes=8, verbs_each=150, notes=notes, kills=kills, seed=1_000 * notes)
    assert bool(done.killed) == bool(kills)
    figures(f"{connection.vendor}, {notes} notes: {done}; 0 overlaps, 0 holes, 0 without audit row")
