"""Videos, recordings and documents as users upload them, each a few hundred bytes, and media files as rows."""

import io
import struct
import wave
from datetime import UTC, datetime
from typing import Any

import factory
from pypdf import PdfWriter

from newsroom.media.models import Kind, MediaFile
from tests.images.factories import UploaderFactory

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.500\nThe ferry is back.\n"
EXTENSIONS = {Kind.VIDEO: "mp4", Kind.AUDIO: "mp3", Kind.DOCUMENT: "pdf"}


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", len(data) + 8) + kind + data


def mp4(
    brand: bytes = b"isom", handler: bytes = b"vide", codec: bytes = b"avc1", seconds: int = 65, more: bytes = b""
) -> bytes:
    """An MP4 with one track, whose header says how long it is; it has no frames."""
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(80))
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, seconds * 1000, 0, 0)),
        box(b"hdlr", bytes(8), handler, bytes(13)),
        box(b"minf", box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(78))))),
    )
    return (
        box(b"ftyp", brand, bytes(4), b"isom") + box(b"moov", head, box(b"trak", media), more) + box(b"mdat", bytes(64))
    )


def webm(codec: bytes = b"V_VP8") -> bytes:
    """The header of a WebM with one track."""
    return b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + bytes(12) + b"\x86\x85" + codec + bytes(32)


def wav(seconds: int = 2) -> bytes:
    """Silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 8_000 * seconds)
    return out.getvalue()


def mp3(seconds: int = 3) -> bytes:
    """Frames of 417 bytes, each 1,152 samples at 44,100 Hz and 128 kbit/s, without a sound in them."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * (seconds * 44_100 // 1_152)


def ogg(seconds: int = 4, codec: bytes = b"\x01vorbis") -> bytes:
    """The first and the last page of a recording."""
    head = codec + struct.pack("<IBIiiiBB", 0, 1, 8_000, 0, 16_000, 0, 0xB8, 1)
    pages = [(2, 0, head), (4, seconds * 8_000, bytes(8))]
    return b"".join(
        b"OggS" + struct.pack("<BBqIIIB", 0, kind, granule, 1, number, 0, 1) + bytes([len(data)]) + data
        for number, (kind, granule, data) in enumerate(pages)
    )


def pdf(pages: int = 2, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 280)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class MediaFileFactory(factory.django.DjangoModelFactory[MediaFile]):
    """A media file as a row only: no bytes are made or stored."""

    class Meta:
        model = MediaFile

    kind: Any = Kind.VIDEO
    title = factory.Sequence(lambda n: f"The ferry returns {n}")
    credit = "Ada Lens/Newsroom"
    size = 1_234_567
    sha256: Any = factory.Sequence(lambda n: f"{n + 1:064x}")
    filename: Any = factory.LazyAttribute(lambda row: f"ferry.{EXTENSIONS[Kind(row.kind)]}")
    seconds: Any = factory.LazyAttribute(lambda row: None if row.kind == Kind.DOCUMENT else 65)
    pages: Any = factory.LazyAttribute(lambda row: 3 if row.kind == Kind.DOCUMENT else None)
    uploaded_by = factory.SubFactory(UploaderFactory)
    uploaded_at = datetime(2024, 8, 6, 9, 30, tzinfo=UTC)

    @factory.lazy_attribute
    def file(self: Any) -> str:
        key = self.key.hex
        return f"files/{key[:2]}/{key}-{self.sha256[:16]}.{EXTENSIONS[Kind(self.kind)]}"

    @factory.lazy_attribute
    def key(self: Any) -> Any:
        return MediaFile._meta.get_field("key").get_default()
