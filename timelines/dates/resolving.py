"""Resolving: a filled fragment becomes a `Period`. The reference date supplies what is missing."""

from dataclasses import replace
from typing import Any

from .calendars import day_number, days_in, is_leap, number_of, weekday, year_month_day
from .display import clock_text, day_text, full_day, year_text
from .exceptions import RefusedDate
from .fragment import Fragment, two_digit_year
from .period import PARTS, Period, shown_day
from .setting import Setting
from .words import MONTHS, WEEKDAYS
from .zones import offset_name, offsets_in_force, printed_zone

LAST_YEAR = 999_999_999


# Slots, as messages call them. A text is refused if its reading leaves one of them unused.
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
    "millennium": "a millennium",
    "century": "a century",
    "decade": "a decade",
    "first_decade": "a first decade",
    "year": "a year",
    "era": "B.C. or A.D.",
    "part": "a part (early, mid, late, overnight)",
    "word": "a season",
}


def period_of(f: Fragment, setting: Setting) -> Period:
    """Resolve a fragment; adds to its warnings. Raises RefusedDate."""
    if f.stray:
        raise RefusedDate(f"“{f.text}”: “{f.stray}” doesn't count anything. Enter numbers in figures, such as Aug. 6.")
    _relative(f, setting)
    if f.nth is not None:
        _place_in_whole(f, setting)
    if f.ordinal is not None:
        day = min(f.ordinal, 31)
        raise RefusedDate(f"“{f.text}”: {f.ordinal} of what? Name the month, as in Aug. {day}, or the century.")
    if f.loose is not None:
        _place_loose(f, setting)
    for slots, make, uses in KINDS:
        if any(f.is_filled(slot) for slot in slots):
            _refuse_contradictions(f)
            _refuse_unused(f, uses)
            period = make(f, setting)
            if not period.fiscal:
                whole = replace(period, part="")  # late in the week of Dec. 30, 2024, is in 2025
                kept = setting if whole.precision != "minute" else replace(setting, calendar="gregorian")
                _check_year(f, kept, shown_day(whole), whole.days[1])
            return period
    raise RefusedDate(f"“{f.text}” isn't a whole date. Enter a date such as Aug. 6, 2024.")


def days_of(f: Fragment, setting: Setting) -> list[Period]:
    """Return the first and last day of a weekend, or of a week in a month, which has no `Period`."""
    week = period_of(f, setting)
    if f.nth_days is None:
        f.nth_days = week.days[0] + 5, week.days[0] + 6
        _check_year(f, setting, *f.nth_days)
    days = (year_month_day(day) for day in f.nth_days)
    return [Period("day", *day, approximate=week.approximate, uncertain=week.uncertain) for day in days]


def _refuse_unused(f: Fragment, uses: frozenset[str]) -> None:
    """Refuse what the reading doesn't use, so that nothing typed is lost."""
    filled = [slot for slot in NAMES if f.is_filled(slot)]
    unused = [slot for slot in filled if slot not in uses]
    if unused:
        kept = next((NAMES[slot] for slot in filled if slot in uses), "a date")
        both = f"{kept} and {NAMES[unused[0]]}"
        raise RefusedDate(f"“{f.text}” names {both}, which don't go together: keep one, or make two events.")


def _check_year(f: Fragment, setting: Setting, first: int, last: int) -> None:
    """Refuse days (day numbers) that are not in the typed year."""
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
    return f"{'' if first == last else 'the week of '}{full_day(first)}"


def _place_loose(f: Fragment, setting: Setting) -> None:
    """Place an unexplained number: "Aug. 6, 24" is 2024, with a warning; "44" alone is refused."""
    number = f.loose or 0
    if f.month is not None and f.day is not None and f.year is None and f.loose_digits == 2:
        f.year, f.year_digits, f.loose = two_digit_year(number, setting.today), 4, None
        f.warnings.append(f"{number:02} is read as {f.year}; for the year {number} write A.D. {number}.")
        return
    if f.season is not None or f.quarter is not None or f.half is not None:
        raise RefusedDate(f"“{f.text}”: write the year in full, such as 20{number:02}.")
    if 1 <= number <= 31:
        raise RefusedDate(f"“{f.text}”: {number} of which month? Write Aug. {number}, or for the year A.D. {number}.")
    year = number or 1
    raise RefusedDate(f"“{f.text}”: is {number} a year? Write it in four figures, or A.D. {year} or {year} B.C.")


def _refuse_contradictions(f: Fragment) -> None:
    """Refuse slots that make no sense together: "spring August"."""
    kinds = [
        kind for kind in ("month", "season", "quarter", "half", "decade", "century", "millennium") if f.is_filled(kind)
    ]
    if len(kinds) > 1 or (kinds and kinds[0] in ("decade", "century", "millennium") and f.year is not None):
        raise RefusedDate(f"“{f.text}” names several periods at once: keep one, or write them as a range.")
    if f.zone and f.minute is None and not f.has_day:
        raise RefusedDate(f"“{f.text}” names a time zone but no time: add the time, or leave the zone out.")
    if f.day_part and not f.has_day and f.minute is None:
        part = f.day_part
        raise RefusedDate(f"“{f.text}” names the {part} but no day: add the day, as in the {part} of Aug. 6.")
    if f.era and f.year is None and f.decade is None and f.century is None and f.millennium is None:
        raise RefusedDate(f"“{f.text}” has no year: write it before B.C., or after A.D.")
    if f.fiscal and (f.month is not None or f.season is not None or f.decade is not None or f.week):
        raise RefusedDate(f"“{f.text}”: a fiscal year has quarters and halves; for a month write its calendar year.")


def _relative(f: Fragment, setting: Setting) -> None:
    """Turn words relative to the reference date into slots: dates are stored absolute."""
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
        year = setting.today.year
        raise RefusedDate(f"“{f.text}”: name the fiscal quarter or half, such as first quarter of fiscal {year}.")
    if f.unit:
        _relative_unit(f, setting, f.pronoun)
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
    """Fill in what relative words mean. Refuses a year or slot beside them that contradicts them."""
    words = f"{f.which} {f.unit}".strip() if not f.ago else f"{f.count} {f.unit}{'s' * (f.count != 1)} ago"
    if f.year is not None and year_of(f, setting) != year:
        means, typed = f"{'' if f.unit == 'year' else 'in '}{year}", year_text(year_of(f, setting))
        raise RefusedDate(f"“{f.text}”: {words} is {means}, not {typed}. Keep one of the two.")
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


SHARES_OF_A_YEAR = {"month": 12, "quarter": 4, "half": 2}


def _relative_unit(f: Fragment, setting: Setting, step: int) -> None:
    """Resolve "last month", "two years ago": `step` units from the current one."""
    today = setting.today
    match f.unit:
        case "year":
            in_next_fiscal_year = f.fiscal and 1 < setting.fiscal_start <= today.month
            _fill(f, setting, today.year + step + in_next_fiscal_year)
        case "week" if f.ago and f.weekday is None and f.month is None and f.year is None:
            _set_day(f, number_of(today) + 7 * step)
            f.week, f.approximate = False, f.approximate or "about"
        case "week" | "weekend":
            _relative_week(f, setting, step)
        case "day":
            _set_day(f, number_of(today) + step)
        case "decade":
            f.put("decade", today.year // 10 * 10 + 10 * step)
            f.word = "decade"
        case "century":
            f.put("century", today.year // 100 + 1 + step)
        case share:
            if share not in SHARES_OF_A_YEAR:
                raise RefusedDate(f"“{f.text}”: write the years, or 2nd {share}.")
            count = SHARES_OF_A_YEAR[share]
            year, number = divmod(today.year * count + (today.month - 1) * count // 12 + step, count)
            _fill(f, setting, year, **{share: number + 1})


def _relative_week(f: Fragment, setting: Setting, step: int) -> None:
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


# Slots that name what a week, weekend or day is part of: "the last week of August 2021".
WHOLE = "year month season word quarter half decade century millennium first_decade fiscal era".split()


def _place_in_whole(f: Fragment, setting: Setting) -> None:
    """Turn "last Monday in May 2021" and "last day of 2019" into a day; of a week, keep the first and last day."""
    _refuse_place(f, setting)
    whole = Fragment(f.text, year_digits=f.year_digits)
    whole.take(f, *WHOLE)
    f.take(Fragment(), *WHOLE)
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
        span = " to ".join(day_text(*year_month_day(each)[1:]) for each in (day, day + 6))
        monday_week = _days_text(day - weekday(day), day + 6)
        f.warnings.append(f"Read as {which}, {span}; for Monday to Sunday write {monday_week}.")
    _check_year(whole, setting, day, day + length - 1)
    f.nth_days, f.nth = (day, day + length - 1) if length > 1 else None, None
    _set_day(f, day)


def _refuse_place(f: Fragment, setting: Setting) -> None:
    unit = f.nth_unit
    if setting.calendar == "julian":
        raise RefusedDate("Weeks are not kept in the Julian calendar: write the days.")
    if unit in ("week", "weekend") and f.nth != -1 and f.year is None:
        raise RefusedDate(f"“{f.text}”: which days? Write Aug. 1-7 or the week of Aug. 5, or add the year.")
    if f.day is not None or f.week or f.weeks is not None or f.monday is not None:
        raise RefusedDate(f"“{f.text}”: a day or week has no {unit}. Enter a month or a year, such as August 2024.")
    if unit in ("week", "weekend") and (f.part or f.zone or f.minute is not None):
        raise RefusedDate(f"“{f.text}” names a {unit} and a part of it: enter the days, such as Aug. 1-3, 2024.")


def _nth_day(f: Fragment, first: int, last: int, length: int) -> int:
    """Return the day number on which the nth week, weekend or weekday from `first` through `last` begins."""
    nth = f.nth or 0
    starts_on = {"weekday": f.weekday, "weekend": 5}.get(f.nth_unit)
    if starts_on is None:
        return first + length * (nth - 1) if nth > 0 else last - length + 1
    if nth > 0:
        return first + (starts_on - weekday(first)) % 7 + 7 * (nth - 1)
    return last - (weekday(last) - starts_on) % 7


def _relative_weekday(f: Fragment, today: int) -> None:
    named, now, f.weekday = f.weekday or 0, weekday(today), None
    if f.pronoun == 0:
        number = today - now + named
    elif (f.pronoun or 0) < 0:
        number = today - 1 - (now - 1 - named) % 7
    else:
        number = today + 1 + (named - now - 1) % 7
    _set_day(f, number)


def _relative_month(f: Fragment, setting: Setting) -> None:
    month, now = f.month or 0, setting.today.month
    f.year, f.era = setting.today.year, "iso"
    if (f.pronoun or 0) < 0 and month >= now:
        f.year -= 1
    if (f.pronoun or 0) > 0 and month <= now:
        f.year += 1


def _relative_season(f: Fragment, setting: Setting) -> None:
    """Choose the last season that is over, the current or this year's, or the first to come."""
    today = number_of(setting.today)
    years = range(setting.today.year - 2, setting.today.year + 3)
    spans = [(year, Period("season", year, f.season or 0).days) for year in years]
    if f.pronoun == 0:
        f.year = next((year for year, (first, last) in spans if first <= today <= last), setting.today.year)
    elif (f.pronoun or 0) < 0:
        f.year = max(year for year, (_, last) in spans if last < today)
    else:
        f.year = min(year for year, (first, _) in spans if first > today)
    f.era = "iso"
    if f.season == 4:
        f.word = "span"


def year_of(f: Fragment, setting: Setting) -> int:
    """Return the astronomical year; the reference date's if none was typed."""
    if f.year is None:
        return setting.today.year
    if abs(f.year) > LAST_YEAR and f.word != "ago":
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
        name, typed = MONTHS[month - 1], day_text(month, day)
        raise RefusedDate(f"{name} has {longest} days: {typed} does not exist. Write 1 to {longest}.")
    if month == 2 and day == 29 and not is_leap(year, calendar):
        cure = "Write Feb. 28, March 1 or another year."
        typed = year_text(year)
        raise RefusedDate(f"{typed} is not a leap year: Feb. 29, {typed} does not exist. {cure}")


def _common(f: Fragment, setting: Setting) -> dict[str, Any]:
    return {
        "part": f.part,
        "approximate": f.approximate if f.part not in PARTS or f.day is not None else "",
        "uncertain": f.uncertain,
        "calendar": setting.calendar,
    }


def _date(f: Fragment, setting: Setting) -> tuple[int, int, int]:
    """Return year, month and day; warns of a weekday that doesn't match."""
    if f.month is None and f.weekday is not None:
        today = number_of(setting.today)
        latest = today - (weekday(today) - f.weekday) % 7
        _check_year(f, setting, latest, latest)
        return year_month_day(latest)
    if f.month is None:
        raise RefusedDate(f"“{f.text}” has no month: write it like Aug. {f.day}, 2024.")
    if f.day is None:
        raise RefusedDate(f"“{f.text}” has no day: write it like {day_text((f.month - 1) % 12 + 1, 6)}.")
    year = year_of(f, setting)
    if setting.calendar == "julian" and f.year is None:
        raise RefusedDate(f"“{f.text}”: a Julian date needs its year.")
    check_day(year, f.month, f.day, setting.calendar)
    if f.weekday is not None:
        real = weekday(day_number(year, f.month, f.day, setting.calendar))
        if real != f.weekday:
            typed = f"{day_text(f.month, f.day)}, {year_text(year)}"
            f.warnings.append(f"{typed}, is a {WEEKDAYS[real]}, not a {WEEKDAYS[f.weekday]}: the date was kept.")
    return year, f.month, f.day


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
        typed = day_text(month, day)
        f.warnings.append(f"Midnight is read as the end of {typed}; for its first minute write 12 a.m. {typed}.")
    elif minute == 1440:
        number, minute = number + 1, 0
    return timed(f, setting, number, minute)


def timed(f: Fragment, setting: Setting, number: int, minute: int) -> Period:
    """Return that minute of a day number in the fragment's zone, or the newsroom's."""
    zone = f.zone or setting.zone
    first, second = offsets_in_force(zone, number, minute)
    year, month, day = year_month_day(number)
    on = f"on {day_text(month, day)}, {year}"
    offset = first if f.offset is None else f.offset
    if offset not in (first, second):
        right = f"{printed_zone(zone, first)} ({offset_name(first)})"
        f.warnings.append(f"{printed_zone(zone, offset)} is not in force {on}: {right} is. It was kept as written.")
    elif f.offset is None and first < second:
        cure = "the clocks go forward past it. Write an hour earlier or later."
        raise RefusedDate(f"{clock_text(minute)} does not exist {on}: {cure}")
    elif f.offset is None and first > second:
        names = printed_zone(zone, first), printed_zone(zone, second)
        cure = (
            f"{names[0]} or {names[1]} to say which" if len({*names}) > 1 else f"{offset_name(second)} for the second"
        )
        f.warnings.append(f"{clock_text(minute)} comes twice {on}: the first was taken. Write {cure}.")
    _check_part(f, minute)  # then dropped: the clock tells more than "morning"
    word = "local time" if f.is_local else ""
    return Period("minute", year, month, day, minute, offset, zone, bool(f.zone), "", word, f.approximate, f.uncertain)


# First and last minute of each part of the day; night and overnight cross midnight.
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
    named = f.day_part.rpartition(" ")[2] or f.part
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
    monday = f.monday if f.weeks is None else _iso_week(f, year_of(f, setting))
    if setting.calendar == "julian":
        raise RefusedDate("Weeks are not kept in the Julian calendar: write the days.")
    if monday is None:
        number = day_number(*_date(f, setting))
        monday = number - weekday(number)
    else:
        _check_week(f, setting, monday)
    return Period("week", *year_month_day(monday), **_common(f, setting))


def _check_week(f: Fragment, setting: Setting, monday: int) -> None:
    days = [year_month_day(monday + past) for past in range(7)]
    fits = any(f.month in (None, month) and f.day in (None, day) for _, month, day in days)
    if not fits or (f.weekday is not None and f.day is None):
        week = _days_text(monday, monday + 6)
        raise RefusedDate(f"“{f.text}”: which day of {week}? Enter its date, such as Aug. 6, 2024.")


def _iso_week(f: Fragment, year: int) -> int:
    """Return the Monday of an ISO week, as a day number: week 1 contains Jan. 4."""
    first, following = (day - weekday(day) for day in (day_number(year, 1, 4), day_number(year + 1, 1, 4)))
    monday = first + 7 * ((f.weeks or 0) - 1)
    if not first <= monday < following:
        text = f"{year_text(year)} has no week {f.weeks}"
        raise RefusedDate(f"{text}: write the week of a date, such as the week of Oct. 28.")
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
        read, before = f"December {year} to February {year + 1}", f"winter {year - 1}-{year % 100:02}"
        f.warnings.append(f"Winter {year} is read as {read}; write {before} for the one before.")
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


def _millennium(f: Fragment, setting: Setting) -> Period:
    number = f.millennium or 0
    if not 1 <= number <= 999_999:
        raise RefusedDate(f"There is no millennium {number}: write 1st millennium, or 1st millennium B.C.")
    year = (number - 1) * 1000 if f.era != "bc" else 1 - 1000 * number
    return Period("millennium", year, **_common(f, setting))


def _decade(f: Fragment, setting: Setting) -> Period:
    number = f.decade or 0
    if f.era == "bc":
        if number % 100 == 0:
            century = number // 100 + 1
            raise RefusedDate(f"“{f.text}”: write the century, such as {century}th century B.C., or the years.")
        return Period("decade", -number - 8, **_common(f, setting))
    if number < 100 and not f.era:
        number += setting.today.year // 100 * 100
        number -= 100 if number > setting.today.year else 0
        f.warnings.append(f"Read as the {number}s.")
    if number % 100 == 0 and number % 1000 and f.word != "decade":
        f.warnings.append(f"The {number}s is read as the hundred years; for the ten write {number}-{number + 9}.")
        return Period("century", number, word="hundreds", **_common(f, setting))
    return Period("decade", number, **_common(f, setting))


def _year(f: Fragment, setting: Setting) -> Period:
    if f.fiscal and setting.calendar == "julian":
        raise RefusedDate("A fiscal year is not kept in the Julian calendar: write the days.")
    fiscal = setting.fiscal_start if f.fiscal else 0
    return Period("year", year_of(f, setting), fiscal=fiscal, word=f.word, **_common(f, setting))


# The finest kind of which a slot is filled wins. It uses the slots named last; any other filled slot refuses the text.
KINDS = [
    (slots.split(), make, frozenset(uses.split()))
    for slots, make, uses in (
        ("minute", _minute, "year era month day weekday minute zone part day_part monday weeks"),
        ("week weeks monday", _week, "year era month day weekday monday weeks part"),
        ("day weekday", _day, "year era month day weekday zone part day_part"),
        ("month", _month, "year era month part"),
        ("season", _season, "year era season word part"),
        ("quarter half", _share, "year era quarter half fiscal part"),
        ("millennium", _millennium, "millennium era part"),
        ("century", _century, "century first_decade era part"),
        ("decade", _decade, "decade word era part"),
        ("fiscal year", _year, "year era fiscal part word"),
    )
]
