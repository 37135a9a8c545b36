"""Find tags by former names, addresses and ids, which snapshots and links keep for good."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404

from articles.models import ArticleTransition, FormerTag, Tag, TaggedArticle, TagListing
from newsroom.database.rows import CappedCount
from newsroom.delivery.prepared_queries import prepared
from newsroom.publishing.models import Content

MOST = 100  # stories are counted; of more it is only said that there are more
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
    """How many stories have a tag: live, in a scheduled version, or only in the working copy; MOST + 1 for more.

    `drafts` is None if they weren't counted.
    """

    live: int = 0
    scheduled: int = 0
    drafts: int | None = 0

    @property
    def words(self) -> dict[str, str]:
        """The counts as people read them."""
        return {name: _in_words(count) for name, count in vars(self).items()}

    def __str__(self) -> str:
        return "{live} live, {scheduled} scheduled, {drafts} in drafts only".format(**self.words)


def _in_words(count: int | None) -> str:
    if count is None:
        return "not counted"
    return f"more than {MOST}" if count > MOST else str(count)


def carried(tags: Collection[int], now: datetime) -> dict[int, Carried]:
    """Count the stories with each of these tag ids. Two queries, at the same cost however many stories there are.

    Those only in drafts aren't counted for a tag with more than MOST live stories: no index leads to them, and reading
    all stories of the tag would take longer than the number is worth.
    """
    live = TagListing.objects.within(now).filter(tag=OuterRef("pk"))
    public = TagListing.objects.filter(Q(live_until=None) | Q(live_until__gt=now), tag=OuterRef("tag"))
    drafts = TaggedArticle.objects.filter(
        ~Exists(public.filter(revision__subject=OuterRef("content_object"))),
        tag=OuterRef("pk"),
        content_object__binned_at=None,
    )
    found = Tag.objects.filter(pk__in=tags).order_by().annotate(live=CappedCount(live, MOST + 1))
    few = Case(When(live__lte=MOST, then=CappedCount(drafts, MOST + 1)))
    # The schedule ahead has an index and few rows; the listings of a tag may be many.
    due = ArticleTransition.objects.filter(at__gt=now).values("revision")
    waiting = TagListing.objects.filter(tag__in=tags, live_from__gt=now, revision__in=due).order_by()
    scheduled = dict(waiting.values_list("tag").annotate(Count("revision__subject", distinct=True)))
    return {
        tag: Carried(live, min(scheduled.get(tag, 0), MOST + 1), drafts)
        for tag, live, drafts in found.values_list("pk", "live", few)
    }
