"""A small sample of tests/long/test_stale_never.py: on SQLite with the cache of files, on PostgreSQL with Redis."""

from contextlib import nullcontext
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from tests.site.random_newsroom import START
from tests.site.serving import gunicorns, redis
from tests.site.stale_never import BusyNewsroom, prove

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once("postgresql")]


def test_after_each_verb_no_worker_serves_what_was_before_it(tmp_path: Path) -> None:
    with (
        redis() if connection.vendor == "postgresql" else nullcontext("") as address,
        gunicorns(tmp_path, 2, REDIS_URL=address) as workers,
        gunicorns(tmp_path, 1, PAGE_CACHE="no") as (judge,),
        time_machine.travel(START, tick=False) as traveller,
    ):
        figures = prove(BusyNewsroom(11, traveller), workers, judge, verbs=8, most=12)
    assert figures.wrong == []
    assert figures.answers > 150
    assert figures.made < figures.answers * 0.8  # or no cache was asked anything: what is missing is made each time
