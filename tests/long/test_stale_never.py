"""Four workers, a cache they share, random verbs: after each commit every address of every worker, as it is now."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from tests.site.random_newsroom import START
from tests.site.serving import gunicorns, redis
from tests.site.stale_never import BusyNewsroom, prove

pytestmark = pytest.mark.django_db(transaction=True)

VERBS = 250  # with each of the two caches


@pytest.mark.parametrize("cache", ["files", "redis"])
def test_no_worker_serves_what_was_before_a_verb_or_comes_later(
    cache: str, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    with (
        redis() if cache == "redis" else nullcontext("") as address,
        gunicorns(tmp_path, 4, REDIS_URL=address) as workers,
        gunicorns(tmp_path, 1, PAGE_CACHE="no") as (judge,),
        time_machine.travel(START, tick=False) as traveller,
    ):
        found = prove(BusyNewsroom(len(cache), traveller), workers, judge, verbs=VERBS)
    figures(f"{connection.vendor}, {cache}: {found}")
    assert found.wrong == []
    assert found.made < found.answers * 0.6
