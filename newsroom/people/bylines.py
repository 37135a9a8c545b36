"""One's own byline: what readers know a user as, with a portrait and a few words."""

from typing import Any

from django.core.exceptions import ValidationError

from articles.addresses import free_of
from articles.models import Author
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import RULES
from newsroom.text.plain_text import slug_of

for _own in ("add_own_byline", "edit_own_byline"):
    RULES[_own] = lambda user, subject: subject.user_id == user.pk and user.has_perm("articles.view_author")


def byline_of(user: Any) -> Author | None:
    """Return the author that is this user."""
    return Author.objects.filter(user=user).first()


def change_byline(user: Any, author: Author | None, **changes: Any) -> None:
    """Store what a user changes of their byline, or give them one. Raises ActionRefused."""
    subject = author or Author(user_id=user.pk, slug=_free_slug(changes.get("name", "")))
    if author is None and not changes.get("name"):
        return
    with performing("edit_own_byline" if author else "add_own_byline", subject, actor=user) as [act]:
        if author and "name" in changes and not user.has_perm("articles.change_author"):
            raise ActionRefused("Readers know you by this name. Ask an editor to change it.")
        act.reason = f"Changed: {', '.join(changes)}"
        for name, value in changes.items():
            setattr(act.subject, name, value)
        try:
            act.subject.full_clean()
        except ValidationError as refusal:
            raise ActionRefused(" ".join(refusal.messages)) from refusal
        act.subject.save()


def _free_slug(name: str) -> str:
    stem = slug_of(name, 110, allow_unicode=True) or "author"
    taken = set(Author.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return free_of(taken, stem)
