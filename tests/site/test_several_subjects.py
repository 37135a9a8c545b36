"""Actions on stories, timelines and containers together: no deadlock, no overlap, all or none. Full counts in tests/long."""

from pathlib import Path

import pytest

from tests.site.mixed_rush import kill_in_the_middle, rush

pytestmark = pytest.mark.django_db(transaction=True)


def test_processes_acting_on_mixed_subjects_neither_deadlock_nor_overlap(tmp_path: Path) -> None:
    done = rush(tmp_path, processes=3, each=8)
    assert done.instants > 5


def test_an_action_on_twenty_subjects_killed_in_the_middle_is_done_for_all_or_none() -> None:
    assert kill_in_the_middle(4).total() == 4
