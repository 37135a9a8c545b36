"""Preflight checks of which parts of a story readers see at an instant."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.urls import reverse

from articles.models import ArticleRevision
from articles.models.body import a_period
from articles.timeline_embeds import timelines_in
from newsroom.images.models import Picture
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from newsroom.text.ap_style import moment
from newsroom.text.rich_text import text_of
from timelines.models import Timeline

IN_TEXT = 3  # the level of headings inside a text
HEADING = re.compile(r"<h3[^>]*>(.*?)</h3>", re.DOTALL)


class Heading(NamedTuple):
    """A heading of the story; `place` is its form field."""

    words: str
    level: int
    place: str


def visible(content: Content, now: datetime) -> set[str]:
    """Return the keys of the blocks of which readers see something at `now`. Headings in a text don't count."""
    blocks = content["blocks"]
    timelines = timelines_in([block for block in blocks if block["type"] == "timeline" and _has_a_range(block)], now)
    figures = [block["picture"] for block in blocks if block["type"] == "figure"]
    usable = Picture.objects.usable(now).filter(pk__in=figures) if figures else ()
    pictures = {picture.pk for picture in usable}
    groups = _linked_groups(content, now) if any(block["type"] == "related" for block in blocks) else set()
    found = set()
    for block in blocks:
        match block["type"]:
            case "section":
                shown = has_words(HEADING.sub("", block["text"]))
            case "timeline":
                shown = block["key"] in timelines and bool(timelines[block["key"]].events)
            case "figure":
                shown = block["picture"] in pictures
            case "related":
                shown = block["group"] in groups
                groups.discard(block["group"])  # the first block of a group shows its links
            case _:
                shown = True
        if shown:
            found.add(block["key"])
    return found


def _has_a_range(block: Content) -> bool:
    """Whether the date range is valid. Preflight reports one that isn't."""
    try:
        for name in ("range_from", "range_to"):
            a_period(block[name] or "2024")
    except ValidationError:
        return False
    return True


def has_words(html: str) -> bool:
    """Whether rich text has any words."""
    return bool(text_of(html).replace("\xa0", " ").strip())


def _linked_groups(content: Content, now: datetime) -> set[int]:
    """Return the groups of related links that readers see."""
    links = content["related"]
    live = ArticleRevision.objects.live(now).filter(subject__in=[link["target"] for link in links if link["target"]])
    seen = set(live.values_list("subject", flat=True))
    return {link["group"] for link in links if link["target"] in seen or (not link["target"] and link["url"])}


def empty_parts(content: Content, shown: Collection[str]) -> Iterator[Check]:
    """Check for headings with nothing visible before the next heading of the same or a higher level."""
    items = list(_outline(content, shown))
    for number, item in enumerate(items):
        if not isinstance(item, Heading):
            continue
        ends = (isinstance(other, Heading) and other.level <= item.level for other in items[number + 1 :])
        length = next((place for place, end in enumerate(ends) if end), None)
        part = items[number + 1 :][:length]
        if True not in part:
            cure = "Publish what is under it too" if False in part else "Write the text under it"
            text = f"Readers would see nothing under “{item.words}”. {cure}, or remove it."
            yield Check(text, item.place, blocks=True)


def _outline(content: Content, shown: Collection[str]) -> Iterator[Heading | bool]:
    """Yield the headings of the story, and for each part between them whether readers see it."""
    for block in content["blocks"]:
        if block["type"] != "section":
            yield block["key"] in shown
            continue
        if block["heading"]:
            yield Heading(block["heading"], block["level"], f"{block['key']}/heading")
        end = 0
        for found in HEADING.finditer(block["text"]):
            if has_words(block["text"][end : found.start()]):
                yield True
            if words := text_of(found[1]):
                yield Heading(words, IN_TEXT, f"{block['key']}/text")
            end = found.end()
        if has_words(block["text"][end:]):
            yield True


def unseen_timelines(content: Content, shown: Collection[str], now: datetime) -> Iterator[Check]:
    """Check for timelines of which readers see nothing at `now`, each once."""
    unseen = [block for block in content["blocks"] if block["type"] == "timeline" and block["key"] not in shown]
    if not unseen:
        return
    timelines = {timeline.pk: timeline for timeline in Timeline.objects.filter(pk__in=[b["timeline"] for b in unseen])}
    once: dict[tuple[int, int | None], Content] = {}
    for block in unseen:
        once.setdefault((block["timeline"], block["pinned"]), block)
    for block in once.values():
        timeline = timelines[block["timeline"]]
        page = reverse("admin:timelines_timeline_change", args=[timeline.pk])
        if timeline.is_sealed():
            yield Check("Readers won’t see a timeline of this story: it was taken down.", block["key"])
        elif block["pinned"]:
            pinned = timeline.revisions.get(pk=block["pinned"])
            published = pinned.live_from and pinned.live_from <= now
            why = "none of its events is shown" if published else f"{pinned} isn’t published"
            yield Check(f"Readers won’t see the timeline “{timeline}”: {why}.", block["key"])
        elif timeline.live(now):
            yield Check(f"Readers won’t see the timeline “{timeline}”: none of its events is shown.", block["key"])
        else:
            yield Check(unpublished(timeline, now, "story"), page)


def unpublished(timeline: Timeline, now: datetime, where: str) -> str:
    """Tell the editor of a story or container (`where`) about a timeline in it that isn't live."""
    due = timeline.transitions.filter(at__gt=now).exclude(revision=None).order_by("at").first()
    if due:
        when = f"until {moment(due.at)}: it is scheduled later than this {where}"
        return f"Readers won’t see the timeline “{timeline}” {when}."
    return f"Readers won’t see the timeline “{timeline}”: it isn’t published."


def following(content: Content) -> set[int]:
    """Return the ids of the timelines that the story shows without pinning a version."""
    return {block["timeline"] for block in content["blocks"] if block["type"] == "timeline" and not block["pinned"]}


def unpublished_timelines(timelines: Collection[int], now: datetime) -> list[Timeline]:
    """Return those timelines that have a version but aren't live, except for those taken down or in the trash."""
    if not timelines:
        return []
    found = Timeline.objects.filter(pk__in=timelines, binned_at=None).order_by("pk")
    return [timeline for timeline in found if not timeline.live(now) and timeline.head and not timeline.is_sealed()]
