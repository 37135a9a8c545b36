"""The reader's page of what is in a story's form right now, for the panel beside the text. Nothing is stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from articles import references, stored_html, story_fields
from articles.blocks.body import Body, checked, stories_in
from articles.models import Article, ArticleRevision, Author, Byline, RelatedLink, Tag
from articles.models.revision import Role
from articles.queries import unsaved_context
from articles.snapshots import FIELDS, content_of
from newsroom.images.models import Picture

ROWS = {Byline: "Byline", RelatedLink: "Related story"}


def unsaved_version(form: Any, formsets: Iterable[Any], signed: Author | None, now: datetime) -> ArticleRevision:
    """Return what the form of a story says as a version that isn't stored, without what can't be saved.

    `signed` is the author whose byline a save would add. What readers see with it is looked up as of `now`.
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
    rows = {formset.model: list(_valid_rows(formset)) for formset in formsets if formset.model in ROWS}
    bylines = rows.get(Byline) or ([Byline(author=signed)] if signed else [])
    tags = _tags(article, form.cleaned_data.get("tags", []))
    content = content_of(
        article, bylines=bylines, tags=[tag.pk for tag in tags if tag.pk], related=rows.get(RelatedLink, ())
    )
    version = ArticleRevision(
        subject=article,
        content=content,
        rendered=stored_html.prerendered(content, marked=True),
        **references.columns_of(article, content),
    )
    named = [each for each in references.named_in(content) if each["role"] not in (Role.BYLINE, Role.TAG)]
    named += [{"role": Role.LINK, "article_id": story} for story in stories_in(content["body"])]
    version.context = unsaved_context(named, [byline.author for byline in bylines], tags, article.pk or 0, now)
    return version


def left_out(form: Any, formsets: Iterable[Any]) -> Iterator[str]:
    """Yield, in words, what can't be saved as it is, once `unsaved_version` was asked for."""
    for name, errors in form.errors.items():
        if name == "body":  # its errors name the block
            yield from errors
        elif name in form.fields:
            yield f"{form[name].label}: {' '.join(errors)}"
    for formset in formsets:
        for number, row in enumerate(formset.in_order() if formset.model in ROWS else (), 1):
            if row.has_changed() and row.errors:
                words = " ".join(error for errors in row.errors.values() for error in errors)
                yield f"{ROWS[formset.model]} {number}: {words}"


def _valid_blocks(form: Any) -> Body:
    """Return the blocks of the form that can be saved, if some can't."""
    try:
        found, _ = checked(form.fields["body"].clean(form["body"].data) or [], form.instance.body)
    except ValidationError:  # it isn't even a list
        return []
    return found


def _valid_rows(formset: Any) -> Iterator[Any]:
    return (row.instance for row in formset.in_order() if not (row.has_changed() and row.errors))


def _tags(article: Article, names: list[str]) -> list[Tag]:
    """Return these tags in the order that a save gives them. Those that a save would make are not stored."""
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    had = list(article.tagged.order_by("order", "id").values_list("tag_id", flat=True)) if article.pk else []
    tags = [known.get(name) or Tag(name=name, slug=Tag().slugify(name)) for name in names]
    return sorted(tags, key=lambda tag: had.index(tag.pk) if tag.pk in had else len(had))
