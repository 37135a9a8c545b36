"""A search as both databases get it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from newsroom.search.words import Query

COUNTED = 100  # above that, "more than 100": counting all would take ever longer
CAP = 1_000  # of the newest matches are ranked
HALF_LIFE = 365 * 24 * 3600  # seconds in which a match loses half its weight
WEIGHTS = {"A": 1.0, "B": 0.4, "C": 0.1}  # of a word in the headline, the standfirst, the opening
BODY = 0.05  # the weight of a match anywhere in the text
SCALE = 1_000_000  # keys are integers, so that a page can name its end exactly
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """The position of an entry: its key, then its id. A page begins below the last place of the page before.

    The key is the first publication in microseconds since 1970, or, by rank, SCALE × (log2 of the rank + the first
    publication in half-lives since 1970): no two entries ever trade places, so pages have no repeats and no gaps.
    """

    key: int
    entry: int


@dataclass(frozen=True)
class Asked:
    query: Query
    now: datetime
    labels: tuple[tuple[str, ...], ...] = ()  # one of each group must match
    since: datetime | None = None
    until: datetime | None = None  # exclusive
    newest: bool = False  # by date of first publication; else by rank
    after: Place | None = None
    size: int = 20
    ranked: int = CAP  # of the newest matches

    @property
    def after_instant(self) -> datetime | None:
        """The instant at which the page before ended, if sorted by date."""
        return EPOCH + timedelta(microseconds=self.after.key) if self.newest and self.after else None

    @property
    def cap(self) -> int:
        """How many of the newest matches are considered; on a first page as many as are counted."""
        if not self.newest:
            return self.ranked
        return self.size if self.after else max(self.size, COUNTED + 1)

    @property
    def rank_words(self) -> list[str]:
        """The words to rank by, each once."""
        return list(dict.fromkeys(word for phrase in self.query.wanted for word in phrase))
