"""What a front shows besides stories: timelines, follow-ups, writers' names. One query for all of it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from articles.models import ArticleReference, ArticleRevision, Credit, Relation
from articles.models.revision import Role, address
from newsroom.delivery.prepared_queries import Row, prepared
from timelines.models import TimelineRevision
from timelines.models import address as timeline_address

FOLLOWING = 3  # follow-ups listed below a story
NAMES = ("what", "of", "number", "title", "slug", "day", "at", "picture")
STORY = {"number": "subject_id", "title": "headline", "slug": "slug", "day": "address_day", "at": "first_published_at"}
BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
EMPTY: dict[str, Any] = {
    "number": Value(0, IntegerField()),
    "picture": Value(0, IntegerField()),
    "day": Cast(Value(None), DateField()),
    "at": Value(BEGINNING, DateTimeField()),
}


class ShownTimeline(NamedTuple):
    title: str
    url: str
    updated: datetime


class FollowUp(NamedTuple):
    story: int
    headline: str
    url: str


@dataclass
class FrontContext:
    """Timelines by id, follow-ups (newest first) by the id of their story, writers' names and the ids of their portraits
    by the id of a version.
    """

    timelines: dict[int, ShownTimeline] = field(default_factory=dict)
    follow_ups: dict[int, list[FollowUp]] = field(default_factory=dict)
    writers: dict[int, list[str]] = field(default_factory=dict)
    portraits: dict[int, list[int]] = field(default_factory=dict)


def front_context(
    now: datetime, *, timelines: Collection[int], followed: Collection[int], signed: Collection[int]
) -> FrontContext:
    """Return the live ones of `timelines`, the live follow-ups of `followed`, and the writers of the versions `signed`."""
    if not (timelines or followed or signed):
        return FrontContext()
    found = FrontContext(follow_ups=defaultdict(list), writers=defaultdict(list), portraits=defaultdict(list))
    rows = _ask(len(timelines), len(followed), len(signed))(now, *timelines, *followed, *signed)
    for what, of, number, title, slug, day, at, picture in sorted(rows, key=lambda row: (-row[6].timestamp(), row[2])):
        match what:
            case "timeline":
                found.timelines[of] = ShownTimeline(title, timeline_address(slug), at)
            case "follow-up":
                found.follow_ups[of].append(FollowUp(number, title, address(day, slug)))
            case "writer":
                found.writers[of].append(title)
                found.portraits[of] += [picture] if picture else []
    return found


@lru_cache(maxsize=200)
def _ask(timelines: int, followed: int, signed: int) -> Callable[..., list[Row]]:
    """Return the query for this many ids of each."""

    @prepared
    def ask(now: datetime, *given: int) -> QuerySet[Any, Any]:
        live = TimelineRevision.objects.live(now).filter(subject__in=given[:timelines])
        references = ArticleReference.objects.order_by()
        following = references.filter(
            relation=Relation.FOLLOW_UP,
            article__in=given[timelines : timelines + followed],
            revision__in=ArticleRevision.objects.live(now),
        )
        published = references.filter(role=Role.BYLINE, relation=Credit.WRITING, revision__live_from__lte=now)
        named = published.filter(revision__in=given[timelines + followed :])
        parts = []
        if timelines:
            parts.append(_rows(live, "timeline", of="subject_id", title="title", slug="slug", at="updated_at"))
        if followed:
            story = {name: f"revision__{column}" for name, column in STORY.items()}
            parts.append(_rows(following, "follow-up", of="article_id", **story))
        if signed:
            writer = {
                "title": "author__name",
                "slug": "author__slug",
                "number": "order",
                "picture": "author__portrait_id",
            }
            parts.append(_rows(named, "writer", of="revision_id", **writer))
        first, *others = parts
        together: QuerySet[Any, Any] = first.union(*others, all=True) if others else first
        return together

    return ask


def _rows(found: QuerySet[Any, Any], what: str, **columns: str) -> QuerySet[Any, Any]:
    values = {"what": Value(what, CharField()), **EMPTY, **{name: F(column) for name, column in columns.items()}}
    named: QuerySet[Any, Any] = found.order_by().annotate(**{f"row_{name}": values[name] for name in NAMES})
    return named.values_list(*(f"row_{name}" for name in NAMES))
