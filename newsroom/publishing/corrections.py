"""The correction notices of a publishable as readers have them: the latest wording of each, and the earlier ones.

Rows are append-only. An amendment is a row that names the one whose wording it replaces (`amends`); the database lets
each be replaced once, by a later row of the same publishable, so that the wordings of a notice are one chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple, Protocol

from newsroom.publishing.models import Correction


class Row(Protocol):
    """A row of Correction, or what was read of one."""

    @property
    def id(self) -> int: ...
    @property
    def amends_id(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Wording(NamedTuple):
    """What a notice said before it was amended, and until when."""

    text: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Notice:
    """A correction, clarification or editor's note. `at` is when readers were first given it, `id` its latest row."""

    id: int
    kind: str
    text: str
    at: datetime
    amended: datetime | None = None
    earlier: tuple[Wording, ...] = ()

    @property
    def label(self) -> str:
        """Return "Correction", "Clarification" or "Editor’s note"."""
        return str(Correction.Kind(self.kind).label)


def notices(rows: Iterable[Row]) -> list[Notice]:
    """Return the notices that these rows make, the oldest first. Give all rows of a publishable up to an instant."""
    chains: dict[int, list[Row]] = {}  # by the id of the latest wording
    for row in sorted(rows, key=lambda row: (row.at, row.id)):
        chains[row.id] = [*chains.pop(row.amends_id or 0, []), row]
    found = [_notice(chain) for chain in chains.values()]
    return sorted(found, key=lambda notice: (notice.at, notice.id))


def _notice(chain: list[Row]) -> Notice:
    first, last = chain[0], chain[-1]
    earlier = tuple(Wording(old.text, old.at, new.at) for old, new in pairwise(chain))
    return Notice(last.id, last.kind, last.text, first.at, last.at if earlier else None, earlier)
