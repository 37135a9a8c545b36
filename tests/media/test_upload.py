"""An upload is what its bytes say, whatever its name is."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from newsroom.media.models import Kind
from newsroom.media.upload import take_in
from tests.media.factories import box, mp3, mp4, ogg, pdf, wav, webm


@pytest.mark.parametrize(
    ("data", "kind", "extension", "seconds", "pages"),
    [
        (mp4(), Kind.VIDEO, "mp4", 65, None),
        (webm(), Kind.VIDEO, "webm", None, None),
        (mp4(b"M4A ", b"soun", b"mp4a", seconds=7), Kind.AUDIO, "m4a", 7, None),
        (mp3(3), Kind.AUDIO, "mp3", 3, None),
        (ogg(4), Kind.AUDIO, "ogg", 4, None),
        (wav(2), Kind.AUDIO, "wav", 2, None),
        (pdf(3), Kind.DOCUMENT, "pdf", None, 3),
    ],
    ids=["mp4", "webm", "m4a", "mp3", "ogg", "wav", "pdf"],
)
def test_type_length_and_pages_are_read_from_the_file(
    data: bytes, kind: Kind, extension: str, seconds: int | None, pages: int | None
) -> None:
    intake = take_in(io.BytesIO(data), "C:\\films\\The ferry.exe")
    assert (intake.kind, intake.extension, intake.seconds, intake.pages) == (kind, extension, seconds, pages)
    assert (intake.size, intake.title) == (len(data), "The ferry")
    assert intake.file.read() == data


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "a page": (b"<html><script>alert(1)</script>", "Files of this type can’t be used"),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(100), "Files of this type can’t be used"),
    "QuickTime": (mp4(b"qt  "), r"QuickTime files .* Export it as MP4"),
    "HEVC": (mp4(codec=b"hvc1"), "HEVC"),
    "half an MP4": (mp4()[:20], "damaged"),
    "a WebM of sound": (webm(b"A_OPUS"), "no video"),
    "an Ogg video": (ogg(codec=b"\x80theora"), "Ogg videos"),
    "an MP3 without sound": (b"ID3" + bytes(100), "damaged"),
    "a WAV without sound": (b"RIFF\x00\x00\x00\x00WAVE", "damaged"),
    "half a PDF": (b"%PDF-1.7 and nothing more", "damaged"),
    "a locked PDF": (pdf(password="secret"), "asks for a password"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_browsers_cannot_show_is_refused_with_the_cure(name: str) -> None:
    data, error = REFUSED[name]
    with pytest.raises(ValidationError, match=error):
        take_in(io.BytesIO(data), "ferry.mp4")


def test_the_place_where_a_phone_took_a_video_is_removed() -> None:
    place = box(b"\xa9xyz", b"\x00\x12\x15\xc7", b"+51.1835+035.2760/")
    file = io.BytesIO(mp4(more=box(b"udta", place)))
    before = file.getvalue()
    intake = take_in(file, "ferry.mp4")
    assert b"35.27" in before
    assert b"35.27" not in intake.file.getvalue()
    assert len(intake.file.getvalue()) == len(before)
    assert take_in(intake.file, "ferry.mp4").sha256 == intake.sha256


def test_what_is_larger_than_the_setting_allows_is_refused(settings: Any) -> None:
    settings.MEDIA_MAX_MB = 1
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        take_in(io.BytesIO(bytes(1024**2 + 1)), "ferry.mp4")
