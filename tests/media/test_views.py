"""The bytes of media files: whole, in the parts that players ask for, and not at all once taken down."""

from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from django.test import Client

from newsroom.media import actions as media_actions
from newsroom.media.models import MediaFile
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from tests.media.factories import CAPTIONS, mp4
from tests.people import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BYTES = mp4()
SIZE = len(BYTES)


def test_a_file_is_served_whole_and_may_be_kept_for_a_year(video: MediaFile, client: Client) -> None:
    response = client.get(video.url)
    assert (response.status_code, response["Content-Type"], response["Content-Length"]) == (200, "video/mp4", str(SIZE))
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == BYTES
    assert not response.cookies


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=0-1", 0, 1),
        (f"bytes=100-{SIZE + 500}", 100, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    video: MediaFile, client: Client, asked: str, first: int, last: int
) -> None:
    response = client.get(video.url, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes {first}-{last}/{SIZE}")
    assert response["Content-Length"] == str(last - first + 1)
    assert response.getvalue() == BYTES[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(video: MediaFile, client: Client, asked: str) -> None:
    response = client.get(video.url, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,4-5", "pages=0-1", "bytes=a-b", f"bytes={'1' * 30}-"])
def test_what_is_no_range_gets_the_whole_file(video: MediaFile, client: Client, asked: str) -> None:
    assert client.get(video.url, headers={"Range": asked}).status_code == 200


def test_a_part_of_other_bytes_gets_the_whole_file(video: MediaFile, client: Client) -> None:
    etag = client.head(video.url)["ETag"]
    for given, status in ((etag, 206), ('"other"', 200)):
        assert client.get(video.url, headers={"Range": "bytes=0-1", "If-Range": given}).status_code == status


def test_nginx_sends_the_file_where_it_may(video: MediaFile, client: Client, settings: Any) -> None:
    settings.NGINX_SENDS_MEDIA = True
    response = client.get(video.url)
    assert response["X-Accel-Redirect"] == f"/media-files/{video.stored_as}"
    assert response["Content-Type"] == "video/mp4"


def test_captions_have_another_address_when_they_change(video: MediaFile, writer: Any, client: Client) -> None:
    media_actions.edit(video, writer, captions=CAPTIONS)
    video.refresh_from_db()
    first = video.captions_url
    response = client.get(first)
    assert (response.status_code, response["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert response.text == CAPTIONS
    media_actions.edit(video, writer, captions=CAPTIONS.replace("back", "gone"))
    video.refresh_from_db()
    assert client.get(first).status_code == 404
    assert client.get(video.captions_url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_down_has_no_address_and_opens_for_administrators_alone(
    video: MediaFile, writer: Any, client: Client
) -> None:
    media_actions.edit(video, writer, captions=CAPTIONS)
    video.refresh_from_db()
    chief = administrator("chief")
    with pytest.raises(PermissionRefused):
        media_actions.take_down(video, writer, reason="A court said so.")
    with pytest.raises(ActionRefused, match="reason"):
        media_actions.take_down(video, chief, reason=" ")
    media_actions.take_down(video, chief, reason="A court said so.")
    client.force_login(chief)
    for address in (video.url, video.captions_url):
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert not default_storage.exists(video.stored_as)
    assert storages["sealed"].exists(video.stored_as)
    with media_actions.open_sealed(video, chief, reason="To compare it.") as file:
        assert file.read() == BYTES
    with pytest.raises(ActionRefused, match="taken down"):
        media_actions.edit(video, chief, title="Another")


@pytest.mark.parametrize("name", ["ab/../../secret", "00/x.mp4", f"ab/{'a' * 32}-{'b' * 16}.html"])
def test_other_names_lead_nowhere(client: Client, name: str) -> None:
    assert client.get(f"/media/files/{name}").status_code == 404
