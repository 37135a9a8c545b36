from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.images.renditions import make_renditions
from tests.images.conftest import NINE
from tests.images.factories import PictureFactory

pytestmark = pytest.mark.once

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def address(picture: Picture) -> str:
    assert picture.current is not None
    return f"/media/{picture.current.image.name}"


def test_a_picture_is_served_with_its_type_and_may_be_kept_for_a_year(picture: Picture, client: Client) -> None:
    response = client.get(address(picture))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    with default_storage.open(picture.current.image.name) as stored:  # type: ignore[union-attr]
        assert response.getvalue() == stored.read()


def test_renditions_are_served_with_their_types(picture: Picture, client: Client) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    for line in picture.current.renditions:
        response = client.get(default_storage.url(line["name"]))
        assert (response.status_code, response["Content-Type"]) == (200, f"image/{line['type']}")


def test_serving_costs_one_query_beside_that_of_the_generation(
    picture: Picture, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):  # on PostgreSQL that of the generation goes past Django, and is not counted
        client.get(address(picture))


@pytest.mark.parametrize(("offset", "status"), [(-SECOND, 404), (0 * SECOND, 200), (SECOND, 200)])
def test_readers_get_it_from_the_second_its_rights_begin(
    picture: Picture, writer: User, client: Client, offset: timedelta, status: int
) -> None:
    picture_actions.set_rights(picture, writer, usable_from=NINE + HOUR, usable_until=None)
    with time_machine.travel(NINE + HOUR + offset, tick=False):
        assert client.get(address(picture)).status_code == status


@pytest.mark.parametrize(("offset", "status"), [(-SECOND, 200), (0 * SECOND, 404), (SECOND, 404)])
def test_readers_get_it_no_more_from_the_second_its_rights_end(
    picture: Picture, writer: User, client: Client, offset: timedelta, status: int
) -> None:
    picture_actions.set_rights(picture, writer, usable_from=None, usable_until=NINE + HOUR)
    with time_machine.travel(NINE + HOUR + offset, tick=False):
        response = client.get(address(picture))
    assert response.status_code == status
    expected = "public, max-age=1, immutable" if status == 200 else "no-store"
    assert response["Cache-Control"] == expected


def test_the_desk_sees_a_picture_outside_its_rights_and_no_cache_keeps_it(
    picture: Picture, writer: User, client: Client
) -> None:
    picture_actions.set_rights(picture, writer, usable_from=NINE + HOUR, usable_until=None)
    client.force_login(writer)
    response = client.get(address(picture))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_a_taken_down_picture_is_served_to_nobody(picture: Picture, chief: User, client: Client) -> None:
    picture_actions.take_down(picture, chief, reason="Court order")
    assert picture.current is not None
    assert default_storage.exists(picture.current.image.name)  # refused even before its files are moved
    client.force_login(chief)
    assert client.get(address(picture)).status_code == 404


def test_nothing_but_pictures_is_served_from_the_storage(db: None, client: Client) -> None:
    default_storage.save("notes.html", ContentFile(b"<script>alert(1)</script>"))
    key = PictureFactory().key.hex
    for name in (
        "notes.html",
        "pictures/../notes.html",
        "../settings.py",
        "pictures/%2e%2e/%2e%2e/settings.py",
        f"pictures/{key[:2]}/{key}-0123456789abcdef.html",
        f"pictures/{key[:2]}/{key}-0123456789abcdef.jpg/../../notes.html",
        f"pictures/{key[:2]}/{key}-0123456789abcdef.jpg\n",
        f"pictures/{key[:2]}/{key}-0123456789abcdef.jpg",  # a known key, but no such file
        f"pictures/00/{'0' * 32}-0123456789abcdef.jpg",
        "",
    ):
        assert client.get(f"/media/{name}").status_code == 404, name


def test_media_is_for_reading_only(picture: Picture, client: Client) -> None:
    assert client.head(address(picture)).status_code == 200
    assert client.post(address(picture)).status_code == 405
