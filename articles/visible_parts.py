"""Preflight checks of which parts of a story readers see at an instant."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from articles.blocks import Block, body
from articles.blocks.media import files_in
from articles.blocks.resolved import Resolved
from articles.blocks.text import Heading
from articles.blocks.timeline import TimelineEmbed
from articles.models import Article, ArticleReference, ArticleRevision, BodyReference, Relation
from articles.models.revision import Role
from articles.related_links import Link
from articles.timeline_embeds import Versions, versions_in
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from newsroom.text.ap_style import moment, newsroom_day
from timelines import preflight as of_timelines
from timelines.models import Timeline, TimelineRevision


def visible(blocks: list[Block], resolved: Resolved) -> set[str]:
    """Return the keys of the blocks of which readers see something."""
    return {block.key for block in blocks if _is_seen(block, resolved)}


def resolved_at(
    blocks: list[Block],
    now: datetime,
    stories: Iterable[int] = (),
    known: Mapping[int, Picture] | None = None,
    parts: Collection[Timeline] = (),
    versions: Versions | None = None,
    day: date | None = None,
) -> Resolved:
    """Return what these blocks refer to, and those of `stories` that are live, as readers may see it at `now`.

    `known` are the pictures of the blocks, to render, and `versions` their timelines, if they are loaded already; `parts`
    are timelines that go live; `day` is that of the story, otherwise today.
    """
    references = [reference for block in blocks for reference in block.references()]
    pictures = {each["picture_id"] for each in references if "picture_id" in each}
    if known is None:
        known = Picture.objects.to_render().in_bulk(pictures)
    wanted = {*stories, *(each["article_id"] for each in references if "article_id" in each)}
    timelines = [block for block in blocks if isinstance(block, TimelineEmbed)]
    addressed = ArticleRevision.objects.live(now).only("subject", "headline", "address_day", "slug").order_by()
    return Resolved(
        now=now,
        pictures={pk: known[pk] for pk in pictures if pk in known and known[pk].usable_at(now)},
        files=files_in(blocks, now),
        stories={
            each.subject_id: Link(each.headline, each.get_absolute_url(), Relation.READ_MORE, outside=False)
            for each in (addressed.filter(subject__in=wanted) if wanted else ())
        },
        timelines=(versions or versions_in(timelines, now)).shown(
            timelines, now, dict.fromkeys((block.key for block in timelines), day or newsroom_day(now)), parts
        ),
    )


def _is_seen(block: Block, resolved: Resolved) -> bool:
    return any(map(has_words, block.words())) if block.is_prose else block.is_seen(resolved)


def has_words(text: str) -> bool:
    """Whether plain text has any words."""
    return bool(text.replace("\xa0", " ").strip())


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
            text = f"Readers would see nothing under “{item.text}”. {cure}, or remove it."
            yield Check(text, item.place("text"), blocks=True)


def _outline(content: Content, shown: Collection[str]) -> Iterator[Heading | bool]:
    """Yield the headings of the story, and for each block between them whether readers see it."""
    for block in body.blocks(content["body"]):
        yield block if isinstance(block, Heading) else block.key in shown


def published_timelines(
    parts: Iterable[Timeline], heads: Mapping[int, TimelineRevision], story: Content
) -> Iterator[Check]:
    """Tell of the timelines that are published with `story`, and what keeps them from it: sources can be added in it."""
    rows = {block.timeline: block.place("events") for block in reversed(timelines_of(story)) if not block.pinned}
    for part in parts:
        page = reverse("admin:timelines_timeline_change", args=[part.pk])
        yield Check(f"The timeline “{part}” is published with this story.", page)
        content = heads[part.pk].read()
        events = {event["key"] for event in content["events"]}
        for found in part.checks_at(content, clock.now()):
            if found.blocks:
                text, waiver_text = (_named(part, words) for words in (found.text, found.waiver_text))
                row = rows.get(part.pk)
                place = f"{row}/{found.place}/sources" if row and found.place in events else page
                yield Check(text, place, blocks=True, waiver_text=waiver_text)
        yield from assumed_years(content, page)


def _named(part: Timeline, words: str) -> str:
    """Return words about a timeline so that they name it once; "" for none."""
    return words if not words or f"“{part}”" in words else f"The timeline “{part}”: {words}"


def assumed_years(content: Content, page: str) -> Iterator[Check]:
    """Tell of the years that a timeline's dates were given, with the way to the first of them on its `page`."""
    for found in of_timelines.assumed_years(content):
        yield Check(found.text, f"{page}#place={found.place}")


def unseen_timelines(
    content: Content, shown: Collection[str], now: datetime, parts: Collection[Timeline] = ()
) -> Iterator[Check]:
    """Check for timelines of which readers see nothing at `now`, each once. `parts` are published with the story."""
    unseen = [block for block in timelines_of(content) if block.key not in shown]
    if not unseen:
        return
    timelines = {
        timeline.pk: timeline for timeline in Timeline.objects.filter(pk__in=[block.timeline for block in unseen])
    }
    once: dict[tuple[int, int | None], TimelineEmbed] = {}
    for block in unseen:
        once.setdefault((block.timeline, block.pinned), block)
    for block in once.values():
        timeline = timelines[block.timeline]
        page = reverse("admin:timelines_timeline_change", args=[timeline.pk])
        if timeline.is_sealed():
            yield Check("Readers won’t see a timeline of this story: it was taken down.", block.key)
        elif block.pinned:
            pinned = timeline.revisions.get(pk=block.pinned)
            published = pinned.live_from and pinned.live_from <= now
            why = "none of its events is shown" if published else f"{pinned} isn’t published"
            yield Check(f"Readers won’t see the timeline “{timeline}”: {why}.", block.key)
        elif timeline in parts or timeline.live(now):
            yield Check(f"Readers won’t see the timeline “{timeline}”: none of its events is shown.", block.key)
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
    return {block.timeline for block in timelines_of(content) if not block.pinned}


def timelines_of(content: Content) -> list[TimelineEmbed]:
    """Return the blocks of the text that show a timeline; one of a draft may not name any yet."""
    return [each for each in body.blocks(content["body"]) if isinstance(each, TimelineEmbed) and each.timeline]


def stories_showing(timeline: Timeline, now: datetime) -> QuerySet[Article]:
    """Return the stories that show the timeline: in their draft, or in a version that is live or scheduled at `now`."""
    shown = Q(role=Role.TIMELINE, timeline=timeline) | Q(role=Role.PINNED, timeline_revision__subject=timeline)
    drafts = BodyReference.objects.filter(shown).order_by().values("story")
    published = ArticleReference.objects.filter(
        shown, revision__in=ArticleRevision.objects.live_or_waiting(now).order_by().values("pk")
    )
    found = Q(pk__in=drafts) | Q(pk__in=published.order_by().values("revision__subject"))
    return Article.objects.filter(found, binned_at=None).order_by("-pk")
