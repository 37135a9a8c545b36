"""Day arithmetic for any year, Gregorian and Julian. Python's `date` covers A.D. 1 to 9999 only.

Years are astronomical, as in ISO 8601: 0 is 1 B.C., -43 is 44 B.C. A day number counts days from 1970-01-01.
"""

from datetime import date

EPOCH = date(1970, 1, 1).toordinal()


def day_number(year: int, month: int, day: int, calendar: str = "gregorian") -> int:
    """Return the day number of a day; the caller has checked that it exists."""
    y = year - (month <= 2)  # years counted from March, so that the leap day is the last
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = 365 * y + y // 4 + day_of_year
    return days - 719470 if calendar == "julian" else days - y // 100 + y // 400 - 719468


def year_month_day(number: int) -> tuple[int, int, int]:
    """Return the Gregorian (year, month, day) of a day number."""
    cycle, rest = divmod(number + 719468, 146097)  # cycles of 400 years, from March 1 of year 0
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    day_of_year = rest - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + cycle * 400 + (month <= 2), month, day


def number_of(day: date) -> int:
    """Return the day number of a Python date."""
    return day.toordinal() - EPOCH


def weekday(number: int) -> int:
    """Return 0 for Monday to 6 for Sunday."""
    return (number + 3) % 7


def is_leap(year: int, calendar: str = "gregorian") -> bool:
    """Check whether the year has a Feb. 29."""
    return year % 4 == 0 and (calendar == "julian" or year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int, calendar: str = "gregorian") -> int:
    """Return the number of days in the month."""
    if month == 2:
        return 28 + is_leap(year, calendar)
    return 30 if month in (4, 6, 9, 11) else 31


def moving_day(year: int, *rule: int) -> int:
    """Return the day number of a holiday: (month, which, weekday, days after it), or (days from Easter,)."""
    if len(rule) == 1:
        return _easter(year) + rule[0]
    month, which, named, after = rule
    if which < 0:
        last = day_number(year, month, days_in(year, month))
        return last - (weekday(last) - named) % 7 + after
    first = day_number(year, month, 1)
    return first + (named - weekday(first)) % 7 + 7 * (which - 1) + after


def _easter(year: int) -> int:
    """Return the day number of Western Easter (the anonymous Gregorian computus)."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    sunday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    return day_number(year, 3, 28) + epact - sunday
