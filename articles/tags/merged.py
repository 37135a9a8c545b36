"""Tags by every name, address and number they ever had: a version names for ever the tag that it was filed under."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from articles.models import FormerTag, Tag, TaggedArticle, TagListing
from newsroom.publishing.models import Content


def tag_at(slug: str, now: datetime) -> Tag:
    """The tag whose page has, or had, that slug: its own may be another by now. One query for a page that never moved.

    Raises Http404 for an address that no tag had, and for an old one as long as readers have not seen a story there.
    """
    tag: Tag | None = Tag.objects.filter(slug=slug).first()
    if tag is None:
        seen = Exists(TagListing.objects.within(now).filter(tag=OuterRef("pk")))
        tag = Tag.objects.filter(seen, former__slug=slug).first()
    if tag is None:
        raise Http404("There is no such tag.")
    return tag


def names_today(names: Sequence[str]) -> list[str]:
    """Names as they were typed, those that a tag had before as the one it has now. A name that is in use is itself."""
    unknown = set(names) - set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
    if not unknown:
        return list(names)
    slugs = {name: Tag().slugify(name) for name in unknown}
    had = FormerTag.objects.filter(Q(name__in=unknown) | Q(slug__in=set(slugs.values()) - {""})).order_by("pk")
    today = {called: now for *both, now in had.values_list("slug", "name", "tag__name") for called in both if called}
    found = (today.get(name) or today.get(slugs.get(name, "")) or name if name in unknown else name for name in names)
    return list(dict.fromkeys(found))


def numbers_today(numbers: Collection[int]) -> dict[int, int]:
    """For each of the numbers that was a tag's which was merged, the number of the tag it went into."""
    merged = FormerTag.objects.filter(number__in=numbers) if numbers else FormerTag.objects.none()
    return dict(merged.values_list("number", "tag_id"))  # type: ignore[arg-type]  # of those, each has a number


def stories_today(contents: Iterable[Content]) -> list[Content]:
    """Contents of stories with the tags into which theirs were merged, each once, at its first place. One query."""
    contents = list(contents)
    today = numbers_today({line["tag"] for content in contents for line in content["tags"]})
    if not today:
        return contents
    return [{**content, "tags": _lines(content, today)} for content in contents]


def _lines(content: Content, today: dict[int, int]) -> list[Content]:
    tags = dict.fromkeys(today.get(line["tag"], line["tag"]) for line in content["tags"])
    return [{"key": str(tag), "tag": tag} for tag in tags]


@dataclass(frozen=True)
class Carried:
    """In how many stories a tag stands: live, in a version that waits, or so far in the working copy alone."""

    live: int = 0
    scheduled: int = 0
    drafts: int = 0

    def __str__(self) -> str:
        return f"{self.live} live, {self.scheduled} scheduled, {self.drafts} in drafts only"


def carried(tags: Collection[int], now: datetime) -> dict[int, Carried]:
    """How many stories carry each of the tags, by number. Three queries, however many they are."""

    def counted(rows: QuerySet[Any], story: str) -> dict[int, int]:
        found = rows.filter(tag__in=tags).order_by().values_list("tag")
        return dict(found.annotate(Count(story, distinct=True)))

    waiting = TagListing.objects.filter(live_from__gt=now)
    published = TagListing.objects.filter(Q(live_until=None) | Q(live_until__gt=now), tag=OuterRef("tag"))
    drafts = TaggedArticle.objects.exclude(
        Exists(published.filter(revision__subject=OuterRef("content_object")))
    ).filter(content_object__binned_at=None)
    live, scheduled, unseen = (
        counted(TagListing.objects.within(now), "revision"),
        counted(waiting, "revision__subject"),
        counted(drafts, "content_object"),
    )
    return {tag: Carried(live.get(tag, 0), scheduled.get(tag, 0), unseen.get(tag, 0)) for tag in tags}
