"""From a filled fragment to a `Period`: what is missing is taken from the reference date, what cannot be is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from timelines.dates.exceptions import RefusedDate

from .calendars import day_number, days_in, is_leap, number_of, weekday, year_month_day
from .display import AP_MONTHS, MONTHS, WEEKDAYS, clock_text, year_text
from .fragment import Fragment
from .value import PARTS, Period, shown_day
from .zones import offset_name, offsets_in_force, zone_name

LAST_YEAR = 999_999_999


@dataclass(frozen=True)
class Setting:
    """What a text is read against: the reference date, the newsroom's zone, the month its fiscal year starts in."""

    today: date
    zone: str
    fiscal_start: int
    calendar: str = "gregorian"
    figures: str = ""


# What a fragment may name, as one says it. A reading that does not use what was named refuses the text.
NAMES = {
    "minute": "a time of day",
    "zone": "a time zone",
    "day_part": "a part of the day",
    "weekday": "a day of the week",
    "day": "a day",
    "monday": "a week",
    "weeks": "a numbered week",
    "month": "a month",
    "season": "a season",
    "quarter": "a quarter",
    "half": "half a year",
    "fiscal": "a fiscal year",
    "century": "a century",
    "decade": "a decade",
    "first_decade": "a first decade",
    "year": "a year",
    "era": "B.C. or A.D.",
    "part": "a part (early, mid, late, overnight)",
    "word": "a season",
}


def period_of(f: Fragment, setting: Setting) -> Period:
    """The period; adds to the fragment's warnings. Raises RefusedDate."""
    if f.stray:
        raise RefusedDate(f"“{f.text}”: “{f.stray}” doesn't count anything. Enter numbers in figures, such as Aug. 6.")
    _relative(f, setting)
    if f.nth is not None:
        _place_in_whole(f, setting)
    if f.ordinal is not None:
        raise RefusedDate(
            f"“{f.text}”: {f.ordinal} of what? Name the month, as in Aug. {min(f.ordinal, 31)}, or the century."
        )
    if f.loose is not None:
        _place_loose(f, setting)
    for fits, make, uses in KINDS:
        if fits(f):
            _refuse_strangers(f)
            _refuse_unused(f, uses)
            period = make(f, setting)
            if not period.fiscal:
                whole = replace(period, part="")  # late in the week of Dec. 30, 2024, is in 2025
                kept = setting if whole.precision != "minute" else replace(setting, calendar="gregorian")
                _check_year(f, kept, shown_day(whole), whole.days[1])
            return period
    raise RefusedDate(f"“{f.text}” isn't a whole date. Enter a date such as Aug. 6, 2024.")


def days_of(f: Fragment, setting: Setting) -> list[Period]:
    """The first and last day of a weekend, or of a week in a month: what is no period by itself."""
    week = period_of(f, setting)
    if f.nth_days is not None:
        first, last = f.nth_days
    else:
        first, last = week.days[0] + 5, week.days[0] + 6
        _check_year(f, setting, first, last)
    days = (year_month_day(day) for day in (first, last))
    return [Period("day", *day, approximate=week.approximate, uncertain=week.uncertain) for day in days]


def _refuse_unused(f: Fragment, uses: frozenset[str]) -> None:
    """Refuse what was named and has no part in the reading, so that nothing typed is lost."""
    filled = [slot for slot in NAMES if f.is_filled(slot)]
    unused = [slot for slot in filled if slot not in uses]
    if unused:
        kept = next((NAMES[slot] for slot in filled if slot in uses), "a date")
        raise RefusedDate(
            f"“{f.text}” names {kept} and {NAMES[unused[0]]}, which don't go together: keep one, or make two events."
        )


def _check_year(f: Fragment, setting: Setting, first: int, last: int) -> None:
    """Refuse days, by their numbers, that are not of the year that was typed."""
    if f.year is None:
        return
    year = year_of(f, setting)
    begin, end = (day_number(year, month, day, setting.calendar) for month, day in ((1, 1), (12, 31)))
    if last < begin or first > end:
        dated = "the week of Aug. 5" if f.week else "Aug. 6"
        raise RefusedDate(
            f"“{f.text}”: {_days_text(first, last)} isn't in {year_text(year)}. "
            f"Enter the date in full, such as {dated}, {year_text(year)}."
        )


def _days_text(first: int, last: int) -> str:
    """ "Nov. 4, 2024", "the week of Nov. 4, 2024"."""
    year, month, day = year_month_day(first)
    return f"{'' if first == last else 'the week of '}{AP_MONTHS[month - 1]} {day}, {year_text(year)}"


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
        name for name in ("month", "season", "quarter", "half", "decade", "century") if getattr(f, name) is not None
    ]
    if len(kinds) > 1 or (kinds and kinds[0] in ("decade", "century") and f.year is not None):
        raise RefusedDate(f"“{f.text}” names several periods at once: keep one, or write them as a range.")
    if f.zone and f.minute is None and not f.has_day:
        raise RefusedDate(f"“{f.text}” names a time zone but no time: add the time, or leave the zone out.")
    if f.day_part and not f.has_day and f.minute is None:
        raise RefusedDate(
            f"“{f.text}” names the {f.day_part} but no day: add the day, as in the {f.day_part} of Aug. 6."
        )
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
    if f.count is not None and not f.ago:
        raise RefusedDate(f"“{f.text}”: which days? Enter the first and the last, such as Oct. 25-Nov. 8.")
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
    f.unit, f.ago = "", False


def _fill(f: Fragment, setting: Setting, year: int, **slots: int) -> None:
    """Put in what relative words mean. What was typed beside them and says otherwise cannot be meant, too."""
    words = f"{f.which} {f.unit}".strip() if not f.ago else f"{f.count} {f.unit}{'s' * (f.count != 1)} ago"
    if f.year is not None and year_of(f, setting) != year:
        raise RefusedDate(
            f"“{f.text}”: {words} is {'' if f.unit == 'year' else 'in '}{year}, not {year_text(year_of(f, setting))}. Keep one of the two."
        )
    for slot, value in slots.items():
        if getattr(f, slot) not in (None, value):
            raise RefusedDate(f"“{f.text}”: {words} is another {slot}. Keep one of the two, with its year.")
        setattr(f, slot, value)
    f.year, f.era = year, "iso"


def _set_day(f: Fragment, number: int) -> None:
    year, month, day = year_month_day(number)
    f.put("month", month)
    f.put("day", day)
    f.put("year", year)
    f.era = "iso"


def _years(f: Fragment, setting: Setting, step: int) -> None:
    year = setting.today.year + step
    if f.fiscal:
        year += 1 if 1 < setting.fiscal_start <= setting.today.month else 0
    _fill(f, setting, year)


def _months(f: Fragment, setting: Setting, step: int) -> None:
    year, month = divmod(setting.today.year * 12 + setting.today.month - 1 + step, 12)
    _fill(f, setting, year, month=month + 1)


def _quarters(f: Fragment, setting: Setting, step: int) -> None:
    year, quarter = divmod(setting.today.year * 4 + (setting.today.month - 1) // 3 + step, 4)
    _fill(f, setting, year, quarter=quarter + 1)


def _halves(f: Fragment, setting: Setting, step: int) -> None:
    year, half = divmod(setting.today.year * 2 + (setting.today.month - 1) // 6 + step, 2)
    _fill(f, setting, year, half=half + 1)


def _weeks(f: Fragment, setting: Setting, step: int) -> None:
    """That week; a day of the week or a date beside it is the day of that week."""
    today = number_of(setting.today)
    monday = today - weekday(today) + 7 * step
    if f.weekday is not None and f.month is None:
        _set_day(f, monday + f.weekday)
    elif f.month is not None and f.day is not None:
        year, month, day = _date(f, setting)
        if not monday <= day_number(year, month, day, setting.calendar) <= monday + 6:
            raise RefusedDate(f"“{f.text}”: {_days_text(monday, monday + 6)} is another week. Keep one of the two.")
    else:
        f.monday = monday
        return
    if f.weekend:
        raise RefusedDate(f"“{f.text}” names a weekend and a day: keep one of the two.")
    f.week = False


def _days(f: Fragment, setting: Setting, step: int) -> None:
    _set_day(f, number_of(setting.today) + step)


def _decades(f: Fragment, setting: Setting, step: int) -> None:
    f.put("decade", setting.today.year // 10 * 10 + 10 * step)
    f.word = "decade"


def _centuries(f: Fragment, setting: Setting, step: int) -> None:
    f.put("century", setting.today.year // 100 + 1 + step)


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

# What names the whole of which a week, a weekend or a day is told: "the last week of August 2021".
WHOLE = "year month season word quarter half decade century first_decade fiscal era".split()


def _place_in_whole(f: Fragment, setting: Setting) -> None:
    """ "Last Monday in May 2021" and "last day of 2019" become a day; of a week, the first and last day are kept."""
    _refuse_place(f, setting)
    whole, empty = Fragment(f.today, f.text, year_digits=f.year_digits), Fragment(f.today)
    for slot in WHOLE:
        setattr(whole, slot, getattr(f, slot))
        setattr(f, slot, getattr(empty, slot))
    first, last = period_of(whole, setting).days
    f.warnings += whole.warnings
    unit = f.nth_unit
    length = {"week": 7, "weekend": 2}.get(unit, 1)
    day = _nth_day(f, first, last, length)
    if not first <= day <= last - (6 if unit == "week" else 0):
        raise RefusedDate(f"“{f.text}”: there is no such {unit} in it. Enter the days, such as Aug. 25-31, 2024.")
    if length > 1 and f.weekday is not None:
        day, length = day + (f.weekday - weekday(day)) % 7, 1
    elif unit == "week":
        which = "the last seven days" if f.nth == -1 else "seven days"
        f.warnings.append(
            f"Read as {which}, {_span_text(day, day + 6)}; "
            f"for Monday to Sunday write {_days_text(day - weekday(day), day + 6)}."
        )
    _check_year(whole, setting, day, day + length - 1)
    f.nth_days, f.nth = (day, day + length - 1) if length > 1 else None, None
    _set_day(f, day)


def _refuse_place(f: Fragment, setting: Setting) -> None:
    """Refuse a week or day of what has none, and one that cannot be told apart."""
    unit = f.nth_unit
    if setting.calendar == "julian":
        raise RefusedDate("Weeks are not kept in the Julian calendar: write the days.")
    if unit in ("week", "weekend") and f.nth != -1 and f.year is None:
        raise RefusedDate(
            f"“{f.text}”: which days? Write them, such as Aug. 1-7, or the week of Aug. 5, or add the year."
        )
    if f.day is not None or f.week or f.weeks is not None or f.monday is not None:
        raise RefusedDate(f"“{f.text}”: a day or week has no {unit}. Enter a month or a year, such as August 2024.")
    if unit in ("week", "weekend") and (f.part or f.zone or f.minute is not None):
        raise RefusedDate(f"“{f.text}” names a {unit} and a part of it: enter the days, such as Aug. 1-3, 2024.")


def _nth_day(f: Fragment, first: int, last: int, length: int) -> int:
    """The day, by its number, with which the nth week, weekend or weekday from `first` through `last` begins."""
    nth = f.nth or 0
    starts_on = {"weekday": f.weekday, "weekend": 5}.get(f.nth_unit)
    if starts_on is None:
        return first + length * (nth - 1) if nth > 0 else last - length + 1
    if nth > 0:
        return first + (starts_on - weekday(first)) % 7 + 7 * (nth - 1)
    return last - (weekday(last) - starts_on) % 7


def _span_text(first: int, last: int) -> str:
    """ "Aug. 25 to Aug. 31"."""
    days = (year_month_day(day) for day in (first, last))
    return " to ".join(f"{AP_MONTHS[month - 1]} {day}" for _, month, day in days)


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
        latest = today - (weekday(today) - f.weekday) % 7
        _check_year(f, setting, latest, latest)
        return year_month_day(latest)
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
    _check_part(f, minute)
    part = ""  # the clock says it better than "morning"
    return Period("minute", year, month, day, minute, offset, zone, bool(f.zone), part, "", f.approximate, f.uncertain)


# Minutes of the day that may be called so; night and overnight go over midnight.
HOURS = {
    "morning": (0, 780),
    "afternoon": (660, 1140),
    "evening": (900, 1440),
    "night": (960, 360),
    "overnight": (1020, 600),
    "early": (0, 780),
    "mid": (540, 1140),
    "late": (720, 360),
}


def _check_part(f: Fragment, minute: int) -> None:
    """Refuse a time that is not in the part of the day beside it: "3 p.m. in the morning"."""
    named = f.day_part or f.part
    if not named:
        return
    first, last = HOURS[named]
    inside = first <= minute <= last if first < last else minute >= first or minute <= last
    if not inside and not f.midnight_word:
        raise RefusedDate(f"“{f.text}”: {clock_text(minute)} isn't in the {named} part of a day. Keep one of the two.")


def _day(f: Fragment, setting: Setting) -> Period:
    year, month, day = _date(f, setting)
    period = Period("day", year, month, day, word=f.day_part, **_common(f, setting))
    return replace(period, zone=f.zone, zone_named=True, offset=f.offset or 0) if f.zone else period


def _week(f: Fragment, setting: Setting) -> Period:
    monday = f.monday
    if f.weeks is not None:
        monday = _iso_week(f, year_of(f, setting))
    if setting.calendar == "julian":
        raise RefusedDate("Weeks are not kept in the Julian calendar: write the days.")
    if monday is None:
        number = day_number(*_date(f, setting))
        monday = number - weekday(number)
    else:
        _check_week(f, setting, monday)
    return Period("week", *year_month_day(monday), **_common(f, setting))


def _check_week(f: Fragment, setting: Setting, monday: int) -> None:
    """Refuse a week beside a day or month that it has no part in."""
    days = [year_month_day(monday + past) for past in range(7)]
    fitting = [each for each in days if f.month in (None, each[1]) and f.day in (None, each[2])]
    if not fitting or (f.weekday is not None and f.day is None):
        raise RefusedDate(
            f"“{f.text}”: which day of {_days_text(monday, monday + 6)}? Enter its date, such as Aug. 6, 2024."
        )


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
    if f.season == 4 and f.word != "span" and f.part in ("mid", "late") and 1000 <= year < 9999:
        winters = (f"{f.part} winter {before}-{(before + 1) % 100:02}" for before in (year - 1, year))
        raise RefusedDate(f"“{f.text}”: which winter? Enter {' or '.join(winters)}.")
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
    if f.first_decade:
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


def _uses(slots: str) -> frozenset[str]:
    return frozenset(slots.split())


# The first that fits wins: the finest thing named. With each, what it uses: anything else that was named refuses the text.
KINDS: list[tuple[Callable[[Fragment], bool], Callable[[Fragment, Setting], Period], frozenset[str]]] = [
    (
        lambda f: f.minute is not None,
        _minute,
        _uses("year era month day weekday minute zone part day_part monday weeks"),
    ),
    (
        lambda f: f.week or f.weeks is not None or f.monday is not None,
        _week,
        _uses("year era month day weekday monday weeks part"),
    ),
    (
        lambda f: f.day is not None or f.weekday is not None,
        _day,
        _uses("year era month day weekday zone part day_part"),
    ),
    (lambda f: f.month is not None, _month, _uses("year era month part")),
    (lambda f: f.season is not None, _season, _uses("year era season word part")),
    (lambda f: f.quarter is not None or f.half is not None, _share, _uses("year era quarter half fiscal part")),
    (lambda f: f.century is not None, _century, _uses("century first_decade era part")),
    (lambda f: f.decade is not None, _decade, _uses("decade word era part")),
    (lambda f: f.fiscal, _fiscal, _uses("year era fiscal part")),
    (lambda f: f.year is not None, _year, _uses("year era part")),
]
