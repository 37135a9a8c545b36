"""Saved views of the desk's lists: who sees, saves and removes them."""

from typing import Any

from django.db.models import Q, QuerySet

from newsroom.publishing.exceptions import ActionRefused
from newsroom.search.models import SavedView
from newsroom.text.plain_text import clean

MOST = 60  # views of one list that a user has


def views_of(user: Any, source: str) -> QuerySet[SavedView]:
    """Return the views of a list that `user` has, their own first."""
    return SavedView.objects.filter(Q(user=user) | Q(shared=True), source=source).select_related("user")


def save(user: Any, source: str, name: str, query: str, *, shared: bool) -> SavedView:
    """Save a view under a name, in place of the user's own of that name. Raises ActionRefused."""
    name = " ".join(clean(name).split())
    if not name or len(name) > 60:
        raise ActionRefused("Give the view a name of up to 60 characters.")
    if not query:
        raise ActionRefused("This is the whole list. Search or filter it, then save the view.")
    if len(query) > 1_000:
        raise ActionRefused("This search is too long to be saved. Use fewer words.")
    own = SavedView.objects.filter(user=user, source=source)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise ActionRefused(f"You have {MOST} views of this list. Remove one first.")
    values = {"query": query, "shared": shared}
    return SavedView.objects.update_or_create(user=user, source=source, name=name, defaults=values)[0]


def may_remove(user: Any, view: SavedView) -> bool:
    """Return whether `user` may remove a view: their own, or, as an editor, one that somebody shared."""
    return bool(view.user_id == user.pk or (view.shared and user.has_perm("publishing.edit_any")))
