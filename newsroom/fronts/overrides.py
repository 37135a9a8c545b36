"""Custom headlines, kickers and pictures of slots, and whether they are still right after their story changed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from articles.models import ArticleRevision
from articles.models.article import ArticleCorrection
from newsroom.fronts.models import Slot
from newsroom.publishing import clock
from newsroom.publishing.models import Content


def outdated(content: Content) -> dict[str, list[str]]:
    """Return warnings by the key of each slot whose custom words may be out of date. Two queries at most."""
    slots = [slot for slot in content["slots"] if slot["story"] and slot["over"]]
    slots = [slot for slot in slots if slot["headline"] or slot["kicker"] or slot["picture"]]
    if not slots:
        return {}
    stories, now = {slot["story"] for slot in slots}, clock.now()
    headlines = _headlines(stories, now)
    corrections = ArticleCorrection.objects.filter(subject__in=stories, amends=None, at__lte=now).order_by()
    corrected = list(corrections.values_list("subject", "at"))
    warnings = {slot["key"]: list(_warnings(slot, headlines, corrected)) for slot in slots}
    return {key: words for key, words in warnings.items() if words}


def _warnings(slot: Content, headlines: dict[int, str], corrected: Iterable[tuple[int, datetime]]) -> Iterable[str]:
    was, at = slot["over"]["headline"], datetime.fromisoformat(slot["over"]["at"])
    headline = headlines.get(slot["story"], was)
    words = f"“{slot['headline']}”" if slot["headline"] else f"The custom kicker or photo on “{headline}”"
    if headline != was:
        yield f"{words} was written when the story’s headline was “{was}”. It is now “{headline}”."
    if any(story == slot["story"] and instant > at for story, instant in corrected):
        yield f"{words} was written before “{headline}” was corrected."


def _headlines(stories: Collection[int], now: datetime) -> dict[int, str]:
    live: Any = ArticleRevision.objects.live(now).filter(subject__in=stories)
    return dict(live.values_list("subject", "headline"))


def remember(slot: Slot, *, holds: bool) -> None:
    """Store in a slot, before it is saved, which headline it customizes; `holds`: an editor checked it again."""
    if not slot.overrides():
        slot.over = None
    elif holds or slot.over is None:
        now, story = clock.now(), slot.story
        own = _headlines([story.pk], now).get(story.pk, story.headline) if story else ""
        slot.over = {"headline": own, "at": now.isoformat()} if story else None
