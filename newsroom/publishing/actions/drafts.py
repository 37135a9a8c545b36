"""The draft: saving it, taking back what an older version said, and the bin."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.actions.revisions import after_edit, head_of, meant, record, record_draft
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.merge import PartNotFound, restore_part
from newsroom.publishing.models import Content, Publishable
from newsroom.text.snapshot_diff import differences, in_few_words


def save(subject: Publishable, actor: User, *, note: str = "") -> Any:
    """Record the working copy as a new revision; an unchanged one records nothing. Returns the head."""
    with performing("save", subject, actor=actor, readers_notice=False) as [act]:
        return record_draft(act, note=note)


def restore(subject: Publishable, actor: User, revision: Any, *, parts: Sequence[str] = (), onto: Any = None) -> Any:
    """Make the working copy say what `revision` said, as a new revision. Nothing of the past changes. Returns the new one.

    `parts` are paths of `merge.restore_part`: then only those parts are restored. `onto` is the newest revision as the user has
    seen it: refused once there is a newer one.
    """
    with performing("restore", subject, actor=actor, readers_notice=False) as [act]:
        old, head = meant(act, revision), head_of(act)
        if onto and onto.pk != head.pk:
            raise ActionRefused(
                f"{head.author} saved version {head.number} meanwhile. Compare with that one, then take back what you need."
            )
        content, note = old.read(), f"Restored version {old.number}"
        if parts:
            content = _restored_parts(head.read(), content, parts)
            if content == head.read():
                raise ActionRefused("The working copy says this already.")
            presenter = act.subject.adapter.presenter([], names=False)
            words = in_few_words(differences(presenter.describe(head.read()), presenter.describe(content)))
            note = f"{capfirst(words)} restored from version {old.number}"
        try:
            with transaction.atomic():
                act.subject.load(content)
        except IntegrityError:
            raise ActionRefused(
                "This goes together with something else that changed. Take that back first, or restore the version whole."
            ) from None
        return record(act, act.subject.snapshot(), note=note, review=after_edit(act.subject))


def _restored_parts(content: Content, old: Content, parts: Sequence[str]) -> Content:
    try:
        for path in parts:
            content = restore_part(content, old, path)
    except PartNotFound:
        raise ActionRefused(
            "The working copy has no such part any more. Compare with the newest version, then take back what you need."
        ) from None
    return content


def bin(subject: Publishable, actor: User) -> None:
    """Put a draft in the bin. What readers have seen, or will, stays."""
    with performing("bin", subject, actor=actor, readers_notice=False) as [act]:
        if act.subject.transitions.exists():
            raise ActionRefused(
                "This was published or is scheduled. Unpublish it instead; published work is never thrown away."
            )
        act.subject.binned_at = act.now
        act.subject.save(update_fields=["binned_at"])


def unbin(subject: Publishable, actor: User) -> None:
    """Take a draft out of the bin."""
    with performing("unbin", subject, actor=actor, readers_notice=False) as [act]:
        act.subject.binned_at = None
        act.subject.save(update_fields=["binned_at"])
