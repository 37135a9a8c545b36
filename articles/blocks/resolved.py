"""What the blocks of a story refer to, as readers may see it at an instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.related_links import Link
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from timelines.timeline_page import ShownTimeline


@dataclass(frozen=True)
class Resolved:
    """The context of every block's template. What readers may not see at `now` is missing.

    `timelines` are by the key of their block: what it shows of its timeline; a page has them as HTML, in `embeds`.
    `stories` are the live ones by id. `direction` and `english` say how the story is written, and mark our own words.
    """

    now: datetime | None = None
    pictures: Mapping[int, Picture] = field(default_factory=dict)
    files: Mapping[int, MediaFile] = field(default_factory=dict)
    stories: Mapping[int, Link] = field(default_factory=dict)
    timelines: Mapping[str, ShownTimeline] = field(default_factory=dict)
    embeds: Mapping[str, str] = field(default_factory=dict)
    direction: str = "ltr"
    english: Any = ""
