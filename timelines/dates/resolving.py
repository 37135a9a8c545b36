"""From a filled fragment to a `Period`: what is missing is taken from the reference date, what cannot be is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .calendars import day_number, days_in, is_leap, number_of, weekday, year_month_day
from .display import AP_MONTHS, MONTHS, WEEKDAYS, clock_text, year_text
from .fragment import Fragment
from .refusal import RefusedDate
from .value import PARTS, Period
from .zones import offset_name, offsets_in_force, zone_name

LAST_YEAR = 999_999_999


@dataclass(frozen=True)
class Setting:
    """What a text is read against: the reference date, the newsroom's zone, the month its fiscal year starts in."""

    today: date
    zone: str
    fiscal_start: int
    calendar: str = "gregorian"


def period_of(f: Fragment, setting: Setting) -> Period:
    """The period; adds to the fragment's warnings. Raises RefusedDate."""
    _relative(f, setting)
    if f.ordinal is not None:
        raise RefusedDate(
            f"“{f.text}”: {f.ordinal} of what? Name the month, as in Aug. {min(f.ordinal, 31)}, or the century."
        )
    if f.loose is not None:
        _place_loose(f, setting)
    for fits, make in KINDS:
        if fits(f):
            _refuse_strangers(f)
            return make(f, setting)
    raise RefusedDate(f"“{f.text}” is not a whole date: write it like Aug. 6, 2024.")


def _place_loose(f: Fragment, setting: Setting) -> None:
    """A number nothing has claimed: "Aug. 6, 24" is 2024, with a warning; "44" alone is refused."""
    number = f.loose or 0
    if f.month is not None and f.day is not None and f.year is None and f.loose_digits == 2:
        f.year, f.year_digits, f.loose = setting.today.year + 20 - (setting.today.year + 20 - number) % 100, 4, None
        f.warnings.append(f"{number:02} is read as {f.year}; for the year {number} write A.D. {number}.")
        return
    if f.season is not None or f.quarter is not None or f.half is not None:
        raise RefusedDate(f"“{f.text}”: write the year in full, such as 20{number:02}.")
    if 1 <= number <= 31:
        raise RefusedDate(
            f"“{f.text}”: {number} of which month? Write it like Aug. {number}; for the year, A.D. {number}."
        )
    raise RefusedDate(
        f"“{f.text}”: is {number} a year? Write it in four figures, or A.D. {number or 1} or {number or 1} B.C."
    )


def _refuse_strangers(f: Fragment) -> None:
    """Slots that mean nothing together: "spring August"."""
    kinds = [
        name
        for name in ("month", "season", "quarter", "half", "decade", "century")
        if getattr(f, name) is not None and not (name == "century" and f.word == "first decade")
    ]
    if len(kinds) > 1 or (kinds and kinds[0] in ("decade", "century") and f.year is not None):
        raise RefusedDate(f"“{f.text}” names several periods at once: keep one, or write them as a range.")
    if f.zone and f.minute is None:
        raise RefusedDate(f"“{f.text}” names a time zone but no time: add the time, or leave the zone out.")
    if f.era and f.year is None and f.decade is None and f.century is None:
        raise RefusedDate(f"“{f.text}” has no year: write it before B.C., or after A.D.")
    if f.fiscal and (f.month is not None or f.season is not None or f.decade is not None or f.week):
        raise RefusedDate(f"“{f.text}”: a fiscal year has quarters and halves; for a month write its calendar year.")


# --- Relative words


def _relative(f: Fragment, setting: Setting) -> None:
    """Words against the reference date become plain slots: stored absolute, never relative."""
    today = number_of(setting.today)
    if f.fixed is not None:
        _set_day(f, today + f.fixed)
        f.fixed = None
    if f.pronoun is None:
        if f.count is not None or f.unit:
            raise RefusedDate(f"“{f.text}”: say which, such as last {f.unit or 'week'} or two {f.unit or 'week'}s ago.")
        return
    if f.fiscal and f.unit != "year":
        raise RefusedDate(
            f"“{f.text}”: name the fiscal quarter or half, such as first quarter of fiscal {setting.today.year}."
        )
    if f.unit:
        RELATIVE[f.unit](f, setting, f.pronoun)
    elif f.weekday is not None:
        _relative_weekday(f, today)
    elif f.month is not None and f.year is None:
        _relative_month(f, setting)
    elif f.season is not None and f.year is None:
        _relative_season(f, setting)
    else:
        raise RefusedDate(f"“{f.text}”: last or next what? Write the date itself.")
    f.pronoun = f.count = None
    f.unit = ""


def _set_day(f: Fragment, number: int) -> None:
    year, month, day = year_month_day(number)
    f.put("month", month)
    f.put("day", day)
    f.put("year", year)
    f.era = "iso"


def _years(f: Fragment, setting: Setting, step: int) -> None:
    f.year, f.era = setting.today.year + step, "iso"
    if f.fiscal:
        f.year += 1 if 1 < setting.fiscal_start <= setting.today.month else 0


def _months(f: Fragment, setting: Setting, step: int) -> None:
    year, month = divmod(setting.today.year * 12 + setting.today.month - 1 + step, 12)
    f.year, f.month, f.era = year, month + 1, "iso"


def _quarters(f: Fragment, setting: Setting, step: int) -> None:
    year, quarter = divmod(setting.today.year * 4 + (setting.today.month - 1) // 3 + step, 4)
    f.year, f.quarter, f.era = year, quarter + 1, "iso"


def _halves(f: Fragment, setting: Setting, step: int) -> None:
    year, half = divmod(setting.today.year * 2 + (setting.today.month - 1) // 6 + step, 2)
    f.year, f.half, f.era = year, half + 1, "iso"


def _weeks(f: Fragment, setting: Setting, step: int) -> None:
    today = number_of(setting.today)
    f.monday = today - weekday(today) + 7 * step


def _days(f: Fragment, setting: Setting, step: int) -> None:
    _set_day(f, number_of(setting.today) + step)


def _decades(f: Fragment, setting: Setting, step: int) -> None:
    f.decade = setting.today.year // 10 * 10 + 10 * step
    f.word = "decade"


def _centuries(f: Fragment, setting: Setting, step: int) -> None:
    f.century = setting.today.year // 100 + 1 + step


RELATIVE = {
    "year": _years,
    "month": _months,
    "quarter": _quarters,
    "half": _halves,
    "week": _weeks,
    "weekend": _weeks,
    "day": _days,
    "decade": _decades,
    "century": _centuries,
}


def _relative_weekday(f: Fragment, today: int) -> None:
    named = f.weekday or 0
    monday = today - weekday(today)
    if f.pronoun == 0:
        number = monday + named
    elif (f.pronoun or 0) < 0:
        number = today - 1 - (weekday(today) - 1 - named) % 7
    else:
        number = today + 1 + (named - weekday(today) - 1) % 7
    f.weekday = None
    _set_day(f, number)


def _relative_month(f: Fragment, setting: Setting) -> None:
    month, now = f.month or 0, setting.today.month
    f.year, f.era = setting.today.year, "iso"
    if (f.pronoun or 0) < 0 and month >= now:
        f.year -= 1
    if (f.pronoun or 0) > 0 and month <= now:
        f.year += 1


def _relative_season(f: Fragment, setting: Setting) -> None:
    """The last season that is over, the one now or this year's, the first to come."""
    season = Period("season", setting.today.year - 2, f.season or 0)
    today = number_of(setting.today)
    years = range(setting.today.year - 2, setting.today.year + 3)
    spans = [(year, Period("season", year, season.number).days) for year in years]
    if f.pronoun == 0:
        f.year = next((year for year, (first, last) in spans if first <= today <= last), setting.today.year)
    elif (f.pronoun or 0) < 0:
        f.year = max(year for year, (_, last) in spans if last < today)
    else:
        f.year = min(year for year, (first, _) in spans if first > today)
    f.era = "iso"
    if f.season == 4:
        f.word = "span"


# --- Years and days that exist


def year_of(f: Fragment, setting: Setting) -> int:
    """The astronomical year, or the reference date's when none was given."""
    if f.year is None:
        return setting.today.year
    if abs(f.year) > LAST_YEAR:
        raise RefusedDate("Years end at 999,999,999: write a nearer year.")
    if f.era == "iso":
        return f.year
    if f.year == 0:
        raise RefusedDate("There is no year 0: write 1 B.C. or A.D. 1.")
    if f.year_digits < 3 and not f.era and f.year_digits:
        raise RefusedDate(f"“{f.text}”: write A.D. {f.year} or {f.year} B.C., or the year in four figures.")
    return 1 - f.year if f.era == "bc" else f.year


def check_day(year: int, month: int, day: int, calendar: str) -> None:
    """Refuse a day that does not exist, with the reason."""
    if not 1 <= month <= 12:
        raise RefusedDate(f"There is no month {month}: write 1 to 12, or the month's name.")
    longest = 29 if month == 2 else days_in(year, month, calendar)
    if not 1 <= day <= longest:
        name = MONTHS[month - 1]
        raise RefusedDate(
            f"{name} has {longest} days: {AP_MONTHS[month - 1]} {day} does not exist. Write 1 to {longest}."
        )
    if month == 2 and day == 29 and not is_leap(year, calendar):
        raise RefusedDate(
            f"{year_text(year)} is not a leap year: Feb. 29, {year_text(year)} does not exist. Write Feb. 28, March 1 or another year."
        )


def _common(f: Fragment, setting: Setting) -> dict[str, Any]:
    return {
        "part": f.part,
        "approximate": f.approximate if f.part not in PARTS or f.day is not None else "",
        "uncertain": f.uncertain,
        "calendar": setting.calendar,
    }


def _date(f: Fragment, setting: Setting) -> tuple[int, int, int]:
    """Year, month and day of the fragment, the weekday checked against it."""
    if f.month is None and f.weekday is not None:
        today = number_of(setting.today)
        return year_month_day(today - (weekday(today) - f.weekday) % 7)
    if f.month is None:
        raise RefusedDate(f"“{f.text}” has no month: write it like Aug. {f.day}, 2024.")
    if f.day is None:
        raise RefusedDate(f"“{f.text}” has no day: write it like {AP_MONTHS[(f.month - 1) % 12]} 6.")
    year = year_of(f, setting)
    if setting.calendar == "julian" and f.year is None:
        raise RefusedDate(f"“{f.text}”: a Julian date needs its year.")
    check_day(year, f.month, f.day, setting.calendar)
    if f.weekday is not None:
        real = weekday(day_number(year, f.month, f.day, setting.calendar))
        if real != f.weekday:
            f.warnings.append(
                f"{AP_MONTHS[f.month - 1]} {f.day}, {year_text(year)}, is a {WEEKDAYS[real]}, "
                f"not a {WEEKDAYS[f.weekday]}: the date was kept."
            )
    return year, f.month, f.day


# --- One function for each kind of period


def _minute(f: Fragment, setting: Setting) -> Period:
    if not f.has_day:
        if f.month is not None or f.year is not None:
            raise RefusedDate(f"“{f.text}” has a time but no day: write it like Aug. 6, 3 p.m.")
        _set_day(f, number_of(setting.today))
        f.warnings.append("No day was given: today's was taken.")
    if f.week:
        raise RefusedDate(f"“{f.text}” has a time and a week: write the day, such as Aug. 6, 3 p.m.")
    year, month, day = _date(f, setting)
    number, minute = day_number(year, month, day, setting.calendar), f.minute or 0
    if f.bare_clock:
        f.warnings.append("The time is read on the 24-hour clock; write a.m. or p.m. if it is not.")
    if f.midnight_word:
        number += 1
        f.warnings.append(
            f"Midnight is read as the end of {AP_MONTHS[month - 1]} {day}; for its first minute write 12 a.m. {AP_MONTHS[month - 1]} {day}."
        )
    elif minute == 1440:
        number, minute = number + 1, 0
    return timed(f, setting, number, minute)


def timed(f: Fragment, setting: Setting, number: int, minute: int) -> Period:
    """The minute on that day in the fragment's zone, or the newsroom's."""
    zone = f.zone or setting.zone
    first, second = offsets_in_force(zone, number, minute)
    year, month, day = year_month_day(number)
    said = f"{AP_MONTHS[month - 1]} {day}, {year}"
    offset = first
    if f.offset is not None:
        offset = f.offset
        if offset not in (first, second):
            f.warnings.append(
                f"{zone_name(zone, offset)} is not in force on {said}: {zone_name(zone, first)} ({offset_name(first)}) is. "
                "It was kept as written."
            )
    elif first < second:
        raise RefusedDate(
            f"{clock_text(minute)} does not exist on {said}: the clocks go forward past it. Write an hour earlier or later."
        )
    elif first > second:
        names = zone_name(zone, first), zone_name(zone, second)
        f.warnings.append(
            f"{clock_text(minute)} comes twice on {said}: the first was taken. Write {names[0]} or {names[1]} to say which."
            if names[0] != names[1]
            else f"{clock_text(minute)} comes twice on {said}: the first was taken. Write {offset_name(second)} for the second."
        )
    part = ""  # the clock says it better than "morning"
    return Period("minute", year, month, day, minute, offset, zone, bool(f.zone), part, "", f.approximate, f.uncertain)


def _day(f: Fragment, setting: Setting) -> Period:
    year, month, day = _date(f, setting)
    return Period("day", year, month, day, word=f.word, **_common(f, setting))


def _week(f: Fragment, setting: Setting) -> Period:
    monday = f.monday
    if f.weeks is not None:
        monday = _iso_week(f, year_of(f, setting))
    if monday is None:
        number = day_number(*_date(f, setting))
        monday = number - weekday(number)
    if setting.calendar == "julian":
        raise RefusedDate("Weeks are not kept in the Julian calendar: write the days.")
    return Period("week", *year_month_day(monday), **_common(f, setting))


def _iso_week(f: Fragment, year: int) -> int:
    """Monday of an ISO week: week 1 holds Jan. 4."""
    first = day_number(year, 1, 4)
    monday = first - weekday(first) + 7 * ((f.weeks or 0) - 1)
    following = day_number(year + 1, 1, 4)
    if not (f.weeks or 0) >= 1 or monday >= following - weekday(following):
        raise RefusedDate(
            f"{year_text(year)} has no week {f.weeks}: write the week of a date, such as the week of Oct. 28."
        )
    return monday


def _month(f: Fragment, setting: Setting) -> Period:
    if not 1 <= (f.month or 0) <= 12:
        raise RefusedDate(f"There is no month {f.month}: write 1 to 12, or the month's name.")
    return Period("month", year_of(f, setting), f.month or 0, **_common(f, setting))


def _season(f: Fragment, setting: Setting) -> Period:
    if f.season == 4 and f.year is None:  # the latest that has begun
        f.year, f.era, f.word = setting.today.year - (setting.today.month < 12), "iso", "span"
    year = year_of(f, setting)
    if f.season == 4 and f.word != "span":
        f.warnings.append(
            f"Winter {year} is read as December {year} to February {year + 1}; write winter {year - 1}-{year % 100:02} for the one before."
        )
    return Period("season", year, f.season or 0, word=f.word, **_common(f, setting))


def _share(f: Fragment, setting: Setting) -> Period:
    precision, number = ("quarter", f.quarter) if f.quarter is not None else ("half", f.half)
    most = 4 if precision == "quarter" else 2
    if not 1 <= (number or 0) <= most:
        raise RefusedDate(f"A year has {most} {'quarters' if most == 4 else 'halves'}: “{f.text}” asks for {number}.")
    fiscal = setting.fiscal_start if f.fiscal else 0
    return Period(precision, year_of(f, setting), number or 0, fiscal=fiscal, **_common(f, setting))


def _century(f: Fragment, setting: Setting) -> Period:
    number = f.century or 0
    if not 1 <= number <= 9_999_999:
        raise RefusedDate(f"There is no century {number}: write 1st century, or 1st century B.C.")
    if f.word == "first decade":
        return Period("decade", (number - 1) * 100, **_common(f, setting))
    year = (number - 1) * 100 if f.era != "bc" else 1 - 100 * number
    return Period("century", year, **_common(f, setting))


def _decade(f: Fragment, setting: Setting) -> Period:
    number = f.decade or 0
    if f.era == "bc":
        if number % 100 == 0:
            raise RefusedDate(
                f"“{f.text}”: write the century, such as {number // 100 + 1}th century B.C., or the years."
            )
        return Period("decade", -number - 8, **_common(f, setting))
    if number < 100 and not f.era:
        number += setting.today.year // 100 * 100
        number -= 100 if number > setting.today.year else 0
        f.warnings.append(f"Read as the {number}s.")
    if number % 100 == 0 and number % 1000 and f.word != "decade":
        f.warnings.append(f"The {number}s is read as the hundred years; for the ten write {number}-{number + 9}.")
        return Period("century", number, word="hundreds", **_common(f, setting))
    return Period("decade", number, **_common(f, setting))


def _fiscal(f: Fragment, setting: Setting) -> Period:
    if setting.calendar == "julian":
        raise RefusedDate("A fiscal year is not kept in the Julian calendar: write the days.")
    return Period("year", year_of(f, setting), fiscal=setting.fiscal_start, **_common(f, setting))


def _year(f: Fragment, setting: Setting) -> Period:
    return Period("year", year_of(f, setting), **_common(f, setting))


# The first that fits wins: the finest thing named.
KINDS: list[tuple[Callable[[Fragment], bool], Callable[[Fragment, Setting], Period]]] = [
    (lambda f: f.minute is not None, _minute),
    (lambda f: f.week or f.weeks is not None or f.monday is not None, _week),
    (lambda f: f.day is not None or f.weekday is not None, _day),
    (lambda f: f.month is not None, _month),
    (lambda f: f.season is not None, _season),
    (lambda f: f.quarter is not None or f.half is not None, _share),
    (lambda f: f.century is not None, _century),
    (lambda f: f.decade is not None, _decade),
    (lambda f: f.fiscal, _fiscal),
    (lambda f: f.year is not None, _year),
]
