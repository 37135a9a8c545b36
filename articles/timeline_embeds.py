"""Timelines in a story's text, as HTML that this process caches: a revision of a timeline never changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Q
from django.template.loader import render_to_string

from articles.blocks.timeline import Show, TimelineEmbed
from articles.queries import StoryContext, TimelineVersion, picture_of
from newsroom.images.models import Picture
from newsroom.publishing.intervals import holds
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
    day: date | None  # of the story, if the cut depends on it

    def of(self, revision: TimelineRevision, now: datetime, pictures: Mapping[int, Picture]) -> ShownTimeline:
        return timeline_view(revision, now, pictures=pictures, **vars(self))


@dataclass(frozen=True)
class Embed:
    """All that the HTML of an embedded timeline depends on."""

    version: TimelineVersion  # with the fingerprint of its text, and the pictures that readers may see
    today: date  # AP dates drop the current year
    cut: Cut


def embeds(blocks: Iterable[TimelineEmbed], context: StoryContext, now: datetime, day: date) -> dict[str, str]:
    """Return the HTML of the timelines that readers see at `now` in a story of that day, by the key of their block.

    One query at most.
    """
    today = newsroom_day(now)
    blocks = list(blocks)
    days = {block.key: day for block in blocks}
    wanted = {key: Embed(version, today, cut) for key, version, cut in _cuts(blocks, context.timelines, days)}
    found = {embed: html for embed in wanted.values() if (html := _cached.get(embed))}
    if new := set(wanted.values()) - found.keys():
        found |= _make(new, now)  # which may empty the cache, as may another thread
    return {key: found[embed] for key, embed in wanted.items() if embed in found}


@dataclass(frozen=True)
class Versions:
    """Versions of the timelines of a text: the newest and the live ones by their timeline, the pinned ones by their own id."""

    heads: Mapping[int, TimelineRevision]
    live: Mapping[int, TimelineRevision]
    pinned: Mapping[int, TimelineRevision]

    def unpublished(self, timelines: Iterable[int]) -> list[Timeline]:
        """Return those timelines that have a version but aren't live, except for those taken down or in the trash."""
        heads = [self.heads[each] for each in sorted(timelines) if each in self.heads and each not in self.live]
        return [head.subject for head in heads if not head.sealed_at and not head.subject.binned_at]

    def shown(
        self,
        blocks: Collection[TimelineEmbed],
        now: datetime,
        days: Mapping[str, date],
        parts: Iterable[Timeline] = (),
    ) -> dict[str, ShownTimeline]:
        """Return what readers see of the timelines, by the key of their block; of `parts` the newest version.

        `days` are those of the stories, by block: today for one that isn't published.

        One query if they have photos, otherwise none.
        """
        heads = {(False, part.pk): self.heads[part.pk] for part in parts if part.pk in self.heads}
        versions = {(True, pk): version for pk, version in self.pinned.items()}
        versions |= {(False, pk): version for pk, version in self.live.items()} | heads
        cuts = list(_cuts(blocks, versions, days))
        pictures = usable_pictures(set().union(*(pictures_in(version.read()) for _, version, _ in cuts)), now)
        return {key: cut.of(version, now, pictures) for key, version, cut in cuts}


def versions_in(blocks: Iterable[TimelineEmbed], now: datetime, *, drafts: bool = True) -> Versions:
    """Return the versions of the timelines that these blocks name; without `drafts` only what readers see at `now`.

    One query at most.
    """
    named = [block for block in blocks if block.timeline]
    pins = {block.pinned for block in named if block.pinned}
    return versions_of({block.timeline for block in named}, now, pins, drafts=drafts)


def versions_of(
    timelines: Collection[int], now: datetime, pins: Collection[int] = (), *, drafts: bool = True
) -> Versions:
    """Like `versions_in`, for the timelines with these ids; `pins` are ids of versions of theirs."""
    if not timelines:
        return Versions({}, {}, {})
    revisions = TimelineRevision.objects.filter(subject__in=timelines).order_by()
    wanted = Q(pk__in=revisions.live(now).values("pk")) | Q(
        pk__in=revisions.seen_by(now).filter(pk__in=pins).values("pk")
    )
    if drafts:
        wanted |= Q(pk__in=revisions.newest().values("pk"))
    rows = list(revisions.filter(wanted).select_related("subject").order_by("number"))
    heads = {each.subject_id: each for each in rows} if drafts else {}
    for head in heads.values():
        head.subject.head_sealed = head.sealed_at  # each permission asks for it
    seen = [each for each in rows if each.live_from and each.live_from <= now and not each.sealed_at]
    live = {each.subject_id: each for each in seen if holds(each.live_from, each.live_until, now)}
    return Versions(heads, live, {each.pk: each for each in seen if each.pk in pins})


def _cuts(
    blocks: Iterable[TimelineEmbed], versions: Mapping[tuple[bool, int], Version], days: Mapping[str, date]
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
            day = days.get(block.key) if block.show == Show.BEFORE else None
            cut = Cut(block.show, block.range_from, block.range_to, picked, pinned, copies[timeline], day)
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
