"""What the picture desk does, one function each; nothing else writes pictures.

Every action on a picture readers may see bumps the site generation, through `performing`.
All raise ActionRefused (PermissionRefused among them) with the cure, and ValidationError for words or dates that cannot be.
"""

from datetime import datetime
from functools import partial
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import ProtectedError

from newsroom.images import duplicates, library_search, renditions, sealed_storage, tasks, usage
from newsroom.images.models import Picture, PictureFile
from newsroom.images.upload import Intake, take_in
from newsroom.publishing import generation
from newsroom.publishing.actions.base import Act, performing
from newsroom.publishing.exceptions import ActionRefused

WORDS = ("title", "alt", "caption", "credit", "source", "taken", "copyright", "keywords")
MIDDLE = "0.5x0.5"


def upload(
    file: "Intake | File[bytes]",
    actor: Any,
    *,
    usable_from: datetime | None = None,
    usable_until: datetime | None = None,
    focus: str = MIDDLE,
    **words: str,
) -> Picture:
    """Put a new picture into the library.

    `file` is an open upload, or what `take_in` made of one. `words` are those of WORDS; what is left empty
    is filled with what the file says of itself. `focus` is the focal point as "0.3x0.4" (shares of width
    and height). Rights are aware datetimes, half-open. It does not ask whether the photo is there already:
    `duplicates.known` does.
    Three small renditions are made on commit, the share image when a story with the picture is published, the others
    by a task.
    """
    _check(words)
    intake = _taken_in(file)
    picture = Picture(uploaded_by=actor, usable_from=usable_from, usable_until=usable_until)
    said = {"title": intake.filename.rpartition(".")[0] or intake.filename or "Untitled", **intake.said}
    for word in WORDS:
        setattr(picture, word, words.get(word) or said.get(word, ""))
    with performing("upload_picture", picture, actor=actor, permission="images.add_picture", readers_notice=False) as [
        act
    ]:
        picture.uploaded_at = act.now
        picture.full_clean()
        picture.save()
        _show(_new_file(act, intake, focus), act)
        return picture


def replace_file(
    picture: Picture, file: "Intake | File[bytes]", actor: Any, *, focus: str = MIDDLE, reason: str = ""
) -> None:
    """Show another file everywhere the picture is used. The older files stay; the bytes of one of them bring it back."""
    intake = _taken_in(file)
    with performing(
        "replace_picture_file", picture, actor=actor, permission="images.change_picture", reason=reason
    ) as [act]:
        _refuse_if_taken_down(act.subject)
        known = act.subject.files.filter(sha256=intake.sha256).first()
        if known and known.pk == act.subject.current_id:
            act.pass_over()
        else:
            was_shared = bool(act.subject.current and act.subject.current.shared)
            _show(known or _new_file(act, intake, focus), act, share=was_shared)
            generation.remove()


def edit(picture: Picture, actor: Any, *, focus: str | None = None, **words: str) -> None:
    """Change words and focal point. Readers see a new credit or alternative text at once; the old words stay in the audit log."""
    _check(words)
    with performing("edit_picture", picture, actor=actor, permission="images.change_picture") as [act]:
        subject = act.subject
        _refuse_if_taken_down(subject)
        before = {word: getattr(subject, word) for word in words if getattr(subject, word) != words[word]}
        for word in before:
            setattr(subject, word, words[word])
        act.reason = "\n".join(f"{word} was: {text}" for word, text in before.items())
        if before:
            subject.full_clean()
            subject.save(update_fields=before)
            library_search.index(subject)
        moved = focus is not None and subject.current.ppoi != focus
        if moved:
            file = subject.current
            file.ppoi = focus
            file.renditions = [line for line in file.renditions if not line["shape"]]  # the crops show the old point
            was_shared, file.shared = bool(file.shared), None
            file.clean_fields()
            file.save(update_fields=["ppoi", "renditions", "shared"])
            _show(file, act, share=was_shared)
        if not before and not moved:
            act.pass_over()


def set_rights(
    picture: Picture, actor: Any, *, usable_from: datetime | None, usable_until: datetime | None, reason: str = ""
) -> None:
    """Say from when until when (half-open, aware; None: no limit) readers may see it. It comes and goes at those instants by itself."""
    with performing("set_picture_rights", picture, actor=actor, permission="images.change_picture", reason=reason) as [
        act
    ]:
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
    """For legal reasons: from now on no address serves it, in the past or the future; its files are sealed. Not to be undone."""
    if not reason.strip():
        raise ActionRefused("Say why the picture is taken down: the reason goes into the audit log.")
    with performing(
        "take_down_picture", picture, actor=actor, permission="images.take_down_picture", reason=reason
    ) as [act]:
        _refuse_if_taken_down(act.subject)
        act.subject.taken_down_at = act.now
        act.subject.save(update_fields=["taken_down_at"])
        generation.remove()
        tasks.seal.enqueue(act.subject.pk)
        transaction.on_commit(
            partial(sealed_storage.seal_picture, act.subject), robust=True
        )  # `media` refuses it already


def open_sealed(picture: Picture, actor: Any, *, reason: str) -> IO[bytes]:
    """The stored original of a taken-down picture, open for reading. Every opening is audited, with its reason."""
    if not reason.strip():
        raise ActionRefused("Say why the sealed picture is opened: the reason goes into the audit log.")
    with performing(
        "open_sealed_picture",
        picture,
        actor=actor,
        permission="images.open_sealed_picture",
        reason=reason,
        readers_notice=False,
    ) as [act]:
        if act.subject.taken_down_at is None:
            raise ActionRefused("This picture has not been taken down: open it in the library.")
        return sealed_storage.open_sealed(act.subject.current)


def discard(picture: Picture, actor: Any) -> None:
    """Delete a picture that nothing uses, its files included."""
    if uses := usage.of(picture):
        raise ActionRefused(f"“{picture}” is used in {', '.join(use.label for use in uses)}. Take it out there first.")
    with performing(
        "discard_picture", picture, actor=actor, permission="images.delete_picture", readers_notice=False
    ) as [act]:
        _refuse_if_taken_down(act.subject)
        files = list(act.subject.files.all())
        Picture.objects.filter(pk=act.subject.pk).update(current=None)
        try:
            Picture.objects.filter(pk=act.subject.pk).delete()  # by query: the audit row still needs act.subject's key
        except ProtectedError:
            raise ActionRefused(f"“{picture}” is used in a story or its history, and stays.") from None
        transaction.on_commit(partial(sealed_storage.erase, files), robust=True)


def _check(words: dict[str, str]) -> None:
    if unknown := set(words) - set(WORDS):
        raise TypeError(f"A picture has no {', '.join(unknown)}; its words are {', '.join(WORDS)}.")


def _taken_in(file: "Intake | File[bytes]") -> Intake:
    intake = file if isinstance(file, Intake) else take_in(file, file.name or "")
    duplicates.refuse_taken_down(intake)
    return intake


def _new_file(act: Act, intake: Intake, focus: str) -> PictureFile:
    newest = act.subject.files.order_by("-number").first()
    file = PictureFile(
        picture=act.subject,
        number=newest.number + 1 if newest else 1,
        ppoi=focus,
        sha256=intake.sha256,
        likeness=intake.likeness,
        filename=intake.filename,
        width=intake.width,
        height=intake.height,
        created_at=act.now,
        created_by=act.actor,
    )
    file.image.save(f"picture.{intake.extension}", ContentFile(intake.data), save=False)
    file.full_clean()
    file.save()
    return file


def _show(file: PictureFile, act: Act, share: bool = False) -> None:
    """Make `file` the one that is shown, and have its renditions made.

    `share`: on commit its share image too, since a story is published with the one that this file replaces.
    """
    act.subject.current = file
    act.subject.save(update_fields=["current"])
    library_search.index(act.subject)
    tasks.make_renditions.enqueue(file.pk)
    transaction.on_commit(partial(renditions.make_at_once, file, share=share), robust=True)


def _refuse_if_taken_down(picture: Picture) -> None:
    if picture.taken_down_at:
        raise ActionRefused("This picture was taken down. Only its sealed copy can be opened, by an administrator.")
