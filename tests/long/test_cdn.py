"""tests/site/test_cdn.py with more seeds, more actions, and every address after each."""

from collections.abc import Callable

import pytest

from tests.site.test_cdn import Edge, prove
from tests.site.test_cdn import edge as edge

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(100, 106))
def test_what_the_network_keeps_is_what_the_site_answers(edge: Edge, seed: int, figures: Callable[[str], None]) -> None:
    assert prove(seed, edge, verbs=40) == []
    figures(f"{edge.hits} answers of the network, {edge.purged} pages purged, 0 wrong")
