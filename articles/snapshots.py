"""Turn a story's working copy into plain JSON and back. Every part keeps its stable key."""

from collections.abc import Iterable
from typing import Any

from django import forms

from articles.models import BLOCKS, Article, Block, EventReport, TaggedArticle
from newsroom.database.rows import column, replace, values
from newsroom.publishing.models import Content

FIELDS = tuple(
    "headline kicker standfirst slug dateline section lead_picture lead_alt lead_caption lead_shape kind language".split()
)
LINK_FIELDS = ("relation", "target", "url", "title", "group")
TEXTS = ("headline", "kicker", "standfirst", "dateline", "lead_alt", "lead_caption")


def snapshot(article: Article) -> Content:
    """Return the working copy as JSON; it refers to pictures, timelines, people and stories by id."""
    tagged = article.tagged.order_by("order", "id").values_list("tag_id", flat=True)
    return {
        "schema": Article.SCHEMA,
        **values(article, FIELDS),
        "bylines": [{"key": str(byline.pk), "author": byline.author_id} for byline in article.bylines.all()],
        "tags": [{"key": str(tag), "tag": tag} for tag in tagged],
        "blocks": [
            {"key": str(block.pk), "type": block.TYPE, **values(block, block.FIELDS)} for block in blocks(article)
        ],
        "related": [{"key": str(link.pk), **values(link, LINK_FIELDS)} for link in article.related_links.all()],
        "reports": [{"key": str(report.pk), "event": str(report.event_id)} for report in article.reports.all()],
    }


def load(article: Article, content: Content) -> None:
    """Replace the working copy with `content`, with the same keys."""
    for name in FIELDS:
        setattr(article, column(Article, name), content[name])
    article.save(update_fields=FIELDS)
    _replace(article.bylines.all(), enumerate(content["bylines"], 1), ("author",), "order", article=article)
    kept = {line["tag"]: place for place, line in enumerate(content["tags"], 1)}
    article.tagged.exclude(tag__in=kept).delete()
    TaggedArticle.objects.bulk_create(
        (TaggedArticle(content_object=article, tag_id=tag, order=place) for tag, place in kept.items()),
        update_conflicts=True,
        unique_fields=["content_object", "tag"],
        update_fields=["order"],
    )
    for kind, block in BLOCKS.items():
        rows = block._default_manager.filter(parent=article)
        placed = ((place * 10, line) for place, line in enumerate(content["blocks"], 1) if line["type"] == kind)
        _replace(rows, placed, block.FIELDS, "ordering", parent=article, region="body")
    _replace(article.related_links.all(), enumerate(content["related"], 1), LINK_FIELDS, "order", article=article)
    reports = (EventReport(pk=each["key"], article=article, event_id=each["event"]) for each in content["reports"])
    replace(article.reports.all(), reports)


def _replace(rows: Any, placed: Iterable[tuple[int, Content]], fields: Iterable[str], order: str, **fixed: Any) -> None:
    """Make `rows` hold these parts of a snapshot, each with its place in the field `order`."""
    model = rows.model
    columns = {column(model, name): name for name in fields}
    replace(
        rows,
        (
            model(pk=line["key"], **fixed, **{order: place}, **{key: line[name] for key, name in columns.items()})
            for place, line in placed
        ),
    )


def blocks(article: Article) -> list[Block]:
    """Return the blocks of the working copy in reading order, with one query for each type."""
    found = [block for kind in BLOCKS.values() for block in kind._default_manager.filter(parent=article)]
    return sorted(found, key=lambda block: (block.ordering, block.pk))


def texts(content: Content) -> dict[str, str]:
    """Return every text that a live fix may change, by its merge path."""
    found = {name: content[name] for name in TEXTS}
    for block in content["blocks"]:
        found |= {f"blocks/{block['key']}/{name}": block[name] for name in BLOCKS[block["type"]].TEXTS}
    return found


def _block_at(content: Content, path: str) -> type[Block] | None:
    """Return the type of the block with the text at `path`, or None for a text outside of blocks."""
    if not path.startswith("blocks/"):
        return None
    key = path.split("/")[1]
    return next(BLOCKS[block["type"]] for block in content["blocks"] if block["key"] == key)


def is_rich(content: Content, path: str) -> bool:
    """Return whether the text at `path` is rich text."""
    block = _block_at(content, path)
    return block is not None and path.rsplit("/", 1)[-1] in block.RICH


def field_of(content: Content, path: str) -> forms.Field:
    """Return the form field of the text at that merge path."""
    block = _block_at(content, path)
    field: Any = (block or Article)._meta.get_field(path.rsplit("/", 1)[-1])
    label = str(field.verbose_name)
    if block and label != block._meta.verbose_name:
        label = f"{block._meta.verbose_name}: {label}"
    return field.formfield(label=label[0].upper() + label[1:])  # type: ignore[no-any-return]
