"""A story copied into a new one."""

from typing import Any
from uuid import uuid4

from django.db import transaction

from articles.models import Article, Author
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import Content
from newsroom.publishing.permissions import require
from newsroom.text.snapshot_paths import keyed


def duplicate(story: Article, actor: Any) -> Article:
    """Save a copy of `story` as a new draft of `actor`'s. Raises as `copied` does."""
    content = copied(story, actor)
    with transaction.atomic():
        draft = Article.objects.create(owner=actor, created_at=clock.now())
        draft.load(content)
        actions.save(draft, actor, note=f"Duplicated from “{story}”"[:300])
    return draft


def copied(story: Article, actor: Any) -> Content:
    """Return what the newest version of `story` says as a new story of `actor`'s, with their byline if they are an author.

    Photos, tags and related stories come along; the address, the history, the schedule, an embargo and what the story
    reported first stay with `story`. Raises PermissionRefused, and ActionRefused for what was taken down.
    """
    if not actor.has_perm("articles.add_article"):
        raise PermissionRefused("You don’t have permission to write stories. Ask an editor.")
    require(actor, "view", story)
    head = story.head
    if head is None or head.sealed_at:
        raise ActionRefused(f"“{story}” was taken down, so it can’t be duplicated.")
    author = Author.objects.filter(user=actor.pk).first()
    content: Content = head.read()
    return content | {
        "slug": "",
        "bylines": [{"key": str(uuid4()), "author": author.pk, "role": ""}] if author else [],
        "reports": [],
        **{name: _with_new_keys(content[name]) for name in ("body", "related")},
    }


def what_was_copied(actor: Any) -> str:
    """Return what a copy of `actor`'s has of the story and what not, in sentences."""
    byline = "The byline is yours" if Author.objects.filter(user=actor.pk).exists() else "It has no byline yet"
    return (
        f"Photos, tags and related stories were copied too. {byline}; "
        "the schedule, history, web address and the timeline events it broke weren’t copied."
    )


def _with_new_keys(value: Any) -> Any:
    """Return rows, and the rows in their fields, with keys of their own."""
    if isinstance(value, dict):
        return {name: _with_new_keys(inner) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    rows: list[Content] = [_with_new_keys(row) for row in value]
    return [{**row, "key": str(uuid4())} for row in rows] if keyed(value) else rows
