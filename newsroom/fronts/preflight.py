"""Preflight of a container: what blocks publication, and what its editor should know."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from articles.models import Article, ArticleRevision
from articles.models.article import ArticleTransition
from articles.timeline_embeds import versions_of
from articles.visible_parts import unpublished
from newsroom.fronts.models import Fill
from newsroom.fronts.overrides import outdated
from newsroom.fronts.snapshots import is_pinned
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check


def checks(content: Content, parts: Collection[Any] = ()) -> Iterator[Check]:
    """Block an unfinished container; warn of stories that aren't live, are picked twice, or changed since.

    `parts` are the timelines that are published with it.
    """
    if content["fill"] == Fill.SECTION and not content["fill_section"]:
        yield Check("Choose the section to fill from.", "fill_section", blocks=True)
    if content["fill"] == Fill.TAG and not content["fill_tag"]:
        yield Check("Choose the tag to fill from.", "fill_tag", blocks=True)
    if content["fill"] == Fill.NONE and not content["slots"]:
        yield Check("This module is empty. Pick a story, or choose what to fill it with.", "fill", blocks=True)
    yield from _about_stories(content)
    slots = {slot["timeline"]: slot["key"] for slot in content["slots"] if slot["timeline"]}
    others = slots.keys() - {part.pk for part in parts}
    for timeline in versions_of(others, clock.now()).unpublished(others):
        yield Check(unpublished(timeline, clock.now(), "front module"), slots[timeline.pk])
    for key, warnings in outdated(content).items():
        yield from (Check(words, key) for words in warnings)


def _about_stories(content: Content) -> Iterator[Check]:
    now = clock.now()
    stories = Counter(slot["story"] for slot in content["slots"] if slot["story"])
    names = {story.pk: story for story in Article.objects.filter(pk__in=stories)}
    live = set(ArticleRevision.objects.live(now).filter(subject__in=stories).values_list("subject", flat=True))
    due = ArticleTransition.objects.filter(subject__in=stories, at__gt=now).exclude(revision=None)
    waiting = set(due.values_list("subject", flat=True))
    slots = {slot["story"]: slot["key"] for slot in content["slots"]}
    for story, times in stories.items():
        if times > 1:
            yield Check(f"“{names[story]}” is picked {times} times. Readers see it once.", slots[story])
        if story not in live:
            until = "until it goes live" if story in waiting else "until it is published"
            yield Check(f"“{names[story]}” isn’t live. Another story takes its place {until}.", slots[story])
    if ended := sum(not is_pinned(slot, now) for slot in content["slots"]):
        yield Check("1 pin has ended." if ended == 1 else f"{ended} pins have ended.")
