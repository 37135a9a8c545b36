"""Every parser of people's text, at every hostile unit: eight times the text costs at most twelve times as much."""

from collections.abc import Callable

import pytest

from tests.growth.measuring import too_dear
from tests.growth.parsers import MADE_DEAR, PARSERS
from tests.growth.units import UNITS


@pytest.mark.parametrize("parser", sorted(PARSERS.keys() - MADE_DEAR))
def test_the_cost_of_a_text_grows_as_its_length_does(parser: str, figures: Callable[[str], None]) -> None:
    dear = list(too_dear((parser, unit) for unit in UNITS))
    figures(f"{parser}: {len(UNITS)} units, {len(dear)} too dear")
    assert not dear, "\n".join(map(str, dear))
