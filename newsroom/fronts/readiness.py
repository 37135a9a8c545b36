"""Whether a version of a container can be shown, and what its editor should know of it."""

from collections import Counter
from collections.abc import Iterator

from articles.models import Article, ArticleRevision
from articles.models.article import ArticleTransition
from newsroom.fronts.models import Fill
from newsroom.fronts.overrides import outdated
from newsroom.fronts.snapshots import ends
from newsroom.publishing import clock
from newsroom.publishing.models import Content


def problems(content: Content) -> list[str]:
    """What keeps it from readers, in the editor's words."""
    found = []
    if content["fill"] == Fill.SECTION and not content["fill_section"]:
        found.append("Choose the section to fill it from.")
    if content["fill"] == Fill.TAG and not content["fill_tag"]:
        found.append("Choose the tag to fill it from.")
    if content["fill"] == Fill.NONE and not content["slots"]:
        found.append("Nothing stands in it and nothing fills it: choose a story, or what fills it.")
    return found


def warnings(content: Content) -> list[str]:
    """What may be passed over: stories that readers do not see, stories named twice, overrides that are out of date."""
    return [*_about_stories(content), *(words for told in outdated(content).values() for words in told)]


def _about_stories(content: Content) -> Iterator[str]:
    now = clock.now()
    stories = Counter(slot["story"] for slot in content["slots"] if slot["story"])
    names = {story.pk: story for story in Article.objects.filter(pk__in=stories)}
    live = set(ArticleRevision.objects.live(now).filter(subject__in=stories).values_list("subject", flat=True))
    due = ArticleTransition.objects.filter(subject__in=stories, at__gt=now).exclude(revision=None)
    waiting = set(due.values_list("subject", flat=True))
    for story, times in stories.items():
        if times > 1:
            yield f"“{names[story]}” stands in it {times} times. Readers see it once."
        if story not in live:
            until = "until it goes live" if story in waiting else "until it is published"
            yield f"“{names[story]}” is not live: its place is filled up {until}."
    passed = sum(1 for slot in content["slots"] if (end := ends(slot)) and end <= now)
    if passed:
        yield f"{passed} of its pins {'has' if passed == 1 else 'have'} ended."
