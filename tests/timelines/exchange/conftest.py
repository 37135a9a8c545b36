import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from timelines import exchange
from timelines.exchange import Reading

TODAY = date(2024, 11, 8)
FILES = Path(__file__).parent / "files"
Trap = Callable[[str], Reading]


@pytest.fixture
def trap() -> Trap:
    """Return a reader of our test files: `trap("month_13.json")`."""
    return lambda name: exchange.read((FILES / name).read_bytes(), name, TODAY)


@pytest.fixture
def slides() -> Callable[..., Reading]:
    """`slides({...}, {...}, eras=[...])`: a TimelineJS file with those events, read."""

    def slides(*events: Any, **more: Any) -> Reading:
        return exchange.read(json.dumps({"events": list(events), **more}), "kursk.json", TODAY)

    return slides
