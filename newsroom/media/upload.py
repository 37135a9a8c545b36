"""Uploads: what they are, by their content, and what their headers say. Nothing is decoded."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from pypdf import PdfReader
from tinytag import TinyTag

from newsroom.media.models import Kind

CHUNK = 1024 * 1024
HEAD = 64 * 1024  # bytes that say what a file is
MAX_HEADER = 64 * 1024 * 1024  # of an MP4
ACCEPTED = {
    Kind.VIDEO: "MP4 (H.264) or WebM",
    Kind.AUDIO: "MP3, M4A, Ogg or WAV",
    Kind.DOCUMENT: "PDF",
}
ACCEPT = {
    Kind.VIDEO: "video/mp4,video/webm,.mp4,.webm",
    Kind.AUDIO: "audio/*,.mp3,.m4a,.ogg,.wav",
    Kind.DOCUMENT: "application/pdf,.pdf",
}  # for the browser's file dialog
MP4_CURE = "Export it as MP4 with H.264 and upload that."
# Where a phone was, as ISO 6709 has it: the type of a box, the length and language of its text, and that.
_LOCATION = re.compile(rb"\xa9xyz.{4}[+-][0-9.+-]{4,40}/?", re.DOTALL)
DAMAGED = "This file is damaged or incomplete. Upload it again, or open it on your computer first."


@dataclass(frozen=True)
class Intake:
    """An upload that is one of ours. `file` is open, and at its start."""

    file: Any
    kind: Kind
    extension: str
    size: int
    sha256: str
    filename: str
    seconds: int | None = None
    pages: int | None = None

    @property
    def title(self) -> str:
        return self.filename.rpartition(".")[0] or self.filename or "Untitled"


def take_in(file: IO[bytes], filename: str) -> Intake:
    """Read an upload, whatever its name says. Raises ValidationError if it is too big, damaged or of another type.

    `file` can be written, too: the place where a phone took a video is removed from it.
    """
    file.seek(0)
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > settings.MEDIA_MAX_MB * 1024**2:
            raise ValidationError(
                f"This file is larger than {settings.MEDIA_MAX_MB} MB. Export it smaller, or cut it.", code="too_heavy"
            )
    if not size:
        raise ValidationError("This file is empty. Choose it again.", code="empty")
    try:
        kind, extension = _type_of(file)
        seconds = _seconds(file, extension) if kind != Kind.DOCUMENT else None
        pages = _pages(file) if kind == Kind.DOCUMENT else None
    except (ValidationError, MemoryError):
        raise
    except Exception as broken:  # readers of hostile bytes raise anything
        raise ValidationError(DAMAGED, code="damaged") from broken
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    file.seek(0)
    name = PurePath(filename.replace("\\", "/")).name[:200]
    return Intake(file, kind, extension, size, digest.hexdigest(), name, seconds, pages)


def _type_of(file: IO[bytes]) -> tuple[Kind, str]:
    """Return the kind of a file and its extension. Raises ValidationError for a type that browsers don't all show."""
    file.seek(0)
    head = file.read(HEAD)
    if head[4:8] == b"ftyp":
        return _of_mp4(file, head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        if b"V_VP8" in head or b"V_VP9" in head or b"V_AV1" in head:
            return Kind.VIDEO, "webm"
        raise ValidationError("This WebM file has no video. Export the sound as MP3 or M4A.", code="no_video")
    if head.startswith(b"OggS"):
        if b"\x80theora" in head:
            raise ValidationError(f"Ogg videos don’t play in every browser. {MP4_CURE}", code="codec")
        return Kind.AUDIO, "ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Kind.AUDIO, "wav"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return Kind.AUDIO, "mp3"
    if b"%PDF-" in head[:1024]:
        return Kind.DOCUMENT, "pdf"
    listed = "; ".join(f"{kind.label}: {types}" for kind, types in ACCEPTED.items())
    raise ValidationError(f"Files of this type can’t be used, whatever the name says. {listed}.", code="type")


def _of_mp4(file: IO[bytes], brand: bytes) -> tuple[Kind, str]:
    if brand == b"qt  ":
        raise ValidationError(f"QuickTime files (.mov) don’t play in every browser. {MP4_CURE}", code="codec")
    places = list(_boxes(file, b"moov"))
    header = b"".join(content for _, content in places)
    if not header:
        raise ValidationError(DAMAGED, code="damaged")
    for at, content in places:
        for found in _LOCATION.finditer(content):
            file.seek(at + found.start())
            file.write(b"free" + bytes(len(found[0]) - 4))  # what players skip
    if b"vide" not in _handlers(header):
        return Kind.AUDIO, "m4a"
    if b"avc1" not in header and b"avc3" not in header and b"av01" not in header and b"vp09" not in header:
        raise ValidationError(f"This video (HEVC, perhaps) doesn’t play in every browser. {MP4_CURE}", code="codec")
    return Kind.VIDEO, "mp4"


def _boxes(file: IO[bytes], wanted: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield place and content of each box of that type at the top level of an MP4 (ISO 14496-12, 4.2)."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        length, begins = int.from_bytes(head[:4]), 8
        if length == 1:
            length, begins = int.from_bytes(head[8:16]), 16
        if length and length < begins:
            raise ValidationError(DAMAGED, code="damaged")
        if head[4:8] == wanted:
            if length > MAX_HEADER:
                raise ValidationError(DAMAGED, code="damaged")
            file.seek(at + begins)
            yield at + begins, file.read(length - begins if length else MAX_HEADER)
        if not length:  # to the end of the file
            return
        at += length


def _handlers(header: bytes) -> set[bytes]:
    """Return what the tracks of an MP4 are: vide, soun … (ISO 14496-12, 8.4.3)."""
    return {part[8:12] for part in header.split(b"hdlr")[1:]}


def _seconds(file: IO[bytes], extension: str) -> int | None:
    """Return the length, if the file says it. Raises ValidationError for sound without any."""
    if extension == "webm":
        return None
    file.seek(0)
    tag = TinyTag.get(f"file.{extension}", file_obj=file, tags=False)  # type: ignore[arg-type]
    if not tag.duration:
        if extension in ("mp4", "m4a"):
            return None
        raise ValidationError(DAMAGED, code="damaged")
    return max(1, round(tag.duration))


def _pages(file: IO[bytes]) -> int:
    file.seek(0)
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValidationError("This PDF asks for a password. Save it without one and upload that.", code="password")
    pages = reader.root_object["/Pages"]["/Count"]  # type: ignore[index]  # the count, without reading all of them
    if not isinstance(pages, int) or not 0 < pages < 1_000_000:
        raise ValidationError(DAMAGED, code="damaged")
    return int(pages)
