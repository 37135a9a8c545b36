"""Ellipsis: the dates of a range or list take what they leave out from their neighbors, as in "Aug. 6-9"."""

from .exceptions import RefusedDate
from .fragment import Fragment, clock

YEAR = ("year", "era", "year_digits")


def share(fragments: list[Fragment], *, listed: bool = False) -> str:
    """Fill in what each fragment leaves out.

    Returns where the years came from: "left" or "right" (one end had it), "neither", "both", or "day" if one day
    serves two times.
    """
    if len(fragments) == 1:
        return "both"
    _kinds(fragments)
    day_shared = _times(fragments) if any(f.minute is not None for f in fragments) else False
    _days(fragments)
    _figures(fragments)
    _eras(fragments, listed)
    return "day" if day_shared else _years(fragments)


def _kinds(fragments: list[Fragment]) -> None:
    """ "18th-19th century", "first and second quarters of 2024", "early to mid-August"."""
    for f, other in _pairs(fragments):
        for kind in ("century", "quarter", "half"):
            if f.ordinal is not None and getattr(other, kind) is not None:
                setattr(f, kind, f.ordinal)
                f.ordinal, f.era = None, f.era or other.era
        if f.ordinal is not None and other.month is not None:
            f.loose, f.loose_digits, f.ordinal = f.ordinal, 2, None
        if other.fiscal and f.year is None and (f.loose is not None or f.quarter is not None or f.half is not None):
            f.fiscal = True
            if f.loose is not None and f.loose_digits == 2 and other.year is not None:
                f.year, f.year_digits, f.loose = other.year // 100 * 100 + f.loose, 4, None
        if other.week and f.loose is not None and f.month is None and not f.part:
            f.week = other.weeks is None
        if f.part and not f.has_core:  # "early to mid-August"
            f.take(other, "month", "day", "season", "quarter", "half", "decade", "century", "weekday", "fiscal", "week")
            f.take(other, *YEAR)
        if f.decade is not None and f.decade < 100 and not f.era and (other.decade or 0) >= 100:
            f.decade += (other.decade or 0) // 100 * 100


def _pairs(fragments: list[Fragment]) -> list[tuple[Fragment, Fragment]]:
    """Pair each fragment with its neighbors: from right to left with the one on the right, then with the one on the left."""
    last = len(fragments) - 1
    right = [(fragments[i], fragments[i + 1]) for i in range(last - 1, -1, -1)]
    return right + [(fragments[i], fragments[i - 1]) for i in range(1, last + 1)]


def _times(fragments: list[Fragment]) -> bool:
    """Take hours, meridiem, zone and day from the neighbors. Returns whether a day was shared."""
    shared = False
    for f, other in _pairs(fragments):
        if f.minute is None and f.loose is not None and f.year is not None and f.month is None and other.has_day:
            raise RefusedDate(f"“{f.text}”: is {f.loose} a day or an hour? Enter both dates in full, with their times.")
        hour_fits = f.loose is not None and (f.month is None or f.day is not None)
        if f.minute is None and hour_fits and other.minute is not None:
            meridiem = other.meridiem
            if meridiem == "24" and other.minute in (0, 720):  # "9-noon"
                meridiem = "am" if other.minute == 720 else "pm"
            f.minute, f.loose = _likely(f, f.loose or 0, 0, meridiem, other.minute, f is fragments[0]), None
        if f.bare_clock and other.meridiem in ("am", "pm") and f.minute is not None and 60 <= f.minute < 780:
            hour, minute = divmod(f.minute, 60)
            f.minute = _likely(f, hour, minute, other.meridiem, other.minute, f is fragments[0])
            f.meridiem, f.bare_clock = other.meridiem, False
        if f.minute is not None and other.minute is not None and not f.zone and other.zone:
            f.take(other, "zone", "offset")
        if f.minute is not None and not f.has_day and other.has_day:
            f.take(other, "month", "day", "weekday", "fixed", "nth", "nth_unit", "pronoun", "unit")
            if other.year is None:
                other.take(f, *YEAR)
            elif f.year is not None and (f.year, f.era) != (other.year, other.era):
                raise RefusedDate(f"“{f.text}” has a time and a year but no day: enter it as Aug. 6, {f.year}, 3 p.m.")
            f.take(other, *YEAR)
            shared = True
    return shared


def _likely(f: Fragment, hour: int, minute: int, meridiem: str, beside: int | None, first: bool) -> int:
    """Read an hour by the meridiem of the other end: "9-11 a.m."; "11:30-1 p.m." begins in the morning."""
    read = clock(f, hour, minute, meridiem)
    return clock(f, hour, minute, "am") if first and meridiem == "pm" and beside and read > beside else read


def _days(fragments: list[Fragment]) -> None:
    """Take the month from a neighbor: "Aug. 6-9", "6-9 August"."""
    for f, other in [*_pairs(fragments)[::-1], *_pairs(fragments)]:
        if f.loose is None or f.month is not None or f.minute is not None or f.fixed is not None:
            continue
        if other.month is not None and other.day is not None and f.season is None:
            f.month, f.day, f.loose = other.month, f.loose, None
            if other.pronoun is not None:
                f.pronoun = other.pronoun


def _eras(fragments: list[Fragment], listed: bool) -> None:
    """Take the era: "44-40 B.C.", "A.D. 14-37". In a list, 1914 stays A.D. beside 44 B.C."""
    for f, other in _pairs(fragments):
        undecided = (f.year is not None or f.decade is not None or f.century is not None) and not f.era
        named = f.year if f.year is not None else f.decade if f.decade is not None else 1000
        if undecided and other.era == "bc" and _right_of(fragments, other, f) and not (listed and named >= 1000):
            f.era = "bc"
        elif undecided and other.era == "ad" and (f.year or 0) < 1000:
            f.era = "ad"
        elif undecided and other.era == "bc" and f.year is not None and f.year < 1000:
            raise RefusedDate(f"“{f.text}”: is {f.year} B.C. or A.D.? Write it.")


def _right_of(fragments: list[Fragment], one: Fragment, other: Fragment) -> bool:
    return fragments.index(one) > fragments.index(other) if one is not other else False


def _figures(fragments: list[Fragment]) -> None:
    """Read figures beside a year as years; short ones take its century."""
    for f, other in [*_pairs(fragments)[::-1], *_pairs(fragments)]:
        if f.loose is None or f.month is not None or f.minute is not None or other.year is None or f.year is not None:
            continue
        if other.month is not None and other.day is not None:
            continue
        digits, f.year_digits, f.year, f.loose = f.loose_digits, f.loose_digits, f.loose, None
        scale = 10**digits
        if _right_of(fragments, f, other) and other.era in ("", "iso") and other.year >= max(scale, 100):
            f.year = other.year // scale * scale + f.year
            f.year_digits = other.year_digits
            if f.year < other.year and f.year + 100 - other.year < 50 and digits == 2:
                f.year += 100
        for slot in ("season", "quarter", "half"):
            if getattr(f, slot) is None and other.day is None:
                f.take(other, slot)


def _years(fragments: list[Fragment]) -> str:
    """Take the year from the other end. Returns which end had it, for ranges over New Year."""
    needs = [f for f in fragments if f.year is None and _wants_year(f)]
    if not any(f.year is not None for f in fragments):
        return "neither"
    if not needs:
        return "both"
    for f, other in _pairs(fragments):
        if f.year is None and other.year is not None and _wants_year(f):
            f.take(other, *YEAR)
    return "right" if needs[0] is fragments[0] else "left"


def _wants_year(f: Fragment) -> bool:
    kinds = (f.month, f.season, f.quarter, f.half)
    return any(kind is not None for kind in kinds) and f.pronoun is None
