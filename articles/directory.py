"""What stories are filed under: sections, authors, tags. Editing one changes pages at once, so these are verbs."""

from typing import Any, TypeVar

from django.db import transaction

from articles.models import Author, Section, Tag
from newsroom.publishing import generation
from newsroom.publishing.acting import acting

Entry = TypeVar("Entry", Section, Author, Tag)


def add(entry: Entry, actor: Any) -> Entry:
    """Store a new section, author or tag. Raises ValidationError for words that cannot be, NotAllowed."""
    name = entry._meta.model_name
    with transaction.atomic():
        _alone(entry)
        _store(entry)
        with acting(f"add_{name}", entry, actor, permission=f"articles.add_{name}"):
            return entry


def edit(entry: Entry, actor: Any, **changes: Any) -> Entry:
    """Change fields of a section, author or tag; a section that moves takes those below it along.

    Returns the entry as stored. Raises ValidationError for words that cannot be, NotAllowed.
    """
    name = entry._meta.model_name
    with (
        transaction.atomic(),
        acting(f"edit_{name}", _alone(entry), actor, permission=f"articles.change_{name}") as act,
    ):
        stored: Entry = act.subject
        before = {field: getattr(stored, field) for field in changes if getattr(stored, field) != changes[field]}
        if not before:
            act.pass_over()
            return stored
        act.reason = "\n".join(f"{field} was: {value}" for field, value in before.items())
        for field in before:
            setattr(stored, field, changes[field])
        _store(stored)
        return stored


def _alone(entry: Entry) -> Entry:
    """One section at a time, and no standing page meanwhile: they share the addresses of the first level."""
    if isinstance(entry, Section):
        generation.hold()
    return entry


def _store(entry: Any) -> None:
    entry.full_clean(exclude=["slug"] if isinstance(entry, Tag) and not entry.slug else None)
    entry.save()
    if isinstance(entry, Section):
        Section.objects.all().replant()
        entry.refresh_from_db(fields=["path", "depth"])
