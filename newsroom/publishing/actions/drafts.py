"""The draft: saving it, restoring an older version or a part of it, and the trash."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.actions.revisions import after_edit, head_of, meant, record, record_draft
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable
from newsroom.text.person_name import name_of
from newsroom.text.snapshot_diff import differences, in_few_words
from newsroom.text.snapshot_paths import PartNotFound, restore_part


def save(subject: Publishable, actor: User, *, note: str = "") -> Any:
    """Record the working copy as a new revision, unless nothing changed. Return the newest revision."""
    with performing("save", subject, actor=actor, readers_notice=False) as [act]:
        return record_draft(act, note=note)


def restore(subject: Publishable, actor: User, revision: Any, *, parts: Sequence[str] = (), onto: Any = None) -> Any:
    """Make the working copy say what `revision` said, as a new revision, and return that.

    `parts` are paths of `snapshot_paths.restore_part`: then only those parts are restored. `onto` is the newest revision as the
    user has seen it; refused if there is a newer one.
    """
    with performing("restore", subject, actor=actor, readers_notice=False) as [act]:
        old, head = meant(act, revision), head_of(act)
        if onto and onto.pk != head.pk:
            raise ActionRefused(
                f"{name_of(head.author)} saved version {head.number} in the meantime. Compare with it, then restore what you need."
            )
        content, note = old.read(), f"Restored version {old.number}"
        if parts:
            now, earlier = head.read(), content
            content = now
            try:
                for path in parts:
                    content = restore_part(content, earlier, path)
            except PartNotFound:
                raise ActionRefused(
                    "The draft no longer has this part. Compare with the newest version, then restore what you need."
                ) from None
            if content == now:
                raise ActionRefused("The draft already says this.")
            presenter = act.subject.adapter.presenter([], names=False)
            words = in_few_words(differences(presenter.describe(now), presenter.describe(content)))
            note = f"{capfirst(words)} restored from version {old.number}"
        try:
            with transaction.atomic():
                act.subject.load(content)
        except IntegrityError:
            raise ActionRefused(
                "This depends on something else that changed. Restore that first, or restore the whole version."
            ) from None
        return record(act, act.subject.snapshot(), note=note, review=after_edit(act.subject))


def bin(subject: Publishable, actor: User) -> None:
    """Move a draft to the trash. Refused for what was published or is scheduled."""
    with performing("bin", subject, actor=actor, readers_notice=False) as [act]:
        if act.subject.transitions.exists():
            raise ActionRefused(
                "This was published or is scheduled, so it can’t go to the trash. Unpublish it instead."
            )
        act.subject.binned_at = act.now
        act.subject.save(update_fields=["binned_at"])


def unbin(subject: Publishable, actor: User) -> None:
    """Take a draft out of the trash."""
    with performing("unbin", subject, actor=actor, readers_notice=False) as [act]:
        act.subject.binned_at = None
        act.subject.save(update_fields=["binned_at"])
