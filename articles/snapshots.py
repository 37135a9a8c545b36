"""Turn a story's working copy into plain JSON and back. Every part keeps its stable key."""

from collections.abc import Iterable
from typing import Any

from django import forms

from articles import references, story_fields
from articles.blocks import body
from articles.models import Article, Byline, EventReport, RelatedLink, TaggedArticle
from newsroom.database.rows import column, replace, values
from newsroom.publishing.adapters import labeled_field
from newsroom.publishing.models import Content
from newsroom.text.rich_text import RichTextField

FIELDS = tuple(
    "headline kicker standfirst slug dateline section lead_picture lead_alt lead_caption lead_shape kind language".split()
)
LINK_FIELDS = ("relation", "story", "url", "title", "leave_out")
TEXTS = ("headline", "kicker", "standfirst", "dateline", "lead_alt", "lead_caption")


def snapshot(article: Article) -> Content:
    """Return the working copy as JSON; it refers to pictures, timelines, people and stories by id."""
    return content_of(
        article,
        bylines=article.bylines.all(),
        tags=article.tagged.order_by("order", "id").values_list("tag_id", flat=True),
        related=article.related_links.all(),
        reports=article.reports.all(),
    )


def content_of(
    article: Article,
    *,
    bylines: Iterable[Byline],
    tags: Iterable[int],
    related: Iterable[RelatedLink],
    reports: Iterable[EventReport] = (),
) -> Content:
    """Return the fields of `article` and these rows as the JSON of a snapshot, whether or not they are stored."""
    return {
        "schema": Article.SCHEMA,
        **values(article, FIELDS),
        "bylines": [{"key": str(byline.pk), "author": byline.author_id} for byline in bylines],
        "tags": [{"key": str(tag), "tag": tag} for tag in tags],
        "extra": story_fields.rows(article.extra),
        "body": article.body,
        "related": [{"key": str(link.pk), **values(link, LINK_FIELDS)} for link in related],
        "reports": [{"key": str(report.pk), "event": str(report.event_id)} for report in reports],
    }


def load(article: Article, content: Content) -> None:
    """Replace the working copy with `content`, with the same keys. Its texts are sanitized again."""
    for name in FIELDS:
        setattr(article, column(Article, name), content[name])
    article.body = body.sanitized(content["body"])
    article.extra = story_fields.values(content["extra"])
    article.save(update_fields=(*FIELDS, "extra", "body"))
    references.hold(article)
    _replace(article.bylines.all(), content["bylines"], ("author",), article)
    kept = {line["tag"]: place for place, line in enumerate(content["tags"], 1)}
    article.tagged.exclude(tag__in=kept).delete()
    TaggedArticle.objects.bulk_create(
        (TaggedArticle(content_object=article, tag_id=tag, order=place) for tag, place in kept.items()),
        update_conflicts=True,
        unique_fields=["content_object", "tag"],
        update_fields=["order"],
    )
    _replace(article.related_links.all(), content["related"], LINK_FIELDS, article)
    reports = (EventReport(pk=each["key"], article=article, event_id=each["event"]) for each in content["reports"])
    replace(article.reports.all(), reports)


def _replace(rows: Any, wanted: Iterable[Content], fields: Iterable[str], article: Article) -> None:
    """Make `rows` of the story hold these parts of a snapshot, in their order."""
    model = rows.model
    columns = {column(model, name): name for name in fields}
    replace(
        rows,
        (
            model(pk=line["key"], article=article, order=place, **{key: line[name] for key, name in columns.items()})
            for place, line in enumerate(wanted, 1)
        ),
    )


def texts(content: Content) -> dict[str, str]:
    """Return every text that a live fix may change, by its merge path."""
    return {name: content[name] for name in TEXTS} | story_fields.texts(content["extra"]) | body.texts(content["body"])


def is_rich(content: Content, path: str) -> bool:
    """Return whether the text at `path` is rich text."""
    if path.startswith("extra/"):
        return isinstance(story_fields.FIELDS[path.split("/")[1]].field, RichTextField)
    block = body.block_at(content["body"], path)
    return block is not None and path.rsplit("/", 1)[-1] in block.rich


def field_of(content: Content, path: str) -> forms.Field:
    """Return the form field of the text at that merge path."""
    if path.startswith("extra/"):
        return labeled_field(story_fields.FIELDS[path.split("/")[1]], "value")
    block = body.block_at(content["body"], path)
    return body.form_field(block, path.rsplit("/", 1)[-1]) if block else labeled_field(Article, path)
