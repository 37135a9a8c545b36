"""Samples of tests/long/faults: what stops the site for nobody."""

from pathlib import Path

import pytest

from tests.site import faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_a_database_that_is_killed_takes_no_kept_page_with_it(tmp_path: Path) -> None:
    faults.database_away(tmp_path, "killed", rounds=1)


def test_actions_that_wait_for_a_lock_are_told_that_it_is_busy(tmp_path: Path) -> None:
    faults.lock_held(tmp_path, seconds=0)
