"""What is asked of the index, whichever database holds it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from newsroom.search.words import Query

COUNTED = 100  # more are "more than 100": to count them all would take longer the more there are
CAP = 1_000  # of the matches, so many of the newest are ranked
HALF_LIFE = 365 * 24 * 3600  # seconds in which a match loses half of its weight
WEIGHTS = {"A": 1.0, "B": 0.4, "C": 0.1}  # of a word in the headline, the standfirst, the opening
BODY = 0.05  # what a match anywhere in the text is worth
SCALE = 1_000_000  # keys are whole numbers, so that a page names its end exactly
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """Where an entry stands in the list: its key, then its id. A page begins below the last place of the one before.

    By date, the key is the microseconds from 1970 to its first publication. By rank, it is SCALE times (the binary
    logarithm of the rank, plus the half-lives from 1970 to its first publication): older stories fade by halves, but
    no two ever change places, so that pages asked for hours apart have neither repeats nor gaps.
    """

    key: int
    entry: int


@dataclass(frozen=True)
class Asked:
    """A search as the databases are asked it."""

    query: Query
    now: datetime
    labels: tuple[tuple[str, ...], ...] = ()  # of each group, one must be there
    since: datetime | None = None
    until: datetime | None = None  # exclusive
    newest: bool = False  # by date of first publication; else by rank
    after: Place | None = None
    size: int = 20
    ranked: int = CAP  # so many of the newest matches

    @property
    def after_instant(self) -> datetime | None:
        """By date, the instant at which the page before ended."""
        return EPOCH + timedelta(microseconds=self.after.key) if self.newest and self.after else None

    @property
    def cap(self) -> int:
        """How many of the newest matches are looked at; on a first page as many as are counted."""
        if not self.newest:
            return self.ranked
        return self.size if self.after else max(self.size, COUNTED + 1)

    @property
    def telling(self) -> list[str]:
        """Every word that is looked for, once."""
        return list(dict.fromkeys(word for phrase in self.query.wanted for word in phrase))
