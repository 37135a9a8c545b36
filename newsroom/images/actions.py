"""Actions on pictures; nothing else writes them.

All raise ActionRefused (or PermissionRefused) with the cure, and ValidationError for impossible words or dates.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError

from newsroom.images import duplicates, library_search, renditions, sealed_storage, tasks, usage
from newsroom.images.metadata import day_of
from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import Intake, take_in
from newsroom.publishing import generation
from newsroom.publishing.actions.base import Act, Frame, performing
from newsroom.publishing.exceptions import ActionRefused

WORDS = (
    "title", "alt", "caption", "credit", "source", "taken", "copyright", "keywords", "restrictions", "mandatory_credit"
)  # fmt: skip
CENTER = "0.5x0.5"


def upload(
    file: Any,
    actor: Any,
    *,
    usable_from: datetime | None = None,
    usable_until: datetime | None = None,
    focus: str = CENTER,
    **words: str,
) -> Picture:
    """Add a picture to the library, whether or not it is a duplicate (see `duplicates.known`).

    `file` is an open upload, or its Intake. `words` are those of WORDS; missing ones come from the file's metadata.
    `focus` is the focal point as shares of width and height. Rights are aware datetimes, half-open.
    """
    _check(words)
    intake = _intake(file)
    picture = Picture(uploaded_by=actor, usable_from=usable_from, usable_until=usable_until)
    title = intake.filename.rpartition(".")[0] or intake.filename or "Untitled"
    for word in WORDS:
        setattr(picture, word, words.get(word) or {"title": title, **intake.said}.get(word, ""))
    with _performing("upload_picture", picture, actor, permission="add_picture", readers_notice=False) as [act]:
        picture.uploaded_at = act.now
        picture.taken_on = day_of(picture.taken)
        picture.full_clean()
        picture.save()
        _show(_new_file(act, intake, focus), act)
        return picture


def replace_file(picture: Picture, file: Any, actor: Any, *, focus: str = CENTER, reason: str = "") -> None:
    """Show another file everywhere the picture is used. Older files are kept; uploading one again restores it."""
    intake = _intake(file)
    with _performing("replace_picture_file", picture, actor, reason) as [act]:
        _refuse_if_taken_down(act.subject)
        known = act.subject.files.filter(sha256=intake.sha256).first()
        if known and known.pk == act.subject.current_id:
            act.pass_over()
        else:
            was_shared = bool(act.subject.current and act.subject.current.shared)
            _show(known or _new_file(act, intake, focus), act, share=was_shared)
            generation.remove()


def edit(
    picture: Picture,
    actor: Any,
    *,
    focus: str | None = None,
    crops: dict[str, list[float]] | None = None,
    **words: str,
) -> None:
    """Change words, focal point and crops, for readers at once. The old words go into the audit log.

    `crops` are left, top and width by shape, as shares: all of them, without those that follow the focal point.
    """
    _check(words)
    with _performing("edit_picture", picture, actor) as [act]:
        subject = act.subject
        _refuse_if_taken_down(subject)
        before = {word: getattr(subject, word) for word in words if getattr(subject, word) != words[word]}
        for word in before:
            setattr(subject, word, words[word])
        act.reason = "\n".join(f"{word} was: {text}" for word, text in before.items())
        if before:
            subject.taken_on = day_of(subject.taken)
            subject.full_clean()
            subject.save(update_fields=[*before, "taken_on"])
            library_search.index(subject)
        file = subject.current
        moved = focus not in (None, file.ppoi) or crops not in (None, file.crops)
        if moved:
            file.ppoi = file.ppoi if focus is None else focus
            file.crops = file.crops if crops is None else crops
            file.renditions = [line for line in file.renditions if not line["shape"]]  # the crops are old
            was_shared, file.shared = bool(file.shared), None
            file.clean_fields()
            file.clean()
            file.save(update_fields=["ppoi", "crops", "renditions", "shared"])
            _show(file, act, share=was_shared)
        if not before and not moved:
            act.pass_over()


def set_rights(
    picture: Picture, actor: Any, *, usable_from: datetime | None, usable_until: datetime | None, reason: str = ""
) -> None:
    """Set from when until when readers may see it: half-open, aware; None for no limit."""
    with _performing("set_picture_rights", picture, actor, reason) as [act]:
        subject = act.subject
        _refuse_if_taken_down(subject)
        if (subject.usable_from, subject.usable_until) == (usable_from, usable_until):
            act.pass_over()
            return
        subject.usable_from, subject.usable_until = usable_from, usable_until
        subject.full_clean()
        subject.save(update_fields=["usable_from", "usable_until"])
        generation.remove()


def take_down(picture: Picture, actor: Any, *, reason: str) -> None:
    """Take the picture down for legal reasons, for good: no address serves it any more, and its files are sealed."""
    if not reason.strip():
        raise ActionRefused("Enter the reason for taking this photo down. It goes into the audit log.")
    with _performing("take_down_picture", picture, actor, reason, permission="take_down_picture") as [act]:
        _refuse_if_taken_down(act.subject)
        act.subject.taken_down_at = act.now
        act.subject.save(update_fields=["taken_down_at"])
        generation.remove()
        tasks.seal.enqueue(act.subject.pk)
        # `media` refuses it before that.
        transaction.on_commit(partial(sealed_storage.seal_picture, act.subject), robust=True)


def open_sealed(picture: Picture, actor: Any, *, reason: str) -> IO[bytes]:
    """Open the stored original of a taken-down picture for reading. Every opening is audited, with its reason."""
    if not reason.strip():
        raise ActionRefused("Enter the reason for opening this restricted photo. It goes into the audit log.")
    permission = "open_sealed_picture"
    with _performing(permission, picture, actor, reason, permission=permission, readers_notice=False) as [act]:
        if act.subject.taken_down_at is None:
            raise ActionRefused("This photo hasn’t been taken down. Open it in the library.")
        return sealed_storage.open_sealed(act.subject.current)


def discard(picture: Picture, actor: Any) -> None:
    """Delete a picture that nothing uses, with its files."""
    if uses := usage.of(picture):
        raise ActionRefused(f"“{picture}” is used in {', '.join(use.label for use in uses)}. Remove it there first.")
    with _performing("discard_picture", picture, actor, permission="delete_picture", readers_notice=False) as [act]:
        _refuse_if_taken_down(act.subject)
        files = list(act.subject.files.all())
        Picture.objects.filter(pk=act.subject.pk).update(current=None)
        try:
            Picture.objects.filter(pk=act.subject.pk).delete()  # by query: the audit row still needs act.subject's key
        except ProtectedError:
            message = f"“{picture}” is used in a story or one of its earlier versions, so it can’t be deleted."
            raise ActionRefused(message) from None
        transaction.on_commit(partial(sealed_storage.erase, files), robust=True)


def _performing(
    action: str, picture: Picture, actor: Any, reason: str = "", *, permission: str = "change_picture", **options: Any
) -> AbstractContextManager[Frame]:
    return performing(action, picture, actor=actor, permission=f"images.{permission}", reason=reason, **options)


def _check(words: dict[str, str]) -> None:
    if unknown := set(words) - set(WORDS):
        raise TypeError(f"A picture has no {', '.join(unknown)}; its words are {', '.join(WORDS)}.")


def _intake(file: Any) -> Intake:
    intake = file if isinstance(file, Intake) else take_in(file, file.name or "")
    duplicates.refuse_taken_down(intake)
    return intake


def _new_file(act: Act, intake: Intake, focus: str) -> PictureFile:
    newest = act.subject.files.order_by("-number").first()
    file = PictureFile(
        picture=act.subject,
        number=newest.number + 1 if newest else 1,
        ppoi=focus,
        created_at=act.now,
        created_by=act.actor,
        **{name: getattr(intake, name) for name in ("sha256", "likeness", "filename", "width", "height")},
    )
    file.image.save(f"picture.{intake.extension}", ContentFile(intake.data), save=False)
    file.full_clean()
    file.save()
    return file


def _show(file: PictureFile, act: Act, share: bool = False) -> None:
    """Show `file` and have its renditions made; `share`: the share image, too, because a published story uses it."""
    act.subject.current = file
    act.subject.save(update_fields=["current"])
    library_search.index(act.subject)
    tasks.make_renditions.enqueue(file.pk)
    transaction.on_commit(partial(renditions.make_at_once, file, share=share), robust=True)


def _refuse_if_taken_down(picture: Picture) -> None:
    if picture.taken_down_at:
        raise ActionRefused("This photo was taken down. An administrator can open the restricted copy.")
