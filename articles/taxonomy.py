"""Actions on sections, authors and tags, whose changes readers see right away."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import ArticleReference, Author, FormerTag, Section, Tag, TaggedArticle, TagListing
from articles.tags.merged import carried
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

Entry = TypeVar("Entry", Section, Author, Tag)


def add(entry: Entry, actor: Any) -> Entry:
    """Store a new section, author or tag. Raises ValidationError and PermissionRefused."""
    name = entry._meta.model_name
    with performing(f"add_{name}", entry, actor=actor, permission=f"articles.add_{name}", also_lock=_moved_by(entry)):
        _store(entry)
        return entry


def edit(entry: Entry, actor: Any, **changes: Any) -> Entry:
    """Change fields of a section, author or tag, and return it. Raises ValidationError and PermissionRefused.

    The sections inside a section move with it, and a tag's old name and address keep leading to it.
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
        if isinstance(stored, Tag) and before.keys() & {"name", "slug"}:
            FormerTag.objects.filter(tag=stored, slug=stored.slug).update(slug="")  # in use again
            name, slug = before.get("name", stored.name), before.get("slug", "")
            FormerTag.objects.create(tag=stored, name=name, slug=slug)
        return stored


def merge(tags: Collection[Tag], into: Tag, actor: Any) -> Tag:
    """Replace `tags` with `into` everywhere, delete them, and let their names and addresses lead to it.

    Snapshots don't change: whatever reads one resolves the old id (`articles.tags.merged`). A story with several of the
    tags keeps one, at the first position. Raises PermissionRefused, and ActionRefused if there is nothing to merge.
    """
    with performing("merge_tag", into, actor=actor, permission="articles.change_tag", also_lock=tags) as [act]:
        gone = list(Tag.objects.filter(pk__in=[tag.pk for tag in tags if tag.pk != into.pk]).order_by("pk"))
        if not gone:
            raise ActionRefused(f"Choose at least one other tag to merge into “{into}”.")
        counts = carried([tag.pk for tag in gone], act.now)
        act.reason = "\n".join(
            f"“{tag}” ({tag.get_absolute_url()}, id {tag.pk}): {counts[tag.pk]}. {tag.introduction}".strip()
            for tag in gone
        )
        _move_rows(gone, act.subject)
        FormerTag.objects.bulk_create(
            FormerTag(tag=act.subject, name=tag.name, slug=tag.slug, number=tag.pk) for tag in gone
        )
        Tag.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
        merged: Tag = act.subject
        return merged


def _move_rows(gone: Collection[Tag], into: Tag) -> None:
    """Point every row with one of these tags to `into`; of rows that would become duplicates, keep the first."""
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
    for relation in Tag._meta.get_fields(include_hidden=True):  # from other packages, too
        if isinstance(relation, models.ManyToOneRel):
            name, others = relation.field.name, relation.related_model._base_manager
            others.filter(**{f"{name}__in": numbers}).update(**{name: into})


def _moved_by(entry: Entry) -> QuerySet[Section] | tuple[()]:
    """Return the rows that change with `entry`: the path of a section is part of the paths of those inside it."""
    return Section.objects.all() if isinstance(entry, Section) else ()


def _store(entry: Any) -> None:
    """Validate and save. The action's lock keeps others from taking the same address in the meantime."""
    entry.full_clean(exclude=["slug"] if isinstance(entry, Tag) and not entry.slug else None)
    entry.save()
    if isinstance(entry, Section):
        Section.objects.all().update_paths()
        entry.refresh_from_db(fields=["path", "depth"])
