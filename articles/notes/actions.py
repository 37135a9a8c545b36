"""Write a note on a story, and resolve or reopen one. Everybody who can open the story at the desk may do so."""

from typing import Any

from articles.models import Article, StoryNote
from newsroom.publishing import clock
from newsroom.publishing.permissions import require


def write(article: Article, actor: Any, text: str, reply_to: StoryNote | None = None) -> StoryNote:
    """Store a note, which changes nothing of the story. A reply to a reply joins its thread. Raises PermissionRefused."""
    require(actor, "view", article)
    first = reply_to and (reply_to.reply_to or reply_to)
    note: StoryNote = StoryNote.objects.create(
        article=article, author=actor, text=text, written_at=clock.now(), reply_to=first
    )
    return note


def resolve(note: StoryNote, actor: Any) -> None:
    """Mark a note as done with; who did that first stays. Raises PermissionRefused."""
    require(actor, "view", note.article)
    StoryNote.objects.unresolved().filter(pk=note.pk).update(resolved_at=clock.now(), resolved_by=actor)


def reopen(note: StoryNote, actor: Any) -> None:
    """Take back that a note was resolved. Raises PermissionRefused."""
    require(actor, "view", note.article)
    StoryNote.objects.filter(pk=note.pk).update(resolved_at=None, resolved_by=None)
