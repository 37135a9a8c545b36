"""Ten thousand stories move to the other kind of database: to the byte, and in memory that doesn't grow with them."""

import resource
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from django.contrib.auth.models import User

from newsroom.archive.export import export
from tests.archive import elsewhere
from tests.desk.test_fill_archive import NOON, fill
from tests.people import administrator

pytestmark = pytest.mark.django_db
STORIES = 10_000
MOST = 60  # megabytes more than the process had; the rows of the archive are more


def test_ten_thousand_stories_arrive_in_constant_memory(tmp_path: Path, figures: Callable[[str], None]) -> None:
    administrator("chief")
    fill(STORIES)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, monotonic()
    export(tmp_path / "here")
    exported, grown = monotonic() - began, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    began = monotonic()
    told = elsewhere.arrive(tmp_path / "here", "chief", tmp_path / "there", NOON)
    elsewhere.same_but_for_the_import(tmp_path / "here", tmp_path / "there")
    size = sum(path.stat().st_size for path in (tmp_path / "here").glob("*.jsonl")) // 1024**2
    figures(
        f"{size} MB of rows; export {exported:.0f} s, {grown} MB more memory; import and export there "
        f"{monotonic() - began:.0f} s, {told['grown']} MB more memory"
    )
    assert User.objects.count() > 1
    assert max(grown, told["grown"]) < MOST < size
