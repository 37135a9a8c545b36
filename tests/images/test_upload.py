import contextlib
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from newsroom.images import upload
from newsroom.images.upload import LONGEST_SIDE, Intake, take_in
from tests.images.factories import HEIC, SRGB, bomb, drawing, phone_exif, photo, with_iptc


def taken_in(data: bytes, name: str = "photo.jpg") -> Intake:
    return take_in(io.BytesIO(data), name)


def stored(data: bytes, name: str = "photo.jpg") -> Image.Image:
    image = Image.open(io.BytesIO(taken_in(data, name).data))
    image.load()
    return image


def refusal(data: bytes, name: str = "photo.jpg") -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        taken_in(data, name)
    return str(refused.value.code), str(refused.value.message)


def reddish(pixel: Any) -> bool:
    return bool(pixel[0] > pixel[2])


def test_a_photo_is_kept_as_a_jpeg_of_its_size() -> None:
    upload = taken_in(photo(640, 480))
    assert (upload.extension, upload.width, upload.height) == ("jpg", 640, 480)


def test_a_huge_photo_is_brought_down_to_the_longest_side() -> None:
    upload = taken_in(photo(6000, 4000))
    assert (upload.width, upload.height) == (LONGEST_SIDE, round(LONGEST_SIDE * 2 / 3))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_png_of_100_megapixels_in_a_few_kilobytes_is_refused_before_it_is_decoded() -> None:
    data = bomb()
    assert len(data) < 50_000
    code, message = refusal(data, "small.png")
    assert code == "too_large"
    assert "Resize it" in message


def test_a_png_of_billions_of_pixels_is_refused_in_the_same_words() -> None:
    header_only = bomb(1, 1).replace(b"\x00\x00\x00\x01\x00\x00\x00\x01\x01", b"\x00\x01\x11\x70\x00\x01\x11\x70\x01")
    header_only = header_only[:29] + _crc(header_only[12:29]) + header_only[33:]
    assert refusal(header_only, "small.png")[0] == "too_large"


def _crc(chunk: bytes) -> bytes:
    import zlib

    return zlib.crc32(chunk).to_bytes(4, "big")


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_BYTES", 10_000)
    assert refusal(photo() + b"\x00" * 10_000)[0] == "too_heavy"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_photo_cut_short_is_refused(kept: float) -> None:
    data = photo(1600, 1200)
    code, message = refusal(data[: int(len(data) * kept)])
    assert code == "damaged"
    assert "Upload it again" in message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<!doctype html><script>alert(1)</script>", "isn’t a JPEG"),
        (b"GIF89a/*<script>*/=1;", "isn’t a JPEG"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b"%PDF-1.7\n", "isn’t a JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "isn’t a JPEG"),
        (photo(kind="TIFF"), "TIFF"),
        (photo(kind="BMP"), "isn’t a JPEG"),
        (b"", "empty"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(data: bytes, says: str) -> None:
    assert says in refusal(data, "photo.jpg")[1]


def test_html_hidden_behind_a_real_photo_does_not_get_through() -> None:
    polyglot = photo(comment=b"<script>alert(1)</script>") + b"<html><script>alert(2)</script></html>"
    assert b"<script>" in polyglot
    assert b"<script>" not in taken_in(polyglot, "photo.html").data


def test_the_bytes_decide_and_not_the_extension() -> None:
    assert taken_in(photo(kind="PNG"), "photo.jpg").extension == "png"
    assert taken_in(photo(kind="JPEG"), "photo.png").extension == "jpg"


def test_only_the_last_part_of_a_senders_path_is_remembered() -> None:
    assert taken_in(photo(), r"C:\fakepath\..\bridge.jpg").filename == "bridge.jpg"
    assert taken_in(photo(), "../../etc/passwd").filename == "passwd"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_comes_out_upright(orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    sensor = drawing(640, 480)
    if orientation in undo:
        sensor = sensor.transpose(undo[orientation])
    out = io.BytesIO()
    sensor.save(out, "JPEG", exif=phone_exif(orientation))
    image = stored(out.getvalue())
    assert image.size == (640, 480)
    assert reddish(image.getpixel((5, 470)))
    assert not reddish(image.getpixel((630, 470)))
    assert reddish(image.getpixel((560, 40)))  # the disc, top right


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_says_any_more_where_and_with_what_it_was_taken(kind: str) -> None:
    data = photo(kind=kind, exif=phone_exif())
    assert b"Phone" in data
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    kept = taken_in(data)
    image = Image.open(io.BytesIO(kept.data))
    assert not image.getexif()
    assert not {"exif", "xmp", "photoshop", "comment", "Description"} & set(image.info)
    assert b"Phone" not in kept.data


def test_xmp_is_dropped() -> None:
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret source</x:xmpmeta>"
    assert b"secret source" in photo(kind="JPEG", xmp=xmp)
    assert b"secret source" not in taken_in(photo(kind="JPEG", xmp=xmp)).data


def test_text_in_a_png_is_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Description", "secret source")
    assert b"secret source" not in taken_in(photo(kind="PNG", pnginfo=notes)).data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_color_profile_is_kept(kind: str) -> None:
    assert stored(photo(kind=kind, icc_profile=SRGB)).info["icc_profile"] == SRGB


def test_a_color_profile_for_other_pixels_is_dropped() -> None:
    grey_under_an_rgb_profile = photo(kind="PNG", mode="L", icc_profile=SRGB)
    assert "icc_profile" not in stored(grey_under_an_rgb_profile).info


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("JPEG", "CMYK", "RGB"),
        ("JPEG", "L", "L"),
        ("PNG", "P", "RGB"),
        ("PNG", "1", "L"),
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "LA", "RGBA"),
        ("GIF", "P", "RGB"),
        ("WEBP", "RGBA", "RGBA"),
    ],
)
def test_every_kind_of_pixel_becomes_one_that_browsers_show(kind: str, mode: str, kept: str) -> None:
    assert stored(photo(kind=kind, mode=mode)).mode == kept


def test_a_screenshot_that_hides_nothing_loses_its_empty_see_through_layer() -> None:
    out = io.BytesIO()
    drawing().convert("RGBA").save(out, "PNG")
    assert stored(out.getvalue()).mode == "RGB"


def test_sixteen_bit_grey_keeps_its_middle_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (32, 32), 128 * 256).save(out, "PNG")
    assert stored(out.getvalue()).getpixel((5, 5)) == 128


def test_a_see_through_picture_too_big_as_png_becomes_webp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MAX_LOSSLESS", 100)
    assert taken_in(photo(kind="PNG", mode="RGBA")).extension == "webp"
    assert taken_in(photo(kind="PNG", mode="RGB")).extension == "jpg"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_moving_picture_is_refused_with_the_cure(kind: str) -> None:
    frames = [drawing(64, 48), drawing(64, 48).rotate(180)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    code, message = refusal(out.getvalue())
    assert code == "animated"
    assert "Save the frame" in message


def test_a_phones_jpeg_with_a_second_frame_is_taken_for_its_first() -> None:
    out = io.BytesIO()
    drawing(640, 480).save(out, "MPO", save_all=True, append_images=[drawing(64, 48).rotate(180)])
    assert Image.open(io.BytesIO(out.getvalue())).format == "MPO"
    assert stored(out.getvalue()).size == (640, 480)


def test_heic_from_a_phone_is_converted_upright_and_without_its_place() -> None:
    kept = taken_in(HEIC.read_bytes(), "IMG_0001.HEIC")
    image = Image.open(io.BytesIO(kept.data))
    assert (image.format, image.size) == ("JPEG", (300, 400))
    assert not image.getexif()
    assert reddish(image.convert("RGB").getpixel((150, 20)))
    assert not reddish(image.convert("RGB").getpixel((20, 390)))
    assert kept.said == {"taken": "Aug. 6, 2024"}


def test_a_truncated_heic_is_refused() -> None:
    assert refusal(HEIC.read_bytes()[:1200], "IMG_0001.HEIC")[0] in {"damaged", "not_a_photo"}


def test_caption_credit_and_day_are_read_from_iptc() -> None:
    data = with_iptc(
        photo(),
        {
            (1, 90): b"\x1b%G",
            (2, 5): b"BRIDGE-12",
            (2, 105): "Brücke".encode(),
            (2, 120): "The bridge\nbefore it was raised – in July.".encode(),
            (2, 80): b"Ada Lens",
            (2, 110): b"Agency",
            (2, 115): b"Agency Pool",
            (2, 55): b"20240806",
        },
    )
    assert taken_in(data).said == {
        "title": "Brücke",
        "caption": "The bridge before it was raised – in July.",
        "credit": "Ada Lens/Agency",
        "source": "Agency Pool",
        "taken": "Aug. 6, 2024",
    }


def test_iptc_in_the_old_western_encoding_is_read() -> None:
    assert taken_in(with_iptc(photo(), {(2, 80): "José Núñez".encode("cp1252")})).said["credit"] == "José Núñez"


def test_without_iptc_the_camera_says_who_and_when() -> None:
    assert taken_in(photo(exif=phone_exif())).said == {"credit": "Sam Finch", "taken": "Aug. 6, 2024"}


@pytest.mark.parametrize("day", [b"00000000", b"20241399", b"soon", b""])
def test_a_day_that_never_was_is_left_out(day: bytes) -> None:
    assert taken_in(with_iptc(photo(), {(2, 55): day})).said == {}


def test_broken_iptc_does_not_cost_the_photo() -> None:
    jpeg = photo()
    segment = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x08\x1c\x02\x78\xff\xff\xff\xff\xff"
    data = jpeg[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + jpeg[2:]
    assert taken_in(data).width == 640


def test_the_same_photo_is_stored_as_the_same_bytes() -> None:
    assert taken_in(photo()).sha256 == taken_in(photo()).sha256


SAMPLES = [
    photo(64, 48),
    photo(64, 48, exif=phone_exif(6)),
    with_iptc(photo(64, 48), {(2, 120): b"caption"}),
    photo(64, 48, "PNG", "RGBA"),
    photo(64, 48, "GIF", "P"),
    photo(64, 48, "WEBP"),
    photo(64, 48, "AVIF"),
    HEIC.read_bytes(),
]


@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
)
def test_mangled_photos_are_read_or_refused_but_never_an_error(
    data: bytes, changes: list[tuple[float, int]], kept: float
) -> None:
    mangled = bytearray(data)
    for place, value in changes:
        mangled[int(place * len(mangled))] = value
    if kept < 0.5:
        mangled = mangled[: int(len(mangled) * 2 * kept)]
    with contextlib.suppress(ValidationError):
        result = taken_in(bytes(mangled))
        assert 0 < max(result.width, result.height) <= LONGEST_SIDE
