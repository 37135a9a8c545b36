"""Timelines in a story's text, as HTML that this process caches: a revision of a timeline never changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, Value
from django.template.loader import render_to_string

from articles.blocks.timeline import TimelineEmbed
from articles.queries import StoryContext, TimelineVersion, picture_of
from newsroom.images.models import Picture
from newsroom.publishing.permissions import may
from newsroom.text.ap_style import newsroom_day
from timelines.models import Timeline, TimelineRevision, pictures_in
from timelines.timeline_page import ShownTimeline, timeline_view, usable_pictures

MOST = 128  # cached embeds; a long one is some 100 kB
Version = TypeVar("Version")
_cached: dict["Embed", str] = {}


@dataclass(frozen=True)
class Cut:
    """What one block shows of a timeline."""

    show: str
    range_from: str
    range_to: str
    picked: tuple[str, ...]
    pinned: bool
    copy: int

    def of(self, revision: TimelineRevision, now: datetime, pictures: Mapping[int, Picture]) -> ShownTimeline:
        return timeline_view(revision, now, pictures=pictures, **vars(self))


@dataclass(frozen=True)
class Embed:
    """All that the HTML of an embedded timeline depends on."""

    version: TimelineVersion  # with the fingerprint of its text, and the pictures that readers may see
    today: date  # AP dates drop the current year
    cut: Cut


def embeds(blocks: Iterable[TimelineEmbed], context: StoryContext, now: datetime) -> dict[str, str]:
    """Return the HTML of the timelines that readers see at `now`, by the key of their block. One query at most."""
    today = newsroom_day(now)
    wanted = {key: Embed(version, today, cut) for key, version, cut in _cuts(blocks, context.timelines)}
    found = {embed: html for embed in wanted.values() if (html := _cached.get(embed))}
    if new := set(wanted.values()) - found.keys():
        found |= _make(new, now)  # which may empty the cache, as may another thread
    return {key: found[embed] for key, embed in wanted.items() if embed in found}


def timelines_in(blocks: Collection[TimelineEmbed], now: datetime) -> dict[str, ShownTimeline]:
    """Return the timelines that readers see at `now`, by the key of their block. Two queries at most."""
    revisions = TimelineRevision.objects.order_by()
    following = {block.timeline for block in blocks if not block.pinned}
    pinned = {block.pinned for block in blocks if block.pinned}
    if not blocks:
        return {}
    found = revisions.live(now).filter(subject__in=following).annotate(key=F("subject_id"), pin=Value(False))
    seen = revisions.seen_by(now).filter(pk__in=pinned).annotate(key=F("id"), pin=Value(True))
    versions = {(revision.pin, revision.key): revision for revision in found.union(seen, all=True)}
    pictures = usable_pictures(set().union(*(pictures_in(revision.read()) for revision in versions.values())), now)
    return {key: cut.of(version, now, pictures) for key, version, cut in _cuts(blocks, versions)}


def drafts_in(blocks: Collection[TimelineEmbed], now: datetime, viewer: Any) -> dict[str, ShownTimeline]:
    """Return the timelines that have no live version, as they are at the desk, by the key of their block.

    Only those that `viewer` may open there. Two queries, and two more for each of them.
    """
    wanted = {block.timeline for block in blocks if not block.pinned}
    if not wanted:
        return {}
    unpublished = Timeline.objects.filter(pk__in=wanted, binned_at=None).exclude(
        pk__in=TimelineRevision.objects.live(now).values("subject")
    )
    return heads_in(blocks, now, [each for each in unpublished if may(viewer, "view", each)])


def heads_in(
    blocks: Collection[TimelineEmbed], now: datetime, timelines: Iterable[Timeline]
) -> dict[str, ShownTimeline]:
    """Return these timelines as they are at the desk, by the key of their block. Two queries for each."""
    heads = {(False, each.pk): head for each in timelines if (head := each.head) and not head.sealed_at}
    return {
        key: cut.of(version, now, usable_pictures(pictures_in(version.read()), now))
        for key, version, cut in _cuts(blocks, heads)
    }


def _cuts(
    blocks: Iterable[TimelineEmbed], versions: Mapping[tuple[bool, int], Version]
) -> Iterator[tuple[str, Version, Cut]]:
    """Yield the key, version and cut of each block whose version is given: by (True, revision) or (False, timeline).

    A draft may have a period that can't be read: then nothing is shown.
    """
    copies = Counter[int]()  # anchors differ when a story shows a timeline twice
    for block in blocks:
        pinned, timeline = bool(block.pinned), block.timeline
        if (version := versions.get((pinned, block.pinned or timeline))) and block.has_a_range:
            copies[timeline] += 1
            picked = tuple(block.picked)
            cut = Cut(block.show, block.range_from, block.range_to, picked, pinned, copies[timeline])
            yield block.key, version, cut


def _make(new: Collection[Embed], now: datetime) -> dict[Embed, str]:
    revisions = TimelineRevision.objects.filter(sealed_at=None).in_bulk({embed.version.pk for embed in new})
    made: dict[Embed, str] = {}
    for embed in new:
        if revision := revisions.get(embed.version.pk):
            timeline = embed.cut.of(revision, now, {row[1]: picture_of(row) for row in embed.version.pictures})
            made[embed] = render_to_string("articles/blocks/timeline.html", {"timeline": timeline, "now": now})
    if len(_cached) + len(made) > MOST:
        _cached.clear()
    _cached.update(made)
    return made
