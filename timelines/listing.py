"""What a list of timelines shows of each: how many events and when, a photo, and how they are spread over their time.

It is made when a version is recorded, because a list must not read the content of twenty timelines.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from newsroom.images.picture_html import Rendered, render
from newsroom.publishing.models import Content
from timelines.models import TimelineRevision
from timelines.models.revision import Last, Listing
from timelines.parse import in_order
from timelines.scale.extent import extents, is_timed, offset_of
from timelines.scale.summary import summary
from timelines.timeline_page import pieces, usable_pictures
from timelines.translations import words_in

BINS = 60
EMPTY = Listing(summary="", picture=None, levels="")
HIGHEST = 9
PICTURE_SIZES = "(min-width: 64em) 36rem, (min-width: 40em) 45vw, 100vw"


@dataclass(frozen=True)
class Listed:
    """A timeline in a list; `levels` are heights from 0 to HIGHEST, from its first event to its last."""

    revision: TimelineRevision
    summary: str
    language: str
    levels: tuple[int, ...]
    picture: Rendered | None
    last: Last | None  # of its events with a date


def listing_of(content: Content) -> Listing:
    """Return what lists need of a version: the photo is that of its first key event with one, or else of any event."""
    ordered = in_order(content)
    dates = [value for _, value in ordered]
    pictured = [event for event, _ in ordered if event["picture"]]
    best = next((event for event in pictured if event["is_key"]), pictured[0] if pictured else None)
    offset, timed = offset_of(dates), is_timed(dates)
    starts = [extent.start for value in dates for extent in extents(value, offset, timed=timed)]
    words = words_in(content["language"])
    last = next(((event, value) for event, value in reversed(ordered) if not value.undated), None)
    return {
        "summary": summary(dates, date.min, words),
        "language": content["language"] if words.language else "en",
        "picture": best["picture"] if best else None,
        "levels": _levels(starts),
        "last": last
        and {
            "when": "".join(text for text, _ in pieces(last[1], date.min, content["language"])),
            "headline": last[0]["headline"],
        },
    }


def listed(revisions: Iterable[TimelineRevision], now: datetime) -> list[Listed]:
    """Return versions as a list shows them at `now` (aware). One query, or none without photos."""
    rows = [(revision, revision.listing or EMPTY) for revision in revisions]
    pictures = usable_pictures({row["picture"] for _, row in rows if row["picture"]}, now)
    return [
        Listed(
            revision,
            row["summary"],
            row.get("language", "en"),
            levels(row),
            render(picture, shape="16:9", sizes=PICTURE_SIZES, alt="")
            if (picture := pictures.get(row["picture"] or 0))
            else None,
            row.get("last"),
        )
        for revision, row in rows
    ]


def stored(text: str | None) -> Listing:
    """Read a listing that a union of queries returned as text."""
    listing: Listing = json.loads(text) if text else EMPTY
    return listing


def levels(listing: Listing) -> tuple[int, ...]:
    """Return the heights of its events over time."""
    return tuple(map(int, listing["levels"]))


def _levels(starts: list[float]) -> str:
    """Count by equal bins, as digits; "" if all is at one instant."""
    if not starts or min(starts) == max(starts):
        return ""
    first, last = min(starts), max(starts)
    counts = Counter(min(int((at - first) / (last - first) * BINS), BINS - 1) for at in starts)
    most = max(counts.values())
    return "".join(str(ceil(HIGHEST * counts[n] / most)) for n in range(BINS))
