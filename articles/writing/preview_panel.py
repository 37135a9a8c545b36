"""The reader's page of what is in a story's form right now, for the panel beside the text. Nothing is stored."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from articles import references, stored_html, story_fields
from articles.blocks.body import Body, blocks, checked, lacking, stories_in
from articles.models import Article, ArticleRevision, Author, Tag
from articles.models.revision import Role
from articles.queries import unsaved_context
from articles.snapshots import FIELDS, content_of
from articles.story_rows import LISTS, Row
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.parts import own_parts
from newsroom.publishing.permissions import may
from timelines.models import TimelineRevision


def unsaved_version(form: Any, now: datetime) -> ArticleRevision:
    """Return what the form of a story says as a version that isn't stored, without what can't be saved.

    What readers see with it is looked up as of `now`.
    """
    form.is_valid()  # puts what is valid into its story, which isn't saved
    article = form.instance
    for name in form.errors.keys() & {*FIELDS}:
        field: Any = Article._meta.get_field(name)
        setattr(article, name, field.get_default())
    if "body" in form.errors:
        article.body = _valid_blocks(form)
    photo = form.cleaned_data.get("new_picture")
    if isinstance(photo, Picture):
        article.lead_picture = photo
    article.extra = story_fields.changed(article.extra, form.cleaned_data)
    lists = {name: _valid_rows(form, name) for name in LISTS}
    tags = _tags(article, form.cleaned_data.get("tags", []))
    content = content_of(article, lists, [tag.pk for tag in tags if tag.pk])
    version = ArticleRevision(
        subject=article,
        content=content,
        rendered=stored_html.prerendered(content, marked=True),
        **references.columns_of(article, content),
    )
    named = [each for each in references.named_in(content) if each["role"] not in (Role.BYLINE, Role.TAG)]
    named += [{"role": Role.LINK, "article_id": story} for story in stories_in(content["body"])]
    authors = Author.objects.in_bulk([row["author"] for row in lists["bylines"]])
    bylines = [(row["role"], authors[row["author"]]) for row in lists["bylines"] if row["author"] in authors]
    version.context = unsaved_context(named, bylines, tags, article.pk or 0, now)
    return version


def own_timelines(version: ArticleRevision, viewer: Any, now: datetime) -> list[TimelineRevision]:
    """Return the timelines that are published with a version of a story, those that `viewer` may open at the desk.

    None if it is live or scheduled already: then they are, too, or an editor chose to leave them out.
    """
    if version.live_from:
        return []
    with clock.pretending(now):
        parts = own_parts(version.subject, version.content)
    return [part.head for part in parts if may(viewer, "view", part)]


def left_out(form: Any) -> Iterator[str]:
    """Yield, in words, what can't be saved or published as it is, once `unsaved_version` was asked for."""
    yield from _lacking(form)
    for name, errors in form.errors.items():
        if name in ("body", *LISTS):  # their errors name the block or the row
            yield from errors
        elif name in form.fields:
            yield f"{form[name].label}: {' '.join(errors)}"


def _valid_blocks(form: Any) -> Body:
    """Return the blocks of the form that can be saved, if some can't."""
    try:
        found, _ = checked(form.fields["body"].clean(form["body"].data) or [], form.instance.body, draft=True)
    except ValidationError:  # it isn't even a list
        return []
    return found


def _lacking(form: Any) -> Iterator[str]:
    """Yield what keeps blocks of the form from publication, each with the number that it has there."""
    found = list(lacking(blocks(form.instance.body)))
    if found:
        sent = form.fields["body"].clean(form["body"].data)
        numbers = {row.get("key"): number for number, row in enumerate(sent, 1) if isinstance(row, dict)}
        yield from (f"Block {numbers.get(block.key, '')}, {words}" for block, _, words in found)


def _valid_rows(form: Any, name: str) -> list[Row]:
    """Return the rows of one list that can be saved, if some can't."""
    if name not in form.errors:
        rows: list[Row] = form.cleaned_data.get(name, [])
        return rows
    try:
        found, _ = LISTS[name].checked(form.fields[name].clean(form[name].data), form.stored[name], form.instance)
    except ValidationError:  # it isn't even a list
        return []
    return found


def _tags(article: Article, names: list[str]) -> list[Tag]:
    """Return these tags in the order that a save gives them. Those that a save would make are not stored."""
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    had = list(article.tagged.order_by("order", "id").values_list("tag_id", flat=True)) if article.pk else []
    tags = [known.get(name) or Tag(name=name, slug=Tag().slugify(name)) for name in names]
    return sorted(tags, key=lambda tag: had.index(tag.pk) if tag.pk in had else len(had))
