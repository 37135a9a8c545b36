"""The setting in which a text is read."""

from dataclasses import dataclass
from datetime import date

from .figures import MONTH_FIRST


@dataclass(frozen=True)
class Setting:
    """The reference date, the newsroom's zone, the month its fiscal year starts in, and how its texts are read."""

    today: date
    zone: str
    fiscal_start: int
    calendar: str = "gregorian"
    figures: str = ""  # the order of numeric dates, if it is known
    usual: str = MONTH_FIRST  # and where it isn't
