"""The columns, references and HTML of a revision, stored with it when it is recorded."""

from collections.abc import Iterator
from typing import Any

from articles import headline_index, stored_html, story_fields
from articles.addresses import automatic
from articles.blocks import body
from articles.models import Article, ArticleReference, ArticleRevision, BodyReference
from articles.models.revision import Media, Role
from newsroom.publishing.models import Content
from timelines.models import Event

COLUMNS = ("headline", "kicker", "standfirst", "kind", "language", "lead_alt")


def record(article: Article, revision: ArticleRevision) -> None:
    """Set the columns that lists and pages read, store references and index the headline."""
    content = revision.read()
    columns = columns_of(article, content) | stored_html.columns_of(content)
    for name, value in columns.items():
        setattr(revision, name, value)
    ArticleRevision.objects.filter(pk=revision.pk).update(**columns)
    linked = list(_linked(content["body"]))
    ArticleReference.objects.bulk_create(
        ArticleReference(revision=revision, order=order, **reference)
        for order, reference in enumerate([*named_in(content), *linked, *_reported(content)], 1)
    )
    hold(article, linked if article.body == content["body"] else None)
    was = revision.based_on.content if revision.based_on else {}
    if any(was.get(name) != content[name] for name in ("headline", "slug")):
        headline_index.record(article.pk, content)


def columns_of(article: Article, content: Content) -> dict[str, Any]:
    """Return what lists and pages read of a version of `article`, by column, without the stored HTML."""
    return {
        **{name: content[name] for name in COLUMNS},
        "section_id": content["section"],
        "lead_picture_id": content["lead_picture"],
        "slug": content["slug"] or _slug(article, content["headline"]),
        "media": media_of(content["body"]),
        "extra": story_fields.stored(content["extra"]),
    }


def media_of(rows: body.Body) -> str:
    """Return how lists mark a story with that body: the first of Media that one of its blocks is, "" for none."""
    found = {block.media_mark for block in body.blocks(rows)}
    return next((media for media in Media if media in found), "")


def hold(article: Article, linked: list[dict[str, Any]] | None = None) -> None:
    """Store what the body of the working copy refers to, so that nothing of it can be deleted.

    `linked` are the references to stories that its texts link to, if they are known.
    """
    held = [*_of_blocks(article.body), *(_linked(article.body) if linked is None else linked)]
    wanted = [BodyReference(story=article, order=order, **reference) for order, reference in enumerate(held, 1)]
    columns = [field.attname for field in BodyReference._meta.concrete_fields if not field.primary_key]
    stored = list(article.body_references.order_by("order", "id").values_list(*columns))
    if stored != [tuple(getattr(reference, name) for name in columns) for reference in wanted]:
        article.body_references.all().delete()
        BodyReference.objects.bulk_create(wanted)


def _slug(article: Article, headline: str) -> str:
    """Return the slug that readers know already, or one made from the headline."""
    if article.first_published_at:
        published = article.revisions.exclude(live_from=None).order_by("-live_from")
        return str(published.values_list("slug", flat=True)[0])
    return automatic(article, headline)


def named_in(content: Content) -> Iterator[dict[str, Any]]:
    """Yield what `content` names by id, in order, as columns of ArticleReference."""
    if content["lead_picture"]:
        yield {"role": Role.LEAD, "picture_id": content["lead_picture"]}
    if content["share_picture"]:
        yield {"role": Role.SHARE, "picture_id": content["share_picture"]}
    for byline in content["bylines"]:
        yield {"role": Role.BYLINE, "relation": byline["role"], "author_id": byline["author"]}
    for line in content["tags"]:
        yield {"role": Role.TAG, "tag_id": line["tag"]}
    yield from _of_blocks(content["body"])
    for link in content["related"]:
        if link["story"]:
            yield {"role": Role.RELATED, "relation": link["relation"], "article_id": link["story"]}


def _of_blocks(rows: body.Body) -> Iterator[dict[str, Any]]:
    for block in body.blocks(rows):
        yield from block.references()


def _linked(rows: body.Body) -> Iterator[dict[str, Any]]:
    """Yield the stories that the texts link to, without ids that don't exist."""
    stories = Article.objects.filter(pk__in=body.stories_in(rows)).order_by("pk")
    for story in stories.values_list("pk", flat=True):
        yield {"role": Role.LINK, "article_id": story}


def _reported(content: Content) -> Iterator[dict[str, Any]]:
    """Yield the events that the story broke, without those that were removed from their timeline."""
    found = Event.objects.filter(pk__in=[report["event"] for report in content["reports"]])
    for event, timeline in found.order_by().values_list("pk", "timeline"):
        yield {"role": Role.REPORTED, "timeline_id": timeline, "event": event}
