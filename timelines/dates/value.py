"""Date values: the periods that an editor named ("Aug. 6", "early 2024"), and how they are meant (`relation`).

EDTF, start, end, precision, flags and sort key are computed from those on demand, so they can never disagree.
Text and warnings do not count for equality.
"""

from dataclasses import dataclass, field
from functools import cached_property

from .edtf import edtf_of
from .period import COARSENESS, Json, Period, iso_day, iso_minute, period_from_json, shifted, shown_day


@dataclass(frozen=True)
class DateError:
    """A refused date: the text as typed, and a message with the cure."""

    text: str
    message: str


@dataclass(frozen=True)
class DateValue:
    """A date as an editor meant it, made by `parse` or `from_json`.

    `relation` is at, range, before, after, one-of or all-of; `wording` the word used for it (by / before, since /
    present), or the label of an undated value.
    """

    text: str = field(compare=False)
    relation: str = "at"
    periods: tuple[Period, ...] = ()
    wording: str = ""
    warnings: tuple[str, ...] = field(default=(), compare=False)
    label: str = field(default="", compare=False)  # words beside the date: "Christmas Day", "three weeks ago"

    @property
    def undated(self) -> bool:
        """Whether this is a label without a date."""
        return not self.periods

    @cached_property
    def precision(self) -> str:
        """The coarsest precision of the periods; "none" for an undated label."""
        return min((p.precision for p in self.periods), key=COARSENESS.__getitem__, default="none")

    @property
    def approximate(self) -> bool:
        """Whether any period is approximate ("circa", "early 2024")."""
        return any(p.qualifier in ("~", "%") for p in self.periods)

    @property
    def uncertain(self) -> bool:
        """Whether any period is in doubt ("possibly")."""
        return any(p.uncertain for p in self.periods)

    @property
    def part(self) -> str:
        """early, mid, late or overnight, if all periods share it."""
        parts = {p.part for p in self.periods}
        return parts.pop() if len(parts) == 1 else ""

    @property
    def calendar(self) -> str:
        """gregorian or julian, as typed. Start, end and EDTF are always Gregorian."""
        return self.periods[0].calendar if self.periods else "gregorian"

    @property
    def open_start(self) -> bool:
        """Whether it has no beginning."""
        return self.relation == "before" or self.wording in ("until", "through")

    @property
    def open_end(self) -> bool:
        """Whether it has no end."""
        return self.relation == "after" or self.wording in ("present", "since", "from")

    @cached_property
    def bounds(self) -> tuple[int | None, int | None]:
        """First and last day number covered, inclusive; None for open or undated."""
        first = last = None
        if not (self.undated or self.open_start):
            past = self._past and self._first.precision != "minute"
            first = self._first.days[1] + 1 if past else self._first.days[0]
        if not (self.undated or self.open_end):
            past = self._past and self._last.precision != "minute"
            last = self._last.days[0] - 1 if past else self._last.days[1]
        return first, last

    @property
    def start(self) -> str | None:
        """First day or minute covered, ISO 8601, inclusive; None for open or undated."""
        return self._iso(self.bounds[0], self._first, 1) if self.bounds[0] is not None else None

    @property
    def end(self) -> str | None:
        """Last day or minute covered, ISO 8601, inclusive; None for open or undated."""
        return self._iso(self.bounds[1], self._last, -1) if self.bounds[1] is not None else None

    def _iso(self, day: int, period: Period, beyond: int) -> str:
        if period.precision != "minute":
            return iso_day(day)
        return iso_minute(shifted(period, beyond) if self._past else period)

    @property
    def _past(self) -> bool:
        """Whether the named period itself is excluded."""
        return self.relation in ("before", "after") and self.wording not in ("by", "no earlier than")

    @property
    def _first(self) -> Period:
        return min(self.periods, key=lambda p: p.instant if p.precision == "minute" else p.days[0] * 1440)

    @property
    def _last(self) -> Period:
        return max(self.periods, key=lambda p: p.instant if p.precision == "minute" else p.days[1] * 1440 + 1439)

    @cached_property
    def edtf(self) -> str:
        """EDTF, ISO 8601-2; "" for an undated label."""
        if self.undated:
            return ""
        return edtf_of(self.periods, self.relation, self.wording, open_start=self.open_start, open_end=self.open_end)

    @property
    def flags(self) -> dict[str, str]:
        """q (one-of, all-of, before, after, approximate, uncertain), part, kind (range, open), calendar."""
        q = [self.relation] if self.relation not in ("at", "range") else []
        q += [name for name in ("approximate", "uncertain") if getattr(self, name)]
        kind = ("open" if self.open_start or self.open_end else "range") if self.relation == "range" else ""
        calendar = self.calendar if self.calendar != "gregorian" else ""
        found = {"q": ",".join(q), "part": self.part, "kind": kind, "calendar": calendar}
        return {name: got for name, got in found.items() if got}

    @cached_property
    def sort_key(self) -> tuple[int, int, int]:
        """Key for dated values: start, then coarser first, then untimed before timed, then the instant.

        A time sorts under the day it is printed with (midnight under the day that ends; 5 a.m. in Kyiv under Kyiv's
        day). Without a start, the end counts. "Late Oct. 7" and "overnight" follow the timed events of that day. An
        undated label comes last here; `order_events` places it.
        """
        if self.undated:
            return (1 << 62, 0, 0)
        period = self._last if self.open_start else self._first
        rank = COARSENESS[period.precision] * 10
        if period.precision == "minute":
            return shown_day(period), rank, period.instant
        if period.precision == "day":
            rank += {"early": 1, "mid": 2, "late": 11, "overnight": 12}.get(period.part, 0)
        elif period.part:
            rank += 5
        return (self.bounds[1] or 0) if self.open_start else (self.bounds[0] or 0), rank, 0

    def to_json(self) -> Json:
        """Return lossless JSON; `edtf`, `start`, `end` and `precision` are for other readers."""
        return {
            "text": self.text,
            "relation": self.relation,
            "wording": self.wording,
            "periods": [period.to_json() for period in self.periods],
            "warnings": list(self.warnings),
            "edtf": self.edtf,
            "start": self.start,
            "end": self.end,
            "precision": self.precision,
            **({"label": self.label} if self.label else {}),
        }

    @classmethod
    def from_json(cls, stored: Json) -> "DateValue":
        """Read the JSON of `to_json`. Raises ValueError for anything else."""
        try:
            return cls(
                text=str(stored["text"]),
                relation=str(stored["relation"]),
                wording=str(stored["wording"]),
                periods=tuple(period_from_json(each) for each in stored["periods"]),
                warnings=tuple(str(each) for each in stored["warnings"]),
                label=str(stored.get("label", "")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"Not a stored date: {error}. Type the date again.") from error
