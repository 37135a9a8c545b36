"""Never two live versions, never a gap: actions of several processes at once, with real commits."""

from pathlib import Path

import pytest

from tests.publishing.newsroom_rush import rush


@pytest.mark.django_db(transaction=True)
def test_four_processes_acting_at_once_leave_no_overlap_no_hole_and_an_audit_row_for_every_verb(tmp_path: Path) -> None:
    done = rush(tmp_path, processes=4, verbs_each=10, notes=2)
    assert done.done.total() > 10
    assert done.readings
