"""A picture as a page shows it, built from rows already fetched, without a query or opening a file."""

from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString

from newsroom.text.macros import macro

# Shape -> widths of its renditions in pixels. The shape "" is the whole picture.
WIDTHS = {
    "": (480, 960, 1600, 2400),
    "16:9": (320, 640, 1280),
    "4:3": (320, 640, 1280),
    "1:1": (160, 320, 640, 1200),  # search engines want 1,200 pixels or more of every shape
}
SHAPES = [shape for shape in WIDTHS if shape]  # the crops
SMALL = 1_280  # pixels: a narrower picture is never shown wider than it is


class Source(NamedTuple):
    type: str
    srcset: str


class Rendered(NamedTuple):
    """What a template needs. Width and height are always known, so that nothing jumps while the page loads."""

    src: str
    width: int
    height: int
    sources: tuple[Source, ...]
    sizes: str
    alt: str
    caption: str
    credit: str
    eager: bool
    shape: str  # "16x9" for a crop, "" for the whole picture
    small: bool  # it has fewer pixels than its place may be wide

    @property
    def classes(self) -> str:
        shape = f"picture-{self.shape}" if self.shape else ""
        return " ".join(filter(None, (shape, "picture-small" if self.small else "")))

    def html(self) -> SafeString:
        """Render the <picture>, for code outside of readers' templates."""
        return macro("images/_picture.html", "picture")(self)


def render(
    picture: Any,
    *,
    shape: str = "",
    sizes: str = "100vw",
    alt: str | None = None,
    caption: str | None = None,
    credit: str | None = None,
    eager: bool = False,
) -> Rendered:
    """Prepare a Picture for a page; fetch it with `Picture.objects.to_render()`.

    `shape` is "" or a crop of WIDTHS; `alt`, `caption` and `credit` are those of this use, None for the picture's own
    (alt "" for decoration); `eager` is for the one picture above the fold. Without a rendition of the shape, the style
    sheet crops the stored original. Raises ValueError for an unknown shape or a picture without a file.
    """
    file = picture.current
    if file is None:
        raise ValueError(f"Picture {picture.pk} has no file to show: leave it out (`usable` does).")
    src, (width, height) = file.image.name, _box(shape, file.width, file.height)
    small = width < SMALL
    ready = [line for line in file.renditions if line["shape"] == shape]
    sources = tuple(
        Source(f"image/{kind}", ", ".join(f"{url_of(line['name'])} {line['width']}w" for line in lines))
        for kind, lines in groupby(ready, key=lambda line: line["type"])  # stored in this order: AVIF before WebP
    )
    fallbacks = [line for line in ready if line["type"] == "webp" and line["width"] <= 1280]
    if fallbacks:
        src, width, height = (fallbacks[-1][name] for name in ("name", "width", "height"))
    return Rendered(
        src=url_of(src),
        width=width,
        height=height,
        sources=sources,
        sizes=sizes,
        alt=picture.alt if alt is None else alt,
        caption=picture.caption if caption is None else caption,
        credit=picture.credit if credit is None else credit,
        eager=eager,
        shape=shape.replace(":", "x"),
        small=small,
    )


@lru_cache(maxsize=10_000)
def url_of(name: str) -> str:
    """Return a file's address, remembered: the storage is slow to say, and a list needs a hundred."""
    return default_storage.url(name)


def _box(shape: str, width: int, height: int) -> tuple[int, int]:
    """Return the largest box of the shape inside width × height."""
    if not shape:
        return width, height
    if shape not in WIDTHS:
        raise ValueError(f"There are no {shape!r} crops: use 16:9, 4:3, 1:1, or nothing for the whole picture.")
    across, down = map(int, shape.split(":"))
    scale = min(width / across, height / down)
    return max(1, round(across * scale)), max(1, round(down * scale))
