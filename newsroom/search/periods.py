"""Days, months and years as labels, by which a search takes the newest part of the archive first."""

from datetime import UTC, date, datetime, timedelta

from newsroom.search.words import label

FEW = 62  # labels that one query asks for


def labels_of(instant: datetime) -> tuple[str, ...]:
    """The labels of the day, month and year of an instant, in UTC."""
    day = instant.astimezone(UTC).date()
    return _day(day), _month(day.year, day.month), _year(day.year)


def labels_between(since: datetime, until: datetime) -> list[str]:
    """The labels that cover the time between two instants: days if they are few, else months, else years, else none."""
    first, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    days = (last - first).days + 1
    if days <= FEW:
        return [_day(first + timedelta(days=number)) for number in range(days)]
    begins, ends = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if ends - begins < FEW:
        return [_month(number // 12, number % 12 + 1) for number in range(begins, ends + 1)]
    years = range(first.year, last.year + 1)
    return [_year(year) for year in years] if len(years) <= FEW else []


def _day(day: date) -> str:
    return label("day", f"{day:%Y%m%d}")


def _month(year: int, month: int) -> str:
    return label("month", f"{year:04}{month:02}")


def _year(year: int) -> str:
    return label("year", f"{year:04}")
