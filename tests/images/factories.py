"""Photos as users upload them, and pictures as the library has them."""

import io
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factory
from django.contrib.auth.models import User
from PIL import Image, ImageCms, ImageDraw

from newsroom.images import library_search
from newsroom.images.models import Picture, PictureFile

HEIC = Path(__file__).parent / "data" / "phone.heic"  # 400 × 300 before it is turned upright; with GPS
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def drawing(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, with a yellow disc at the top right; with an A in the mode, fading in from above."""
    image = Image.new("RGB", (width, height), (30, 90, 160))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height), fill=(200, 60, 40))
    draw.ellipse((width * 0.8, 0, width * 0.95, height * 0.2), fill=(240, 220, 90))
    if "A" in mode:
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image.convert(mode)


def photo(width: int = 640, height: int = 480, kind: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """The bytes of a drawing; `options` go to Pillow's save."""
    out = io.BytesIO()
    drawing(width, height, mode).save(out, kind, **options)
    return out.getvalue()


def turned() -> bytes:
    """A photo that looks like no other here."""
    out = io.BytesIO()
    drawing(600, 900).rotate(180).save(out, "JPEG")
    return out.getvalue()


def phone_exif(orientation: int = 1) -> Image.Exif:
    """The EXIF of a phone: orientation, author, time and place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010F] = orientation, "Sam Finch", "Phone"
    exif.get_ifd(0x8769)[0x9003] = "2024:08:06 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 11.0, 0.0), 3: "E", 4: (35.0, 16.0, 0.0)})
    return exif


def with_iptc(jpeg: bytes, fields: dict[tuple[int, int], bytes]) -> bytes:
    """The JPEG with an IPTC-IIM block (record, dataset) -> value, in an APP13 segment as Photoshop writes it."""
    iim = b"".join(
        struct.pack(">BBBH", 0x1C, record, dataset, len(value)) + value for (record, dataset), value in fields.items()
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iim)) + iim + b"\x00" * (len(iim) % 2)
    segment = b"Photoshop 3.0\x00" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def bomb(width: int = 10_000, height: int = 10_000) -> bytes:
    """A valid PNG of a few kilobytes that decodes to width × height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\x00" * (1 + (width + 7) // 8)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class UploaderFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"photographer{n}")
    is_staff = True


class PictureFactory(factory.django.DjangoModelFactory[Picture]):
    """A picture in the library, as rows only: no bytes are made or stored. `to_render` fetches it as a page would."""

    class Meta:
        model = Picture
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Bridge over the river {n}")
    alt = "A bridge over a river"
    credit = "Ada Lens/Newsroom"
    uploaded_by = factory.SubFactory(UploaderFactory)
    uploaded_at = datetime(2024, 8, 6, 9, 30, tzinfo=UTC)

    @factory.post_generation
    def file(self: Any, create: bool, extracted: Any, **given: Any) -> None:
        sha256 = f"{self.pk:064x}"
        key = self.key.hex
        name = f"pictures/{key[:2]}/{key}-{sha256[:16]}.jpg"
        values = {"width": 1600, "height": 1200, "sha256": sha256, "filename": "bridge.jpg", **given}
        self.current = PictureFile.objects.create(
            picture=self, number=1, image=name, created_at=self.uploaded_at, created_by=self.uploaded_by, **values
        )
        self.save(update_fields=["current"])
        library_search.index(self)
