"""A form field for a date and time in the newsroom's zone.

It offers both meanings of an hour that happens twice when clocks change, and explains an hour that doesn't exist.
Django's own field refuses both without a remedy.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsroom.text.ap_style import newsroom_time, zone_name

FIRST, SECOND = "0", "1"
LAST_SECOND = time(23, 59, 59)


def instants(day: date, clock: time) -> list[datetime]:
    """Return the instants (aware, UTC) at which the newsroom's clocks show this: one, two, or none."""
    zone = timezone.get_default_timezone()
    found = []
    for fold in (0, 1):
        instant = datetime.combine(day, clock).replace(tzinfo=zone, fold=fold).astimezone(UTC)
        shows = instant.astimezone(zone)
        if (shows.date(), shows.time()) == (day, clock) and instant not in found:
            found.append(instant)
    return found


def end_of(day: date) -> datetime:
    """Return the last second of a day in the newsroom's zone (aware, UTC)."""
    return instants(day, LAST_SECOND)[-1]


def instant_typed(text: str) -> datetime | None:
    """Parse ISO 8601, in the newsroom's zone if it names none, as an instant (aware, UTC); None if it is invalid."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if typed.tzinfo:
        return typed.astimezone(UTC)
    return next(iter(instants(typed.date(), typed.time())), None)


class MomentWidget(forms.MultiWidget):
    """Inputs for a date and a time, and a choice of the two meanings of an hour that happens twice."""

    template_name = "admin/publishing/moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            [
                forms.DateInput({"type": "date", "aria-label": "Date"}, format="%Y-%m-%d"),
                forms.TimeInput({"type": "time", "step": 1, "aria-label": "Time"}, format="%H:%M:%S"),
                forms.Select({"aria-label": "First or second time"}),
            ],
            attrs,
        )

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None, None]
        local = timezone.localtime(value, timezone.get_default_timezone())
        return [local.date(), local.time(), str(local.fold)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        typed = value if isinstance(value, list) else self.decompress(value)
        twice = _both(typed)
        labels = [(FIRST, "first time"), (SECOND, "second time")]
        self.widgets[2].choices = [  # type: ignore[attr-defined]
            (key, f"{label} ({zone_name(newsroom_time(instant))})")
            for (key, label), instant in zip(labels, twice, strict=False)
        ]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["twice"] = bool(twice)
        context["zone"] = f"{timezone.get_default_timezone_name().rpartition('/')[2].replace('_', ' ')} time"
        return context


def _both(typed: list[Any]) -> list[datetime]:
    try:
        day = forms.DateField().to_python(typed[0])
        clock = forms.TimeField().to_python(typed[1])
    except ValidationError:
        return []
    found = instants(day, clock) if day and clock else []
    return found if len(found) == 2 else []


class MomentField(forms.MultiValueField):
    """Cleans to an aware datetime in UTC; None if both parts are empty and it isn't required.

    With `ends_day`, a day without a time means its last second in the newsroom's zone.
    """

    widget = MomentWidget

    def __init__(self, *, ends_day: bool = False, **options: Any) -> None:
        self.ends_day = ends_day
        parts = (forms.DateField(), forms.TimeField(), forms.CharField(required=False))
        super().__init__(parts, require_all_fields=False, **options)
        for part in parts:
            part.required = False

    def compress(self, values: list[Any]) -> datetime | None:
        day, clock, fold = [*values, None, None, None][:3]
        if not day and not clock:
            return None
        if day and not clock and self.ends_day:
            return end_of(day)
        if not day or not clock:
            raise ValidationError("Enter both a date and a time.")
        found = instants(day, clock)
        if not found:
            raise ValidationError(
                f"{clock:%H:%M} doesn’t exist on {day:%Y-%m-%d}, because clocks go forward then. Choose an hour earlier or later."
            )
        if len(found) == 2 and fold not in (FIRST, SECOND):
            names = " or ".join(zone_name(newsroom_time(instant)) for instant in found)
            raise ValidationError(f"{clock:%H:%M} happens twice on {day:%Y-%m-%d}. Choose which one: {names}.")
        return found[int(fold)] if len(found) == 2 else found[0]
