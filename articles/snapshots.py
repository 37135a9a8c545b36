"""A story's working copy as plain JSON, and back. Every part keeps its stable key."""

from typing import Any
from uuid import UUID

from django import forms

from articles.models import BLOCKS, Article, Block, Byline, EventReport, RelatedLink, TaggedArticle
from newsroom.database.rows import column, replace, values
from newsroom.publishing.models import Content

FIELDS = tuple(
    "headline kicker standfirst slug dateline section lead_picture lead_alt lead_caption lead_shape kind language".split()
)
LINK_FIELDS = ("relation", "target", "url", "title", "group")
TEXTS = ("headline", "kicker", "standfirst", "dateline", "lead_alt", "lead_caption")


def snapshot(article: Article) -> Content:
    """What the rows say now; pictures, timelines, people and other stories by their ids."""
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
    """Make the rows say `content`, with the same keys; what it does not name is deleted."""
    for name in FIELDS:
        setattr(article, column(Article, name), content[name])
    article.save(update_fields=FIELDS)
    replace(
        article.bylines.all(),
        (
            Byline(pk=UUID(line["key"]), article=article, author_id=line["author"], order=place)
            for place, line in enumerate(content["bylines"], 1)
        ),
    )
    kept = {line["tag"]: place for place, line in enumerate(content["tags"], 1)}
    article.tagged.exclude(tag__in=kept).delete()
    TaggedArticle.objects.bulk_create(
        (TaggedArticle(content_object=article, tag_id=tag, order=place) for tag, place in kept.items()),
        update_conflicts=True,
        unique_fields=["content_object", "tag"],
        update_fields=["order"],
    )
    ordered = list(enumerate(content["blocks"], 1))
    for kind, block in BLOCKS.items():
        replace(
            block._default_manager.filter(parent=article),
            (
                block(
                    pk=UUID(line["key"]),
                    parent=article,
                    region="body",
                    ordering=place * 10,
                    **{column(block, name): line[name] for name in block.FIELDS},
                )
                for place, line in ordered
                if line["type"] == kind
            ),
        )
    replace(
        article.related_links.all(),
        (
            RelatedLink(
                pk=UUID(line["key"]),
                article=article,
                order=place,
                **{column(RelatedLink, name): line[name] for name in LINK_FIELDS},
            )
            for place, line in enumerate(content["related"], 1)
        ),
    )
    replace(
        article.reports.all(),
        (
            EventReport(pk=UUID(line["key"]), article=article, event_id=UUID(line["event"]))
            for line in content["reports"]
        ),
    )


def blocks(article: Article) -> list[Block]:
    """The blocks of the working copy in reading order: one query for each type."""
    found = [block for kind in BLOCKS.values() for block in kind._default_manager.filter(parent=article)]
    return sorted(found, key=lambda block: (block.ordering, block.pk))


def texts(content: Content) -> dict[str, str]:
    """Every text a live fix may change, by its merge path."""
    found = {name: content[name] for name in TEXTS}
    for block in content["blocks"]:
        found |= {f"blocks/{block['key']}/{name}": block[name] for name in BLOCKS[block["type"]].TEXTS}
    return found


def field_of(content: Content, path: str) -> forms.Field:
    """The form field of the text at that path, as the story's page has it."""
    name = path.rsplit("/", 1)[-1]
    kinds = {block["key"]: BLOCKS[block["type"]] for block in content["blocks"]}
    block = kinds[path.split("/")[1]] if path.startswith("blocks/") else None
    field: Any = (block or Article)._meta.get_field(name)
    words = str(field.verbose_name)
    label = f"{block._meta.verbose_name}: {words}" if block and words != block._meta.verbose_name else words
    field_for_form: forms.Field = field.formfield(label=label[0].upper() + label[1:])
    return field_for_form
