"""The publication's images: checked like photos, and stored under names that follow from their bytes."""

import hashlib
import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from newsroom.images.upload import Intake

SHARE = (1200, 630)
WIDEST_LOGO = (1200, 480)
SMALLEST_ICON = 192
ICON_SIZES = {"32": 32, "180": 180, "192": 192, "512": 512, "maskable": 512}
SAFE = 0.8  # of a maskable icon: what phones never cut off
PAPER = "#fffefb"
Stored = dict[str, Any]


def store(kind: str, intake: Intake) -> Stored:
    """Store an image as what it is for ("logo", "logo_dark", "icon", "share"), and return what the row says of it.

    Files are written before the row is, and never deleted: cached pages may still show them.
    Raises ValidationError for an image that is too small.
    """
    with Image.open(io.BytesIO(intake.data)) as image:
        image.load()
        if kind == "icon":
            return _icon(image)
        if kind == "share":
            if image.width < SHARE[0] // 2:
                raise ValidationError(f"This image is {image.width} pixels wide. Use one of at least {SHARE[0] // 2}.")
            flat = _on_paper(ImageOps.fit(image.convert("RGBA"), SHARE, Image.Resampling.LANCZOS))
            return {"name": _save("share", flat, "jpg"), "width": SHARE[0], "height": SHARE[1]}
        image.thumbnail(WIDEST_LOGO, Image.Resampling.LANCZOS)
        name = _save("logo", image if image.mode == "RGBA" else image.convert("RGB"), "png")
        return {"name": name, "width": image.width, "height": image.height}


def _icon(image: Image.Image) -> Stored:
    if abs(image.width - image.height) > 0.02 * image.width:
        raise ValidationError(f"The icon must be square; this image is {image.width} × {image.height} pixels.")
    if image.width < SMALLEST_ICON:
        raise ValidationError(
            f"This image is {image.width} pixels wide. Use one of at least {SMALLEST_ICON}; 512 is best."
        )
    whole = image.convert("RGBA")
    made = {}
    for key, size in ICON_SIZES.items():
        inner = round(size * SAFE) if key == "maskable" else size
        scaled = whole.resize((inner, inner), Image.Resampling.LANCZOS)
        if key in ("maskable", "180"):  # phones put these on a background of their own
            frame = Image.new("RGBA", (size, size))
            frame.paste(scaled, ((size - inner) // 2, (size - inner) // 2))
            scaled = _on_paper(frame)
        made[key] = _save(f"icon-{key}", scaled, "png")
    return made


def _on_paper(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, PAPER)
    paper.alpha_composite(image)
    return paper.convert("RGB")


def _save(kind: str, image: Image.Image, extension: str) -> str:
    out = io.BytesIO()
    if extension == "jpg":
        image.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    else:
        image.save(out, "PNG", optimize=True)
    data = out.getvalue()
    name = f"publication/{kind}-{hashlib.sha256(data).hexdigest()[:16]}.{extension}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    return name
