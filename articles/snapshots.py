"""Turn a story's working copy into plain JSON and back. Every part keeps its stable key."""

from collections.abc import Iterable, Mapping

from django import forms

from articles import references, story_fields
from articles.blocks import body
from articles.models import Article, TaggedArticle
from articles.story_rows import LISTS, Row
from newsroom.database.rows import column, values
from newsroom.publishing.adapters import labeled_field
from newsroom.publishing.models import Content
from newsroom.text.rich_text import RichTextField

FIELDS = tuple(
    "headline kicker standfirst slug dateline section lead_picture lead_alt lead_caption lead_shape share_picture kind language".split()
)
TEXTS = ("headline", "kicker", "standfirst", "dateline", "lead_alt", "lead_caption")


def snapshot(article: Article) -> Content:
    """Return the working copy as JSON; it refers to pictures, timelines, people and stories by id."""
    tagged = article.tagged.order_by("order", "id").values_list("tag_id", flat=True)
    return content_of(article, {name: rows.of(article) for name, rows in LISTS.items()}, tagged)


def content_of(article: Article, lists: Mapping[str, list[Row]], tags: Iterable[int]) -> Content:
    """Return the fields of `article`, these lists of rows and these tags as a snapshot, whether or not they are stored."""
    return {
        "schema": Article.SCHEMA,
        **values(article, FIELDS),
        "bylines": lists["bylines"],
        "tags": [{"key": str(tag), "tag": tag} for tag in tags],
        "extra": story_fields.rows(article.extra),
        "body": article.body,
        "related": lists["related"],
        "reports": lists["reports"],
    }


def load(article: Article, content: Content) -> None:
    """Replace the working copy with `content`, with the same keys. Its texts are sanitized again."""
    for name in FIELDS:
        setattr(article, column(Article, name), content[name])
    article.body = body.sanitized(content["body"])
    article.extra = story_fields.values(content["extra"])
    article.save(update_fields=(*FIELDS, "extra", "body"))
    references.hold(article)
    kept = {line["tag"]: place for place, line in enumerate(content["tags"], 1)}
    article.tagged.exclude(tag__in=kept).delete()
    TaggedArticle.objects.bulk_create(
        (TaggedArticle(content_object=article, tag_id=tag, order=place) for tag, place in kept.items()),
        update_conflicts=True,
        unique_fields=["content_object", "tag"],
        update_fields=["order"],
    )
    for name, rows in LISTS.items():
        rows.store(article, content[name])


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
