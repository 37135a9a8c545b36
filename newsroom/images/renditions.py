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
        chosen = file.crop(shape)
        most = int(chosen[2]) if chosen else calculate_crop_box(file.width, file.height, across, down, file.focus).width
        sizes = [width for width in widths if width <= most] or [most]
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
    """Whether the share image of `file` is recorded."""
    return file.share_image is not None


def _share(file: PictureFile) -> None:
    if has_share_image(file) or not (shared := write_share_image(file)):
        return
    with transaction.atomic():
        if record_share_image(file, shared) and Picture.objects.filter(current=file.pk).exists():
            generation.bump([file.picture])


def write_share_image(file: PictureFile) -> Shared | None:
    """Write the JPEG for link previews and feeds into the storage, unless it exists, and return what to record.

    Its name follows from the bytes and the focal point, so a file that a rolled-back transaction left behind is found
    again. Returns None, and logs why, for a picture that can't be decoded: no story must wait for it.
    """
    across, down = SHARE_SIZE
    chosen = file.crop("16:9")  # the shape that is closest
    most = int(chosen[2]) if chosen else calculate_crop_box(file.width, file.height, across, down, file.focus).width
    width = min(across, most)
    height = max(1, round(width * down / across))

    def apply(_fieldfile: Any, context: Any) -> None:
        context.extension = ".jpg"
        context.processors = ["share_jpeg", "preserve_icc_profile", _crop(file, "16:9", (width, height))]

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
    same = PictureFile.objects.filter(pk=file.pk, ppoi=file.ppoi, crops=file.crops)
    if same.filter(picture__taken_down_at=None).update(shared=shared):
        file.shared = shared
        return True
    if not PictureFile.objects.filter(pk=file.pk, picture__taken_down_at=None).exists():
        sealed_storage.seal(file)  # taken down meanwhile: leave nothing in public
    return False


def _make(file: PictureFile, plans: Iterable[Plan]) -> None:
    """Make renditions and record them, unless the file is gone meanwhile."""
    made = [{**plan._asdict(), "name": file.image.process(_spec(file, plan))} for plan in plans]
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
        if (today.ppoi, today.crops) != (file.ppoi, file.crops):  # the crops are old; changing them queued new ones
            made = [line for line in made if not line["shape"]]
        key = itemgetter("shape", "type", "width")
        merged = {key(line): line for line in [*today.renditions, *made]}
        file.renditions = today.renditions = sorted(merged.values(), key=key)
        today.save(update_fields=["renditions"])
        if picture.current_id == file.pk:
            generation.bump([picture])


def _spec(file: PictureFile, plan: Plan) -> Callable[[Any, Any], None]:
    """Return the plan in django-imagefield's terms, from which, with the focal point, it makes the storage name."""

    def apply(_fieldfile: Any, context: Any) -> None:
        context.extension = f".{plan.type}"
        crop = _crop(file, plan.shape, (plan.width, plan.height))
        context.processors = [("encode", plan.type), "preserve_icc_profile", crop]

    return apply


def _crop(file: PictureFile, shape: str, size: tuple[int, int]) -> tuple[Any, ...]:
    """Return the processor that cuts out what `shape` shows: what the desk chose, else a part around the focal point."""
    if not (chosen := file.crop(shape)):
        return "crop", size
    left, top, width, height = chosen
    across, down = size  # of the share image, which is a little wider than 16:9
    middle, height = top + height / 2, width * down / across
    top = min(max(middle - height / 2, 0), file.height - height)
    return "crop_to", (left / file.width, top / file.height, width / file.width, height / file.height), size


@register_pillow  # type: ignore[untyped-decorator]
def crop_to(
    get_image: Callable[[Any, Any], Any], box: tuple[float, float, float, float], size: tuple[int, int]
) -> Callable[[Any, Any], Any]:
    """A processor of django-imagefield: cut out the box, given as shares of width and height, at that size."""

    def processor(image: Any, context: Any) -> Any:
        shown = get_image(image, context)
        left, top, width, height = box
        edges = (left * shown.width, top * shown.height, (left + width) * shown.width, (top + height) * shown.height)
        limits = (shown.width, shown.height, shown.width, shown.height)
        inside = tuple(min(max(edge, 0), limit) for edge, limit in zip(edges, limits, strict=True))
        return shown.resize(size, Image.Resampling.LANCZOS, box=inside)

    return processor


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
