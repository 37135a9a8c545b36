"""A worker is killed amid a picture's renditions, again and again: in the end each is there, and whole."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images.test_worker_killed import every_rendition_is_whole, killed_and_swept, uploaded

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 12


def test_a_worker_killed_at_random_moments(tmp_path: Path, figures: Callable[[str], None]) -> None:
    chance, made = random.Random(5), []
    for number in range(KILLS):
        picture = uploaded(2000 + number, 1500)
        made.append(killed_and_swept(picture, tmp_path, files=chance.randrange(1, 20)))
        every_rendition_is_whole(picture, tmp_path)
    figures(f"killed with so many files made: {made}")
    assert len(set(made)) > KILLS / 3
