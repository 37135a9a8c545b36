"""When pictures come and go by themselves."""

from datetime import datetime

from newsroom.images.models import Picture
from newsroom.publishing.transitions import register_source


@register_source
def next_rights_change(after: datetime) -> datetime | None:
    """The first instant later than `after` at which the rights to a picture begin or end."""
    standing = Picture.objects.filter(taken_down_at=None)
    edges = (
        standing.filter(**{f"{edge}__gt": after}).order_by(edge).values_list(edge, flat=True).first()
        for edge in ("usable_from", "usable_until")
    )
    return min(filter(None, edges), default=None)
