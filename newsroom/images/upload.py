"""Uploads: read, checked and re-encoded before anything is stored, so that only pixels and color profile remain."""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

import pi_heif
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsroom.images.metadata import words_in

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 64_000_000  # a 50-megapixel phone passes; decoded, the largest takes about 260 MB
LONGEST_SIDE = 3200  # of what is stored: enough for a full-width picture on a dense screen
MAX_LOSSLESS = 4 * 1024 * 1024
MAX_PROFILE = 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF")  # the only decoders that see uploaded bytes
CURE = "Save it as a JPEG or PNG and upload that."
TOO_LARGE = f"This photo has more than {MAX_PIXELS // 1_000_000} megapixels. Resize it to 4,000 pixels and upload that."


@dataclass(frozen=True)
class Intake:
    """A picture made safe: upright, bounded, without EXIF, GPS or XMP; `said` has its metadata as words."""

    data: bytes
    extension: str
    width: int
    height: int
    sha256: str
    likeness: int
    filename: str
    said: dict[str, str] = field(default_factory=dict)


def take_in(file: IO[bytes], filename: str) -> Intake:
    """Read an upload, whatever its name says. Raises ValidationError if it is too big, broken or not a still photo."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(
            f"This file is larger than {MAX_BYTES // 1024**2} MB. Export it as a JPEG, at most 4,000 pixels on a side.",
            code="too_heavy",
        )
    try:
        return _read(data, filename)
    except (ValidationError, MemoryError):
        raise
    except Exception as broken:  # decoders of hostile bytes raise anything
        raise ValidationError(
            f"This file is damaged or incomplete. Upload it again, or open it on your computer first. {CURE}",
            code="damaged",
        ) from broken


def _read(data: bytes, filename: str) -> Intake:
    try:
        sent = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise ValidationError(_not_a_photo(data), code="not_a_photo") from None
    except Image.DecompressionBombError:
        raise ValidationError(TOO_LARGE, code="too_large") from None
    # From the header alone, before a pixel is decoded: 11 KB of PNG can hold 100 megapixels.
    if sent.width * sent.height > MAX_PIXELS:
        raise ValidationError(TOO_LARGE, code="too_large")
    # A phone's JPEG or HEIC may contain more frames (a depth map, a burst): the first is the photo.
    if sent.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(sent, "is_animated", False):
        raise ValidationError(
            "Animated images can’t be used. Save the frame you want as a JPEG or PNG and upload that.",
            code="animated",
        )
    said = words_in(sent)
    keeps_edges = sent.format in ("PNG", "GIF")  # charts and screenshots, which JPEG spoils
    if sent.format in ("JPEG", "MPO"):
        sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes a huge photo at half or quarter size
    sent.load()  # verify() would not notice a file cut short
    image = _for_the_screen(ImageOps.exif_transpose(sent))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stored, extension = _encode(image, lossless=keeps_edges)
    return Intake(
        data=stored,
        extension=extension,
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(stored).hexdigest(),
        likeness=likeness(image),
        filename=PurePath(filename.replace("\\", "/")).name[:200],
        said=said,
    )


def likeness(image: Image.Image) -> int:
    """Return the picture's dHash, a signed 64-bit integer. It survives resizing and re-encoding, but not cropping."""
    row = 9
    gray = image.convert("L").resize((row, row - 1), Image.Resampling.BOX).tobytes()
    places = (place for place in range(len(gray)) if place % row)
    bits = sum((gray[place] > gray[place - 1]) << number for number, place in enumerate(places))
    return bits - 2**64 if bits >= 2**63 else bits


def _not_a_photo(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if not data:
        return "This file is empty. Choose the photo again."
    if b"<svg" in start or start.startswith(b"<?xml"):
        return f"SVG files can’t be used, because they can contain scripts. {CURE}"
    if start.startswith((b"ii*", b"mm\0*")):
        return f"TIFF and raw camera files can’t be used. {CURE}"
    return f"This isn’t a JPEG, PNG, WebP, AVIF or HEIC photo, whatever its name says. {CURE}"


def _for_the_screen(image: Image.Image) -> Image.Image:
    """Return the pixels as 8-bit gray, RGB or RGBA, with a matching color profile and nothing else attached."""
    profile = image.info.get("icc_profile") or b""
    if image.mode == "CMYK":
        image, profile = _from_print(image, profile), b""
    elif image.mode.startswith("I;16") or image.mode == "I":
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):  # a screenshot: opaque everywhere
            image = image.convert("RGB")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    wanted = b"GRAY" if image.mode == "L" else b"RGB "
    fits = len(profile) <= MAX_PROFILE and profile[16:20] == wanted  # ICC.1:2022, 7.2.6: data color space
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    if fits:
        clean.info["icc_profile"] = profile
    return clean


def _from_print(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert CMYK to sRGB through the file's own profile, if it is usable: without it, colors turn neon."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        converted = None
    return converted or image.convert("RGB")


def _encode(image: Image.Image, *, lossless: bool) -> tuple[bytes, str]:
    """Encode the stored original: JPEG for photos, PNG for hard edges or transparency, WebP if that gets too big."""
    profile = image.info.get("icc_profile")

    def saved(kind: str, **options: Any) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, icc_profile=profile, **options)
        return out.getvalue()

    transparent = image.mode == "RGBA"
    if lossless or transparent:
        data = saved("PNG", optimize=True)
        if len(data) <= MAX_LOSSLESS:
            return data, "png"
    if transparent:
        return saved("WEBP", quality=90, method=4), "webp"
    return saved("JPEG", quality=88, progressive=True, optimize=True), "jpg"
