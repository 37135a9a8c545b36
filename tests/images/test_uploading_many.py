"""Upload of many photos: in one form, or one by one with an answer for each; their captions in one table."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from newsroom.images import actions as picture_actions
from newsroom.images import duplicates
from newsroom.images.models import Picture
from newsroom.images.upload import take_in
from newsroom.publishing.models import AuditEntry
from tests.images.conftest import uploaded
from tests.images.factories import phone_exif, photo, turned, with_iptc
from tests.images.test_admin import LIST, signed_in
from tests.people import editor

pytestmark = pytest.mark.once

UPLOAD, CORRECT = f"{LIST}upload/", f"{LIST}correct/"
TALL = turned()


@pytest.fixture
def desk(writer: User) -> Client:
    return signed_in(writer)


def file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, data: bytes, name: str = "a.jpg", **more: Any) -> Any:
    return client.post(UPLOAD, {"photos": file(data, name), **more}, headers={"accept": "application/json"})


def test_one_form_takes_many_and_goes_on_to_their_words(desk: Client) -> None:
    response = desk.post(UPLOAD, {"photos": [file(photo(), "a.jpg"), file(TALL, "b.jpg")], "anyway": "on"})
    numbers = Picture.objects.order_by("pk").values_list("pk", flat=True)
    assert response["Location"] == f"{CORRECT}?picture={numbers[0]}&picture={numbers[1]}"


def test_without_a_script_each_file_is_told_by_name_what_became_of_it(desk: Client, picture: Picture) -> None:
    files = [file(photo(1600, 1200), "known.jpg"), file(photo()[:3000], "broken.jpg"), file(TALL, "new.jpg")]
    response = desk.post(UPLOAD, {"photos": files})
    html = response.content.decode()
    known, broken, new = response.context["outcomes"]
    assert (known.filename, known.known.picture, known.known.same) == ("known.jpg", picture, True)
    assert broken.filename == "broken.jpg"
    assert "damaged" in broken.refused
    assert f"{CORRECT}?picture={new.picture.pk}" in html
    assert Picture.objects.count() == 2


def test_with_the_script_each_file_has_an_answer_of_its_own(desk: Client, picture: Picture) -> None:
    taken = send(desk, TALL)
    assert taken.status_code == 200
    assert Picture.objects.get(pk=taken.json()["id"]).title == "a"
    known = send(desk, photo(1600, 1200))
    assert known.status_code == 409
    assert known.json()["known"]["id"] == picture.pk
    refused = send(desk, b"<svg>")
    assert refused.status_code == 422
    assert "SVG" in refused.json()["error"]
    nothing = desk.post(UPLOAD, {}, headers={"accept": "application/json"})
    assert nothing.status_code == 422
    assert send(desk, photo(1600, 1200), anyway="on").status_code == 200


def test_every_upload_is_in_the_audit_log(desk: Client, writer: User) -> None:
    send(desk, TALL)
    assert AuditEntry.objects.get(verb="upload_picture").actor == writer


def test_what_was_taken_down_is_refused_by_name_and_nothing_of_it_is_told(
    desk: Client, picture: Picture, chief: User
) -> None:
    picture_actions.take_down(picture, chief, reason="Court order")
    response = send(desk, photo(1600, 1200))
    assert response.status_code == 422
    assert "taken down" in response.json()["error"]
    assert picture.title not in response.content.decode()


def test_the_senders_notes_fill_the_fields(desk: Client) -> None:
    notes = {
        (2, 105): b"Bridge opens",
        (2, 120): b"The mayor cuts the ribbon",
        (2, 110): b"Agency",
        (2, 55): b"20240806",
        (2, 116): b"(c) 2024 Agency",
        (2, 25): b"bridge, mayor",
    }
    picture = Picture.objects.get(pk=send(desk, with_iptc(photo(), notes)).json()["id"])
    assert (picture.title, picture.caption, picture.credit) == ("Bridge opens", "The mayor cuts the ribbon", "Agency")
    assert (picture.taken, picture.copyright, picture.keywords) == ("Aug. 6, 2024", "(c) 2024 Agency", "bridge, mayor")


@pytest.mark.parametrize(
    "options", [{"quality": 60}, {"kind": "PNG"}, {"width": 1280, "height": 960}, {"kind": "WEBP"}]
)
def test_another_size_quality_or_format_of_a_known_photo_looks_like_it(writer: User, options: dict[str, Any]) -> None:
    known = uploaded(writer, photo(1600, 1200))
    found = duplicates.known(take_in(file(photo(**{"width": 1600, "height": 1200, **options}), "copy"), "copy"))
    assert found
    assert (found.picture, found.same) == (known, False)
    assert "looks like" in str(found)


def test_the_same_photo_with_other_notes_is_the_same(writer: User) -> None:
    known = uploaded(writer, photo(1600, 1200))
    again = take_in(file(photo(1600, 1200, exif=phone_exif()), "copy.jpg"), "copy.jpg")
    found = duplicates.known(again)
    assert found
    assert (found.picture, found.same) == (known, True)


def test_a_turned_photo_looks_like_no_other(writer: User) -> None:
    uploaded(writer, photo(600, 900))
    assert duplicates.known(take_in(file(TALL, "turned.jpg"), "turned.jpg")) is None


def test_even_surfaces_do_not_look_alike(writer: User) -> None:
    for gray in (100, 200):
        out = io.BytesIO()
        Image.new("L", (400, 300), gray).save(out, "PNG")
        intake = take_in(file(out.getvalue(), "gray.png"), "gray.png")
        assert duplicates.known(intake) is None
        picture_actions.upload(intake, writer)


def test_the_words_of_several_are_corrected_in_one_table(desk: Client, writer: User) -> None:
    one, two = uploaded(writer, alt=""), uploaded(writer, TALL, title="Two")
    response = desk.get(CORRECT, {"picture": [one.pk, two.pk]})
    assert response.content.decode().count("Missing") == 1
    data = table(response)
    data |= {"form-0-alt": "A bridge over a river", "form-0-credit": "Ada"}
    assert desk.post(f"{CORRECT}?picture={one.pk}&picture={two.pk}", data).status_code == 302
    one.refresh_from_db()
    assert (one.alt, one.credit) == ("A bridge over a river", "Ada")
    assert AuditEntry.objects.filter(verb="edit_picture").count() == 1  # the other row was not touched


def test_a_row_that_a_colleague_changed_meanwhile_is_shown_again_and_nothing_typed_is_lost(
    desk: Client, writer: User
) -> None:
    picture = uploaded(writer)
    address = f"{CORRECT}?picture={picture.pk}"
    data = table(desk.get(address))
    picture_actions.edit(picture, editor(), caption="Theirs")
    response = desk.post(address, data | {"form-0-caption": "Mine"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Theirs" in html
    assert "Mine" in html
    assert desk.post(address, table(response)).status_code == 302
    picture.refresh_from_db()
    assert picture.caption == "Mine"


def table(response: Any) -> dict[str, Any]:
    """What a browser would send back of the table, untouched."""
    formset = response.context["formset"]
    fields = [field for form in (formset.management_form, *formset.forms) for field in form]
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}
