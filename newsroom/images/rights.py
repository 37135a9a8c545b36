"""The rights to pictures in words, and when they begin and end."""

from datetime import date, datetime, timedelta

from newsroom.images.models import Picture
from newsroom.publishing.next_change import register_source
from newsroom.text.ap_style import end_said, ends_with_day, moment, newsroom_day, said

SOON = timedelta(days=14)  # before their end, rights are flagged


def rights_of(picture: Picture, now: datetime) -> tuple[str, str]:
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


def usable_words(picture: Picture, now: datetime) -> str:
    """Say until which day a picture that is usable stays so: "Usable until Dec. 5", "Usable" without an end."""
    end = picture.usable_until
    if end is None:
        return "Usable"
    is_day = ends_with_day(end)
    last = end - timedelta(microseconds=1) if is_day else end
    return f"Usable until {said(last, now, with_time=not is_day, with_zone=False)}"


def last_day(picture: Picture) -> date | None:
    """Return the last day, in the newsroom's zone, on which readers may see it; None without a limit."""
    if picture.usable_until is None:
        return None
    return newsroom_day(picture.usable_until - timedelta(microseconds=1))


@register_source
def next_rights_change(after: datetime) -> datetime | None:
    """Return the first instant after `after` at which the rights to a picture begin or end."""
    available = Picture.objects.filter(taken_down_at=None)
    edges = (
        available.filter(**{f"{edge}__gt": after}).order_by(edge).values_list(edge, flat=True).first()
        for edge in ("usable_from", "usable_until")
    )
    return min(filter(None, edges), default=None)
