"""When pictures come and go by themselves, and how that is said."""

from datetime import datetime, timedelta

from newsroom.images.models import Picture
from newsroom.publishing.next_change import register_source
from newsroom.text.ap_style import moment

SOON = timedelta(days=14)  # rights that end within are warned of


def rights_of(picture: Picture, now: datetime) -> tuple[str, str]:
    """Where the rights stand at `now`, for the style sheet (sealed, later, ended, soon, free) and in words."""
    if picture.taken_down_at:
        return "sealed", f"Taken down {moment(picture.taken_down_at)}"
    if picture.usable_from and picture.usable_from > now:
        return "later", f"Not before {moment(picture.usable_from)}"
    if picture.usable_until is None:
        return "free", "May be used"
    if picture.usable_until <= now:
        return "ended", f"Ran out {moment(picture.usable_until)}"
    return "soon" if picture.usable_until <= now + SOON else "free", f"Until {moment(picture.usable_until)}"


@register_source
def next_rights_change(after: datetime) -> datetime | None:
    """The first instant later than `after` at which the rights to a picture begin or end."""
    standing = Picture.objects.filter(taken_down_at=None)
    edges = (
        standing.filter(**{f"{edge}__gt": after}).order_by(edge).values_list(edge, flat=True).first()
        for edge in ("usable_from", "usable_until")
    )
    return min(filter(None, edges), default=None)
