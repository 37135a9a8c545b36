"""Actions on media files; nothing else writes them.

All raise ActionRefused (or PermissionRefused) with the cure, and ValidationError for impossible words.
"""

from contextlib import AbstractContextManager
from functools import partial
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.db.models import ProtectedError

from newsroom.images.sealed_storage import seal_file
from newsroom.media import webvtt
from newsroom.media.models import Kind, MediaFile
from newsroom.media.tasks import seal
from newsroom.media.upload import Intake, take_in
from newsroom.publishing import generation
from newsroom.publishing.actions.base import Frame, performing
from newsroom.publishing.exceptions import ActionRefused

WORDS = ("title", "credit", "poster", "captions", "language", "transcript", "usable_from", "usable_until")


def known(intake: Intake) -> MediaFile | None:
    """Return the media file that has these very bytes. Raises ValidationError if it was taken down."""
    found = MediaFile.objects.filter(sha256=intake.sha256)
    if found.filter(taken_down_at__isnull=False).exists():
        raise ValidationError(
            "This file was taken down for legal reasons and can’t be used again. Ask an administrator.",
            code="taken_down",
        )
    return found.first()


def upload(file: Any, actor: Any, **words: Any) -> MediaFile:
    """Add a media file. `file` is an open upload, or its Intake; `words` are those of WORDS. The title has a default."""
    intake = file if isinstance(file, Intake) else take_in(file, file.name or "")
    known(intake)
    media = MediaFile(uploaded_by=actor)
    for name in ("kind", "size", "sha256", "filename", "seconds", "pages"):
        setattr(media, name, getattr(intake, name))
    for word, value in {"title": intake.title, **{name: value for name, value in words.items() if value}}.items():
        setattr(media, word, value)
    with _performing("upload_media", media, actor, permission="add_mediafile", readers_notice=False) as [act]:
        media.uploaded_at = act.now
        _check(media)
        media.file.save(f"file.{intake.extension}", File(intake.file), save=False)
        media.full_clean()
        media.save()
        return media


def edit(media: MediaFile, actor: Any, **words: Any) -> None:
    """Change words, poster, captions or rights, for readers at once. What they were goes into the audit log."""
    with _performing("edit_media", media, actor) as [act]:
        subject = act.subject
        _refuse_if_taken_down(subject)
        before = {word: getattr(subject, word) for word in words if getattr(subject, word) != words[word]}
        for word in before:
            setattr(subject, word, words[word])
        if not before:
            act.pass_over()
            return
        act.reason = "\n".join(f"{word} was: {value}" for word, value in before.items())
        _check(subject)
        subject.full_clean()
        subject.save(update_fields=before)
        if {"usable_from", "usable_until"} & set(before):
            generation.remove()


def take_down(media: MediaFile, actor: Any, *, reason: str) -> None:
    """Take the file down for legal reasons, for good: no address serves it any more, and its bytes are sealed."""
    if not reason.strip():
        raise ActionRefused("Enter the reason for taking this file down. It goes into the audit log.")
    with _performing("take_down_media", media, actor, reason, permission="take_down_mediafile") as [act]:
        _refuse_if_taken_down(act.subject)
        act.subject.taken_down_at = act.now
        act.subject.save(update_fields=["taken_down_at"])
        generation.remove()
        seal.enqueue(act.subject.pk)
        # The views refuse it before that.
        transaction.on_commit(partial(seal_file, act.subject.stored_as), robust=True)


def open_sealed(media: MediaFile, actor: Any, *, reason: str) -> IO[bytes]:
    """Open a taken-down file for reading. Every opening is audited, with its reason."""
    if not reason.strip():
        raise ActionRefused("Enter the reason for opening this restricted file. It goes into the audit log.")
    permission = "open_sealed_mediafile"
    with _performing("open_sealed_media", media, actor, reason, permission=permission, readers_notice=False) as [act]:
        if act.subject.taken_down_at is None:
            raise ActionRefused("This file hasn’t been taken down. Open it in the list of media files.")
        return storages["sealed"].open(act.subject.stored_as)


def discard(media: MediaFile, actor: Any) -> None:
    """Delete a media file that nothing uses, with its bytes."""
    with _performing("discard_media", media, actor, permission="delete_mediafile", readers_notice=False) as [act]:
        _refuse_if_taken_down(act.subject)
        try:
            MediaFile.objects.filter(pk=act.subject.pk).delete()  # by query: the audit row still needs the key
        except ProtectedError:
            message = f"“{media}” is used in a story or one of its earlier versions, so it can’t be deleted."
            raise ActionRefused(message) from None
        transaction.on_commit(partial(default_storage.delete, act.subject.stored_as), robust=True)


def _performing(
    action: str, media: MediaFile, actor: Any, reason: str = "", *, permission: str = "change_mediafile", **options: Any
) -> AbstractContextManager[Frame]:
    return performing(action, media, actor=actor, permission=f"media.{permission}", reason=reason, **options)


def _check(media: MediaFile) -> None:
    """Bring the captions into their stored form. Raises ValidationError, by field."""
    try:
        media.captions = webvtt.checked(media.captions) if media.kind != Kind.DOCUMENT else ""
    except ValidationError as error:
        raise ValidationError({"captions": error.messages}) from None


def _refuse_if_taken_down(media: MediaFile) -> None:
    if media.taken_down_at:
        raise ActionRefused("This file was taken down. An administrator can open the restricted copy.")
