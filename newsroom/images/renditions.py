"""The sizes and crops that are made of a picture, and which of them are ready.

Making them takes seconds, so a task does it; templates use what is recorded as ready and fall back
on the stored original. Everything here can be done twice, or stopped half-way and done again.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypedDict

from django.core.files.storage import default_storage
from django.db import transaction
from imagefield.backend_base import calculate_crop_box
from imagefield.processing import register_pillow

from newsroom.images import sealing
from newsroom.images.models import Picture, PictureFile
from newsroom.publishing import generation

# Shape -> widths in pixels. The shape "" is the whole picture.
WIDTHS = {
    "": (480, 960, 1600, 2400),
    "16:9": (320, 640, 1280),
    "4:3": (320, 640, 1280),
    "1:1": (160, 320, 640, 1200),  # search engines ask for one of 1,200 pixels or more of every shape
}
FORMATS = {"avif": {"quality": 58, "speed": 8}, "webp": {"quality": 80, "method": 4}}
# In WebP, while the uploader waits: the page is light before any worker has run.
AT_ONCE = {("", 960), ("16:9", 640), ("1:1", 320)}


class Ready(TypedDict):
    """One line of `PictureFile.renditions`."""

    shape: str
    type: str
    width: int
    height: int
    name: str


class Shared(TypedDict):
    """`PictureFile.shared`: what feeds and link previews need to know, `bytes` being the length of the file."""

    type: str
    width: int
    height: int
    name: str
    bytes: int


class Plan(NamedTuple):
    """One rendition that ought to exist."""

    shape: str
    type: str
    width: int
    height: int


def planned(file: PictureFile) -> list[Plan]:
    """Every rendition this file ought to have. Nothing is enlarged: a small picture has fewer, but of each shape at least one."""
    plans = []
    for shape, widths in WIDTHS.items():
        across, down = map(int, shape.split(":")) if shape else (file.width, file.height)
        box = calculate_crop_box(file.width, file.height, across, down, file.focus)
        sizes = [width for width in widths if width <= box.width] or [box.width]
        plans += [Plan(shape, kind, width, max(1, round(width * down / across))) for kind in FORMATS for width in sizes]
    return plans


def missing(file: PictureFile) -> list[Plan]:
    """What is planned and not recorded as ready."""
    ready = {(line["shape"], line["type"], line["width"], line["height"]) for line in file.renditions}
    return [plan for plan in planned(file) if plan not in ready]


def make_renditions(file: PictureFile) -> None:
    """Make every rendition of `file` that is missing, and record them as ready. Doing it again does nothing."""
    _make(file, missing(file))


def make_at_once(file: PictureFile) -> None:
    """Make the few renditions that are worth waiting for."""
    _make(file, [plan for plan in missing(file) if plan.type == "webp" and (plan.shape, plan.width) in AT_ONCE])


def _make(file: PictureFile, plans: Iterable[Plan]) -> None:
    made = [
        Ready(shape=shape, type=kind, width=width, height=height, name=file.image.process(_spec(kind, width, height)))
        for shape, kind, width, height in plans
    ]
    if made:
        _record(file, made)


def _record(file: PictureFile, made: list[Ready]) -> None:
    with transaction.atomic():
        picture = Picture.objects.select_for_update(no_key=True).filter(pk=file.picture_id).first()
        today = PictureFile.objects.filter(pk=file.pk).first()
        if (
            picture is None or today is None or picture.taken_down_at
        ):  # gone while we were at work: leave nothing in public
            sealing.seal(file)
            return
        if today.ppoi != file.ppoi:  # the crops show the old focal point; whoever moved it has asked for new ones
            made = [line for line in made if not line["shape"]]
        new = {(line["shape"], line["type"], line["width"]) for line in made}
        kept = [line for line in today.renditions if (line["shape"], line["type"], line["width"]) not in new]
        file.renditions = today.renditions = sorted(
            kept + made, key=lambda line: (line["shape"], line["type"], line["width"])
        )
        file.shared = today.shared = _to_share(today.renditions)
        today.save(update_fields=["renditions", "shared"])
        if picture.current_id == file.pk:
            generation.bump()


def _to_share(ready: Iterable[Ready]) -> Shared | None:
    """The widest 16:9 in WebP, which every reader of feeds shows; a feed of fifty has no time to look for it."""
    wide = [line for line in ready if (line["shape"], line["type"]) == ("16:9", "webp")]
    if not wide:
        return None
    line = max(wide, key=lambda line: line["width"])
    size = default_storage.size(line["name"])
    return Shared(type="image/webp", width=line["width"], height=line["height"], name=line["name"], bytes=size)


def _spec(kind: str, width: int, height: int) -> Callable[[Any, Any], None]:
    """The rendition in django-imagefield's terms. Its storage name follows from these terms, the source's name and the focal point."""

    def apply(fieldfile: Any, context: Any) -> None:
        context.extension = f".{kind}"
        context.processors = [("encode", kind), "preserve_icc_profile", ("crop", (width, height))]

    return apply


@register_pillow  # type: ignore[untyped-decorator]
def encode(get_image: Callable[[Any, Any], Any], kind: str) -> Callable[[Any, Any], Any]:
    """A processor of django-imagefield: save as `kind`, with pixels and colour profile only."""

    def processor(image: Any, context: Any) -> Any:
        context.save_kwargs.update(FORMATS[kind], format=kind.upper())
        return get_image(image, context)

    return processor
