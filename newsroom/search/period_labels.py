"""Days, months and years as labels, so that a search can take the newest part of the archive first."""

from datetime import UTC, date, datetime, timedelta

from newsroom.search.words import label

FEW = 20  # days, searched one by one
SOME = 600  # days, searched by month


def labels_of(instant: datetime, what: str = "") -> tuple[str, ...]:
    """Return the labels of the day, month and year of an instant, in UTC. `what` tells several of an entry apart."""
    day = instant.astimezone(UTC).date()
    month = f"{day.year:04}{day.month:02}"
    return _day(day, what), label(f"{what}month", month), label(f"{what}year", month[:4])


def labels_between(since: datetime, until: datetime | None, now: datetime, what: str = "") -> list[str]:
    """Return as few labels as cover the time from `since` through `until`, or to `now` and beyond."""
    first, last = since.astimezone(UTC).date(), (until or now).astimezone(UTC).date()
    days = (last - first).days + 1
    if days <= FEW:
        return [_day(first + timedelta(days=number), what) for number in range(days)]
    month, end = first.year * 12 + first.month - 1, last.year * 12 + (last.month if until else 12)
    labels = []
    while month < end:
        year, number = f"{month // 12:04}", month % 12
        whole_year = number == 0 and month + 12 <= end
        labels.append(label(f"{what}year", year) if whole_year else label(f"{what}month", f"{year}{number + 1:02}"))
        month += 12 if whole_year else 1
    return labels


def rounded_down(instant: datetime, span: timedelta) -> datetime:
    """Return the start of its day, month or year (UTC), so that few labels cover `span` from there."""
    day = instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if span.days <= FEW:
        return day
    return day.replace(day=1) if span.days <= SOME else day.replace(month=1, day=1)


def _day(day: date, what: str) -> str:
    return label(f"{what}day", f"{day:%Y%m%d}")
