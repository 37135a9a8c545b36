"""What a story shows that is published on its own: the timelines in its text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value

from newsroom.publishing import clock
from newsroom.publishing.adapters import adapter_of, registered
from newsroom.publishing.models import Content, Publishable


def shown_in(part: Publishable) -> list[Publishable]:
    """Return every subject that shows `part`: in its draft, or in a version that is live or scheduled."""
    return [subject for model in registered() for subject in adapter_of(model).showing(part)]


def own_parts(subject: Publishable, content: Content) -> list[Publishable]:
    """Return what `content` shows that readers don't see yet and that nothing but `subject` shows.

    It belongs to `subject`: it is submitted, approved, published and rescheduled with it.
    """
    return shown_only_by(subject, subject.adapter.unpublished_parts(content))


def shown_only_by(subject: Publishable, parts: Iterable[Any]) -> list[Any]:
    """Return those parts that nothing but `subject` shows."""
    return [part for part in parts if not _shows_elsewhere(part, subject)]


def _shows_elsewhere(part: Publishable, subject: Publishable) -> bool:
    """Return whether anything but `subject` shows `part`. One query."""
    own, kinds = (type(subject), subject.pk), dict(enumerate(registered()))
    shown = {
        number: found
        for number, model in kinds.items()
        if isinstance(found := adapter_of(model).showing(part), QuerySet)
    }
    ids = [found.order_by().annotate(kind_=Value(number)).values_list("kind_", "pk") for number, found in shown.items()]
    rows: Any = ids[0].union(*ids[1:]) if ids else ()
    return any((kinds[number], pk) != own for number, pk in rows)


def due_with(subject: Publishable, revision: Any, at: datetime) -> dict[Publishable, Any]:
    """Return the own parts of a version that is scheduled for `at` which go live at that instant, with their lines."""
    with clock.pretending(min(clock.now(), at)):
        parts = own_parts(subject, revision.read())
    lines = {part: part.transitions.filter(at=at).exclude(revision=None).first() for part in parts}
    return {part: line for part, line in lines.items() if line}
