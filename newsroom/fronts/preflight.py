"""Whether a version of a container can be shown, and what its editor should know of it."""

from collections import Counter
from collections.abc import Iterator

from articles.models import Article, ArticleRevision
from articles.models.article import ArticleTransition
from articles.visible_parts import unpublished, unpublished_timelines
from newsroom.fronts.models import Fill
from newsroom.fronts.overrides import outdated
from newsroom.fronts.snapshots import ends
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check


def checks(content: Content) -> Iterator[Check]:
    """What keeps it from readers; and, to be passed over, stories that readers do not see, or that are named twice."""
    if content["fill"] == Fill.SECTION and not content["fill_section"]:
        yield Check("Choose the section to fill it from.", "fill_section", blocks=True)
    if content["fill"] == Fill.TAG and not content["fill_tag"]:
        yield Check("Choose the tag to fill it from.", "fill_tag", blocks=True)
    if content["fill"] == Fill.NONE and not content["slots"]:
        text = "Nothing stands in it and nothing fills it: choose a story, or what fills it."
        yield Check(text, "fill", blocks=True)
    yield from _about_stories(content)
    yield from _about_timelines(content)
    for slot, told in outdated(content).items():
        yield from (Check(words, slot) for words in told)


def _about_timelines(content: Content) -> Iterator[Check]:
    slots = {slot["timeline"]: slot["key"] for slot in content["slots"] if slot["timeline"]}
    for timeline in unpublished_timelines(slots, clock.now()):
        yield Check(unpublished(timeline, clock.now(), "container"), slots[timeline.pk])


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
            yield Check(f"“{names[story]}” stands in it {times} times. Readers see it once.", slots[story])
        if story not in live:
            until = "until it goes live" if story in waiting else "until it is published"
            yield Check(f"“{names[story]}” is not live: its place is filled up {until}.", slots[story])
    passed = sum(1 for slot in content["slots"] if (end := ends(slot)) and end <= now)
    if passed:
        yield Check(f"{passed} of its pins {'has' if passed == 1 else 'have'} ended.")
