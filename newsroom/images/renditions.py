"""The sizes and crops that are made of a picture, and which of them are ready.

Making them takes seconds, so a task does it; templates use what is recorded as ready and fall back
on the stored original. Everything here can be done twice, or stopped half-way and done again.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypedDict

from django.core.files.storage import default_storage
from django.db import transaction
from imagefield.backend_base import calculate_crop_box
from imagefield.processing import register_pillow
from PIL import Image

from newsroom.images import sealed_storage
from newsroom.images.models import Picture, PictureFile
from newsroom.publishing import generation

logger = logging.getLogger(__name__)

# Shape -> widths in pixels. The shape "" is the whole picture.
WIDTHS = {
    "": (480, 960, 1600, 2400),
    "16:9": (320, 640, 1280),
    "4:3": (320, 640, 1280),
    "1:1": (160, 320, 640, 1200),  # search engines ask for one of 1,200 pixels or more of every shape
}
FORMATS = {"avif": {"quality": 58, "speed": 8}, "webp": {"quality": 80, "method": 4}}
# The image of link previews and feeds. A JPEG, because not every network and reader of feeds shows WebP.
SHARE_SIZE = (1200, 630)
SHARE_JPEG = {"quality": 84, "optimize": True, "progressive": True}
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
    """`PictureFile.shared`: the share image, with all that feeds and link previews need; `bytes` is its length."""

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
    _share(file)


def make_at_once(file: PictureFile, *, share: bool = False) -> None:
    """Make the few renditions that are worth waiting for; `share`: the share image too."""
    if share:
        _share(file)
    _make(file, [plan for plan in missing(file) if plan.type == "webp" and (plan.shape, plan.width) in AT_ONCE])


def has_share_image(file: PictureFile) -> bool:
    """Whether the share image of `file` is recorded. Earlier versions recorded a WebP rendition, which does not count."""
    return (file.shared or {}).get("type") == "image/jpeg"


def _share(file: PictureFile) -> None:
    """Make the share image unless it is recorded, and let pages know of it."""
    if has_share_image(file) or not (shared := write_share_image(file)):
        return
    with transaction.atomic():
        if record_share_image(file, shared) and Picture.objects.filter(current=file.pk).exists():
            generation.bump()


def write_share_image(file: PictureFile) -> Shared | None:
    """Write the JPEG for link previews and feeds into the storage, unless it is there. Return what to record of it.

    It is cut around the focal point; nothing is enlarged. The name follows from the picture's bytes and focal point, so
    the file that a rolled-back transaction leaves behind is found by the next attempt. A picture that cannot be decoded
    has no share image: None is returned and the reason logged, because no story must wait for it.
    """
    across, down = SHARE_SIZE
    box = calculate_crop_box(file.width, file.height, across, down, file.focus)
    width = min(across, box.width)
    height = max(1, round(width * down / across))

    def apply(_fieldfile: Any, context: Any) -> None:
        context.extension = ".jpg"
        context.processors = ["share_jpeg", "preserve_icc_profile", ("crop", (width, height))]

    try:
        name = file.image.process(apply)
        size = default_storage.size(name)
    except Exception:  # decoders and storages raise whatever they like
        logger.warning("No share image could be made of %s.", file, exc_info=True)
        return None
    return Shared(type="image/jpeg", width=width, height=height, name=name, bytes=size)


def record_share_image(file: PictureFile, shared: Shared) -> bool:
    """Record the share image that was written; return False if the file may not have it any more.

    Call it inside a transaction, and bump the site generation after it.
    """
    generation.hold()  # before the row of the file, here and in `_record`: a publication and a worker cannot deadlock
    if PictureFile.objects.filter(pk=file.pk, ppoi=file.ppoi, picture__taken_down_at=None).update(shared=shared):
        file.shared = shared
        return True
    if not PictureFile.objects.filter(pk=file.pk, picture__taken_down_at=None).exists():
        sealed_storage.seal(file)  # taken down meanwhile: leave nothing in public
    return False


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
            sealed_storage.seal(file)
            return
        if picture.current_id == file.pk:
            generation.hold()
        if today.ppoi != file.ppoi:  # the crops show the old focal point; whoever moved it has asked for new ones
            made = [line for line in made if not line["shape"]]
        new = {(line["shape"], line["type"], line["width"]) for line in made}
        kept = [line for line in today.renditions if (line["shape"], line["type"], line["width"]) not in new]
        file.renditions = today.renditions = sorted(
            kept + made, key=lambda line: (line["shape"], line["type"], line["width"])
        )
        today.save(update_fields=["renditions"])
        if picture.current_id == file.pk:
            generation.bump()


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


@register_pillow  # type: ignore[untyped-decorator]
def share_jpeg(get_image: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A processor of django-imagefield: decode no more than the share image needs, put it on white, save as JPEG."""

    def processor(image: Any, context: Any) -> Any:
        context.save_kwargs.update(SHARE_JPEG, format="JPEG")
        image.draft(None, SHARE_SIZE)  # a large JPEG is decoded at a half or a quarter: half the time
        shown = get_image(image, context)
        if not shown.has_transparency_data:
            return shown if shown.mode in ("RGB", "L") else shown.convert("RGB")
        white = Image.new("RGBA", shown.size, "white")
        white.alpha_composite(shown.convert("RGBA"))
        return white.convert("RGB")

    return processor
