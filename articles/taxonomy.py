"""What stories are filed under: sections, authors, tags. Editing one changes pages at once, so these are verbs."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import ArticleReference, Author, FormerTag, Section, Tag, TaggedArticle, TagListing
from articles.tags.merged import carried
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

Entry = TypeVar("Entry", Section, Author, Tag)


def add(entry: Entry, actor: Any) -> Entry:
    """Store a new section, author or tag. Raises ValidationError for invalid words, PermissionRefused."""
    name = entry._meta.model_name
    with performing(f"add_{name}", entry, actor=actor, permission=f"articles.add_{name}", also_lock=_moved_by(entry)):
        _store(entry)
        return entry


def edit(entry: Entry, actor: Any, **changes: Any) -> Entry:
    """Change fields of a section, author or tag; a section that moves takes those below it along, a tag keeps its address.

    Returns the entry as stored. Raises ValidationError for words that cannot be, PermissionRefused.
    """
    name = entry._meta.model_name
    permission = f"articles.change_{name}"
    with performing(f"edit_{name}", entry, actor=actor, permission=permission, also_lock=_moved_by(entry)) as [act]:
        stored: Entry = act.subject
        before = {field: getattr(stored, field) for field in changes if getattr(stored, field) != changes[field]}
        if not before:
            act.pass_over()
            return stored
        act.reason = "\n".join(f"{field} was: {value}" for field, value in before.items())
        for field in before:
            setattr(stored, field, changes[field])
        _store(stored)
        if isinstance(stored, Tag):
            _keep_address(stored, before)
        return stored


def merge(tags: Collection[Tag], into: Tag, actor: Any) -> Tag:
    """Let `into` stand wherever `tags` do, and their names and addresses lead to it; they themselves are gone.

    A few statements, however many stories carry them. No version changes: it goes on naming the number it was filed
    under, and whatever reads it is told the number of today (`articles.tags.merged`). A story that carries several of them
    carries one from then on, at the first place of any. Raises PermissionRefused, and Refused where there is nothing to merge.
    """
    with performing("merge_tag", into, actor=actor, permission="articles.change_tag", also_lock=tags) as [act]:
        gone = list(Tag.objects.filter(pk__in=[tag.pk for tag in tags if tag.pk != into.pk]).order_by("pk"))
        if not gone:
            raise ActionRefused(f"Choose at least one other tag to merge into “{into}”.")
        counts = carried([tag.pk for tag in gone], act.now)
        act.reason = "\n".join(_told(tag, str(counts[tag.pk])) for tag in gone)
        _move_rows(gone, act.subject)
        FormerTag.objects.bulk_create(
            FormerTag(tag=act.subject, name=tag.name, slug=tag.slug, number=tag.pk) for tag in gone
        )
        Tag.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
        merged: Tag = act.subject
        return merged


def _told(tag: Tag, count: str) -> str:
    return " ".join(filter(None, (f"“{tag}” ({tag.get_absolute_url()}, number {tag.pk}): {count}.", tag.introduction)))


def _move_rows(gone: Collection[Tag], into: Tag) -> None:
    """Let every row that names one of these tags name `into`; where two would then be the same, the first stays."""
    numbers = [tag.pk for tag in gone]
    rows: Any
    for rows, of, order in (
        (TaggedArticle, "content_object", "order"),
        (ArticleReference, "revision", "order"),
        (TagListing, "revision", "pk"),
    ):
        carrying = rows.objects.filter(tag__in=[into.pk, *numbers]).order_by()
        above = Q(**{f"{order}__lt": OuterRef(order)}) | Q(**{order: OuterRef(order)}, pk__lt=OuterRef("pk"))
        carrying.filter(Exists(carrying.filter(above, **{of: OuterRef(of)}))).delete()
    for relation in Tag._meta.get_fields(include_hidden=True):  # those of the rooms above, too, and what is to come
        if isinstance(relation, models.ManyToOneRel):
            name, others = relation.field.name, relation.related_model._base_manager
            others.filter(**{f"{name}__in": numbers}).update(**{name: into})


def _keep_address(tag: Tag, before: Mapping[str, Any]) -> None:
    """What a tag was called, and where its page was, leads to it for good."""
    if before.keys() & {"name", "slug"}:
        FormerTag.objects.filter(tag=tag, slug=tag.slug).update(slug="")  # it is its own again
        FormerTag.objects.create(tag=tag, name=before.get("name", tag.name), slug=before.get("slug", ""))


def _moved_by(entry: Entry) -> QuerySet[Section] | tuple[()]:
    """The rows that change with `entry`: a section's path is part of the paths of those below it."""
    return Section.objects.all() if isinstance(entry, Section) else ()


def _store(entry: Any) -> None:
    """Save it. No other action checks an address meanwhile: sections and standing pages share them, tags and their past."""
    entry.full_clean(exclude=["slug"] if isinstance(entry, Tag) and not entry.slug else None)
    entry.save()
    if isinstance(entry, Section):
        Section.objects.all().replant()
        entry.refresh_from_db(fields=["path", "depth"])
