"""200 races and more, a quarter of them of four editors."""

import time
from collections.abc import Callable

import pytest
from django.db import connection

from tests.articles.newsroom_races import race, word_race

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_240_races_lose_no_word(part: int, figures: Callable[[str], None]) -> None:
    seeds, began = range(1_000 + part, 1_240, PARTS), time.monotonic()
    done = [race(seed, 4 if seed % 3 == 0 else 2, interfere=seed % 5 == 0) for seed in seeds]
    edits = [edit for edits in done for edit in edits]
    figures(
        f"{connection.vendor}: {len(done)} races, {len(edits)} posts, {sum(len(edit.typed) for edit in edits)} texts, "
        f"0 gone, {time.monotonic() - began:.0f} s"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_in_100_races_for_the_words_of_a_paragraph_only_those_that_touch_ask(
    part: int, figures: Callable[[str], None]
) -> None:
    seeds = range(5_000 + part, 5_100, PARTS)
    asked = sum(word_race(seed) for seed in seeds)
    figures(f"{connection.vendor}: {len(seeds)} races in one paragraph, {asked} asked, 0 words gone")
