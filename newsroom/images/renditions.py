"""The sizes and crops of a picture, and which of them are ready. Everything here can be interrupted and repeated.

Making them takes seconds, so a task does it; until then, pages show the stored original.
"""

import logging
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, NamedTuple, TypedDict

from django.core.files.storage import default_storage
from django.db import transaction
from imagefield.backend_base import calculate_crop_box
from imagefield.processing import register_pillow
from PIL import Image

from newsroom.images import sealed_storage
from newsroom.images.models import Picture, PictureFile
from newsroom.images.picture_html import WIDTHS
from newsroom.publishing import generation

logger = logging.getLogger(__name__)

FORMATS = {"avif": {"quality": 58, "speed": 8}, "webp": {"quality": 80, "method": 4}}
# The image for link previews and feeds. A JPEG, because not every network and feed reader shows WebP.
SHARE_SIZE = (1200, 630)
SHARE_JPEG = {"quality": 84, "optimize": True, "progressive": True}
# Made as WebP while the uploader waits, so that pages are light before a worker has run.
AT_ONCE = {("", 960), ("16:9", 640), ("1:1", 320)}


class Shared(TypedDict):
    """`PictureFile.shared`: the share image; `bytes` is its length."""

    type: str
    width: int
    height: int
    name: str
    bytes: int


class Plan(NamedTuple):
    """A rendition that should exist; with its `name` in the storage, one entry of `PictureFile.renditions`."""

    shape: str
    type: str
    width: int
    height: int


def planned(file: PictureFile) -> list[Plan]:
    """Return every rendition this file should have. Nothing is enlarged; of each shape there is at least one."""
    plans = []
    for shape, widths in WIDTHS.items():
        across, down = map(int, shape.split(":")) if shape else (file.width, file.height)
        box = calculate_crop_box(file.width, file.height, across, down, file.focus)
        sizes = [width for width in widths if width <= box.width] or [box.width]
        plans += [Plan(shape, kind, width, max(1, round(width * down / across))) for kind in FORMATS for width in sizes]
    return plans


def missing(file: PictureFile) -> list[Plan]:
    """Return what is planned and not recorded as ready."""
    ready = {(line["shape"], line["type"], line["width"], line["height"]) for line in file.renditions}
    return [plan for plan in planned(file) if plan not in ready]


def make_renditions(file: PictureFile) -> None:
    """Make every missing rendition of `file`, and record them as ready."""
    _make(file, missing(file))
    _share(file)


def make_at_once(file: PictureFile, *, share: bool = False) -> None:
    """Make the few renditions that are worth waiting for; `share`: the share image, too."""
    if share:
        _share(file)
    _make(file, [plan for plan in missing(file) if plan.type == "webp" and (plan.shape, plan.width) in AT_ONCE])


def has_share_image(file: PictureFile) -> bool:
    """Whether the share image of `file` is recorded, as a JPEG: earlier versions recorded a WebP."""
    return (file.shared or {}).get("type") == "image/jpeg"


def _share(file: PictureFile) -> None:
    if has_share_image(file) or not (shared := write_share_image(file)):
        return
    with transaction.atomic():
        if record_share_image(file, shared) and Picture.objects.filter(current=file.pk).exists():
            generation.bump()


def write_share_image(file: PictureFile) -> Shared | None:
    """Write the JPEG for link previews and feeds into the storage, unless it exists, and return what to record.

    Its name follows from the bytes and the focal point, so a file that a rolled-back transaction left behind is found
    again. Returns None, and logs why, for a picture that can't be decoded: no story must wait for it.
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
    except Exception:  # decoders and storages raise anything
        logger.warning("No share image could be made of %s.", file, exc_info=True)
        return None
    return Shared(type="image/jpeg", width=width, height=height, name=name, bytes=size)


def record_share_image(file: PictureFile, shared: Shared) -> bool:
    """Record the share image, in the caller's transaction; return False if the file may no longer have it."""
    generation.hold()  # before the row of the file, here and in `_make`, so that worker and publication can't deadlock
    if PictureFile.objects.filter(pk=file.pk, ppoi=file.ppoi, picture__taken_down_at=None).update(shared=shared):
        file.shared = shared
        return True
    if not PictureFile.objects.filter(pk=file.pk, picture__taken_down_at=None).exists():
        sealed_storage.seal(file)  # taken down meanwhile: leave nothing in public
    return False


def _make(file: PictureFile, plans: Iterable[Plan]) -> None:
    """Make renditions and record them, unless the file is gone meanwhile."""
    made = [{**plan._asdict(), "name": file.image.process(_spec(plan))} for plan in plans]
    if not made:
        return
    with transaction.atomic():
        picture = Picture.objects.select_for_update(no_key=True).filter(pk=file.picture_id).first()
        today = PictureFile.objects.filter(pk=file.pk).first()
        if picture is None or today is None or picture.taken_down_at:
            sealed_storage.seal(file)  # gone meanwhile: leave nothing in public
            return
        if picture.current_id == file.pk:
            generation.hold()
        if today.ppoi != file.ppoi:  # the crops show the old focal point; moving it queued new ones
            made = [line for line in made if not line["shape"]]
        key = itemgetter("shape", "type", "width")
        merged = {key(line): line for line in [*today.renditions, *made]}
        file.renditions = today.renditions = sorted(merged.values(), key=key)
        today.save(update_fields=["renditions"])
        if picture.current_id == file.pk:
            generation.bump()


def _spec(plan: Plan) -> Callable[[Any, Any], None]:
    """Return the plan in django-imagefield's terms, from which, with the focal point, it makes the storage name."""

    def apply(_fieldfile: Any, context: Any) -> None:
        context.extension = f".{plan.type}"
        context.processors = [("encode", plan.type), "preserve_icc_profile", ("crop", (plan.width, plan.height))]

    return apply


@register_pillow  # type: ignore[untyped-decorator]
def encode(get_image: Callable[[Any, Any], Any], kind: str) -> Callable[[Any, Any], Any]:
    """A processor of django-imagefield: save as `kind`, with pixels and color profile only."""

    def processor(image: Any, context: Any) -> Any:
        context.save_kwargs.update(FORMATS[kind], format=kind.upper())
        return get_image(image, context)

    return processor


@register_pillow  # type: ignore[untyped-decorator]
def share_jpeg(get_image: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A processor of django-imagefield: decode only what the share image needs, put it on white, save as JPEG."""

    def processor(image: Any, context: Any) -> Any:
        context.save_kwargs.update(SHARE_JPEG, format="JPEG")
        image.draft(None, SHARE_SIZE)  # decodes a large JPEG at half or quarter size, in half the time
        shown = get_image(image, context)
        if not shown.has_transparency_data:
            return shown if shown.mode in ("RGB", "L") else shown.convert("RGB")
        white = Image.new("RGBA", shown.size, "white")
        white.alpha_composite(shown.convert("RGBA"))
        return white.convert("RGB")

    return processor
