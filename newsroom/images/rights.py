"""The rights to pictures in words, and when they begin and end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from newsroom.images.models import Picture, RightsWindow, within_rights
from newsroom.publishing.next_change import register_source
from newsroom.publishing.preflight import Check
from newsroom.text.ap_style import end_said, ends_with_day, moment, newsroom_day, said

SOON = timedelta(days=14)  # before their end, rights are flagged


def rights_of(picture: RightsWindow, now: datetime) -> tuple[str, str]:
    """Return the state of the rights at `now`, for the style sheet (sealed, later, ended, soon, free) and in words."""
    if picture.taken_down_at:
        return "sealed", f"Taken down {moment(picture.taken_down_at)}"
    if picture.usable_from and picture.usable_from > now:
        return "later", f"Usable from {moment(picture.usable_from)}"
    if picture.usable_until is None:
        return "free", "Usable"
    if picture.usable_until <= now:
        return "ended", f"Expired {end_said(picture.usable_until)}"
    return "soon" if picture.usable_until <= now + SOON else "free", f"Until {end_said(picture.usable_until)}"


def states(now: datetime) -> dict[str, Q]:
    """Return, for filters, what matches each state of rights at `now`."""
    available = Q(taken_down_at=None)
    return {
        "free": within_rights(now),
        "soon": available & Q(usable_until__gt=now, usable_until__lte=now + SOON),
        "later": available & Q(usable_from__gt=now),
        "ended": available & Q(usable_until__lte=now),
        "sealed": ~available,
    }


def usable_words(picture: RightsWindow, now: datetime) -> str:
    """Say until which day a picture that is usable stays so: "Usable until Dec. 5", "Usable" without an end."""
    end = picture.usable_until
    if end is None:
        return "Usable"
    is_day = ends_with_day(end)
    last = end - timedelta(microseconds=1) if is_day else end
    return f"Usable until {said(last, now, with_time=not is_day, with_zone=False)}"


def restrictions_of(picture: Picture) -> str:
    """Return what limits the use of a picture, in one line: its restrictions and the credit it must have; "" for none."""
    said = [
        f"Restrictions: {picture.restrictions}" if picture.restrictions else "",
        f"Mandatory credit: {picture.mandatory_credit}" if picture.mandatory_credit else "",
    ]
    return ". ".join(part.rstrip(".") for part in said if part)


def checks(picture: Picture, place: str, credit: str) -> Iterator[Check]:
    """Check what limits the use of a picture; `place` and `credit` are where it is chosen, and its credit written."""
    if picture.restrictions:
        yield Check(f"Restrictions on “{picture.title}”: {picture.restrictions.rstrip('.')}.", place)
    if picture.owes_credit:
        text = f"“{picture.title}” must be credited to “{picture.mandatory_credit}”. Add that to the photo’s credit."
        yield Check(text, credit, blocks=True)


def last_day(picture: RightsWindow) -> date | None:
    """Return the last day, in the newsroom's zone, on which readers may see it; None without a limit."""
    if picture.usable_until is None:
        return None
    return newsroom_day(picture.usable_until - timedelta(microseconds=1))


@register_source
def next_rights_change(after: datetime) -> datetime | None:
    """Return the first instant after `after` at which the rights to a picture begin or end."""
    return next_change_of(Picture, after)


def next_change_of(model: type[RightsWindow], after: datetime) -> datetime | None:
    """Return the first instant after `after` at which rights of this model begin or end."""
    available: Any = model._default_manager.filter(taken_down_at=None)
    edges = (
        available.filter(**{f"{edge}__gt": after}).order_by(edge).values_list(edge, flat=True).first()
        for edge in ("usable_from", "usable_until")
    )
    return min(filter(None, edges), default=None)
