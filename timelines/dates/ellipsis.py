"""What the dates of a range or list leave to their neighbours: "Aug. 6-9", "9-11 a.m. Nov. 5", "44-40 B.C."."""

from timelines.dates.exceptions import RefusedDate
from timelines.dates.fragment import Fragment, clock


def share(fragments: list[Fragment], *, dash: bool = False, listed: bool = False) -> str:
    """Fill in place what neighbours say for each other.

    Returns where the years came from: "left" or "right" (one end gave it), "neither", "both", or
    "day" when one day serves two times.
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
            _fiscal_figure(f, other)
        if other.week and f.loose is not None and f.month is None and not f.part:
            f.week = other.weeks is None
        if f.part and not f.has_core:
            _borrow(f, other)
        if f.decade is not None and f.decade < 100 and not f.era and (other.decade or 0) >= 100:
            f.decade += (other.decade or 0) // 100 * 100


def _fiscal_figure(f: Fragment, other: Fragment) -> None:
    if f.loose is not None and f.loose_digits == 2 and other.year is not None:
        f.year, f.year_digits, f.loose = other.year // 100 * 100 + f.loose, 4, None


def _borrow(f: Fragment, other: Fragment) -> None:
    """ "early to mid-August": the month, year, decade or weekday of the other end."""
    for slot in ("month", "day", "season", "quarter", "half", "decade", "century", "weekday", "year"):
        setattr(f, slot, getattr(other, slot))
    f.era, f.year_digits, f.fiscal, f.week = other.era, other.year_digits, other.fiscal, other.week


def _pairs(fragments: list[Fragment]) -> list[tuple[Fragment, Fragment]]:
    """Each fragment with each of its neighbours, the nearest on the right first, from right to left."""
    last = len(fragments) - 1
    right = [(fragments[i], fragments[i + 1]) for i in range(last - 1, -1, -1)]
    return right + [(fragments[i], fragments[i - 1]) for i in range(1, last + 1)]


def _times(fragments: list[Fragment]) -> bool:
    """Hours, meridiem, zone and day from the neighbours; whether a day was shared."""
    shared = False
    for f, other in _pairs(fragments):
        if f.minute is None and f.loose is not None and f.year is not None and f.month is None and other.has_day:
            raise RefusedDate(
                f"“{f.text}”: is {f.loose} a day or an hour? Enter both dates in full, each with its time."
            )
        if (
            f.minute is None
            and f.loose is not None
            and other.minute is not None
            and (f.month is None or f.day is not None)
        ):
            f.minute = _hour(f, other, f is fragments[0])
            f.loose = None
        if f.bare_clock and other.meridiem in ("am", "pm") and f.minute is not None and 60 <= f.minute < 780:
            f.minute = clock(f, f.minute // 60, f.minute % 60, _likely(f, other, f is fragments[0]))
            f.meridiem, f.bare_clock = other.meridiem, False
        if f.minute is not None and other.minute is not None and not f.zone and other.zone:
            f.zone, f.offset = other.zone, other.offset
        if f.minute is not None and not f.has_day and other.has_day:
            f.month, f.day, f.weekday, f.fixed = other.month, other.day, other.weekday, other.fixed
            f.nth, f.nth_unit, f.pronoun, f.unit = other.nth, other.nth_unit, other.pronoun, other.unit
            if other.year is None:
                other.year, other.era, other.year_digits = f.year, f.era, f.year_digits
            elif f.year is not None and (f.year, f.era) != (other.year, other.era):
                raise RefusedDate(f"“{f.text}” has a time and a year but no day: enter it as Aug. 6, {f.year}, 3 p.m.")
            f.year, f.era, f.year_digits = other.year, other.era, other.year_digits
            shared = True
    return shared


def _hour(f: Fragment, other: Fragment, first: bool) -> int:
    """A bare hour beside a time: "9-11 a.m."; "11-1 p.m." begins in the morning."""
    hour = f.loose or 0
    meridiem = other.meridiem
    if meridiem == "24" and other.minute in (0, 720):  # "9-noon"
        meridiem = "am" if other.minute == 720 else "pm"
    minutes = clock(f, hour, 0, meridiem)
    if first and meridiem == "pm" and minutes > (other.minute or 0) and other.minute:
        minutes = clock(f, hour, 0, "am")
    return minutes


def _likely(f: Fragment, other: Fragment, first: bool) -> str:
    """ "9:30-11:15 a.m." is all morning, "11:30-1 p.m." begins in the morning."""
    later = clock(f, (f.minute or 0) // 60, (f.minute or 0) % 60, other.meridiem) > (other.minute or 0)
    return "am" if first and other.meridiem == "pm" and later else other.meridiem


def _days(fragments: list[Fragment]) -> None:
    """ "Aug. 6-9" and "6-9 August": the month of the neighbour."""
    for f, other in [*_pairs(fragments)[::-1], *_pairs(fragments)]:
        if f.loose is None or f.month is not None or f.minute is not None or f.fixed is not None:
            continue
        if other.month is not None and other.day is not None and f.season is None:
            f.month, f.day, f.loose = other.month, f.loose, None
            if other.pronoun is not None:
                f.pronoun = other.pronoun


def _eras(fragments: list[Fragment], listed: bool) -> None:
    """ "44-40 B.C.", "A.D. 14-37". In a list, 1914 stays A.D. beside 44 B.C."""
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
    """Figures beside a year are years; short ones take its century."""
    for f, other in [*_pairs(fragments)[::-1], *_pairs(fragments)]:
        if f.loose is None or f.month is not None or f.minute is not None or other.year is None or f.year is not None:
            continue
        if other.month is not None and other.day is not None:
            continue
        digits, f.year, f.loose = f.loose_digits, f.loose, None
        f.year_digits = digits
        scale = 10**digits
        if (
            _right_of(fragments, f, other)
            and other.era in ("", "iso")
            and other.year >= 10 * scale // 10
            and other.year > 99
        ):
            f.year = other.year // scale * scale + f.year
            f.year_digits = other.year_digits
            if f.year < other.year and f.year + 100 - other.year < 50 and digits == 2:
                f.year += 100
        for slot in ("season", "month", "quarter", "half"):
            if getattr(f, slot) is None and other.day is None and slot != "month":
                setattr(f, slot, getattr(other, slot))


def _years(fragments: list[Fragment]) -> str:
    """The year one end gives for the other. Which end gave it, for ranges over New Year."""
    needs = [f for f in fragments if f.year is None and _wants_year(f)]
    given = [f for f in fragments if f.year is not None]
    if not needs:
        return "both" if given else "neither"
    if not given:
        return "neither"
    for f, other in _pairs(fragments):
        if f.year is None and other.year is not None and _wants_year(f):
            f.year, f.era, f.year_digits = other.year, other.era, other.year_digits
    return "right" if needs[0] is fragments[0] else "left"


def _wants_year(f: Fragment) -> bool:
    kinds = (f.month, f.season, f.quarter, f.half)
    return any(kind is not None for kind in kinds) and f.pronoun is None
