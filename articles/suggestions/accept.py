"""Accept a suggestion, or ban it."""

from typing import Any

from django.db import transaction

from articles.models import Article, BannedSuggestion, RelatedLink
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import require


def relate(article: Article, other: Article, actor: Any) -> None:
    """Add `other` to the related stories of the working copy, unless it is one, and save it.

    Raises PermissionRefused, and ActionRefused for the story itself.
    """
    if article.pk == other.pk:
        raise ActionRefused("A story can’t be related to itself.")
    with transaction.atomic():
        locked = Article._base_manager.select_for_update(no_key=True).get(pk=article.pk)
        if not locked.related_links.filter(story=other).exists():
            last = locked.related_links.last()
            RelatedLink.objects.create(article=locked, story=other, order=last.order + 1 if last else 1)
        actions.save(locked, actor, note=f"Related story added: {other}")


def ban(article: Article, other: Article, actor: Any) -> None:
    """Never suggest `other` for `article` again. Raises PermissionRefused."""
    require(actor, "save", article)
    BannedSuggestion.objects.get_or_create(article=article, banned=other)
