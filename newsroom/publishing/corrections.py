"""The correction notices of a publishable as readers have them: the latest wording of each, and the earlier ones.

Rows are append-only. An amendment is a row that names the one whose wording it replaces (`amends`). The database allows
one replacement of each row, by a later row of the same publishable, so the wordings of a notice form one chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from newsroom.publishing.models import Correction


class Wording(NamedTuple):
    """What a notice said before it was amended, and until when."""

    text: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Notice:
    """A correction, clarification or editor's note. `at` is when readers first got it, `id` that of its latest row."""

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


def notices(rows: Iterable[Any]) -> list[Notice]:
    """Return the notices that `rows` make up, the oldest first: all rows of a publishable up to an instant.

    A row is a Correction, or an object with its id, amends_id, kind, text and at.
    """
    chains: dict[int, list[Any]] = {}  # by the id of the latest wording
    for row in sorted(rows, key=lambda row: (row.at, row.id)):
        chains[row.id] = [*chains.pop(row.amends_id or 0, []), row]
    return sorted(map(_notice, chains.values()), key=lambda notice: (notice.at, notice.id))


def _notice(chain: list[Any]) -> Notice:
    first, last = chain[0], chain[-1]
    earlier = tuple(Wording(old.text, old.at, new.at) for old, new in pairwise(chain))
    return Notice(last.id, last.kind, last.text, first.at, last.at if earlier else None, earlier)
