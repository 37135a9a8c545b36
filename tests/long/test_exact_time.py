"""1,000 random schedules at the predicate and the lists, 500 over HTTP, and one against a real server in real time."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from tests.site.test_exact_time import at_the_predicate, over_http

pytestmark = pytest.mark.django_db

PREDICATE, HTTP, PARTS = 1_200, 520, 20


@pytest.mark.parametrize("part", range(PARTS))
def test_1200_schedules_at_the_predicate_and_the_lists(part: int, figures: Callable[[str], None]) -> None:
    seeds, began = range(10_000 + part, 10_000 + PREDICATE, PARTS), time.monotonic()
    counts = [at_the_predicate(seed, steps=25) for seed in seeds]
    done, refused, asked = (sum(column) for column in zip(*counts, strict=True))
    figures(
        f"{len(seeds)} schedules, {done} verbs, {refused} refused as foretold, {asked} questions, 0 wrong, "
        f"{time.monotonic() - began:.0f} s"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_520_schedules_over_http(part: int, client: Client, figures: Callable[[str], None]) -> None:
    seeds, began = range(20_000 + part, 20_000 + HTTP, PARTS), time.monotonic()
    counts = [over_http(seed, client, steps=8) for seed in seeds]
    done, refused, asked = (sum(column) for column in zip(*counts, strict=True))
    figures(
        f"{len(seeds)} schedules, {done} verbs, {refused} refused as foretold, {asked} pages, 0 wrong, "
        f"{time.monotonic() - began:.0f} s"
    )
