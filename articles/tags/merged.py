"""Find tags by former names, addresses and ids, which snapshots and links keep for good."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from articles.models import FormerTag, Tag, TaggedArticle, TagListing
from newsroom.delivery.prepared_queries import prepared
from newsroom.publishing.models import Content

COLUMNS = tuple(field.attname for field in Tag._meta.concrete_fields)


def tag_at(slug: str, now: datetime) -> Tag:
    """Return the tag that has or had that slug. One query unless the address is old.

    Raises Http404 for an unknown slug, and for an old one of a tag without live stories.
    """
    rows = _with_slug(slug)
    tag: Tag | None = Tag.from_db("default", COLUMNS, rows[0]) if rows else None
    if tag is None:
        seen = Exists(TagListing.objects.within(now).filter(tag=OuterRef("pk")))
        tag = Tag.objects.filter(seen, former__slug=slug).first()
    if tag is None:
        raise Http404("Tag not found.")
    return tag


@prepared
def _with_slug(slug: str) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = Tag.objects.filter(slug=slug).order_by().values_list(*COLUMNS)
    return found


def names_today(names: Sequence[str]) -> list[str]:
    """Replace former names of tags with their current ones."""
    unknown = set(names) - set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
    if not unknown:
        return list(names)
    slugs = {name: Tag().slugify(name) for name in unknown}
    had = FormerTag.objects.filter(Q(name__in=unknown) | Q(slug__in=set(slugs.values()) - {""})).order_by("pk")
    today = {called: now for *both, now in had.values_list("slug", "name", "tag__name") for called in both if called}
    found = (today.get(name) or today.get(slugs.get(name, "")) or name if name in unknown else name for name in names)
    return list(dict.fromkeys(found))


def numbers_today(numbers: Collection[int]) -> dict[int, int]:
    """Return the ids of the tags into which the tags with these ids were merged, by old id."""
    merged = FormerTag.objects.filter(number__in=numbers) if numbers else FormerTag.objects.none()
    return dict(merged.values_list("number", "tag_id"))  # type: ignore[arg-type]  # of those, each has a number


def stories_today(contents: Iterable[Content]) -> list[Content]:
    """Replace merged tags in the contents of stories, and keep the first of duplicates. One query."""
    contents = list(contents)
    today = numbers_today({line["tag"] for content in contents for line in content["tags"]})
    if not today:
        return contents
    tags = (dict.fromkeys(today.get(line["tag"], line["tag"]) for line in content["tags"]) for content in contents)
    rows = ([{"key": str(tag), "tag": tag} for tag in each] for each in tags)
    return [{**content, "tags": each} for content, each in zip(contents, rows, strict=True)]


@dataclass(frozen=True)
class Carried:
    """How many stories have a tag: live, in a scheduled version, or only in the working copy."""

    live: int = 0
    scheduled: int = 0
    drafts: int = 0

    def __str__(self) -> str:
        return f"{self.live} live, {self.scheduled} scheduled, {self.drafts} in drafts only"


def carried(tags: Collection[int], now: datetime) -> dict[int, Carried]:
    """Count the stories with each of these tag ids. Three queries."""

    def counted(rows: QuerySet[Any], story: str) -> dict[int, int]:
        found = rows.filter(tag__in=tags).order_by().values_list("tag")
        return dict(found.annotate(Count(story, distinct=True)))

    waiting = TagListing.objects.filter(live_from__gt=now)
    published = TagListing.objects.filter(Q(live_until=None) | Q(live_until__gt=now), tag=OuterRef("tag"))
    drafts = TaggedArticle.objects.filter(
        ~Exists(published.filter(revision__subject=OuterRef("content_object"))), content_object__binned_at=None
    )
    counts = (
        counted(TagListing.objects.within(now), "revision"),
        counted(waiting, "revision__subject"),
        counted(drafts, "content_object"),
    )
    return {tag: Carried(*(count.get(tag, 0) for count in counts)) for tag in tags}
