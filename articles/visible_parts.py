"""What readers see of the parts of a story at an instant: for preflight, before they do."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

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

IN_TEXT = 3  # the level of the headings inside a text
HEADING = re.compile(r"<h3[^>]*>(.*?)</h3>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading of the story, and the field of the form it is typed in."""

    words: str
    level: int
    place: str


def visible(content: Content, now: datetime) -> set[str]:
    """The keys of the blocks of which readers see something at `now`. A text counts without its headings."""
    blocks = content["blocks"]
    by_type: dict[str, list[Content]] = {}
    for block in blocks:
        by_type.setdefault(block["type"], []).append(block)
    timelines = timelines_in([block for block in by_type.get("timeline", []) if _has_a_range(block)], now)
    figures = by_type.get("figure", [])
    usable = Picture.objects.usable(now).filter(pk__in=[block["picture"] for block in figures]) if figures else ()
    pictures = {picture.pk for picture in usable}
    groups = _linked_groups(content, now) if "related" in by_type else set()
    found = set()
    for block in blocks:
        match block["type"]:
            case "section":
                shown = _says_something(HEADING.sub("", block["text"]))
            case "timeline":
                shown = block["key"] in timelines and bool(timelines[block["key"]].events)
            case "figure":
                shown = block["picture"] in pictures
            case "related":
                shown = block["group"] in groups
                groups.discard(block["group"])  # the first block of a group takes its links
            case _:
                shown = True
        if shown:
            found.add(block["key"])
    return found


def _has_a_range(block: Content) -> bool:
    """Whether its range, if it has one, can be read; preflight refuses any other by name."""
    try:
        for name in ("range_from", "range_to"):
            a_period(block[name] or "2024")
    except ValidationError:
        return False
    return True


def _says_something(html: str) -> bool:
    return bool(text_of(html).replace("\xa0", " ").strip())


def _linked_groups(content: Content, now: datetime) -> set[int]:
    """The groups of related links of which readers see one."""
    links = content["related"]
    live = ArticleRevision.objects.live(now).filter(subject__in=[link["target"] for link in links if link["target"]])
    seen = set(live.values_list("subject", flat=True))
    return {link["group"] for link in links if link["target"] in seen or (not link["target"] and link["url"])}


def empty_parts(content: Content, shown: Collection[str]) -> Iterator[Check]:
    """Headings under which readers would see nothing, up to the next heading of that level or above."""
    line = list(_line(content, shown))
    for number, (item, _) in enumerate(line):
        if not isinstance(item, Heading):
            continue
        part = []
        for following, seen in line[number + 1 :]:
            if isinstance(following, Heading) and following.level <= item.level:
                break
            part.append((following, seen))
        if any(seen for _, seen in part):
            continue
        hidden = any(not isinstance(following, Heading) for following, _ in part)
        cure = "Publish what is under it too, or remove it." if hidden else "Write the text under it, or remove it."
        yield Check(
            f"Readers would see nothing under “{item.words}”. {cure}",
            item.place,
            blocks=True,
        )


def _line(content: Content, shown: Collection[str]) -> Iterator[tuple[Heading | Content, bool]]:
    """The headings of the story and what is between them, in order, each with whether readers see it as content."""
    for block in content["blocks"]:
        if block["type"] != "section":
            yield block, block["key"] in shown
            continue
        if block["heading"]:
            yield Heading(block["heading"], block["level"], f"{block['key']}/heading"), False
        place, end = f"{block['key']}/text", 0
        for found in HEADING.finditer(block["text"]):
            if _says_something(block["text"][end : found.start()]):
                yield block, True
            if words := text_of(found[1]):
                yield Heading(words, IN_TEXT, place), False
            end = found.end()
        if _says_something(block["text"][end:]):
            yield block, True


def unseen_timelines(content: Content, shown: Collection[str], now: datetime) -> Iterator[Check]:
    """The timelines of which readers will see nothing at `now`, each once, and why."""
    unseen = [block for block in content["blocks"] if block["type"] == "timeline" and block["key"] not in shown]
    if not unseen:
        return
    timelines = {timeline.pk: timeline for timeline in Timeline.objects.filter(pk__in=[b["timeline"] for b in unseen])}
    told = set()
    for block in unseen:
        key = (block["timeline"], block["pinned"])
        if key in told:
            continue
        told.add(key)
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
    """What to tell the editor of a story or container (`where`) about a timeline in it that has no live version."""
    due = timeline.transitions.filter(at__gt=now).exclude(revision=None).order_by("at").first()
    if due:
        when = f"until {moment(due.at)}: it is scheduled later than this {where}"
        return f"Readers won’t see the timeline “{timeline}” {when}."
    return f"Readers won’t see the timeline “{timeline}”: it isn’t published."


def following(content: Content) -> set[int]:
    """The timelines that the story shows as they are live, not pinned to a version."""
    return {block["timeline"] for block in content["blocks"] if block["type"] == "timeline" and not block["pinned"]}


def unpublished_timelines(timelines: Collection[int], now: datetime) -> list[Timeline]:
    """Those of these timelines that have a version and none that is live; those taken down or in the bin left out."""
    if not timelines:
        return []
    found = Timeline.objects.filter(pk__in=timelines, binned_at=None).order_by("pk")
    return [timeline for timeline in found if not timeline.live(now) and timeline.head and not timeline.is_sealed()]
