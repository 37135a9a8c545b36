"""Words and pictures that a slot shows instead of its story's own: what they were written over, and whether that still holds."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from articles.models import Article, ArticleRevision
from articles.models.article import ArticleCorrection
from newsroom.fronts.models import Slot
from newsroom.publishing import clock
from newsroom.publishing.models import Content


def written_over(story: Article | None, now: datetime) -> dict[str, str] | None:
    """What a slot remembers of its story when its editor overrides it, or says that the override still holds."""
    if story is None:
        return None
    return {"headline": _headlines([story.pk], now).get(story.pk, story.headline), "at": now.isoformat()}


def outdated(content: Content) -> dict[str, list[str]]:
    """By the key of each slot whose override may be out of date: what has happened to its story since. Two queries at most."""
    slots = [slot for slot in content["slots"] if slot["story"] and slot["over"]]
    slots = [slot for slot in slots if slot["headline"] or slot["kicker"] or slot["picture"]]
    if not slots:
        return {}
    stories, now = {slot["story"] for slot in slots}, clock.now()
    headlines = _headlines(stories, now)
    corrected = list(
        ArticleCorrection.objects.filter(subject__in=stories, amends=None, at__lte=now)
        .order_by()
        .values_list("subject", "at")
    )
    told = {slot["key"]: list(_told(slot, headlines, corrected)) for slot in slots}
    return {key: words for key, words in told.items() if words}


def _told(slot: Content, headlines: dict[int, str], corrected: Iterable[tuple[int, datetime]]) -> Iterable[str]:
    was, at = slot["over"]["headline"], datetime.fromisoformat(slot["over"]["at"])
    headline = headlines.get(slot["story"], was)
    words = f"“{slot['headline']}”" if slot["headline"] else f"What stands over “{headline}”"
    if headline != was:
        yield f"{words} was written when the story’s own headline was “{was}”. It is “{headline}” now."
    if any(story == slot["story"] and instant > at for story, instant in corrected):
        yield f"{words} was written before “{headline}” was corrected."


def _headlines(stories: Collection[int], now: datetime) -> dict[int, str]:
    live: Any = ArticleRevision.objects.live(now).filter(subject__in=stories)
    return dict(live.values_list("subject", "headline"))


def remember(slot: Slot, *, holds: bool) -> None:
    """Keep with a slot that is about to be saved what its override is written over. `holds`: it was looked at again."""
    if not slot.overrides():
        slot.over = None
    elif holds or slot.over is None:
        slot.over = written_over(slot.story, clock.now())
