"""The columns, references and HTML of a revision, stored with it when it is recorded."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from articles import headline_index, stored_html, story_links
from articles.models import Article, ArticleReference, ArticleRevision
from articles.models.revision import Role
from newsroom.publishing.models import Content
from timelines.models import Event

COLUMNS = ("headline", "kicker", "standfirst", "kind", "language", "lead_alt")


def record(article: Article, revision: ArticleRevision) -> None:
    """Set the columns that lists and pages read, store references and index the headline."""
    content = revision.read()
    columns: dict[str, Any] = {name: content[name] for name in COLUMNS}
    columns |= {"section_id": content["section"], "lead_picture_id": content["lead_picture"]}
    columns["slug"] = content["slug"] or _slug(article, content["headline"])
    columns["rendered"] = stored_html.prerendered(content)
    for name, value in columns.items():
        setattr(revision, name, value)
    ArticleRevision.objects.filter(pk=revision.pk).update(**columns)
    ArticleReference.objects.bulk_create(
        ArticleReference(revision=revision, order=order, **reference)
        for order, reference in enumerate([*named_in(content), *_linked(content), *_reported(content)], 1)
    )
    headline_index.record(article.pk, content)


def _slug(article: Article, headline: str) -> str:
    """Return the slug that readers know already, or one made from the headline."""
    if article.first_published_at:
        published = article.revisions.exclude(live_from=None).order_by("-live_from")
        return str(published.values_list("slug", flat=True)[0])
    return slugify(headline, allow_unicode=True)[:80].strip("-") or f"story-{article.pk}"


def named_in(content: Content) -> Iterator[dict[str, Any]]:
    """Yield what `content` names by id, in order, as columns of ArticleReference."""
    if content["lead_picture"]:
        yield {"role": Role.LEAD, "picture_id": content["lead_picture"]}
    for byline in content["bylines"]:
        yield {"role": Role.BYLINE, "author_id": byline["author"]}
    for line in content["tags"]:
        yield {"role": Role.TAG, "tag_id": line["tag"]}
    for block in content["blocks"]:
        if block["type"] == "figure":
            yield {"role": Role.FIGURE, "picture_id": block["picture"]}
        elif block["type"] == "timeline":
            yield {"role": Role.TIMELINE, "timeline_id": block["timeline"]}
            if block["pinned"]:
                yield {"role": Role.PINNED, "timeline_revision_id": block["pinned"]}
    for link in content["related"]:
        if link["target"]:
            yield {"role": Role.RELATED, "relation": link["relation"], "article_id": link["target"]}


def _linked(content: Content) -> Iterator[dict[str, Any]]:
    """Yield the stories that the texts link to, without ids that don't exist."""
    stories = Article.objects.filter(pk__in=story_links.stories_in(content)).order_by("pk")
    for story in stories.values_list("pk", flat=True):
        yield {"role": Role.LINK, "article_id": story}


def _reported(content: Content) -> Iterator[dict[str, Any]]:
    """Yield the events that the story broke, without those that were removed from their timeline."""
    found = Event.objects.filter(pk__in=[report["event"] for report in content["reports"]])
    for event, timeline in found.order_by().values_list("pk", "timeline"):
        yield {"role": Role.REPORTED, "timeline_id": timeline, "event": event}
