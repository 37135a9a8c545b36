"""What a revision is filed under and refers to, and its text as HTML, stored beside it when it is recorded."""

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
    """Set the columns that lists and its page read, and name what it refers to, so that the database protects that.

    The desk finds the story by its headline from now on.
    """
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
    """The slug readers know already, else one made from the headline."""
    if article.first_published_at:
        published = article.revisions.exclude(live_from=None).order_by("-live_from")
        return str(published.values_list("slug", flat=True)[0])
    return slugify(headline, allow_unicode=True)[:80].strip("-") or f"story-{article.pk}"


def named_in(content: Content) -> Iterator[dict[str, Any]]:
    """What `content` itself refers to, in order, as columns of ArticleReference; linked stories and reported events are looked up."""
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
    """The stories that its texts link to, those that there are: anybody can type a number."""
    for story in (
        Article.objects.filter(pk__in=story_links.stories_in(content)).order_by("pk").values_list("pk", flat=True)
    ):
        yield {"role": Role.LINK, "article_id": story}


def _reported(content: Content) -> Iterator[dict[str, Any]]:
    """The events that the story reported, each with its timeline; one that is in none any more is passed over."""
    found = Event.objects.filter(pk__in=[report["event"] for report in content["reports"]])
    for event, timeline in found.order_by().values_list("pk", "timeline"):
        yield {"role": Role.REPORTED, "timeline_id": timeline, "event": event}
